from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Team
from core.models import Event
from core.triggers import append_only
from records.models import Record
from slm.choices import Leg, Metric, Mode, Verdict
from slm.models.target import TargetBudget
from slm.querysets import ClockQuerySet


class Clock(models.Model):
    """
    What one promise about one record has come to: a cache over its ledger.

    Every figure here can be derived from the points, and is by `rebuild_clocks`.
    Durations are service seconds.
    """

    record = models.ForeignKey(
        Record, models.PROTECT, related_name="clocks", verbose_name=_("record")
    )
    metric = models.CharField(_("measures"), max_length=20, choices=Metric)
    leg = models.CharField(_("on whose promise"), max_length=3, choices=Leg)
    team = models.ForeignKey(
        Team,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="clocks",
        verbose_name=_("team"),
    )
    supplier = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="clocks",
        verbose_name=_("supplier"),
    )
    turn = models.PositiveSmallIntegerField(
        _("turn"), default=1, help_text=_("Which update it is; 1 for all else.")
    )
    budget = models.ForeignKey(
        TargetBudget, models.PROTECT, related_name="clocks", verbose_name=_("target")
    )
    budget_seconds = models.PositiveIntegerField(_("promised"))
    mode = models.CharField(_("mode"), max_length=10, choices=Mode)
    started_at = models.DateTimeField(_("started"))
    stopped_at = models.DateTimeField(_("stopped"), null=True)
    due_at = models.DateTimeField(_("due"), null=True)
    late_from = models.DateTimeField(_("late from"), null=True)
    elapsed_seconds = models.PositiveIntegerField(_("elapsed"), default=0)
    paused_seconds = models.PositiveIntegerField(_("paused"), default=0)
    excluded_seconds = models.PositiveIntegerField(_("excluded"), default=0)
    verdict = models.CharField(
        _("verdict"), max_length=10, choices=Verdict, default=Verdict.OPEN
    )
    verdict_at = models.DateTimeField(_("verdict since"), null=True)
    was_relaxed = models.BooleanField(_("breached, then relaxed"), default=False)
    next_threshold_at = models.DateTimeField(_("next threshold"), null=True)

    # Only after `with_risk()`.
    is_at_risk: bool

    objects = ClockQuerySet.as_manager()

    class Meta:
        verbose_name = _("service clock")
        verbose_name_plural = _("service clocks")
        permissions = [("view_all_clocks", _("Can see service levels of everybody"))]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "metric", "leg", "team", "supplier", "turn"],
                nulls_distinct=False,
                name="slm_clock_unique",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_threshold_at"],
                condition=Q(next_threshold_at__isnull=False),
                name="slm_clock_sweep",
            ),
            models.Index(
                fields=["leg", "verdict_at"],
                condition=Q(verdict_at__isnull=False),
                name="slm_clock_verdict",
            ),
            models.Index(
                fields=["leg", "due_at"],
                condition=Q(stopped_at=None),
                name="slm_clock_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_metric_display()} {self.record_id}"

    @property
    def holder(self) -> Team | Organisation | None:
        """The team or the supplier on whose promise it runs; none if on ours."""
        return self.team or self.supplier

    @property
    def measures(self) -> str:
        """What it measures, and which turn of it."""
        if self.metric == Metric.UPDATE_INTERVAL:
            return gettext("Update %d") % self.turn
        return str(self.get_metric_display())

    @property
    def label(self) -> str:
        """What it measures; on whose promise, if not on ours."""
        return f"{self.measures}, {self.holder}" if self.holder else self.measures


class Point(models.Model):
    """A row of the ledger: from its instant on the clock is in this mode."""

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="points")
    seq = models.PositiveIntegerField(_("place"))
    at = models.DateTimeField(_("at"))
    mode = models.CharField(_("mode"), max_length=10, choices=Mode)
    budget = models.ForeignKey(TargetBudget, models.PROTECT, related_name="+")
    budget_seconds = models.PositiveIntegerField(_("promised"))
    held_by = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    supplier = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("in the hands of the supplier"),
    )
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    supersedes_from = models.PositiveIntegerField(
        _("supersedes from place"),
        null=True,
        help_text=_("This point and those after it no longer hold."),
    )

    class Meta:
        verbose_name = _("ledger point")
        verbose_name_plural = _("ledger points")
        ordering = ["clock", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["clock", "seq"], name="slm_point_unique"),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.clock_id}/{self.seq} {self.mode} {self.at:%Y-%m-%d %H:%M:%S}"


class Crossing(models.Model):
    """That a clock crossed a threshold of its target, and when it truly did."""

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="crossings")
    budget = models.ForeignKey(TargetBudget, models.PROTECT, related_name="+")
    percent = models.PositiveSmallIntegerField(_("threshold in percent"))
    turn = models.PositiveSmallIntegerField(_("turn"), default=1)
    is_withdrawal = models.BooleanField(_("withdrawn"), default=False)
    is_carried = models.BooleanField(
        _("carried"),
        default=False,
        help_text=_("Passed already when the target changed; dated at the change."),
    )
    crossed_at = models.DateTimeField(_("crossed"))
    event = models.OneToOneField(Event, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("threshold crossed")
        verbose_name_plural = _("thresholds crossed")
        ordering = ["crossed_at", "percent"]
        constraints = [
            models.UniqueConstraint(
                fields=["clock", "budget", "percent", "turn", "is_withdrawal"],
                name="slm_crossing_once",
            ),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.clock_id} {self.percent} % {self.crossed_at:%Y-%m-%d %H:%M}"
