from django.db import models
from django.utils.translation import gettext_lazy as _

from records.choices import Impact, Urgency


class Affected(models.TextChoices):
    """How many a disturbance affects, in the customer's words."""

    ME = "me", _("Only me")
    SOME = "some", _("Several of us, or my whole team")
    ALL = "all", _("Everybody, or a whole location")


class Hindrance(models.TextChoices):
    """How much a disturbance hinders, in the customer's words."""

    ANNOYED = "annoyed", _("I can work; it is a nuisance")
    SLOWED = "slowed", _("I can work, but only with difficulty")
    STOPPED = "stopped", _("I cannot work, or something important stands still")


class Score(models.IntegerChoices):
    VERY_GOOD = 5, _("Very good")
    GOOD = 4, _("Good")
    FAIR = 3, _("So-so")
    POOR = 2, _("Poor")
    VERY_POOR = 1, _("Very poor")


IMPACTS = {
    Affected.ME: Impact.LOW,
    Affected.SOME: Impact.MEDIUM,
    Affected.ALL: Impact.HIGH,
}
URGENCIES = {
    Hindrance.ANNOYED: Urgency.LOW,
    Hindrance.SLOWED: Urgency.MEDIUM,
    Hindrance.STOPPED: Urgency.HIGH,
}
