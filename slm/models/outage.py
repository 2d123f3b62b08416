from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from catalogue.models import Service
from core.models import Item, Numbered
from core.triggers import no_delete
from records.models import Record
from slm.choices import Loss, OutageSource, OutageState
from slm.querysets import OutageQuerySet

# What went on, in this order: found, taken up, repaired; the end is when it was back.
PHASES = ("detected_at", "responded_at", "repaired_at")
# What a correction may say otherwise.
WORDING = (
    "service",
    "component",
    "customer",
    "loss",
    "share",
    "users",
    "is_planned",
    "start",
    "end",
    *PHASES,
    "text",
)
# Of what else users were told nothing, when a planned interruption was announced.
SCOPE = ("service_id", "component", "customer_id", "loss", "share")


class Outage(Numbered):
    """A time in which a service, or a component of it, could not be used as agreed."""

    item = models.OneToOneField(
        Item, models.PROTECT, primary_key=True, related_name="outage"
    )
    service = models.ForeignKey(
        Service, models.PROTECT, related_name="outages", verbose_name=_("service")
    )
    component = models.CharField(
        _("component"),
        max_length=100,
        blank=True,
        help_text=_("The part of the service that failed, if it is known."),
    )
    customer = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="outages",
        verbose_name=_("customer"),
    )
    loss = models.CharField(
        _("what users lost"), max_length=10, choices=Loss, default=Loss.FULL
    )
    share = models.PositiveSmallIntegerField(
        _("share of the loss (percent)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_(
            "How much of the service users lost, if both sides agree on more than"
            " “degraded”; else the weight counts that its target names."
        ),
    )
    users = models.PositiveIntegerField(_("users affected"), null=True, blank=True)
    is_planned = models.BooleanField(_("planned, as agreed"), default=False)
    announced_at = models.DateTimeField(
        _("announced"),
        null=True,
        blank=True,
        help_text=_("Since when what is planned was known as it now stands."),
    )
    start = models.DateTimeField(_("from"))
    end = models.DateTimeField(_("to"), null=True, blank=True)
    detected_at = models.DateTimeField(_("detected"), null=True, blank=True)
    responded_at = models.DateTimeField(_("taken up"), null=True, blank=True)
    repaired_at = models.DateTimeField(_("repaired"), null=True, blank=True)
    text = models.TextField(_("what happened, or is planned"), max_length=2000)
    source = models.CharField(
        _("source"), max_length=10, choices=OutageSource, default=OutageSource.HAND
    )
    record = models.ForeignKey(
        Record,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="outages",
        verbose_name=_("record"),
    )
    reference = models.CharField(
        _("reference"),
        max_length=100,
        blank=True,
        help_text=_("Under which the system that reported it knows it."),
    )
    state = models.CharField(
        _("state"), max_length=10, choices=OutageState, default=OutageState.OPEN
    )
    dispute = models.CharField(_("why it is disputed"), max_length=500, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("reported by"),
    )
    reported_at = models.DateTimeField(_("reported"))
    version = models.PositiveIntegerField(default=1)

    objects = OutageQuerySet.as_manager()

    class Meta:
        verbose_name = _("outage")
        verbose_name_plural = _("outages")
        permissions: ClassVar[Any] = [
            ("report_outage", _("Can report and end outages")),
            ("confirm_outage", _("Can confirm, correct and withdraw outages")),
            ("dispute_outage", _("Can dispute outages of their organisation")),
            ("view_own_outages", _("Can see outages of the services they use")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(end=None) | Q(end__gt=F("start")),
                name="slm_outage_ends_after_start",
                violation_error_message=_("It must end after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(state=OutageState.OPEN, end=None)
                | Q(state=OutageState.WITHDRAWN)
                | (Q(end__isnull=False) & ~Q(state=OutageState.OPEN)),
                name="slm_outage_state_fits_end",
            ),
            models.CheckConstraint(
                condition=~Q(loss=Loss.NONE) | ~Q(component=""),
                name="slm_outage_names_component",
                violation_error_message=_(
                    "Name the component: users lose nothing otherwise."
                ),
            ),
            models.CheckConstraint(
                condition=Q(share=None) | Q(loss=Loss.PARTIAL, share__range=(1, 100)),
                name="slm_outage_share_of_partial_loss",
                violation_error_message=_(
                    "A share, from 1 to 100 percent, is of a service that was degraded."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(source=OutageSource.RECORD) | Q(record__isnull=False),
                name="slm_outage_of_record_names_it",
            ),
            models.UniqueConstraint(
                fields=["reported_by", "reference"],
                condition=~Q(reference=""),
                name="slm_outage_reference_unique",
            ),
        ]
        indexes = [models.Index(fields=["service", "start"], name="slm_outage_service")]
        triggers = [no_delete()]

    def __str__(self) -> str:
        return f"{self.number} {self.subject}"

    @property
    def title(self) -> str:
        """What it is called where all kinds of items are listed."""
        return str(self)

    @property
    def subject(self) -> str:
        """The service, and what of it failed."""
        return (
            f"{self.service}: {self.component}" if self.component else str(self.service)
        )

    @property
    def known_since(self) -> datetime:
        """Since when it was told as it now stands; what is planned was announced then."""
        return self.announced_at or self.reported_at

    def is_ahead(self, at: datetime) -> bool:
        """Whether it is planned and not over by then: nobody can say yet how it was."""
        return self.is_planned and self.end is not None and self.end > at

    @property
    def is_loss(self) -> bool:
        """Whether something was lost that was not planned: it has a cause."""
        return not self.is_planned and self.state != OutageState.WITHDRAWN

    def instants(self) -> Iterator[tuple[str, datetime]]:
        """Walk through what is known of its course, each by the name of its field."""
        for name in ("start", *PHASES, "end"):
            at = getattr(self, name)
            if at is not None:
                yield name, at
