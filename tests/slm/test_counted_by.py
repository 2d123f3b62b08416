"""Each row of a clock names the versions by which it was counted, and who says so."""

import re
from datetime import UTC, date, datetime

import pytest
from django.utils.html import strip_tags

from slm.models import Clock
from slm.selectors import explain_clock
from tests.reporting.conftest import month
from tests.slm.pages import add_up, page
from tests.slm.test_repairs import (
    NOW,
    approved,
    asked,
    of_hours,
    of_terms,
    right_hours,
    right_terms,
)

__all__ = ["month", "of_hours", "of_terms", "right_hours", "right_terms"]
pytestmark = pytest.mark.django_db


def rows_of(html):
    body = html.split('id="ledger"')[1].split("</tbody>")[0]
    rows = re.findall(r"<tr>.*?</tr>", body, re.S)[1:]
    return [" ".join(strip_tags(row).split()) for row in rows]


def late_of(month):
    return Clock.objects.get(record=month["late"].pk)


def test_hours_that_hold_by_a_repair_are_named_with_it(
    client, of_hours, month, agent, service_level_manager
):
    before, _halt = rows_of(page(client, agent, late_of(month)).text)
    approved(of_hours, service_level_manager)
    html = page(client, agent, late_of(month)).text
    row, _halt = rows_of(html)

    assert "Office, version 1" in before
    assert "REP-" not in before
    assert f"Office, version 2 by {of_hours.number}" in row
    assert f'<a href="/manage/repairs/{of_hours.number}/">' in html
    assert add_up(html) == late_of(month).elapsed_seconds


def test_a_row_ends_where_the_repair_begins(
    client, right_hours, month, agent, team_lead, service_level_manager
):
    clock = late_of(month)
    tomorrow = date(2026, 4, 1)
    repair = asked(team_lead, calendar_version=right_hours, effective_on=tomorrow)
    approved(repair, service_level_manager)
    open_one = Clock.objects.get(record=month["open"].pk)
    html = page(client, agent, open_one).text
    named = [
        re.findall(r"Office, version \d(?: by REP-\d+)?", r) for r in rows_of(html)
    ]

    assert named[:3] == [
        ["Office, version 1"],
        [f"Office, version 2 by {repair.number}"],
        ["Office, version 2"],
    ]
    lines = explain_clock(open_one, at=NOW).lines
    assert lines[1].start == datetime(2026, 4, 1, tzinfo=UTC)
    add_up(html)
    assert "REP-" not in rows_of(page(client, agent, clock).text)[0]


def test_terms_that_hold_by_a_repair_are_named_with_it(
    client, of_terms, month, agent, service_level_manager
):
    approved(of_terms, service_level_manager)
    row, _halt = rows_of(page(client, agent, late_of(month)).text)
    agreement = of_terms.agreement_version.agreement

    assert f"{agreement.number}, version 2 by {of_terms.number}" in row
    assert "Office, version 1" in row


def test_programs_are_told_the_same(
    client, of_hours, month, office, agent, service_level_manager
):
    approved(of_hours, service_level_manager)
    client.force_login(agent)
    (line,) = client.get(f"/api/v1/clocks/{late_of(month).pk}/ledger/").json()

    assert (line["calendar"], line["calendar_version"]) == (office.number, 2)
    assert (line["agreement_version"], line["repairs"]) == (1, [of_hours.number])
