"""What other terms would have meant is counted from the records of a period."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from operator import itemgetter
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from calendars.hours import Budget
from calendars.services import add_calendar_version, create_calendar
from core.evidence import Period
from core.jobs import run_job
from core.models import Event, Job
from core.periods import month as month_period
from records.services import create_category
from slm.jobs import ask_what_if
from slm.models import Agreement, Clock, Point, WhatIf
from slm.selectors import Substitution, replay, replay_data
from slm.services import (
    Wording,
    add_target,
    change_target,
    create_agreement,
    start_new_version,
)
from slm.terms import TargetTerms
from tests.reporting.conftest import LATER, MARCH, TENTH, an_incident, month

__all__ = ["month"]
pytestmark = pytest.mark.django_db


def silent(done, total):
    """Tell nobody."""


@pytest.fixture
def tighter(month, agreement, service_level_manager):
    """A draft that gives one hour instead of eight."""
    by = {"actor": service_level_manager, "at": LATER}
    start_new_version(number=agreement.number, **by)
    draft = agreement.versions.drafts().get()
    target = draft.targets.get()
    terms = TargetTerms.of(target)
    shorter = TargetTerms(
        metric=terms.metric,
        calendar=terms.calendar,
        budgets={None: Budget(3600)},
        pauses=terms.pauses,
    )
    change_target(number=agreement.number, target_id=target.pk, terms=shorter, **by)
    return draft


@pytest.fixture
def in_force(month, agreement):
    return agreement.versions.get()


def replayed(version, **values):
    terms = Substitution(version, **values)
    return replay_data(replay(terms, month_period(MARCH), tell=silent), terms)


def test_by_the_terms_in_force_nothing_would_be_otherwise(in_force):
    data = replayed(in_force)

    assert (data["records"], data["differing"]) == (5, 0)
    assert data["totals"][0] == data["totals"][1]
    assert (data["totals"][0]["met"], data["totals"][0]["breached"]) == (2, 2)


def test_a_draft_says_what_it_would_have_meant(tighter, month):
    data = replayed(tighter)
    had, would = data["totals"]

    assert (had["met"], had["breached"]) == (2, 2)
    assert (would["met"], would["breached"], would["void"]) == (0, 4, 1)
    named = {one["record"]: one["verdict"] for one in data["lines"]}
    assert named == {
        month["met"].pk: ["met", "breached"],
        month["paused"].pk: ["met", "breached"],
    }


def test_each_target_of_a_draft_has_a_line_of_its_own(tighter, service, who):
    terms = TargetTerms.of(tighter.targets.get())
    longer = replace(terms, service=service, budgets={None: Budget(11 * 3600)})
    add_target(number=tighter.agreement.number, terms=longer, **who)

    of_service, of_all = sorted(replayed(tighter)["rows"], key=itemgetter("only"))[::-1]
    assert (of_service["only"], of_all["only"]) == ([service.name], [])
    counts = ("met", "breached", "void")
    assert [of_all["had"][one] for one in counts] == [2, 2, 1]
    assert [of_all["would"][one] for one in counts] == [0, 0, 0]
    assert [of_service["had"][one] for one in counts] == [0, 0, 0]
    # The late one took ten hours.
    assert [of_service["would"][one] for one in counts] == [3, 1, 1]
    assert of_service["had"]["verdict"] == "nothing"


def test_a_service_and_a_category_of_one_name_have_lines_of_their_own(
    tighter, service, who
):
    terms = TargetTerms.of(tighter.targets.get())
    category = create_category(name=service.name, **who)
    for limit in ({"service": service}, {"category": category}):
        limited = replace(terms, **limit)
        add_target(number=tighter.agreement.number, terms=limited, **who)

    found = [row for row in replayed(tighter)["rows"] if row["only"]]
    assert [row["only"] for row in found] == [[service.name]] * 2
    assert sorted(row["would"]["breached"] for row in found) == [0, 4]


def test_what_another_agreement_promised_is_as_it_was(
    tighter, agreement, service, customer, provider, who
):
    terms = TargetTerms.of(agreement.versions.published().get().targets.get())
    party = {"provider": provider, "customer": customer}
    mail = create_agreement(
        agreement=Agreement(leg="sla", title="Mail", **party),
        wording=Wording(valid_from=MARCH, services=[service]),
        **who,
    )
    add_target(number=mail.number, terms=terms, **who)

    data = replayed(mail.versions.get())
    assert data["differing"] == 0
    assert data["totals"][0] == data["totals"][1]
    assert (data["totals"][0]["met"], data["totals"][0]["breached"]) == (2, 2)


def test_a_share_of_the_time_is_replayed(in_force):
    assert replayed(in_force, percent=125)["totals"][1]["met"] == 3


def test_nothing_is_stored_but_the_result(tighter):
    before = (Clock.objects.count(), Point.objects.count(), Event.objects.count())
    replayed(tighter)

    assert (Clock.objects.count(), Point.objects.count(), Event.objects.count()) == (
        before
    )


def test_a_batch_takes_as_many_statements_whatever_its_size(
    tighter, agent, requester, service
):
    def statements():
        with CaptureQueriesContext(connection) as captured:
            replayed(tighter)
        return len(captured)

    replayed(tighter)
    few = statements()
    for hour in range(4):
        at = TENTH + timedelta(hours=hour)
        an_incident(agent, requester, at, service=service)
    assert statements() == few


def test_it_tells_how_far_it_is(tighter):
    heard = []
    terms = Substitution(tighter)
    replay(terms, month_period(MARCH), tell=lambda *said: heard.append(said), batch=2)

    assert heard == [(0, 5), (2, 5), (4, 5), (5, 5)]


def test_a_period_without_records_comes_to_nothing(in_force):
    period = Period(TENTH - timedelta(days=9), TENTH - timedelta(days=8))
    assert replay(Substitution(in_force), period, tell=silent).records == 0


def test_a_worker_keeps_the_result(tighter, agreement, service_level_manager):
    span: dict[str, Any] = {"first_on": MARCH, "last_on": date(2026, 3, 31)}
    by = {"actor": service_level_manager, "at": LATER}
    job = ask_what_if(version=tighter, **span, **by)
    run_job(job_id=job.pk, clock=lambda: LATER)

    kept = WhatIf.objects.get()
    assert Job.objects.get().result == kept.item
    assert (kept.agreement, kept.version_number) == (agreement, 2)
    assert kept.data["totals"][1]["breached"] == 4
    assert Event.objects.named("what_if.made").get().facts["differing"] == 2


@pytest.mark.parametrize("who", ["agent", "team_lead", "auditor", "representative"])
def test_others_replay_nothing(tighter, cast, who):
    span: dict[str, Any] = {"first_on": MARCH, "last_on": MARCH}
    with pytest.raises(PermissionDenied):
        ask_what_if(version=tighter, **span, actor=cast[who], at=LATER)


@pytest.mark.parametrize(
    ("first_on", "last_on", "percent"),
    [
        (date(2026, 3, 2), date(2026, 3, 1), 100),
        (date(2020, 1, 1), date(2026, 3, 1), 100),
        (date(2027, 1, 1), date(2027, 1, 2), 100),
        (date(2026, 3, 1), date(2026, 3, 2), 0),
        (date(1, 1, 1), date(2026, 3, 2), 100),
    ],
)
def test_what_is_no_period_or_no_share_is_refused(
    tighter, service_level_manager, first_on, last_on, percent
):
    with pytest.raises(ValidationError):
        ask_what_if(
            version=tighter,
            first_on=first_on,
            last_on=last_on,
            percent=percent,
            actor=service_level_manager,
            at=LATER,
        )


@pytest.mark.parametrize(("percent", "left"), [(75, 4), (50, 3), (10, 1), (100, 5)])
def test_of_working_days_whole_ones_are_left(percent, left, tighter, who):
    target = tighter.targets.get()
    days = replace(TargetTerms.of(target), budgets={None: Budget(working_days=5)})
    number = tighter.agreement.number
    change_target(number=number, target_id=target.pk, terms=days, **who)

    (rule,) = Substitution(tighter, percent=percent).rules()
    assert rule.budget.working_days == left


@pytest.fixture
def afternoons(month, office, service_level_manager):
    """The office is open from noon to eight, but only from May on."""
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    weekly = {day: [["12:00", "20:00"]] for day in days}
    return add_calendar_version(
        number=office.number,
        definition={"timezone": "UTC", "weekly": weekly},
        valid_from=datetime(2026, 5, 1, tzinfo=UTC),
        actor=service_level_manager,
        at=LATER,
    )


def test_hours_that_have_yet_to_begin_are_replayed_throughout(in_force, afternoons):
    had, would = replayed(in_force, calendar_version=afternoons)["totals"]

    assert (had["met"], had["breached"]) == (2, 2)
    # The late one took all eight hours of one afternoon, as the open one has so far.
    assert (would["met"], would["breached"]) == (3, 0)
    assert replayed(in_force)["differing"] == 0


def test_hours_by_which_no_target_counts_are_refused(in_force, who):
    definition = {"timezone": "UTC", "weekly": {"mon": [["08:00", "12:00"]]}}
    begins = datetime(2026, 5, 1, tzinfo=UTC)
    other = create_calendar(
        name="Else", definition=definition, valid_from=begins, **who
    )
    span: dict[str, Any] = {"first_on": MARCH, "last_on": MARCH}
    drafted = other.versions.get()
    with pytest.raises(ValidationError, match="None of these targets"):
        ask_what_if(version=in_force, calendar_version=drafted, **span, **who)
    job = ask_what_if(
        version=in_force, calendar=other, calendar_version=drafted, **span, **who
    )
    run_job(job_id=job.pk, clock=lambda: LATER)
    assert WhatIf.objects.get().calendar_version == drafted
