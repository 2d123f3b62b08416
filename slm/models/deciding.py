"""What is asked for by one and decided by another: its parts, and what keeps them."""

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import Numbered
from core.triggers import no_delete
from slm.choices import ExclusionState
from slm.triggers import any_changed

REQUEST = ("requested_by", "requested_at")
DECISION = ("decided_by", "decided_at", "decision_reason", "effect")


def kept_wording(*fields: str) -> pgtrigger.Trigger:
    """Refuse to change what was asked for."""
    return pgtrigger.Protect(
        name="keep_wording",
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange(*fields, *REQUEST),
    )


class Decidable(Numbered):
    """A request that changes figures of the past or to come, once somebody approves it."""

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
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True
        constraints: ClassVar[Any] = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("requested_by")),
                name="%(app_label)s_%(class)s_decided_by_another",
                violation_error_message=_("Nobody decides on their own request."),
            ),
        ]
        triggers: ClassVar[Any] = [
            no_delete(),
            pgtrigger.Protect(
                name="keep_decision",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__decided_at__isnull=False)
                & any_changed(*DECISION),
            ),
        ]

    @property
    def title(self) -> str:
        """What it is called where all kinds of items are listed."""
        return str(self)
