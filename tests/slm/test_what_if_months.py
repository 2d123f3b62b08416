"""What other terms would have meant for targets of a month as a whole."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from calendars.services import add_calendar_version, create_calendar
from core.jobs import run_job
from core.models import Job
from slm.jobs import ask_what_if
from slm.models import Agreement, WhatIf
from slm.selectors import Substitution, months_of_what_if
from slm.services import (
    Wording,
    add_target,
    change_target,
    close_period,
    create_agreement,
    edit_draft,
    replay_what_if,
    start_new_version,
    withdraw_outage,
)
from slm.terms import TargetTerms
from tests.factories.slm import put_into_force
from tests.slm.acts import HOUR, TEN
from tests.slm.test_month_targets import APRIL, lose, promise

__all__ = ["promise"]
pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
LATER = APRIL + 2 * HOUR
DAYTIME = {day: [["08:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


@pytest.fixture
def by(service_level_manager):
    return {"actor": service_level_manager, "at": LATER}


@pytest.fixture
def in_force(promise, availability, draft):
    """99.9 % of March around the clock, less the hours that tests take of it."""
    promise(availability)
    return draft.versions.get()


@pytest.fixture
def loosened(by, in_force):
    """A draft in which 99 % are enough, and partial loss does not count."""

    def made(**terms):
        number = in_force.agreement.number
        start_new_version(number=number, **by)
        version = in_force.agreement.versions.drafts().get()
        target = version.targets.get()
        loose = {"goal_value": Decimal(99), "partial_weight": 0, **terms}
        changed = replace(TargetTerms.of(target), **loose)
        change_target(number=number, target_id=target.pk, terms=changed, **by)
        return version

    return made


@pytest.fixture
def replayed(by):
    def months(version, first_on=FIRST, last_on=LAST, **values):
        span: dict[str, Any] = {"first_on": first_on, "last_on": last_on}
        made = replay_what_if(
            terms=Substitution(version, **values),
            **span,
            keep=bool,
            tell=lambda done, total: None,
            **by,
        )
        return months_of_what_if(made)

    return months


def figures(rows):
    return [(row["result"], row["verdict"]) for row in rows]


def test_by_the_terms_in_force_a_month_comes_to_what_it_came_to(
    in_force, replayed, service, agent
):
    lose(service, agent, TEN, 1)
    (one,) = replayed(in_force)

    assert (one.month, one.about["service"]) == (FIRST, service.name)
    assert one.had == one.would
    # 1 of 744 hours.
    assert figures(one.had) == [("99.8655 %", "missed")]


def test_a_draft_says_what_a_month_would_have_come_to(
    loosened, replayed, service, agent
):
    lose(service, agent, TEN, 1)
    lose(service, agent, TEN + 5 * HOUR, 1, loss="partial")
    (one,) = replayed(loosened())

    # 1.5 and 1 of 744 hours.
    assert figures(one.had) == [("99.7983 %", "missed")]
    assert figures(one.would) == [("99.8655 %", "kept")]
    assert one.would[0]["promise"] == "at least 99 %"


def test_other_hours_are_what_is_lost_and_of_what(
    in_force, replayed, by, service, agent, noon
):
    hours = {"definition": {"timezone": "UTC", "weekly": DAYTIME}, "valid_from": noon}
    daytime = create_calendar(name="Daytime", **hours, **by)
    # From six to eight in the evening of a Tuesday.
    lose(service, agent, datetime(2026, 3, 10, 16, tzinfo=UTC), 4)

    (one,) = replayed(in_force, calendar_id=daytime.pk)
    # 4 of 744 hours, and 2 of 220: the month has 22 working days.
    assert figures(one.had) == [("99.4623 %", "missed")]
    assert figures(one.would) == [("99.0909 %", "missed")]


def test_a_version_of_the_hours_holds_throughout(
    in_force, replayed, by, office, service, agent
):
    drafted = add_calendar_version(
        number=office.number,
        definition={"timezone": "UTC", "weekly": DAYTIME},
        valid_from=datetime(2026, 5, 1, tzinfo=UTC),
        **by,
    )
    lose(service, agent, datetime(2026, 3, 10, 18, tzinfo=UTC), 4)

    (one,) = replayed(in_force, calendar_version=drafted)
    assert figures(one.would) == [("100 %", "kept")]


def test_two_versions_of_a_month_stand_beside_the_one_that_is_tried(
    loosened, replayed, by, in_force, service
):
    number = in_force.agreement.number
    draft = loosened()
    wording = Wording(valid_from=date(2026, 3, 16))
    edit_draft(number=number, title="Workplace", wording=wording, **by)
    put_into_force(number=number, **by)
    draft.refresh_from_db()

    (one,) = replayed(draft)
    assert [row["version"] for row in one.had] == [1, 2]
    assert [row["version"] for row in one.would] == [2]


def test_only_whole_months_that_have_begun_are_told(in_force, replayed, service):
    months = replayed(in_force, date(2026, 2, 14), date(2026, 6, 30))
    assert [one.month for one in months] == [date(2026, 3, 1), date(2026, 4, 1)]
    assert replayed(in_force, FIRST, date(2026, 3, 30)) == []


def test_only_terms_make_a_difference_also_of_a_closed_month(
    in_force, replayed, by, service, agent
):
    mistaken = lose(service, agent, TEN, 1)
    close_period(month=FIRST, **by)
    withdraw_outage(number=mistaken.number, reason="x", **by)

    (one,) = replayed(in_force)
    assert one.had == one.would
    assert figures(one.had) == [("100 %", "kept")]


def test_hours_by_which_only_a_month_counts_may_be_tried(in_force, by, office):
    drafted = office.versions.get()
    span: dict[str, Any] = {"first_on": FIRST, "last_on": LAST}
    ask_what_if(version=in_force, calendar_version=drafted, **span, **by)
    assert Job.objects.count() == 1


def test_the_page_says_it(loosened, by, client, service, agent):
    lose(service, agent, TEN, 1)
    span: dict[str, Any] = {"first_on": FIRST, "last_on": LAST}
    job = ask_what_if(version=loosened(), **span, **by)
    run_job(job_id=job.pk, clock=lambda: LATER)
    number = WhatIf.objects.get().number

    client.force_login(by["actor"])
    page = client.get(reverse("what_if_detail", args=[number])).content.decode()
    for said in ("March 2026", service.name, "99.8655 %", "at least 99 %"):
        assert said in page
    assert page.index("Goal not reached") < page.index("Goal reached")


def test_the_first_ones_replayed_no_months():
    assert months_of_what_if(WhatIf(data={"records": 0})) is None


@pytest.fixture
def of_one_service(by, customer, provider, service, availability):
    """A draft with the same customer that promises less for one service alone."""
    made = create_agreement(
        agreement=Agreement(
            leg="sla", title="Mail", provider=provider, customer=customer
        ),
        wording=Wording(valid_from=date(2026, 5, 1), services=[service]),
        **by,
    )
    loose = replace(availability, goal_value=Decimal(99))
    add_target(number=made.number, terms=loose, **by)
    return made.versions.get()


def test_what_another_agreement_promised_is_as_it_was(
    in_force, of_one_service, replayed, service, agent
):
    lose(service, agent, TEN, 1)
    (one,) = replayed(of_one_service)

    assert [row["agreement"] for row in one.had] == [in_force.agreement.number]
    assert figures(one.had) == [("99.8655 %", "missed")]
    assert figures(one.would) == [("99.8655 %", "kept")]
