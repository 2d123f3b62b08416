from datetime import datetime, time
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from calendars.models import CalendarVersion
from core.models import Item
from core.triggers import state_moves_on
from slm.choices import ExclusionState
from slm.models.deciding import Decidable, kept_wording
from slm.models.version import AgreementVersion
from slm.querysets import RepairQuerySet

WORDING = ("text", "calendar_version", "agreement_version", "effective_on")
DECIDED = (ExclusionState.APPROVED, ExclusionState.REJECTED)


class Repair(Decidable):
    """That the right version held from an earlier day on; only this acts backwards."""

    item = models.OneToOneField(
        Item, models.PROTECT, primary_key=True, related_name="repair"
    )
    text = models.TextField(_("what was wrong"), max_length=2000)
    calendar_version = models.ForeignKey(
        CalendarVersion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("right version of a calendar"),
    )
    agreement_version = models.ForeignKey(
        AgreementVersion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="repairs",
        verbose_name=_("right version of an agreement"),
    )
    effective_on = models.DateField(_("holds from"))

    objects = RepairQuerySet.as_manager()

    class Meta(Decidable.Meta):
        verbose_name = _("repair")
        verbose_name_plural = _("repairs")
        permissions: ClassVar[Any] = [
            ("request_repair", _("Can request repairs")),
            ("decide_repair", _("Can decide on repairs")),
        ]
        constraints = [
            *Decidable.Meta.constraints,
            models.CheckConstraint(
                condition=Q(
                    calendar_version__isnull=False, agreement_version__isnull=True
                )
                | Q(calendar_version__isnull=True, agreement_version__isnull=False),
                name="slm_repair_of_one_thing",
                violation_error_message=_(
                    "A repair is about a calendar or about an agreement."
                ),
            ),
            models.CheckConstraint(
                condition=Q(state__in=DECIDED, decided_at__isnull=False)
                | Q(~Q(state__in=DECIDED), decided_at=None),
                name="slm_repair_state_fits_decision",
            ),
        ]
        triggers = [
            *Decidable.Meta.triggers,
            kept_wording(*WORDING),
            state_moves_on(
                (ExclusionState.REQUESTED, ExclusionState.APPROVED),
                (ExclusionState.REQUESTED, ExclusionState.REJECTED),
                (ExclusionState.REQUESTED, ExclusionState.WITHDRAWN),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.right}"

    @property
    def right(self) -> CalendarVersion | AgreementVersion:
        """The version that held, as it should have been said."""
        if self.calendar_version is not None:
            return self.calendar_version
        if self.agreement_version is None:
            raise ValueError("A repair is about something.")
        return self.agreement_version

    @property
    def starts_at(self) -> datetime:
        """From when the right version held, by this repair."""
        if self.agreement_version is not None:
            return self.agreement_version.agreement.start_of(self.effective_on)
        zone = ZoneInfo(self.right.definition["timezone"])  # type: ignore[union-attr]
        return datetime.combine(self.effective_on, time.min, zone)

    @property
    def ends_at(self) -> datetime:
        """Since when it holds anyway."""
        if self.calendar_version is not None:
            return self.calendar_version.valid_from
        version = self.agreement_version
        if version is None or version.valid_from is None:
            raise ValueError("What never was in force cannot be put right.")
        return version.agreement.start_of(version.valid_from)
