"""The dashboard: every figure equals the rows that it opens."""

import re
from datetime import date

import pytest
from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.timezone import now

from core.periods import month as month_period
from incidents.services import pend_incident, set_incident_confidential
from reporting.selectors import DashboardScope, dashboard
from slm.services import sweep_clocks
from tests.reporting.conftest import HOUR, an_incident

pytestmark = pytest.mark.django_db
MARCH = date(2026, 3, 1)
TILE = re.compile(
    r'<a href="(?P<url>[^"]+)" class="stat.*?stat-value">(?P<value>[^<]+)<', re.S
)
CELL = re.compile(r'<td class="is-numeric"><a href="(?P<url>[^"]+)">(?P<value>\d+)<')


@pytest.fixture
def today(month, agent, requester, service, settings):
    """Beside March: one clock on track, one at risk and one paused just now."""
    at = now()
    an_incident(agent, requester, at - HOUR, service=service)
    # At risk, and about nothing in nobody's hands.
    an_incident(agent, requester, at - 7 * HOUR)
    waiting = an_incident(agent, requester, at - 2 * HOUR, service=service)
    pend_incident(
        number=waiting.number,
        waiting_for="customer",
        reason="x",
        expected_at=at + HOUR,
        actor=agent,
        at=at - HOUR,
    )
    sweep_clocks(at=at)


def rows_behind(client, url):
    text = strip_tags(client.get(url.replace("&amp;", "&")).content.decode())
    (count,) = re.findall(r"(\d+) rows?\b", text)
    return int(count)


@pytest.mark.parametrize("query", ["", "?month=2026-03"])
def test_every_figure_equals_the_rows_it_opens(today, client, auditor, query):
    client.force_login(auditor)
    page = client.get(f"/manage/{query}").content.decode()
    found = [*TILE.finditer(page), *CELL.finditer(page)]
    # A share opens those that it is a share of: see below.
    figures = [one for one in found if "%" not in one["value"] and one["value"] != "–"]

    assert len(figures) >= 10
    for figure in figures:
        assert rows_behind(client, figure["url"]) == int(figure["value"]), figure["url"]


def test_a_share_opens_what_was_met_and_what_was_breached(month, client, auditor):
    client.force_login(auditor)
    page = client.get("/manage/?month=2026-03").content.decode()
    opened = set(re.findall(r'href="(/manage/clocks/[^"]+verdict=judged[^"]*)"', page))

    # Of all, of the agreement, and of its one target of which something fell due.
    assert [rows_behind(client, url) for url in opened] == [4, 4, 4]


def test_open_clocks_stand_in_one_place_each(today, client, auditor):
    client.force_login(auditor)
    overall = client.get("/manage/").context["shown"].now.overall

    counts = {str(status): count for status, count in overall.cells}
    assert counts == {"breached": 1, "at_risk": 1, "paused": 1, "on_track": 1}
    assert overall.total == 4


def test_what_is_about_no_service_and_no_team_is_named_and_opened(
    today, client, auditor
):
    client.force_login(auditor)
    page = client.get("/manage/").content.decode()

    assert "No service" in page
    assert "No team" in page
    assert rows_behind(client, "/manage/clocks/?leg=sla&status=open&service=null") == 1
    assert rows_behind(client, "/manage/clocks/?leg=sla&status=open&team=null") == 2


LEFT_OUT = "Of confidential records, only those are counted here that you may see."


def test_who_may_not_see_the_confidential_is_told_that_it_does_not_count(
    month, agent, client, auditor, service_level_manager
):
    number = month["late"].number
    set_incident_confidential(
        number=number, is_confidential=True, actor=agent, at=now()
    )
    client.force_login(service_level_manager)
    page = client.get("/manage/?month=2026-03")
    assert LEFT_OUT in page.text
    assert page.context["shown"].total.breached == 1
    client.force_login(auditor)
    page = client.get("/manage/?month=2026-03")
    assert LEFT_OUT not in page.text
    assert page.context["shown"].total.breached == 2


def test_an_overrun_says_as_of_when(month, client, auditor):
    client.force_login(auditor)

    page = client.get("/manage/?month=2026-03")
    assert "overrun as of Wed 1 Apr 2026, 00:00:00" in page.text
    assert page.context["shown"].breaches_as_of == month_period(MARCH).end


def test_the_dashboard_is_narrowed_by_team(today, client, auditor, second_team):
    client.force_login(auditor)
    shown = client.get(f"/manage/?team={second_team.pk}").context["shown"]

    assert (shown.now.overall.total, shown.total.n) == (0, 0)


def test_an_odd_filter_is_said_and_not_a_fault(month, client, auditor):
    client.force_login(auditor)

    page = client.get("/manage/?team=x&month=never")
    assert page.status_code == 400
    assert "Write a month as 2026-03." in page.content.decode()


def test_the_dashboard_asks_a_fixed_number_of_questions(
    today, client, auditor, django_assert_max_num_queries
):
    client.force_login(auditor)
    client.get("/manage/")

    # A third of them for what does not fit.
    with django_assert_max_num_queries(36):
        page = client.get("/manage/")
    assert page.status_code == 200


def test_the_list_of_clocks_asks_a_fixed_number_of_questions(
    today, client, auditor, django_assert_max_num_queries
):
    client.force_login(auditor)

    with django_assert_max_num_queries(20):
        page = client.get("/manage/clocks/?status=open")
    assert page.context["listing"].rows


def test_customers_see_neither_dashboard_nor_clocks(client, representative, requester):
    for user in (representative, requester):
        client.force_login(user)
        assert client.get("/manage/").status_code == 404
        assert client.get("/manage/clocks/").status_code == 404


def test_the_page_says_when_it_tells_who_held_only_the_newest(month, auditor):
    def page(read):
        shown = dashboard(
            DashboardScope(), month=MARCH, reader=auditor, at=now(), read=read
        )
        return render_to_string("reporting/_dashboard_why.html", {"shown": shown})

    assert "These are the newest" not in page(2)
    assert "These are the newest 1 of 2 breaches." in page(1)
