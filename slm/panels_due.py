"""When promises about records are due, in lists of records and their files."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import OuterRef, Subquery
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.listing import Column
from records.due import register_due
from records.exporting import register_export_columns
from records.hints import Hint, register_row_hints
from records.models import Record
from slm.choices import LATE, Leg, Metric, Mode, Verdict
from slm.models import Clock
from slm.selectors import with_risk

SOON = timedelta(days=1)
REST = 100 - LATE


def due_hints(records: Sequence[Record], at: datetime) -> dict[int, Hint]:
    """Say for each open record when the first of its promises is due, or was."""
    clocks = Clock.objects.promised_to_customers().running_or_paused()
    rows = clocks.filter(record__in=[record.pk for record in records])
    hints: dict[int, Hint] = {}
    for clock in with_risk(rows).order_by("pk"):
        hint = _hint(clock, at)
        if hint and hint.weight > hints.get(clock.record_id, Hint("")).weight:
            hints[clock.record_id] = hint
    return hints


def _hint(clock: Clock, at: datetime) -> Hint | None:
    late_from, due_at = clock.late_from, clock.due_at
    if clock.verdict == Verdict.BREACHED or (late_from and late_from <= at):
        ago = timesince(late_from, at, depth=1) if late_from else ""
        return Hint(_("breached %s ago") % ago, "breached", 60)
    if due_at is None:
        return None
    text = _("due in %s") % timeuntil(due_at, at, depth=1)
    left = due_at - at
    # So little is left even if all of it were service time.
    if clock.is_at_risk or left.total_seconds() * 100 <= clock.budget_seconds * REST:
        return Hint(text, "risk", 40)
    return Hint(text, "", 8 if left < SOON else 1)


def due_instants(records: Sequence[Record]) -> dict[int, dict[str, datetime]]:
    """Tell for each record when its running clocks are due, the first of each kind."""
    clocks = Clock.objects.filter(
        record__in=[record.pk for record in records], mode=Mode.RUNNING
    )
    found: dict[int, dict[str, datetime]] = {}
    for clock in clocks.exclude(due_at=None).order_by("-due_at"):
        if clock.due_at:
            told = found.setdefault(clock.record_id, {})
            told[f"{clock.leg}_{clock.metric}"] = clock.due_at
    return found


def due_next() -> Subquery:
    """Return when the first running promise to a customer is due, or was, by row."""
    clocks = Clock.objects.promised_to_customers().filter(mode=Mode.RUNNING)
    of_row = clocks.filter(record=OuterRef("pk")).order_by("due_at")
    return Subquery(of_row.values("due_at")[:1])


DUE_COLUMNS = (
    Column(f"{Leg.SLA}_{Metric.FIRST_RESPONSE}", gettext_lazy("First response due")),
    Column(f"{Leg.SLA}_{Metric.RESOLUTION}", gettext_lazy("Resolution due")),
    Column(f"{Leg.SLA}_{Metric.UPDATE_INTERVAL}", gettext_lazy("Update due")),
    Column(
        f"{Leg.OLA}_{Metric.FIRST_RESPONSE}", gettext_lazy("Team's first response due")
    ),
    Column(f"{Leg.OLA}_{Metric.RESOLUTION}", gettext_lazy("Team's resolution due")),
    Column(
        f"{Leg.UC}_{Metric.FIRST_RESPONSE}",
        gettext_lazy("Supplier's first response due"),
    ),
    Column(f"{Leg.UC}_{Metric.RESOLUTION}", gettext_lazy("Supplier's resolution due")),
)


register_export_columns(DUE_COLUMNS, due_instants)
register_row_hints(due_hints)
register_due(due_next())
