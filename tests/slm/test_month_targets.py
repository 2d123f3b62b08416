"""Targets of a month as a whole: what they must say, and what became of them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from core.evidence import Period
from core.periods import month
from incidents.models import Incident
from incidents.services import open_incident
from records.models import Rating
from slm.choices import PeriodMetric
from slm.credits import parse_credits
from slm.forms.months import PeriodTargetForm
from slm.models import Clock, Target
from slm.selectors import doubtful_targets, month_rows, obstacles, target_book
from slm.selectors.completeness import incomplete_targets
from slm.selectors.target_words import lines_beside
from slm.services import (
    OutageTerms,
    add_target,
    record_values,
    report_outage,
)
from tests.factories.slm import put_into_force
from tests.slm.acts import HOUR, TEN

pytestmark = pytest.mark.django_db
APRIL = datetime(2026, 4, 1, tzinfo=UTC)
MARCH = month(TEN.date().replace(day=1))


@pytest.fixture
def promise(draft, who):
    """Put an agreement with these terms into force and return its rows of March."""

    def promised(*terms):
        for one in terms:
            add_target(number=draft.number, terms=one, **who)
        put_into_force(number=draft.number, **who)

    return promised


def rows(**values):
    return month_rows(MARCH, at=APRIL, **values)


def lose(service, agent, start, hours, **values):
    terms = OutageTerms(
        service=service, start=start, end=start + hours * HOUR, text="x", **values
    )
    return report_outage(terms=terms, actor=agent, at=APRIL)


def test_no_clock_is_opened_for_it(promise, availability, incident_of):
    promise(availability)
    incident_of()

    assert not Clock.objects.exists()
    assert not list(target_book())


@pytest.fixture
def incident_of(requester, service, agent):
    def opened():
        return open_incident(
            incident=Incident(title="x", requester=requester.person, service=service),
            actor=agent,
            at=TEN,
        )

    return opened


def test_availability_is_judged_by_agreed_service_time(
    promise, availability, service, agent
):
    promise(availability)
    (row,) = rows()
    assert (row.value, row.verdict, row.service) == (100, "kept", service)

    lose(service, agent, TEN, 1)
    lose(service, agent, TEN + 5 * HOUR, 1, loss="partial")
    (row,) = rows()
    # 1.5 of 744 hours
    assert row.value == Decimal("99.7983")
    assert row.verdict == "missed"
    assert row.reckoned.account.count == 2


def test_exactly_the_goal_is_kept(promise, availability, service, agent):
    promise(replace(availability, goal_value=Decimal(75)))
    lose(service, agent, datetime(2026, 3, 1, tzinfo=UTC), 744 // 4)
    (row,) = rows()
    assert row.verdict == "kept"


def test_the_other_customers_outage_is_not_theirs(
    promise, availability, service, agent, other_customer, customer
):
    promise(availability)
    lose(service, agent, TEN, 9, customer=other_customer)
    assert rows()[0].value == 100
    lose(service, agent, TEN, 9, customer=customer)
    assert rows()[0].value < 100


def test_time_to_restore_and_user_minutes(promise, availability, service, agent):
    promise(
        replace(availability, metric="restore", goal_value=Decimal(60)),
        replace(availability, metric="impact", goal_value=Decimal(5000)),
    )
    assert [row.verdict for row in rows()] == ["kept", "nothing"]

    lose(service, agent, TEN, 1, users=40)
    lose(service, agent, TEN + 5 * HOUR, 2)
    impact, restore = rows()
    assert (restore.value, restore.verdict) == (90, "missed")
    # Of one outage nobody said whom it hit: that is never taken for nobody.
    assert (impact.value, impact.verdict) == (2400, "unknown")
    assert "nobody said" in impact.notes[0]


def test_ratings_make_a_score_only_if_there_are_enough(
    promise, availability, incident_of, requester
):
    terms = replace(availability, metric="experience", goal_value=Decimal(4))
    promise(replace(terms, least_answers=2, partial_weight=None))
    assert rows()[0].verdict == "nothing"

    for score in (5, 4):
        Rating.objects.create(
            record=incident_of().record_ptr,
            person=requester.person,
            score=score,
            rated_at=TEN,
        )
        (row,) = rows()
        if score == 5:
            assert (row.verdict, row.notes) == ("unknown", ["1 rating of 2"])
    assert (row.value, row.verdict) == (Decimal("4.50"), "kept")


def test_measured_values_are_judged_and_missing_ones_are_said(
    promise, availability, measure, who
):
    promise(
        replace(
            availability,
            metric="measured",
            goal_value=Decimal(300),
            measure=measure,
            statistic="p95",
            direction="at_most",
        )
    )
    assert (rows()[0].verdict, rows()[0].value) == ("unknown", None)
    days = [datetime(2026, 3, day, 12, tzinfo=UTC) for day in range(1, 31)]
    values = [(day, Decimal(200)) for day in days]
    record_values(number=measure.number, values=values, **{**who, "at": APRIL})

    (row,) = rows()
    assert (row.value, row.verdict) == (200, "unknown")
    assert row.notes == ["no values for 1 of 31 days"]
    last = [(days[-1] + timedelta(days=1), Decimal(200))]
    record_values(number=measure.number, values=last, **{**who, "at": APRIL})
    assert rows()[0].verdict == "kept"


def test_the_one_for_a_service_goes_before_the_one_for_all(
    promise, availability, service
):
    own = replace(availability, service=service, goal_value=Decimal(80))
    promise(availability, own)
    assert [row.target.goal_value for row in rows()] == [80]


@pytest.mark.parametrize(
    "wrong",
    [
        {"goal_value": None},
        {"goal_value": Decimal("100.1")},
        {"goal_value": Decimal("NaN")},
        {"metric": "measured"},
        {"metric": "experience", "goal_value": Decimal(7)},
        {"budgets": {None: None}},
        {"record_kind": "incident"},
        {"partial_weight": 101},
        {"direction": "sideways", "metric": "measured"},
    ],
)
def test_one_that_makes_no_sense_is_refused(wrong, draft, availability, who):
    with pytest.raises(ValidationError), transaction.atomic():
        add_target(number=draft.number, terms=replace(availability, **wrong), **who)
    assert not Target.objects.exists()


def test_a_clock_has_no_goal_for_the_month(draft, resolution, who):
    with pytest.raises(ValidationError):
        add_target(
            number=draft.number, terms=replace(resolution, goal_value=Decimal(1)), **who
        )


def test_without_source_formula_or_responsible_it_does_not_enter_into_force(
    draft, availability, resolution, who
):
    bare = {"source": "", "formula": "", "responsible": None}
    add_target(number=draft.number, terms=replace(availability, **bare), **who)
    add_target(number=draft.number, terms=replace(resolution, responsible=None), **who)

    found = obstacles(draft.versions.get())
    assert (
        "Target “Availability” lacks: data source, formula, responsible person."
        in found
    )
    assert "Target “Resolution” lacks: responsible person." in found


def test_somebody_of_the_provider_is_responsible(draft, resolution, who, requester):
    with pytest.raises(ValidationError):
        add_target(
            number=draft.number,
            terms=replace(resolution, responsible=requester.person),
            **who,
        )


def test_duplicates_doubles_and_too_many_are_said(
    draft, availability, service, who, settings
):
    settings.SLM_MOST_TARGETS = 1
    add_target(number=draft.number, terms=availability, **who)
    add_target(number=draft.number, terms=replace(availability, service=service), **who)

    doubts = " ".join(doubtful_targets(draft.versions.get()))
    assert "Several targets are called “Availability”." in doubts
    assert "measure the same" in doubts
    assert "2 targets are more than the 1" in doubts
    assert not list(incomplete_targets(draft.versions.get().targets.all()))


def test_a_version_is_judged_over_the_part_in_which_it_held(promise, availability):
    promise(availability)
    before = Period(datetime(2025, 12, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC))
    assert month_rows(before, at=APRIL) == []
    assert month_rows(MARCH, at=MARCH.start) == []


@pytest.mark.parametrize(
    "metric", sorted({*PeriodMetric} - {PeriodMetric.AVAILABILITY})
)
def test_other_goals_of_the_month_have_no_points(
    metric, draft, availability, measure, who
):
    shape = {"measure": measure, "statistic": "mean", "direction": "at_most"}
    terms = replace(availability, metric=metric, goal_value=Decimal(3), **shape)
    stepped = replace(terms, credits=parse_credits({"0": "5 %", "1": "9 %"}))
    with pytest.raises(ValidationError, match="no share"):
        add_target(number=draft.number, terms=stepped, **who)

    flat = replace(terms, credits=parse_credits({"0": "5 %"}))
    target = add_target(number=draft.number, terms=flat, **who)
    assert "Credit if the goal is missed: 5 % of the charge" in lines_beside(target)


def test_the_form_keeps_the_credits(promise, availability):
    promise(replace(availability, credits=parse_credits({"0": "5 %", "1": "9 %"})))
    initial = PeriodTargetForm.initial_of(Target.objects.get())
    assert [one.words for one in initial["credits"]] == ["5 %", "9 %"]
