from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Person, Team
from catalogue.models import Service
from core.models import Event, Item, Numbered
from records.choices import (
    OPEN_PHASES,
    ContactChannel,
    Impact,
    Phase,
    Priority,
    Urgency,
    WaitingFor,
)
from records.lifecycle import RecordLifecycle, state_label
from records.querysets import RecordQuerySet


class Category(models.Model):
    """What a record is about, for routing and for figures."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        above = self.parent
        while above is not None:
            if above.pk == self.pk:
                raise ValidationError({"parent": _("It cannot stand below itself.")})
            above = above.parent


class Record(Numbered):
    """Anything that is opened, worked on by somebody, and closed again."""

    lifecycle: ClassVar[RecordLifecycle]
    # Whether agreements promise anything about records of this kind.
    is_promised: ClassVar[bool] = True

    item = models.OneToOneField(
        Item, models.PROTECT, primary_key=True, related_name="record"
    )
    kind = models.CharField(_("kind"), max_length=30, editable=False)
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    state = models.CharField(_("state"), max_length=30)
    phase = models.CharField(_("phase"), max_length=10, choices=Phase)
    waiting_for = models.CharField(
        _("waiting for"), max_length=10, choices=WaitingFor, blank=True
    )
    expected_at = models.DateTimeField(_("expected"), null=True, blank=True)
    impact = models.PositiveSmallIntegerField(
        _("impact"), choices=Impact, default=Impact.LOW
    )
    urgency = models.PositiveSmallIntegerField(
        _("urgency"), choices=Urgency, default=Urgency.MEDIUM
    )
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority)
    priority_reason = models.CharField(
        _("reason for another priority"), max_length=250, blank=True
    )
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="records",
        verbose_name=_("service"),
    )
    customer = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="records",
        verbose_name=_("customer"),
    )
    requester = models.ForeignKey(
        Person, models.PROTECT, related_name="records", verbose_name=_("requester")
    )
    category = models.ForeignKey(
        Category,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="records",
        verbose_name=_("category"),
    )
    team = models.ForeignKey(
        Team,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="records",
        verbose_name=_("team"),
    )
    assignee = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assigned_records",
        verbose_name=_("assignee"),
    )
    supplier = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supplied_records",
        verbose_name=_("supplier"),
        help_text=_("Who works on it for us at present."),
    )
    supplier_reference = models.CharField(
        _("supplier's reference"),
        max_length=100,
        blank=True,
        help_text=_("Under which number the supplier has it."),
    )
    supplier_in_control = models.BooleanField(
        _("in the supplier's hands"),
        default=False,
        help_text=_("The supplier decides how it goes on, until it is taken back."),
    )
    contact_channel = models.CharField(
        _("came in by"),
        max_length=12,
        choices=ContactChannel,
        default=ContactChannel.PHONE,
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("opened by"),
    )
    opened_at = models.DateTimeField(_("opened"))
    updated_at = models.DateTimeField(_("updated"))
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    reopen_count = models.PositiveSmallIntegerField(_("reopened"), default=0)
    is_confidential = models.BooleanField(_("confidential"), default=False)
    version = models.PositiveIntegerField(default=1)

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("record")
        verbose_name_plural = _("records")
        permissions = [
            ("view_all_records", _("Can see every customer's records")),
            (
                "view_organisation_records",
                _("Can see the records of their organisation"),
            ),
            ("view_confidential", _("Can see confidential records")),
            ("work_record", _("Can work on records")),
            ("late_entry", _("Can enter what happened earlier")),
            ("manage_priorities", _("Can change the priority matrix")),
            ("share_views", _("Can share saved views")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(phase=Phase.WAITING) ^ Q(waiting_for=""),
                name="records_record_waiting_names_for_whom",
            ),
            models.CheckConstraint(
                condition=Q(supplier_in_control=False) | Q(supplier__isnull=False),
                name="records_record_control_names_supplier",
            ),
            models.CheckConstraint(
                condition=~Q(phase__in=[Phase.DONE, Phase.CLOSED])
                | Q(resolved_at__isnull=False),
                name="records_record_done_has_instant",
            ),
            models.CheckConstraint(
                condition=Q(phase=Phase.CLOSED) ^ Q(closed_at__isnull=True),
                name="records_record_closed_has_instant",
            ),
        ]
        indexes = [
            models.Index(
                fields=["priority", "opened_at", "item"],
                condition=Q(phase__in=OPEN_PHASES),
                name="records_record_queue",
            ),
            models.Index(
                fields=["team", "priority", "opened_at", "item"],
                condition=Q(phase__in=OPEN_PHASES),
                name="records_record_team_queue",
            ),
            models.Index(
                fields=["assignee", "priority", "opened_at", "item"],
                condition=Q(phase__in=OPEN_PHASES),
                name="records_record_own_queue",
            ),
            models.Index(
                fields=["priority", "opened_at", "item"], name="records_priority"
            ),
            models.Index(fields=["customer", "-opened_at"], name="records_customer"),
            models.Index(fields=["requester", "-opened_at"], name="records_requester"),
            models.Index(fields=["-opened_at", "item"], name="records_opened"),
            models.Index(fields=["-updated_at", "item"], name="records_updated"),
            models.Index(
                fields=["resolved_at"],
                condition=Q(phase=Phase.DONE),
                name="records_awaiting_closure",
            ),
            models.Index(
                fields=["item"],
                condition=Q(is_confidential=True),
                name="records_confidential",
            ),
            models.Index(
                fields=["item"],
                condition=Q(reopen_count__gt=0),
                name="records_reopened",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def state_label(self) -> str:
        return state_label(self.kind, self.state)

    @property
    def is_open(self) -> bool:
        return self.phase in OPEN_PHASES

    def facts(self) -> dict[str, object]:
        """Return what clocks and figures are derived from, without personal values."""
        return {
            "kind": self.kind,
            "state": self.state,
            "phase": self.phase,
            "waiting_for": self.waiting_for,
            "impact": self.impact,
            "urgency": self.urgency,
            "priority": self.priority,
            "service": self.service_id,
            "customer": self.customer_id,
            "category": self.category_id,
            "team": self.team_id,
            "assignee": self.assignee_id,
            "supplier": self.supplier_id,
            "supplier_in_control": self.supplier_in_control,
            "channel": self.contact_channel,
            "opened_at": self.opened_at.isoformat(),
        }


class Holding(models.Model):
    """Who held a record from when to when."""

    record = models.ForeignKey(
        Record, models.CASCADE, related_name="holdings", verbose_name=_("record")
    )
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, verbose_name=_("team")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, verbose_name=_("person")
    )
    supplier = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, verbose_name=_("supplier")
    )
    supplier_reference = models.CharField(
        _("supplier's reference"), max_length=100, blank=True
    )
    is_in_control = models.BooleanField(_("in the supplier's hands"), default=False)
    from_at = models.DateTimeField(_("from"))
    to_at = models.DateTimeField(_("to"), null=True, blank=True)
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("holding")
        verbose_name_plural = _("holdings")
        ordering = ["from_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["record"],
                condition=Q(to_at=None),
                name="records_holding_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id}: {self.team or self.person}"
