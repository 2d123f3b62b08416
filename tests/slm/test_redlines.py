"""What changed of the hours is marked by itself, not the whole of them."""

from datetime import UTC, date, datetime

import pytest

from calendars.services import add_calendar_version
from slm.redlines import Clause, redline
from slm.selectors import clauses_of
from slm.services import Wording, edit_draft, start_new_version

pytestmark = pytest.mark.django_db
YEARS = range(2027, 2031)


def hours_said(agreement):
    new, old = agreement.versions.order_by("-number")
    found = redline(clauses_of(old), clauses_of(new))
    (clause,) = [one for one in found if one.key.startswith("hours.")]
    return [(line.how, line.text) for line in clause.lines]


@pytest.fixture
def follow(agreement, office, service_level_manager):
    """Let the calendar close on some days from a day on."""

    def followed(day, *holidays):
        add_calendar_version(
            number=office.number,
            definition={**office.versions.latest("number").definition}
            | {"holidays": list(holidays)},
            valid_from=day,
            actor=service_level_manager,
            at=day,
        )

    return followed


def test_of_a_calendar_only_the_holiday_added_is_marked(
    agreement, follow, service_level_manager, noon
):
    usual = [f"{year}-{day}" for year in YEARS for day in ("01-01", "12-25")]
    follow(datetime(2017, 1, 1, tzinfo=UTC), *usual)
    follow(datetime(2026, 12, 1, tzinfo=UTC), *usual, "2028-12-24")
    by = {"number": agreement.number, "actor": service_level_manager, "at": noon}
    start_new_version(**by)
    edit_draft(title="Workplace", wording=Wording(valid_from=date(2027, 1, 1)), **by)
    said = hours_said(agreement)

    assert ("added", "2028: 24 Dec holiday") in said
    assert ("added", "Calendar “Office”, version 3") in said
    kept = [text for how, text in said if how == "kept"]
    assert kept[0].startswith("Week (UTC): Mon 00:00–24:00 · Tue 00:00–24:00")
    assert "2029: 1 Jan holiday · 25 Dec holiday" in kept
    assert len([how for how, _text in said if how == "added"]) == 2
    removed = [text for how, text in said if how == "removed"]
    assert removed[0] == "Calendar “Office”, version 2"
    assert removed[1].startswith("From 1 Dec 2026 on: Calendar “Office”, version 3 · ")


def test_of_a_day_of_the_week_only_that_day_is_marked():
    def hours(*week):
        return [Clause("hours", "Hours", "\n".join(week), [("Week", d) for d in week])]

    before, after = hours("Mon 8–16", "Tue 8–16"), hours("Mon 8–16", "Tue 8–18")
    (clause,) = redline(before, after)

    assert [(line.how, line.text) for line in clause.lines] == [
        ("kept", "Week: Mon 8–16"),
        ("removed", "Week: Tue 8–16"),
        ("added", "Week: Tue 8–18"),
    ]
    (same,) = redline(before, before)
    assert [line.text for line in same.lines] == ["Mon 8–16", "Tue 8–16"]
