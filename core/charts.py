"""Figures made ready for drawing: the same on a page and in a PDF."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from math import ceil, floor, log10
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise

from core.wording import percent

WIDTH, HEIGHT = 560.0, 210.0
LEFT, RIGHT, TOP, BOTTOM = 54.0, 8.0, 10.0, 24.0
# About how wide a letter is below the axis, and what keeps two words apart.
LETTER, GAP = 6.5, 6.0

# For paper, where no style sheet reaches into a drawing: `static/css/components.css`
# has the same names for the screen.
PAPER = {
    "series-1": "#2846c4",
    "series-2": "#6b7bb8",
    "series-3": "#8e918a",
    "series-4": "#b9bbb5",
    "series-track": "#2f8a55",
    "series-risk": "#c27a12",
    "series-breached": "#c23a2f",
    "series-paused": "#8a82c4",
    "series-off": "#dcdcd7",
}
Label = str | Promise


@dataclass(frozen=True, slots=True)
class Series:
    """One row of figures, one for each label of the chart; None where there is none."""

    label: Label
    values: Sequence[float | None]
    style: str = "series-1"

    @property
    def colour(self) -> str:
        return PAPER[self.style]


@dataclass(frozen=True, slots=True)
class Mark:
    """A rectangle or point of the drawing."""

    x: float
    y: float
    width: float
    height: float
    style: str
    colour: str
    title: str


@dataclass(frozen=True, slots=True)
class Tick:
    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    series: Series
    runs: list[str]
    marks: list[Mark]


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing and the table behind it."""

    name: str
    title: Label
    description: Label
    labels: Sequence[str]
    series: Sequence[Series]
    unit: str = ""
    marks: list[Mark] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    x_ticks: list[Tick] = field(default_factory=list)
    y_ticks: list[Tick] = field(default_factory=list)
    goal: Tick | None = None
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT

    @property
    def label_end(self) -> float:
        """Where the words of the axis at the left end."""
        return self.left - 6

    @property
    def right(self) -> float:
        return self.width - RIGHT

    @property
    def floor(self) -> float:
        return self.height - BOTTOM

    @property
    def rows(self) -> list[tuple[str, list[float | None]]]:
        """Return the table behind: for each label, the figure of each series."""
        return [
            (label, [row.values[index] for row in self.series])
            for index, label in enumerate(self.labels)
        ]


@dataclass(frozen=True, slots=True)
class Scale:
    """From a figure to a height in the drawing, on an axis of round figures."""

    low: float
    high: float
    step: float

    def y(self, value: float) -> float:
        room = HEIGHT - TOP - BOTTOM
        share = (value - self.low) / (self.high - self.low)
        return round(HEIGHT - BOTTOM - share * room, 2)

    def ticks(self, unit: str) -> list[Tick]:
        count = round((self.high - self.low) / self.step)
        values = [self.low + self.step * index for index in range(count + 1)]
        return [Tick(self.y(value), _figure(value, unit)) for value in values]


def scale_for(values: Sequence[float], *, low: float | None = None) -> Scale:
    """Return an axis of about four round steps that holds the values."""
    bottom = 0.0 if low is None else low
    top = max([*values, bottom])
    if top <= bottom:
        return Scale(bottom, bottom + 1, 1)
    raw = (top - bottom) / 4
    power = 10 ** floor(log10(raw))
    step = next(power * n for n in (1, 2, 2.5, 5, 10) if power * n >= raw - 1e-9)
    steps = ceil((top - bottom) / step - 1e-9)
    return Scale(bottom, bottom + step * steps, step)


def bars(
    *,
    name: str,
    title: Label,
    description: Label,
    labels: Sequence[str],
    series: Sequence[Series],
    unit: str = "",
    is_stacked: bool = False,
    goal: float | None = None,
) -> Chart:
    """
    Draw columns, beside each other or stacked.

    `name` makes the ids within a page; `goal` draws a line across.
    """
    totals = _totals(series, len(labels)) if is_stacked else _known(series)
    scale = scale_for([*totals, *([goal] if goal is not None else [])])
    slot = (WIDTH - LEFT - RIGHT) / max(len(labels), 1)
    marks = []
    for index, label in enumerate(labels):
        x = LEFT + slot * index
        draw = _stack if is_stacked else _beside
        marks += draw(series, index, label, x, slot, scale, unit)
    return Chart(
        name,
        title,
        description,
        labels,
        series,
        unit,
        marks=marks,
        x_ticks=_x_ticks(labels, slot),
        y_ticks=scale.ticks(unit),
        goal=_goal(goal, scale, unit),
    )


def lines(
    *,
    name: str,
    title: Label,
    description: Label,
    labels: Sequence[str],
    series: Sequence[Series],
    unit: str = "",
    goal: float | None = None,
    low: float | None = None,
) -> Chart:
    """
    Draw lines over time; a missing figure is a gap, never a zero.

    `low` is where the axis begins, if not at nought.
    """
    scale = scale_for([*_known(series), *([goal] if goal is not None else [])], low=low)
    slot = (WIDTH - LEFT - RIGHT) / max(len(labels), 1)
    return Chart(
        name,
        title,
        description,
        labels,
        series,
        unit,
        lines=[_line(row, labels, slot, scale, unit) for row in series],
        x_ticks=_x_ticks(labels, slot),
        y_ticks=scale.ticks(unit),
        goal=_goal(goal, scale, unit),
    )


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a ledger: from and to in seconds of its own span."""

    start: float
    end: float
    style: str
    label: str


def ledger(
    *,
    name: str,
    title: Label,
    description: Label,
    spans: Sequence[Span],
    ticks: Sequence[tuple[float, str]] = (),
    marker: tuple[float, str] | None = None,
) -> Chart:
    """Draw a clock's history as one bar: what counted, what did not."""
    begin = min((span.start for span in spans), default=0.0)
    length = max((span.end for span in spans), default=1.0) - begin or 1.0

    def x(at: float) -> float:
        return round((at - begin) / length * WIDTH, 2)

    drawn = [
        Mark(
            x(span.start),
            18,
            max(x(span.end) - x(span.start), 1.0),
            22,
            span.style,
            PAPER[span.style],
            span.label,
        )
        for span in spans
    ]
    return Chart(
        name,
        title,
        description,
        [],
        [],
        marks=drawn,
        x_ticks=[Tick(x(at), label) for at, label in ticks],
        goal=Tick(x(marker[0]), marker[1]) if marker else None,
        height=60,
        left=0,
    )


def share_bars(shares: Sequence[Decimal | None]) -> list[dict[str, Any]]:
    """Return small bars for successive shares; none where there is none."""
    found = []
    for place, share in enumerate(shares):
        if share is None:
            continue
        height = max(1.0, round(float(share) * 20, 1))
        found.append(
            {
                "x": place * 8,
                "y": round(20 - height, 1),
                "height": height,
                "style": "series-1",
                "colour": PAPER["series-1"],
                "title": percent(share),
            }
        )
    return found


def _known(series: Sequence[Series]) -> list[float]:
    return [value for row in series for value in row.values if value is not None]


def _totals(series: Sequence[Series], count: int) -> list[float]:
    return [sum(row.values[index] or 0 for row in series) for index in range(count)]


def _beside(
    series: Sequence[Series], index: int, label: str,
    x: float, slot: float, scale: Scale, unit: str,
) -> list[Mark]:  # fmt: skip
    width = min(slot * 0.7 / max(len(series), 1), 42.0)
    left = x + (slot - width * len(series)) / 2
    marks = []
    for place, row in enumerate(series):
        value = row.values[index]
        if value is None:
            continue
        y = scale.y(value)
        marks.append(
            Mark(
                round(left + width * place, 2), y, round(max(width - 2, 1), 2),
                round(scale.y(scale.low) - y, 2), row.style, row.colour,
                _title(label, row, value, unit),
            )
        )  # fmt: skip
    return marks


def _stack(
    series: Sequence[Series], index: int, label: str,
    x: float, slot: float, scale: Scale, unit: str,
) -> list[Mark]:  # fmt: skip
    width, base, marks = min(slot * 0.62, 42.0), 0.0, []
    for row in series:
        value = row.values[index] or 0
        if not value:
            continue
        top = scale.y(base + value)
        marks.append(
            Mark(
                round(x + (slot - width) / 2, 2), top, round(width, 2),
                round(scale.y(base) - top, 2), row.style, row.colour,
                _title(label, row, value, unit),
            )
        )  # fmt: skip
        base += value
    return marks


def _line(
    row: Series, labels: Sequence[str], slot: float, scale: Scale, unit: str
) -> Line:
    runs: list[list[str]] = [[]]
    marks = []
    for index, value in enumerate(row.values):
        if value is None:
            runs.append([])
            continue
        x, y = round(LEFT + slot * (index + 0.5), 2), scale.y(value)
        runs[-1].append(f"{x},{y}")
        title = _title(labels[index], row, value, unit)
        marks.append(Mark(x, y, 0, 0, row.style, row.colour, title))
    return Line(row, [" ".join(run) for run in runs if len(run) > 1], marks)


def _x_ticks(labels: Sequence[str], slot: float) -> list[Tick]:
    # More words than have room would run into each other.
    room = max((len(label) for label in labels), default=0) * LETTER + GAP
    every = max(ceil(room / slot), ceil(len(labels) / 12), 1)
    return [
        Tick(round(LEFT + slot * (index + 0.5), 2), label)
        for index, label in enumerate(labels)
        if index % every == 0
    ]


def _goal(goal: float | None, scale: Scale, unit: str) -> Tick | None:
    return None if goal is None else Tick(scale.y(goal), _figure(goal, unit))


def _title(label: str, row: Series, value: float, unit: str) -> str:
    return f"{label}, {row.label}: {_figure(value, unit)}"


def _figure(value: float, unit: str) -> str:
    # Sums of steps such as 0.1 carry dust behind the tenth digit.
    return number_format(f"{value:.10g}", force_grouping=True) + unit
