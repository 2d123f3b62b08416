from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Visibility(models.TextChoices):
    PUBLIC = "public", _("Everybody who sees the record")
    INTERNAL = "internal", _("Staff only")


class LinkKind(models.TextChoices):
    """What one item is to another, said from its own side."""

    DUPLICATE_OF = "duplicate_of", _("is a duplicate of")
    CAUSED_BY = "caused_by", _("is caused by")
    RELATED = "related", _("is related to")


# The same, said from the other side.
INVERSE_WORDS: dict[str, Promise] = {
    LinkKind.DUPLICATE_OF: _("is duplicated by"),
    LinkKind.CAUSED_BY: _("is the cause of"),
    LinkKind.RELATED: _("is related to"),
}


class MeetingState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    CALLED = "called", _("Called")
    HELD = "held", _("Held")
    MINUTED = "minuted", _("Minuted")
    CANCELLED = "cancelled", _("Cancelled")


COMING = (MeetingState.PLANNED, MeetingState.CALLED)
TOOK_PLACE = (MeetingState.HELD, MeetingState.MINUTED)
