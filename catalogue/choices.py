from django.db import models
from django.utils.translation import gettext_lazy as _


class ServiceState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    IN_DESIGN = "in_design", _("In design")
    IN_TRANSITION = "in_transition", _("In transition")
    LIVE = "live", _("Live")
    RETIRING = "retiring", _("Retiring")
    RETIRED = "retired", _("Retired")


# What customers see and get.
OFFERED_STATES = (ServiceState.LIVE, ServiceState.RETIRING)


class Criticality(models.IntegerChoices):
    VITAL = 1, _("Vital to the business")
    IMPORTANT = 2, _("Important")
    SUPPORTING = 3, _("Supporting")
