from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from catalogue.models import Service
from core.models import Item, Numbered
from core.triggers import no_delete, state_moves_on
from records.models import Record
from slm.choices import ExclusionReason, ExclusionState
from slm.models.agreement import Agreement
from slm.querysets import ExclusionQuerySet
from slm.triggers import any_changed

# What is decided on; the scope is all four together.
SCOPE = ("agreement", "service", "customer", "record")
WORDING = ("reason", "text", "start", "end", *SCOPE, "requested_by", "requested_at")
DECISION = ("decided_by", "decided_at", "decision_reason", "effect")


class Exclusion(Numbered):
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
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=ExclusionState,
        default=ExclusionState.REQUESTED,
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("requested by"),
    )
    requested_at = models.DateTimeField(_("requested"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decision_reason = models.CharField(
        _("reason for the decision"), max_length=500, blank=True
    )
    effect = models.JSONField(
        _("effect, as it was at the decision"), null=True, blank=True
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
    version = models.PositiveIntegerField(default=1)

    objects = ExclusionQuerySet.as_manager()

    class Meta:
        verbose_name = _("exclusion")
        verbose_name_plural = _("exclusions")
        permissions: ClassVar[Any] = [
            ("request_exclusion", _("Can request exclusions")),
            ("decide_exclusion", _("Can decide on exclusions")),
        ]
        constraints = [
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
                condition=Q(decided_by=None) | ~Q(decided_by=F("requested_by")),
                name="slm_exclusion_decided_by_another",
                violation_error_message=_("Nobody decides on their own request."),
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
            no_delete(),
            pgtrigger.Protect(
                name="keep_wording",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(*WORDING),
            ),
            pgtrigger.Protect(
                name="keep_decision",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__decided_at__isnull=False)
                & any_changed(*DECISION),
            ),
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
    def title(self) -> str:
        """What it is called where all kinds of items are listed."""
        return str(self)

    @property
    def subjects(self) -> list[Any]:
        """What it names: all of that must match."""
        return [one for name in SCOPE if (one := getattr(self, name)) is not None]
