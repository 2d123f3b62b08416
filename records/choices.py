from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Phase(models.TextChoices):
    """Where a record is in its life, whatever its kind calls its states."""

    NEW = "new", _("New")
    ACTIVE = "active", _("Being worked on")
    WAITING = "waiting", _("Waiting")
    DONE = "done", _("Done")
    CLOSED = "closed", _("Closed")
    VOID = "void", _("Void")


OPEN_PHASES = (Phase.NEW, Phase.ACTIVE, Phase.WAITING)


class WaitingFor(models.TextChoices):
    CUSTOMER = "customer", _("Customer")
    SUPPLIER = "supplier", _("Supplier")
    PROBLEM = "problem", _("Problem")
    CHANGE = "change", pgettext_lazy("noun", "Change")


class Impact(models.IntegerChoices):
    HIGH = 1, _("High")
    MEDIUM = 2, _("Medium")
    LOW = 3, _("Low")


class Urgency(models.IntegerChoices):
    HIGH = 1, _("High")
    MEDIUM = 2, _("Medium")
    LOW = 3, _("Low")


class Priority(models.IntegerChoices):
    CRITICAL = 1, _("Critical")
    HIGH = 2, _("High")
    MODERATE = 3, _("Moderate")
    LOW = 4, _("Low")


class ContactChannel(models.TextChoices):
    """How somebody reached the desk."""

    PHONE = "phone", _("Phone")
    MAIL = "mail", _("E-mail")
    PORTAL = "portal", _("Portal")
    CHAT = "chat", _("Chat")
    WALK_IN = "walk_in", _("Walk-in")
    MONITORING = "monitoring", _("Monitoring")
    API = "api", _("API")
    OTHER = "other", _("Other")


class Visibility(models.TextChoices):
    PUBLIC = "public", _("Public reply")
    INTERNAL = "internal", _("Internal note")
