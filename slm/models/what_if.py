from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from calendars.models import Calendar, CalendarVersion
from core.models import Item, Numbered
from core.triggers import append_only
from slm.models.agreement import Agreement
from slm.querysets import WhatIfQuerySet


class WhatIf(Numbered):
    """What other terms would have meant for the records of a period, as found once."""

    item = models.OneToOneField(
        Item, models.PROTECT, primary_key=True, related_name="what_if"
    )
    agreement = models.ForeignKey(
        Agreement,
        models.PROTECT,
        related_name="what_ifs",
        verbose_name=_("agreement"),
    )
    # A draft may be discarded: only its number stays.
    version_number = models.PositiveIntegerField(_("version"))
    calendar = models.ForeignKey(
        Calendar,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("service hours instead"),
    )
    calendar_version = models.ForeignKey(
        CalendarVersion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("version of a calendar throughout"),
    )
    percent = models.PositiveSmallIntegerField(_("percent of each time"), default=100)
    first_on = models.DateField(_("from"))
    last_on = models.DateField(_("to"))
    data = models.JSONField(_("result"))
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("made by"),
    )

    objects = WhatIfQuerySet.as_manager()

    class Meta:
        verbose_name = _("what-if")
        verbose_name_plural = _("what-ifs")
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.number} {self.agreement.title}"

    @property
    def title(self) -> str:
        """What it is called where all kinds of items are listed."""
        return str(self)
