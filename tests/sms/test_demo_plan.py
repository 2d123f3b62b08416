"""The plan of the demonstration: believable in numbers, the same every time."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from sms.demo import world
from sms.demo.plan import ZONE, in_order_of_making, make_plan, month_of_trouble

ANCHOR = datetime(2026, 9, 16, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def plan():
    return make_plan(ANCHOR, 1500)


def test_it_is_the_same_every_time(plan):
    make_plan.cache_clear()

    assert make_plan(ANCHOR, 1500) == plan


def test_the_acts_of_an_incident_are_in_order_and_past(plan):
    for planned in plan:
        instants = [act.at for act in planned.acts]
        assert instants == sorted(instants)
        assert planned.acts[0].name == "open"
        assert instants[-1] < ANCHOR


def test_it_reaches_over_six_months(plan):
    days = (ANCHOR - min(planned.opened_at for planned in plan)).days

    assert 175 <= days <= 183
    assert len(plan) == 1500


def test_suppliers_have_some_and_one_was_late_in_their_hands(plan):
    handed = [p for p in plan if any(a.name == "hand_to_supplier" for a in p.acts)]
    now = [p for p in handed if p.is_open]

    assert 30 < len(handed) < 150
    assert [p.outcome for p in now] == ["on_track", "breached"]
    act = next(a for a in now[1].acts if a.name == "hand_to_supplier")
    assert act.values["is_in_control"]


def test_one_customer_is_unhappy_with_what_was_in_time(plan):
    scores: dict[str, list[int]] = {name: [] for name in world.CUSTOMERS}
    for planned in plan:
        if planned.outcome != "breached":
            rated = [act for act in planned.acts if act.name == "rate"]
            scores[planned.situation.customer] += [act.values["score"] for act in rated]
    means = {name: sum(given) / len(given) for name, given in scores.items()}

    assert means[world.UNHAPPY] < 3.3
    assert [name for name, mean in means.items() if mean < 4] == [world.UNHAPPY]


def test_mondays_are_busy_and_weekends_quiet(plan):
    days = Counter(planned.opened_at.astimezone(ZONE).weekday() for planned in plan)

    assert days[0] == max(days.values())
    assert days[5] + days[6] < 0.1 * len(plan)


def test_mornings_are_busy_and_nights_quiet(plan):
    hours = Counter(planned.opened_at.astimezone(ZONE).hour for planned in plan)

    assert max(hours, key=hours.__getitem__) in (8, 9, 10)
    assert sum(hours[hour] for hour in (22, 23, 0, 1, 2, 3, 4, 5)) < 0.05 * len(plan)


def test_about_one_in_twelve_is_late_and_some_nearly(plan):
    outcomes = Counter(planned.outcome for planned in plan)

    assert 0.06 <= outcomes["breached"] / len(plan) <= 0.1
    assert outcomes["near_miss"] > 50
    assert 0.02 <= outcomes["cancelled"] / len(plan) <= 0.04


def test_about_one_in_twenty_five_is_reopened(plan):
    acts = Counter(act.name for planned in plan for act in planned.acts)

    assert 0.03 <= acts["reopen"] / len(plan) <= 0.05
    assert acts["rate"] > 300


def test_one_service_is_in_trouble_in_one_month_and_three_are_green(plan):
    month = month_of_trouble(ANCHOR)
    troubled = [
        planned.outcome
        for planned in plan
        if planned.situation.service.name == world.TROUBLED
        and (planned.opened_at.year, planned.opened_at.month) == month
    ]
    late = {
        planned.situation.service.name
        for planned in plan
        if planned.outcome == "breached" and not planned.is_open
    }

    assert month == (2026, 7)
    assert troubled.count("breached") / len(troubled) > 0.35
    assert len(troubled) > 20
    assert not late & {"Printing", "File storage and backup", "Web presence"}


def test_something_of_everything_is_open_now(plan):
    outcomes = Counter(planned.outcome for planned in plan if planned.is_open)

    assert outcomes["on_track"] == 9
    assert outcomes["at_risk"] == 6
    assert outcomes["breached"] >= 4
    assert outcomes["paused"] == 5
    assert any(planned.situation.is_confidential for planned in plan if planned.is_open)
    assert any(planned.situation.requester.is_vip for planned in plan[-24:])


def test_what_is_open_is_made_first_then_the_newest_month(plan):
    order = in_order_of_making(plan)
    openness = [planned.is_open for planned in order]
    months = [(p.opened_at.year, p.opened_at.month) for p in order if not p.is_open]

    assert openness == sorted(openness, reverse=True)
    assert months == sorted(months, reverse=True)
    assert {planned.index for planned in order} == set(range(1500))


def test_there_are_some_thirty_people_with_every_role_among_the_sign_ins():
    assert len(world.PEOPLE) == len({member.email for member in world.PEOPLE}) == 32
    assert len({member.role for member in world.PEOPLE if member.sign_in}) == 8
