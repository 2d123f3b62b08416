"""Folding many records gives what folding each by itself does."""

from dataclasses import replace
from datetime import timedelta
from itertools import accumulate

from hypothesis import given, settings
from hypothesis import strategies as st

from calendars.hours import Budget
from slm import folding
from slm.facts import OPENED, Fact
from slm.folding import Folder
from slm.reducer import fold
from slm.targets import TargetBook
from tests.slm.test_reducer import BOOK, OPENING, START, courses, seconds_of

DAY = timedelta(days=1)
# From the second day on there are others, that give a working day each.
OTHERS = TargetBook(
    [
        *(replace(one, ends_at=START + DAY) for one in BOOK),
        *(
            replace(
                one,
                budget_id=one.budget_id + 50,
                budget=Budget(working_days=1),
                starts_at=START + DAY,
            )
            for one in BOOK
            if one.budget_id != 2
        ),
    ]
)
GAPS = st.lists(st.sampled_from([0, 7, 60, 1500]), min_size=12, max_size=12)


def moved(facts: list[Fact], place: int, gaps: list[int]) -> list[Fact]:
    """Return what happened to a record to another: at other times, recorded at once."""
    ids = sorted(fact.event_id for fact in facts)
    minutes = list(accumulate(gaps))
    return [
        fact._replace(
            event_id=1000 * place + pk, at=START + minutes[n] * timedelta(minutes=1)
        )
        for n, (pk, fact) in enumerate(zip(ids, facts, strict=True))
    ]


@given(courses(), st.lists(GAPS, min_size=2, max_size=5))
@settings(max_examples=150, deadline=None)
def test_the_same_course_of_events_is_folded_once_and_comes_out_alike(facts, times):
    folder = Folder(OTHERS, seconds_of)
    twins = [moved(facts, place, gaps) for place, gaps in enumerate(times)]

    for one in [facts, *twins, *twins]:
        assert folder.fold(one) == fold(one, book=OTHERS, seconds_of=seconds_of)


def opened(priority: int) -> list[Fact]:
    return [Fact(1, OPENED, START, {**OPENING, "priority": priority}, {})]


def test_no_more_are_remembered_than_fit(monkeypatch):
    monkeypatch.setattr(folding, "MOST", 2)
    folder = Folder(BOOK, seconds_of)
    for priority in (1, 2, 3, 1, 2, 3):
        facts = opened(priority)
        assert folder.fold(facts) == fold(facts, book=BOOK, seconds_of=seconds_of)
    assert folder.fold([]) == {}
