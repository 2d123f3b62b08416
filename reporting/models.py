from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Person
from catalogue.models import Service
from core.models import Item, Numbered
from core.triggers import append_only, no_delete
from reporting.choices import QueryState
from reporting.querysets import (
    EvidencePackQuerySet,
    FigureQueryQuerySet,
    ReportDefinitionQuerySet,
    ServiceReportQuerySet,
)


class ReportDefinition(Numbered):
    """What a report is: its purpose, for whom, how often, and from which data."""

    item = models.OneToOneField(
        Item, models.PROTECT, primary_key=True, related_name="report_definition"
    )
    key = models.SlugField(_("identity"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    purpose = models.TextField(_("purpose"))
    audience = models.CharField(_("audience"), max_length=250)
    frequency = models.CharField(_("frequency"), max_length=100)
    data_sources = models.TextField(_("data sources"))
    defined_at = models.DateTimeField(_("described"))

    objects = ReportDefinitionQuerySet.as_manager()

    class Meta:
        verbose_name = _("report definition")
        verbose_name_plural = _("report definitions")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ServiceReport(Numbered):
    """One month of service to one customer, frozen with a hash over its figures."""

    item = models.OneToOneField(
        Item, models.PROTECT, primary_key=True, related_name="service_report"
    )
    definition = models.ForeignKey(
        ReportDefinition, models.PROTECT, verbose_name=_("report")
    )
    customer = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="service_reports",
        verbose_name=_("customer"),
    )
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reports",
        verbose_name=_("service"),
    )
    month = models.DateField(_("month"), help_text=_("The first day of the month."))
    revision = models.PositiveSmallIntegerField(_("revision"), default=1)
    reason = models.CharField(_("reason for the revision"), max_length=250, blank=True)
    data = models.JSONField(_("figures"))
    data_hash = models.CharField(_("hash of the figures"), max_length=64)
    language = models.CharField(
        _("language of the PDF"),
        max_length=5,
        choices=settings.LANGUAGES,
        default="en",
    )
    pdf = models.FileField(_("PDF"), upload_to="reports/")
    pdf_hash = models.CharField(_("hash of the PDF"), max_length=64)
    issued_at = models.DateTimeField(_("issued"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("issued by")
    )

    objects = ServiceReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("service report")
        verbose_name_plural = _("service reports")
        ordering = ["-month", "customer__name"]
        permissions = [
            ("view_own_reports", _("Can see the reports of their organisation")),
            ("issue_report", _("Can issue service reports")),
            ("decide_on_report", _("Can decide on service reports")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "service", "month", "revision"],
                nulls_distinct=False,
                name="reporting_report_revision_unique",
            ),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.item.number} {self.customer} {self.month:%Y-%m}"

    def revisions(self) -> models.QuerySet["ServiceReport"]:
        """Return every report of this month, the newest first."""
        return (
            ServiceReport.objects.filter(
                customer=self.customer_id, service=self.service_id, month=self.month
            )
            .order_by("-revision")
            .select_related("item", "issued_by")
        )


class ReportDecision(models.Model):
    """What was decided on a report, and what is to be done by whom until when."""

    report = models.ForeignKey(
        ServiceReport,
        models.PROTECT,
        related_name="decisions",
        verbose_name=_("report"),
    )
    text = models.TextField(_("decision"))
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, verbose_name=_("to be done by")
    )
    due_on = models.DateField(_("until"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("decided by")
    )
    done_at = models.DateTimeField(_("done"), null=True, blank=True)

    class Meta:
        verbose_name = _("decision on a report")
        verbose_name_plural = _("decisions on reports")
        ordering = ["decided_at"]

    def __str__(self) -> str:
        return self.text[:60]

    def is_overdue(self, today: date) -> bool:
        """Whether it was to be done before that day and has not been."""
        return self.due_on is not None and self.due_on < today and not self.done_at


class FigureQuery(Numbered):
    """A customer's question about one figure of a report, and what it was told."""

    item = models.OneToOneField(
        Item, models.PROTECT, primary_key=True, related_name="figure_query"
    )
    report = models.ForeignKey(
        ServiceReport,
        models.PROTECT,
        related_name="queries",
        verbose_name=_("report"),
    )
    figure = models.CharField(_("figure"), max_length=80)
    # As they were printed, in the language of whoever asked.
    label = models.CharField(_("what it says"), max_length=250)
    value = models.CharField(_("as it was printed"), max_length=100)
    text = models.TextField(_("question"), max_length=5000)
    state = models.CharField(
        _("state"), max_length=10, choices=QueryState, default=QueryState.OPEN
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("asked by"),
    )
    asked_at = models.DateTimeField(_("asked"))
    answer = models.TextField(_("answer"), max_length=5000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    corrected_in = models.ForeignKey(
        ServiceReport,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrects",
        verbose_name=_("corrected in"),
        help_text=_("The revision in which the figure is right."),
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = FigureQueryQuerySet.as_manager()

    class Meta:
        verbose_name = _("query")
        verbose_name_plural = _("queries")
        default_permissions = ()
        permissions = [
            ("query_figure", _("Can query figures of reports")),
            ("answer_query", _("Can answer queries on figures")),
        ]
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="open")
                | models.Q(answered_at__isnull=False, answered_by__isnull=False),
                name="reporting_query_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(state="closed") ^ models.Q(closed_at=None),
                name="reporting_query_closed_has_instant",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "asked_at"], name="reporting_query_state"),
        ]
        triggers = [no_delete()]

    def __str__(self) -> str:
        return f"{self.item.number} {self.label}"

    @property
    def title(self) -> str:
        """What it is called where all kinds of items are listed."""
        return self.label


class EvidencePack(Numbered):
    """Live records shown to an auditor for chosen clauses, with a manifest of them."""

    item = models.OneToOneField(
        Item, models.PROTECT, primary_key=True, related_name="evidence_pack"
    )
    clauses = models.JSONField(_("clauses"))
    start = models.DateTimeField(_("from"))
    end = models.DateTimeField(_("until"))
    prepared_for = models.CharField(_("prepared for"), max_length=150)
    summary = models.JSONField(_("summary"))
    manifest = models.JSONField(_("manifest"))
    pdf = models.FileField(_("PDF"), upload_to="packs/")
    pdf_hash = models.CharField(_("hash of the PDF"), max_length=64)
    trail_head = models.CharField(
        _("head of the audit trail"), max_length=64, blank=True
    )
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("made by")
    )

    objects = EvidencePackQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence pack")
        verbose_name_plural = _("evidence packs")
        ordering = ["-made_at"]
        permissions = [("make_evidence_pack", _("Can make evidence packs"))]
        triggers = append_only()

    def __str__(self) -> str:
        return self.item.number

    @property
    def last_moment(self) -> datetime:
        """The last second of the period, for showing: `end` is the first after it."""
        return self.end - timedelta(seconds=1)

    @property
    def is_of_running_period(self) -> bool:
        """Whether the period went on after the pack was made."""
        return self.end == self.made_at
