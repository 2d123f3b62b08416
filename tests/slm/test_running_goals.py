"""In a month that runs nothing is called missed that can still be reached."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import cast

import pytest
from django.urls import reverse
from django.utils import timezone

from catalogue.services import create_component
from core.periods import Unit, month
from slm.choices import GoalStanding, GoalVerdict, Outlook
from slm.exporting import HEADING, kept_cells
from slm.models import Outage
from slm.selectors import Compliance, agreements_kept, chain_of, month_rows
from slm.selectors.compliance import ComplianceRow
from slm.selectors.goals import goal_standing, worst_standing
from slm.selectors.kept_parts import target_kept
from slm.selectors.legs import chain_record
from slm.selectors.month_outlook import month_standing
from slm.selectors.outlook import Forecast
from slm.services import OutageTerms, add_target, report_outage
from slm.terms import Rest
from tests.factories.slm import put_into_force
from tests.slm.acts import HOUR, TEN
from tests.slm.chained import leg_with

pytestmark = pytest.mark.django_db
FIRST = TEN.date().replace(day=1)
MARCH = month(FIRST)
AT = datetime(2026, 3, 5, tzinfo=UTC)


@pytest.fixture
def chained(draft, availability, service, team, provider, who):
    """99 % of 744 hours, 7 h 26 min, with the customer and with the team it rests on."""
    terms = replace(availability, goal_value=Decimal(99), service=service)
    ola = leg_with(team, terms, provider=provider, services=(), **who)
    rests = replace(terms, rests_on=(Rest(ola, "availability"),))
    add_target(number=draft.number, terms=rests, **who)
    put_into_force(number=draft.number, **who)
    create_component(name="Switch", team=team, **who)
    return draft


def lose(service, agent, hours, start=TEN, at=AT):
    terms = OutageTerms(service=service, start=start, text="x", component="Switch")
    terms = replace(terms, end=start + hours * HOUR)
    report_outage(terms=terms, actor=agent, at=at)


def standings(at):
    return [month_standing(row) for row in month_rows(MARCH, at=at)]


def legs(agreement, at, reader):
    chain = chain_of(agreement.versions.get(), on=FIRST)
    (leg,) = chain_record(chain, MARCH, reader=reader, as_of=at).legs
    return leg.met, leg.breached, leg.short


def test_what_can_be_reached_is_at_risk_until_the_month_is_over(
    chained, service, agent, auditor
):
    lose(service, agent, 5)
    (row,) = month_rows(MARCH, at=AT)
    assert row.verdict == GoalVerdict.MISSED
    assert standings(AT) == [GoalStanding.SHORT]
    assert legs(chained, AT, auditor) == (0, 0, 1)
    # In the end 5 of 744 hours are as promised.
    assert standings(MARCH.end) == [GoalStanding.KEPT]
    assert legs(chained, MARCH.end, auditor) == (1, 0, 0)


def test_what_is_lost_for_good_is_lost_and_in_the_end_missed(
    chained, service, agent, auditor
):
    lose(service, agent, 8)
    assert standings(AT) == [GoalStanding.LOST]
    assert legs(chained, AT, auditor) == (0, 1, 0)
    assert standings(MARCH.end) == [GoalStanding.MISSED]
    assert legs(chained, MARCH.end, auditor) == (0, 1, 0)


def test_an_agreement_stands_as_the_worst_of_its_goals(
    chained, service, agent, auditor
):
    lose(service, agent, 5)
    for at, standing in ((AT, GoalStanding.SHORT), (MARCH.end, GoalStanding.KEPT)):
        shown = agreements_kept(Unit.MONTH, FIRST, leg="sla", reader=auditor, at=at)
        (one,) = shown.agreements
        assert one.standing == standing
        assert str(standing.label) in next(iter(kept_cells(shown)))


@pytest.mark.parametrize(
    ("verdict", "outlook", "standing"),
    [
        ("missed", None, "missed"),
        ("missed", "safe", "short"),
        ("missed", "at_risk", "short"),
        ("missed", "lost", "lost"),
        ("kept", "at_risk", "at_risk"),
        ("kept", "safe", "safe"),
        ("kept", "tight", "safe"),
        ("kept", None, "kept"),
        ("unknown", "safe", "unknown"),
        ("nothing", "nothing", "nothing"),
    ],
)
def test_the_outlook_decides_while_there_is_one(verdict, outlook, standing):
    asked = GoalVerdict(verdict), Outlook(outlook) if outlook else None
    assert goal_standing(*asked) == standing


def test_of_clocks_it_is_the_same(db):
    row = ComplianceRow(met=1, breached=1, goal_percent=Decimal(90))
    assert row.standing == GoalStanding.MISSED
    assert replace(row, outlook=Outlook.SAFE).standing == GoalStanding.SHORT
    assert worst_standing([]) == GoalStanding.NOTHING
    assert worst_standing([GoalStanding.KEPT, row.standing]) == GoalStanding.MISSED


@pytest.fixture
def this_month(chained, service, agent):
    """A goal that is missed so far, of this month, and can still be reached."""
    at, whole = timezone.now(), month(timezone.localdate().replace(day=1))
    # Between 1 % of the time so far, and 1 % of the whole month.
    lost = (at - whole.start + (whole.end - whole.start)) / 200
    start = max(at - lost, whole.start)
    lose(service, agent, (at - start) / HOUR, start=start, at=at)
    return chained


def test_no_page_calls_it_not_reached(this_month, client, auditor):
    client.force_login(auditor)
    number = this_month.number
    for url in (
        reverse("sla_dashboard"),
        reverse("compliance"),
        f"{reverse('compliance')}?leg=ola",
        reverse("availability"),
        reverse("agreement_detail", args=[number]),
        reverse("agreement_chain", args=[number]),
    ):
        text = client.get(url).text
        assert "short of its goal so far" in text.lower(), url
        assert "Goal not reached" not in text
    for name in ("availability", "compliance"):
        assert '"standing":"short"' in client.get(f"/api/v1/{name}/").text


def test_what_runs_is_not_called_reached_either(
    this_month, client, auditor, service, agent
):
    Outage.objects.update(state="withdrawn")
    client.force_login(auditor)
    number = this_month.number
    for url in (
        reverse("compliance"),
        f"{reverse('compliance')}?export=csv",
        reverse("availability"),
        reverse("agreement_detail", args=[number]),
    ):
        text = body(client.get(url))
        assert "Safe so far" in text, url
        assert "Goal reached" not in text, url
    told = client.get("/api/v1/availability/").json()
    assert {(row["verdict"], row["standing"]) for row in told} == {("kept", "safe")}


def body(answer):
    parts = answer.streaming_content if answer.streaming else [answer.content]
    return b"".join(parts).decode()


@pytest.mark.parametrize(("hours", "standing"), [(1, "safe"), (3, "at_risk")])
def test_how_much_is_lost_tells_whether_it_is_at_risk(
    hours, standing, chained, service, agent
):
    late = datetime(2026, 3, 28, tzinfo=UTC)
    lose(service, agent, 2 * hours, at=late)
    (row,) = month_rows(MARCH, at=late)
    assert (row.verdict, month_standing(row)) == ("kept", standing)


def test_of_a_closed_month_nothing_changes(chained, service, agent):
    lose(service, agent, 8)
    (row,) = month_rows(MARCH, at=MARCH.end)
    assert (month_standing(row), row.verdict) == ("missed", "missed")


@pytest.mark.parametrize(
    ("breached", "allowed", "words", "left"),
    [
        (0, 3, "0 missed; 3 more may be, of about 44", 3),
        (2, 2, "2 missed; 0 more may be, of about 44", 0),
        (1, 0, "lost: 1 missed, 0 were allowed", 0),
        (5, 4, "lost: 5 missed, 4 were allowed", 0),
    ],
)
def test_what_may_still_be_missed_is_always_said_alike(breached, allowed, words, left):
    ahead = Forecast(10, breached, due=0, at_risk=0, expected=44, allowed=allowed)
    assert ahead.words == words
    row = ComplianceRow(breached=breached, metric="resolution")
    shown = SimpleNamespace(
        first=FIRST, left_out="", agreements=[_agreement(row, ahead)]
    )
    (cells,) = kept_cells(cast("Compliance", shown))
    told = dict(zip(map(str, HEADING), cells, strict=True))
    assert told["Allowed to be missed"] == allowed
    assert told["May still be missed"] == left
    assert told["Breached"] == breached


def _agreement(row, ahead):
    return SimpleNamespace(
        number="x", title="x", months=[], targets=[target_kept(row, ahead)]
    )
