"""Deriving what clocks show: thresholds recorded, cached figures stored."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from slm.models import Clock
from slm.reducer import Step
from slm.selectors import Reader, steps_in_effect
from slm.services.caching import refresh, store
from slm.services.crossing import record_crossings, standings_of


def derive(
    clocks: Sequence[Clock],
    ledgers: Mapping[int, Sequence[Step]],
    *,
    reader: Reader,
    at: datetime,
) -> int:
    """
    Bring locked clocks up to an instant, in a fixed number of statements.

    `ledgers` are the points in effect, by clock. Returns how many rows on thresholds
    were added.
    """
    standings = standings_of(clocks)
    rules = reader.rules_for(clocks)
    readings = []
    for clock in clocks:
        known = [one.at for one in standings[clock.pk].values() if one.at]
        as_of = max([at, *known])
        steps = ledgers[clock.pk]
        reading = refresh(clock, steps, rules[clock.pk], reader=reader, at=as_of)
        readings.append((clock, reading))
    added = record_crossings(readings, standings)
    store(clocks)
    return len(added)


def derive_stored(clocks: Sequence[Clock], *, at: datetime) -> int:
    """Bring locked clocks up to an instant, by their ledgers as they are."""
    ledgers = steps_in_effect(clock.pk for clock in clocks)
    return derive(clocks, ledgers, reader=Reader(), at=at)
