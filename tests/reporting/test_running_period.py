"""A pack over a period that goes on calls nothing late in advance."""

from datetime import date

import pytest
from pypdf import PdfReader

from core.evidence import Period
from core.periods import days
from incidents.evidence import escalated, informed, resolved
from incidents.services import assign_incident, take_incident, write_on_incident
from reporting.services import decide_on_report, issue_report, make_pack
from tests.reporting.conftest import FIRST_OF_APRIL, HOUR, MARCH, TENTH, an_incident
from tests.reporting.conftest import resolved as resolve

pytestmark = pytest.mark.django_db
AT = FIRST_OF_APRIL + 2 * HOUR


@pytest.fixture
def april(month, customer, agent, requester, service, service_level_manager):
    """Early in April: an incident and a decision that will be due, but are not yet."""
    about = {"actor": service_level_manager, "at": FIRST_OF_APRIL}
    report = issue_report(customer=customer, month=MARCH, **about)
    decide_on_report(
        number=report.number,
        text="Train.",
        owner=service_level_manager.person,
        due_on=date(2026, 4, 10),
        **about,
    )
    resolve(month["open"], agent, FIRST_OF_APRIL)
    return an_incident(agent, requester, FIRST_OF_APRIL + HOUR, service=service)


@pytest.fixture
def pack(april, auditor):
    return make_pack(
        clauses=["6.2", "8.1"],
        period=days(date(2026, 4, 1), date(2026, 4, 30)),
        prepared_for="x",
        actor=auditor,
        at=AT,
    )


def test_what_is_not_due_yet_is_no_gap(pack):
    verdicts = {row["key"]: row["verdict"] for row in pack.summary}

    assert verdicts["incidents.resolved"] == "evidenced"
    assert verdicts["reporting.issued"] == "evidenced"
    assert verdicts["reporting.decisions"] == "evidenced"


def test_the_cover_says_that_the_period_goes_on(pack):
    with pack.pdf.open("rb") as file:
        cover = " ".join(PdfReader(file).pages[0].extract_text().split())

    assert pack.end == AT
    assert "The period was not over" in cover


def test_an_open_incident_within_its_target_is_not_overdue(april, auditor):
    # The forecast of its clock lies within the period.
    found = resolved(days(date(2026, 4, 1), date(2026, 4, 30)), auditor)

    assert april.pk not in [row.item_id for row in found.rows if row.is_overdue]


@pytest.fixture
def one_hour():
    return Period(TENTH, TENTH + 24 * HOUR)


def handed(period, auditor) -> str:
    return dict(escalated(period, auditor).figures).get(
        "Handed to another team or person", "0"
    )


def test_the_first_taking_is_no_handing_over(
    agreement, agent, auditor, requester, service, team, second_team, one_hour
):
    taken = an_incident(agent, requester, TENTH, service=service, team=team)
    take_incident(number=taken.number, actor=agent, at=TENTH + HOUR / 60)
    assert handed(one_hour, auditor) == "0"

    assign_incident(
        number=taken.number, team=second_team, person=None, actor=agent,
        at=TENTH + HOUR / 30,
    )  # fmt: skip
    assert handed(one_hour, auditor) == "1"


def test_a_reply_after_the_resolution_has_kept_nobody_informed(
    agreement, agent, auditor, requester, service, one_hour
):
    late = an_incident(agent, requester, TENTH, service=service)
    told = an_incident(agent, requester, TENTH, service=service)
    reply = {"text": "x", "visibility": "public", "actor": agent}
    write_on_incident(number=told.number, **reply, at=TENTH + HOUR)
    for one in (late, told):
        resolve(one, agent, TENTH + 2 * HOUR)
    write_on_incident(number=late.number, **reply, at=TENTH + 3 * HOUR)

    found = informed(one_hour, auditor)
    assert [row.item_id for row in found.rows] == [told.pk]
