from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from catalogue.models import Service
from core.models import Event, Item, Numbered
from core.triggers import no_delete, state_moves_on
from slm.choices import CapabilityDecision, CapabilityState
from slm.models.agreed import AgreedCatalogue
from slm.querysets import CapabilityQuerySet

CHANGING = (
    CapabilityDecision.EXTEND,
    CapabilityDecision.CHANGE,
    CapabilityDecision.WITHDRAW,
)


class CapabilityAssessment(Numbered):
    """Once a year: what of each service is asked for, and what we can deliver."""

    item = models.OneToOneField(
        Item, models.PROTECT, primary_key=True, related_name="capability"
    )
    year = models.PositiveSmallIntegerField(
        _("year"),
        unique=True,
        validators=[MinValueValidator(2000), MaxValueValidator(2199)],
        error_messages={"unique": _("This year has its assessment already.")},
    )
    due_on = models.DateField(_("to be decided by"))
    plan = models.CharField(
        _("plan that it is made against"),
        max_length=250,
        blank=True,
        help_text=_("The provider's plan of this year: title, version or day, place."),
    )
    state = models.CharField(
        _("state"),
        max_length=13,
        choices=CapabilityState,
        default=CapabilityState.PLANNED,
    )
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("planned by"),
    )
    planned_at = models.DateTimeField(_("planned"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    carried_out_at = models.DateTimeField(_("carried out"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = CapabilityQuerySet.as_manager()

    class Meta:
        verbose_name = _("capability assessment")
        verbose_name_plural = _("capability assessments")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=[CapabilityState.PLANNED, CapabilityState.IN_ASSESSMENT],
                    decided_at=None,
                )
                | Q(
                    state__in=[CapabilityState.DECIDED, CapabilityState.CARRIED_OUT],
                    decided_at__isnull=False,
                ),
                name="slm_capability_decided_at",
            ),
        ]
        triggers = [
            no_delete(),
            state_moves_on(
                (CapabilityState.PLANNED, CapabilityState.IN_ASSESSMENT),
                (CapabilityState.IN_ASSESSMENT, CapabilityState.DECIDED),
                (CapabilityState.DECIDED, CapabilityState.CARRIED_OUT),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def title(self) -> str:
        return _now("Capability assessment %d") % self.year


class CapabilityLine(models.Model):
    """Of one service in a year: demand, what can be delivered, and what is decided."""

    assessment = models.ForeignKey(
        CapabilityAssessment, models.PROTECT, related_name="lines"
    )
    service = models.ForeignKey(
        Service, models.PROTECT, related_name="+", verbose_name=_("service")
    )
    demand = models.TextField(_("demand"), max_length=2000, blank=True)
    capability = models.TextField(_("capability now"), max_length=2000, blank=True)
    gap = models.TextField(_("gap"), max_length=2000, blank=True)
    decision = models.CharField(
        _("decision"), max_length=9, choices=CapabilityDecision, blank=True
    )
    change = models.CharField(_("change that it leads to"), max_length=200, blank=True)
    # How the catalogue followed: by what was done to the service, or agreed anew.
    update_event = models.ForeignKey(
        Event, models.PROTECT, null=True, blank=True, related_name="+"
    )
    update_catalogue = models.ForeignKey(
        AgreedCatalogue, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("service in a capability assessment")
        verbose_name_plural = _("services in capability assessments")
        ordering = ["assessment", "service__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "service"], name="slm_capabilityline_unique"
            ),
            models.CheckConstraint(
                condition=~Q(decision__in=CHANGING) | ~Q(change=""),
                name="slm_capabilityline_names_change",
                violation_error_message=_("Name the change that it leads to."),
            ),
        ]
        triggers = [no_delete()]

    def __str__(self) -> str:
        return f"{self.assessment} – {self.service}"

    @property
    def is_assessed(self) -> bool:
        return bool(self.demand and self.capability and self.decision)

    @property
    def is_changing(self) -> bool:
        return self.decision in CHANGING

    @property
    def is_updated(self) -> bool:
        """Whether the catalogue says it, or nothing changes that it would have to."""
        linked = self.update_event_id or self.update_catalogue_id
        return bool(linked) or not self.is_changing
