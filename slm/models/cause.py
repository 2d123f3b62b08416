from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from catalogue.models import Service
from core.triggers import no_delete
from slm.models.clock import Clock
from slm.models.outage import Outage
from slm.models.target import Target

# Of those that come with the portal, the one that says least.
UNKNOWN = gettext_noop("Unknown")
# The version of a cause that nobody has said yet.
UNSAID = 0


class BreachCause(models.Model):
    """A reason for which promises are broken, from a list that managers keep."""

    name = models.CharField(_("name"), max_length=80)
    is_active = models.BooleanField(
        _("offered"), default=True, help_text=_("What was chosen stays as it is.")
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("cause of breaches")
        verbose_name_plural = _("causes of breaches")
        default_permissions = ()
        permissions: ClassVar[Any] = [
            ("explain_breach", _("Can say why a promise was broken"))
        ]
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="slm_breachcause_unique",
                violation_error_message=_("There is such a cause already."),
            ),
        ]
        triggers = [no_delete()]

    def __str__(self) -> str:
        # Those that come with the portal are known in every language.
        return gettext(self.name)

    @property
    def is_unknown(self) -> bool:
        """Whether it says that nobody knows why."""
        return self.name == UNKNOWN


class Explanation(models.Model):
    """What somebody said of a cause, in words of their own."""

    words = models.TextField(_("in words"), max_length=2000, blank=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("said by"),
    )
    set_at = models.DateTimeField(_("said"))
    version = models.PositiveIntegerField(default=1)
    cause: "models.ForeignKey[Any, Any]"

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.cause)


class ClockCause(Explanation):
    """Why a promise was broken, in one word of the list and some of one's own."""

    clock = models.OneToOneField(
        Clock, models.PROTECT, primary_key=True, related_name="cause"
    )
    cause = models.ForeignKey(
        BreachCause, models.PROTECT, related_name="clocks", verbose_name=_("cause")
    )

    class Meta:
        verbose_name = _("cause of a breach")
        verbose_name_plural = _("causes of breaches")
        default_permissions = ()
        triggers = [no_delete()]


class OutageCause(Explanation):
    """Why a service was lost: what a target of the month was missed for, too."""

    outage = models.OneToOneField(
        Outage, models.PROTECT, primary_key=True, related_name="cause"
    )
    cause = models.ForeignKey(
        BreachCause, models.PROTECT, related_name="outages", verbose_name=_("cause")
    )

    class Meta:
        verbose_name = _("cause of an outage")
        verbose_name_plural = _("causes of outages")
        default_permissions = ()
        triggers = [no_delete()]


class MonthCause(Explanation):
    """Why a target of a month was missed, for one service if it is about services."""

    target = models.ForeignKey(
        Target, models.PROTECT, related_name="month_causes", verbose_name=_("target")
    )
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("service"),
    )
    month = models.DateField(_("month"))
    cause = models.ForeignKey(
        BreachCause, models.PROTECT, related_name="months", verbose_name=_("cause")
    )

    class Meta:
        verbose_name = _("cause of a missed month")
        verbose_name_plural = _("causes of missed months")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["target", "service", "month"],
                nulls_distinct=False,
                name="slm_monthcause_unique",
            ),
        ]
        triggers = [no_delete()]
