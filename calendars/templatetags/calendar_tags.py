"""How hours are shown."""

from collections.abc import Iterator
from dataclasses import dataclass

from django import template

from calendars.definition import Definition, Windows
from calendars.wording import day_name, week_in_words, windows_in_words

register = template.Library()

LEFT, WIDTH, ROW, TOP = 44, 672, 26, 22


@dataclass(frozen=True, slots=True)
class WeekRow:
    """A weekday in the picture of a week."""

    label: str
    words: str
    y: float
    text_y: float
    bars: list[tuple[float, float]]


@register.filter
def week_words(definition: Definition) -> str:
    return week_in_words(definition)


@register.filter
def windows_words(windows: Windows) -> str:
    return windows_in_words(windows)


@register.filter
def week_rows(definition: Definition) -> list[WeekRow]:
    """Return the rows of the picture of the usual week."""
    return list(_rows(definition))


@register.simple_tag
def week_hours() -> list[tuple[int, str]]:
    """Return the marks of the picture's axis: where, and which hour."""
    return [(LEFT + hour * WIDTH // 24, f"{hour:02d}") for hour in range(0, 25, 3)]


def _rows(definition: Definition) -> Iterator[WeekRow]:
    for weekday, windows in enumerate(definition.weekly):
        y = TOP + weekday * ROW
        bars = [
            (LEFT + start * WIDTH / 1440, (end - start) * WIDTH / 1440)
            for start, end in windows
        ]
        yield WeekRow(
            label=day_name(weekday),
            words=windows_in_words(windows),
            y=y + 4,
            text_y=y + 17,
            bars=bars,
        )
