"""A breach half an hour after midnight belongs to the month that has begun there."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from core.periods import Unit
from core.periods import month as month_period
from reporting.jobs import ask_for_pack
from reporting.selectors import service_report_figures
from reporting.services import make_pack
from slm.selectors import compliance
from slm.selectors.kept import trends_of
from slm.services import sweep_clocks
from tests.reporting.conftest import MARCH, an_incident
from tests.reporting.test_packs import text_of

pytestmark = pytest.mark.django_db
APRIL = date(2026, 4, 1)
MAY = datetime(2026, 5, 2, tzinfo=UTC)
COUNTED = {"UTC": [1, 0], "Europe/Berlin": [0, 1]}


@pytest.fixture(params=COUNTED)
def counted(request, settings, agreement, agent, requester, service):
    """How often March and April count what is late at 22:30 UTC on March's last day."""
    settings.TIME_ZONE = request.param
    at = datetime(2026, 3, 31, 14, 30, tzinfo=UTC)
    an_incident(agent, requester, at, service=service)
    sweep_clocks(at=MAY)
    return COUNTED[request.param]


def of_both(count):
    return [count(MARCH), count(APRIL)]


def test_in_the_figures_and_in_the_trend(counted, agreement, auditor):
    rows = of_both(lambda month: compliance(month_period(month)))
    trends = trends_of(Unit.MONTH, [MARCH, APRIL], leg="sla", reader=auditor)

    assert [sum(row.breached for row in one) for one in rows] == counted
    assert [tally.breached for tally in trends[agreement.pk]] == counted


def test_in_the_report(counted, customer):
    reports = of_both(
        lambda month: service_report_figures(
            customer=customer, service=None, month=month
        )
    )

    assert [report["totals"]["breached"] for report in reports] == counted


def test_on_the_dashboard_and_in_the_list_behind_it(counted, client, auditor):
    client.force_login(auditor)
    page, rows = reverse("sla_dashboard"), reverse("clock_list")

    shown = of_both(lambda month: client.get(f"{page}?month={month:%Y-%m}"))
    listed = of_both(
        lambda month: client.get(f"{rows}?verdict=breached&decided={month:%Y-%m}")
    )
    assert [answer.context["shown"].total.breached for answer in shown] == counted
    assert [answer.context["listing"].count for answer in listed] == counted


def test_the_days_of_a_pack_begin_at_the_providers_midnight(settings, auditor):
    settings.TIME_ZONE = "Europe/Berlin"
    job = ask_for_pack(
        clauses=["8.1"],
        first_day=APRIL,
        last_day=APRIL,
        prepared_for="x",
        actor=auditor,
        at=MAY,
    )

    assert job.arguments["start"] == "2026-04-01T00:00:00+02:00"
    assert job.arguments["end"] == "2026-04-02T00:00:00+02:00"


def test_a_pack_names_the_zone_of_its_times_whether_in_summer_or_not(settings, auditor):
    settings.TIME_ZONE = "Europe/Berlin"
    pack = make_pack(
        clauses=["8.1"],
        period=month_period(APRIL),
        prepared_for="x",
        actor=auditor,
        at=MAY,
    )

    assert "All days and times are those of Europe/Berlin." in text_of(pack)
