"""The measures of the process as they were taken, with limits and state."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.charts import Chart, Series, lines
from core.models import User
from governance.choices import EXACT_UNITS, Unit
from governance.measures import Behind, Measure, Measured, process_measures
from governance.models import MeasureLimit, MeasureValue
from records.models import Record
from slm.durations import plain_number

MONTHS = 12


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """A measure with its limits and the values taken, the oldest first."""

    measure: Measure
    limit: MeasureLimit | None
    values: Sequence[MeasureValue]

    @property
    def last(self) -> MeasureValue | None:
        return self.values[-1] if self.values else None

    @property
    def is_outside(self) -> bool:
        """Whether the last value lies outside the limits of today, whatever they were."""
        if self.last is None or self.limit is None:
            return False
        return not self.limit.holds(self.last.value)

    @property
    def state(self) -> tuple[str, str]:
        """How it stands, in a word and a tone."""
        if self.last is None or self.last.value is None:
            return _("Nothing measured"), ""
        if self.limit is None or not self.limit.is_set:
            return _("No limits set"), ""
        if self.is_outside:
            return _("Outside its limits"), "breached"
        return _("Within its limits"), "track"

    @property
    def shown(self) -> str:
        """The last value with its unit."""
        return with_unit(self.last.value if self.last else None, self.measure.unit)

    @property
    def limits(self) -> str:
        """Between what it is to stay."""
        if self.limit is None:
            return "–"
        unit = Unit(self.measure.unit)
        parts = []
        if self.limit.lower is not None:
            parts.append(f"≥ {with_unit(self.limit.lower, unit)}")
        if self.limit.upper is not None:
            parts.append(f"≤ {with_unit(self.limit.upper, unit)}")
        return ", ".join(parts) or "–"

    @property
    def chart(self) -> Chart | None:
        """The values over the months, with the limit that matters."""
        if not any(one.value is not None for one in self.values):
            return None
        limit = self.limit
        goal = (limit.lower or limit.upper) if limit else None
        values = [float(v.value) if v.value is not None else None for v in self.values]
        style = pgettext("date format", "M")
        return lines(
            name=self.measure.key.replace(".", "-"),
            title=self.measure.label,
            description=self.measure.definition,
            labels=[date_format(one.month, style) for one in self.values],
            series=[Series(self.measure.label, values)],
            unit=" %" if self.measure.unit == Unit.PERCENT else "",
            goal=float(goal) if goal is not None else None,
        )


def with_unit(value: Decimal | None, unit: str) -> str:
    """Return a figure as people read it."""
    if value is None:
        return "–"
    places = 0 if unit == Unit.NUMBER else 1
    shown = (
        number_format(plain_number(value))
        if unit in EXACT_UNITS
        else number_format(value, places)
    )
    label = str(Unit(unit).label)
    return f"{shown} {label}".strip()


def rows_for(reader: User, measured: Measured) -> tuple[list[Behind], int]:
    """Return the rows behind a figure that the reader may see, and how many more."""
    records = {row.record_id for row in measured.rows if row.record_id is not None}
    visible = Record.objects.visible_to(reader).filter(pk__in=records)
    hidden = records.difference(visible.values_list("pk", flat=True))
    rows = [row for row in measured.rows if row.record_id not in hidden]
    return rows, len(measured.rows) - len(rows)


def limits_by_measure() -> dict[str, MeasureLimit]:
    """Return the limits that were ever set, by measure; see `MeasureLimit.is_set`."""
    return {limit.measure: limit for limit in MeasureLimit.objects.all()}


def values_of(measure: Measure, until: date) -> list[MeasureValue]:
    """Return the last twelve values of a measure, the oldest first."""
    taken = MeasureValue.objects.filter(measure=measure.key, month__lte=until)
    return list(taken.order_by("-month")[:MONTHS])[::-1]


def measure_lines(until: date) -> list[MeasureLine]:
    """Return every measure of the process with its values, in a fixed number of reads."""
    limits, measures = limits_by_measure(), process_measures()
    taken: dict[str, list[MeasureValue]] = {}
    known = MeasureValue.objects.filter(month__lte=until).order_by("month")
    for value in known:
        taken.setdefault(value.measure, []).append(value)
    return [
        MeasureLine(one, limits.get(one.key), taken.get(one.key, [])[-MONTHS:])
        for one in measures
    ]
