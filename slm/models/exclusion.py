from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from catalogue.models import Service
from core.models import Item
from core.triggers import state_moves_on
from records.models import Record
from slm.choices import ExclusionReason, ExclusionState
from slm.models.agreement import Agreement
from slm.models.deciding import Decidable, kept_wording
from slm.querysets import ExclusionQuerySet

# What is decided on; the scope is all four together.
SCOPE = ("agreement", "service", "customer", "record")
WORDING = ("reason", "text", "start", "end", *SCOPE)


class Exclusion(Decidable):
    """A span of time that does not count on clocks, once somebody else approved it."""

    item = models.OneToOneField(
        Item, models.PROTECT, primary_key=True, related_name="exclusion"
    )
    reason = models.CharField(_("reason"), max_length=15, choices=ExclusionReason)
    text = models.TextField(_("what happened, or is planned"), max_length=2000)
    start = models.DateTimeField(_("from"))
    end = models.DateTimeField(_("to"))
    agreement = models.ForeignKey(
        Agreement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="exclusions",
        verbose_name=_("agreement"),
    )
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="exclusions",
        verbose_name=_("service"),
    )
    customer = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="exclusions",
        verbose_name=_("customer"),
    )
    record = models.ForeignKey(
        Record,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="exclusions",
        verbose_name=_("record"),
    )
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("withdrawn by"),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawal_reason = models.CharField(
        _("reason for the withdrawal"), max_length=500, blank=True
    )

    objects = ExclusionQuerySet.as_manager()

    class Meta(Decidable.Meta):
        verbose_name = _("exclusion")
        verbose_name_plural = _("exclusions")
        permissions: ClassVar[Any] = [
            ("request_exclusion", _("Can request exclusions")),
            ("decide_exclusion", _("Can decide on exclusions")),
        ]
        constraints = [
            *Decidable.Meta.constraints,
            models.CheckConstraint(
                condition=Q(end__gt=F("start")),
                name="slm_exclusion_ends_after_start",
                violation_error_message=_("It cannot end before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(agreement__isnull=False)
                | Q(service__isnull=False)
                | Q(customer__isnull=False)
                | Q(record__isnull=False),
                name="slm_exclusion_has_scope",
                violation_error_message=_(
                    "Say what it is about: an agreement, a service, a customer or a"
                    " record."
                ),
            ),
            models.CheckConstraint(
                condition=Q(
                    state=ExclusionState.REQUESTED,
                    decided_at=None,
                    decided_by=None,
                    withdrawn_at=None,
                )
                | Q(
                    state__in=[ExclusionState.APPROVED, ExclusionState.REJECTED],
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                    withdrawn_at=None,
                )
                | Q(
                    state=ExclusionState.WITHDRAWN,
                    withdrawn_at__isnull=False,
                    withdrawn_by__isnull=False,
                ),
                name="slm_exclusion_state_fits_decision",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "start"], name="slm_exclusion_state"),
        ]
        triggers = [
            *Decidable.Meta.triggers,
            kept_wording(*WORDING),
            state_moves_on(
                (ExclusionState.REQUESTED, ExclusionState.APPROVED),
                (ExclusionState.REQUESTED, ExclusionState.REJECTED),
                (ExclusionState.REQUESTED, ExclusionState.WITHDRAWN),
                (ExclusionState.APPROVED, ExclusionState.WITHDRAWN),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.get_reason_display()}"

    @property
    def subjects(self) -> list[Any]:
        """What it names: all of that must match."""
        return [one for name in SCOPE if (one := getattr(self, name)) is not None]
