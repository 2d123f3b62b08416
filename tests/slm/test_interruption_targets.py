"""How often, how long and how far apart a service may fail: promised and judged."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from slm.availability import Account
from slm.exchange import export_agreement
from slm.models import PeriodResult, Target
from slm.selectors import clauses_of, month_results
from slm.selectors.availability import Basis, Reckoned
from slm.selectors.judging import judge
from slm.selectors.wished import measured_months
from slm.services import add_target, close_period, gather_requirement
from tests.slm.acts import HOUR, TEN
from tests.slm.test_availability_pages import sent
from tests.slm.test_month_targets import APRIL, MARCH, lose, promise, rows
from tests.slm.test_requirements import by, need, needed

__all__ = ["by", "need", "needed", "promise", "sent"]
pytestmark = pytest.mark.django_db
GOALS = {"between": "370.5", "interruptions": "2", "longest": "120"}


@pytest.fixture
def promised(promise, availability, service):
    """Promise the three; what befalls in `failed` keeps each to the second."""
    promise(
        *(
            replace(availability, metric=metric, goal_value=Decimal(goal))
            for metric, goal in GOALS.items()
        )
    )


@pytest.fixture
def failed(service, agent):
    """One hour lost, and two."""
    lose(service, agent, TEN, 1)
    lose(service, agent, TEN + 5 * HOUR, 2)


def test_exactly_what_is_promised_is_kept(promised, failed):
    assert [(row.target.metric, row.value, row.verdict) for row in rows()] == [
        # Of 744 hours three were lost, in two interruptions.
        ("between", Decimal("370.5"), "kept"),
        ("interruptions", 2, "kept"),
        ("longest", 120, "kept"),
    ]
    assert [(row.goal, row.shown) for row in rows()] == [
        ("at least 370 h 30 min", "370 h 30 min"),
        ("at most 2 interruptions", "2 interruptions"),
        ("at most 2 h", "2 h"),
    ]


def test_a_second_more_is_not(promised, failed, service, agent):
    lose(service, agent, TEN + 7 * HOUR, 1 / 3600)

    verdicts = {row.target.metric: row.verdict for row in rows()}
    # What touches the one before makes that longer, and is no interruption of its own.
    assert verdicts == {
        "between": "missed", "interruptions": "kept", "longest": "missed"
    }  # fmt: skip
    lose(service, agent, TEN + 20 * HOUR, 1)
    assert {row.verdict for row in rows()} == {"missed"}


def test_a_month_without_an_interruption_reaches_them(promised):
    between, count, longest = rows()
    assert (between.value, between.verdict) == (None, "kept")
    assert between.shown == "no interruption"
    assert (count.value, longest.value) == (0, 0)
    assert (count.verdict, longest.verdict) == ("kept", "kept")


@pytest.mark.parametrize("metric", GOALS)
def test_without_agreed_time_nothing_is_judged(metric, service, availability):
    basis = Basis(hours=None)  # type: ignore[arg-type]
    nothing = Reckoned(service, basis, Account(0, (), ()), {})
    target = Target(metric=metric, goal_value=Decimal(1))
    assert judge(target, nothing) == (None, "nothing")


def test_a_number_of_interruptions_is_whole(draft, availability, who):
    terms = replace(availability, metric="interruptions", goal_value=Decimal("1.5"))
    with pytest.raises(ValidationError, match="whole number"):
        add_target(number=draft.number, terms=terms, **who)


def test_what_is_frozen_reads_the_same(promised, service_level_manager):
    live = rows()
    at = APRIL + timedelta(days=2)
    close_period(month=MARCH.start.date(), actor=service_level_manager, at=at)

    frozen = month_results(MARCH, at=at)
    assert PeriodResult.objects.get().verdict == "kept"
    assert [(row.value, row.verdict, row.shown) for row in frozen] == [
        (row.value, row.verdict, row.shown) for row in live
    ]


def test_form_page_clauses_and_file_say_them(client, draft, sent, who):
    client.force_login(who["actor"])
    create = reverse("target_create_period", args=[draft.number])
    values = {**sent, "metric": "between", "goal_value": "200"}
    assert client.post(create, values).status_code == 302

    page = client.get(reverse("agreement_detail", args=[draft.number])).text
    assert "at least 200 h" in page
    version = draft.versions.get()
    (said,) = [one for one in clauses_of(version) if one.key.startswith("target.")]
    assert "Goal: at least 200 h" in said.text
    assert "A month without an interruption reaches the goal." in said.text
    assert "metric: between" in export_agreement(version)


def test_programs_and_the_page_of_the_month_tell_them(promised, failed, client, who):
    client.force_login(who["actor"])
    asked = {"month": "2026-03"}
    told = client.get("/api/v1/availability/", asked).json()
    assert [(one["metric"], one["direction"]) for one in told] == [
        ("between", "at_least"), ("interruptions", "at_most"), ("longest", "at_most")
    ]  # fmt: skip
    assert told[0]["value"] == "370.500000"

    page = client.get(reverse("availability"), asked).text
    for words in ("at least 370 h 30 min", "at most 2 interruptions", "at most 2 h"):
        assert words in page


def test_what_is_wished_of_them_is_measured(needed, by, service, agent, availability):
    said = {"wished": "", "metric": "interruptions", "goal_value": Decimal(0)}
    need = gather_requirement(requirement=needed(**said), **by)
    type(service).objects.update(service_hours=availability.calendar)
    lose(service, agent, TEN, 1)

    march = measured_months(need, datetime(2026, 4, 2, tzinfo=UTC))[-1]
    assert (march.value, march.verdict) == ("1 interruption", "missed")
