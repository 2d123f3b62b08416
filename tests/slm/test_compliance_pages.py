"""Pages and API on compliance: figures, what may still be missed, closed months."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from calendars.hours import Budget
from core.evidence import Period
from core.periods import Unit
from slm.selectors import ComplianceRow, agreements_kept
from slm.selectors.outlook import OpenOnes, forecast_of, forecasts
from slm.services import close_period
from tests.reporting.conftest import LATER, MARCH, TENTH, an_incident, month
from tests.slm.test_periods import closed, excluded

__all__ = ["closed", "excluded", "month"]
pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def row(met, breached, goal=90):
    return ComplianceRow(
        met=met,
        breached=breached,
        metric="resolution",
        promise=Budget(3600),
        goal_percent=Decimal(goal),
    )


def after(days, met, breached, **ahead):
    """Return the forecast so many days into a period of thirty."""
    period = Period(TENTH, TENTH + 30 * DAY)
    at = TENTH + days * DAY
    return forecast_of(row(met, breached), OpenOnes(**ahead), period=period, at=at)


def test_a_third_into_the_period_three_times_as_many_are_expected():
    shown = after(10, met=11, breached=1)

    assert (shown.expected, shown.allowed, shown.left) == (36, 3, 2)
    assert shown.outlook == "safe"


def test_no_fewer_are_expected_than_fall_due():
    assert after(29, met=10, breached=0, due=30).expected == 40


def test_a_goal_is_at_risk_if_more_are_at_risk_than_may_be_missed():
    assert after(10, met=11, breached=1, at_risk=3).outlook == "at_risk"


def test_a_goal_is_at_risk_once_all_that_may_be_missed_was_missed():
    shown = after(10, met=9, breached=3)

    assert (shown.left, shown.outlook) == (0, "at_risk")


def test_a_goal_is_lost_if_more_were_missed_than_it_allows():
    shown = after(10, met=8, breached=4)

    assert (shown.left, shown.outlook) == (-1, "lost")


def test_where_nothing_more_may_be_missed_nobody_is_safe():
    shown = after(10, met=4, breached=0)
    assert (shown.expected, shown.left, shown.outlook) == (12, 1, "safe")
    shown = after(10, met=2, breached=0)
    assert (shown.expected, shown.left, shown.outlook) == (6, 0, "tight")


def test_of_what_did_not_fall_due_yet_that_is_said():
    assert after(10, met=0, breached=0).outlook == "nothing"
    assert after(10, met=0, breached=0, due=3).outlook == "nothing"
    assert after(10, met=0, breached=0, due=3, at_risk=1).outlook == "at_risk"


def test_nothing_is_forecast_of_a_period_that_is_over(service_level_manager):
    over = Period(TENTH, TENTH + DAY)
    about = {"reader": service_level_manager, "at": TENTH + 2 * DAY}
    assert forecasts([row(1, 1)], period=over, **about) == {}


def test_a_closed_month_is_shown_as_it_was_frozen(excluded, service_level_manager):
    about = {"leg": "sla", "reader": service_level_manager, "at": LATER}
    shown = agreements_kept(Unit.MONTH, MARCH, **about).agreements[0]

    assert (shown.total.met, shown.total.breached) == (2, 2)
    assert shown.trend[-1].met == 2


@pytest.mark.parametrize("unit", list(Unit))
def test_other_periods_are_counted_by_the_same_selector(
    month, service_level_manager, unit
):
    about = {"leg": "sla", "reader": service_level_manager, "at": LATER}
    first = {"day": 10, "week": 9}.get(unit, 1)
    begin = MARCH.replace(month=1) if unit == "quarter" else MARCH.replace(day=first)
    shown = agreements_kept(unit, begin, **about)

    # What was open at the end is late on the last of the month.
    late = 2 if unit in ("month", "quarter") else 1
    assert (shown.agreements[0].total.met, shown.agreements[0].total.breached) == (
        2,
        late,
    )


def test_the_page_leads_to_the_clocks_behind_each_figure(
    client, month, service_level_manager
):
    client.force_login(service_level_manager)
    page = client.get(reverse("compliance"), {"on": "2026-03-15"}).text
    link = page.split("verdict=breached")[0].rsplit('href="', 1)[1]
    query = f"{link}verdict=breached".replace("&amp;", "&")

    assert "decided_from=2026-03-01" in query
    listed = client.get(query).text
    assert month["late"].number in listed
    assert month["met"].number not in listed


def test_the_running_period_says_what_may_still_be_missed(
    client, agreement, requester, agent, service_level_manager
):
    an_incident(agent, requester, timezone.now())
    client.force_login(service_level_manager)
    page = client.get(reverse("compliance")).text

    assert "0 missed; 0 more may be, of about 1" in page
    assert "Nothing fell due yet" in page
    assert "Safe so far" not in page


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_page_is_exported(client, month, service_level_manager, kind):
    client.force_login(service_level_manager)
    sent = client.get(reverse("compliance"), {"on": "2026-03-15", "export": kind})

    assert sent.status_code == 200
    assert "compliance-2026-03-01" in sent["Content-Disposition"]


@pytest.mark.parametrize("query", [{"on": "x"}, {"unit": "x"}, {"on": "0001-01-01"}])
def test_nonsense_is_said_to_be_wrong(client, service_level_manager, query):
    client.force_login(service_level_manager)
    assert client.get(reverse("compliance"), query).status_code == 400


def test_an_export_of_no_known_kind_is_refused(client, service_level_manager):
    client.force_login(service_level_manager)
    assert client.get(reverse("compliance"), {"export": "doc"}).status_code == 400


def test_closed_months_are_listed_with_what_is_to_be_revised(
    client, excluded, agreement, service_level_manager
):
    client.force_login(service_level_manager)
    assert "To be revised" in client.get(reverse("period_list")).text
    address = [agreement.number, "2026-03"]
    page = client.get(reverse("period_detail", args=address))
    assert "reads otherwise" in page.text

    sent = {"reason": "Approved late."}
    client.post(reverse("period_revise", args=address), sent)
    page = client.get(reverse("period_detail", args=address)).text
    assert "What revision 2 changed" in page
    assert "Approved late." in page
    assert "reads otherwise" not in page


def test_a_month_is_closed_by_hand_once(client, month, service_level_manager):
    client.force_login(service_level_manager)
    for found in ("Results frozen: 1.", "Results frozen: 0."):
        sent = client.post(reverse("period_list"), {"month": "2026-03"}, follow=True)
        assert found in sent.text
    assert "What was in force in that month is frozen already." in sent.text


def test_a_month_in_which_nothing_was_in_force_is_told(client, service_level_manager):
    client.force_login(service_level_manager)
    sent = client.post(reverse("period_list"), {"month": "2026-03"}, follow=True)
    assert (
        "Nothing was in force in March 2026: there is nothing to freeze." in sent.text
    )


def test_a_month_to_come_is_refused_with_a_reason(client, service_level_manager):
    client.force_login(service_level_manager)
    sent = client.post(reverse("period_list"), {"month": "2099-03"})

    assert sent.status_code == 422
    assert "not over" in sent.text


def test_programs_read_compliance_and_close_and_revise(
    client, excluded, closed, service_level_manager
):
    client.force_login(service_level_manager)
    shown = client.get(reverse("api_compliance"), {"on": "2026-03-15"}).json()
    assert shown["agreements"][0]["is_closed"] is True
    assert shown["agreements"][0]["targets"][0]["goal_percent"] == "95.00"

    url = reverse("api_period_result_revise", args=[closed.pk])
    sent = {"data": {"reason": "x"}, "content_type": "application/json"}
    revised = client.post(url, **sent)
    assert (revised.status_code, revised.json()["revision"]) == (201, 2)
    assert client.post(url, **sent).status_code == 400


def test_pages_ask_a_fixed_number_of_statements(
    client, month, service_level_manager, django_assert_max_num_queries
):
    close_period(month=MARCH, actor=service_level_manager, at=LATER)
    client.force_login(service_level_manager)
    for page in ("compliance", "period_list"):
        with django_assert_max_num_queries(40):
            assert client.get(reverse(page)).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/manage/?month=x",
        "/manage/?customer=0",
        "/manage/causes/?month=x",
        "/manage/compliance/periods/?year=1850",
        "/manage/availability/?month=2026-13",
        "/manage/mismatches/?check=x",
        "/manage/agreements/{agreement}/chain/?month=x",
        "/manage/agreements/{agreement}/ratings/?month=x",
    ],
)
def test_every_page_of_figures_says_that_a_filter_is_wrong(
    address, client, agreement, service_level_manager
):
    client.force_login(service_level_manager)
    asked = address.format(agreement=agreement.number)
    assert client.get(asked).status_code == 400
    assert client.get(asked.partition("?")[0]).status_code == 200
