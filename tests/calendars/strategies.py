"""Calendars and instants for the property tests."""

from datetime import date, datetime

from hypothesis import strategies as st

from calendars.definition import Definition
from calendars.hours import Hours

ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/Sao_Paulo",
    "Asia/Tehran",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Pacific/Apia",
    "Asia/Kathmandu",
)
FIRST = int(datetime.fromisoformat("2017-01-01T00:00:00+00:00").timestamp())
LAST = int(datetime.fromisoformat("2023-12-31T00:00:00+00:00").timestamp())

seconds = st.integers(FIRST, LAST)
days = st.dates(date(2017, 1, 1), date(2023, 12, 31))


@st.composite
def windows(draw: st.DrawFn) -> tuple[tuple[int, int], ...]:
    edges = draw(st.sets(st.integers(0, 96), max_size=6))
    minutes = sorted(edge * 15 for edge in edges)
    return tuple(zip(minutes[::2], minutes[1::2], strict=False))


@st.composite
def definitions(draw: st.DrawFn) -> Definition:
    week = [draw(windows()) for _day in range(6)]
    return Definition(
        timezone=draw(st.sampled_from(ZONES)),
        # One day at least is always open.
        weekly=(((540, 1020),), *week),
        holidays=dict.fromkeys(draw(st.sets(days, max_size=20)), ""),
        yearly_holidays={"01-01": "", "12-25": ""},
        special_days=draw(st.dictionaries(days, windows(), max_size=5)),
        breaks=draw(st.dictionaries(days, windows(), max_size=20)),
    )


@st.composite
def simple_definitions(draw: st.DrawFn) -> Definition:
    """A calendar that differs from week to week only by its zone's clocks."""
    zone, workday, rest = draw(st.sampled_from(ZONES)), draw(windows()), draw(windows())
    return Definition(zone, (((540, 1020),), *(workday,) * 4, rest, ()))


hours = definitions().map(Hours)
