"""The page that explains a clock: its rows add up, by hand, to the figure."""

from datetime import timedelta

import pytest

from incidents.services import reopen_incident, start_incident
from slm.selectors import explain_clock
from slm.services import sweep_clocks
from slm.wording import verdict_sentences
from tests.slm.acts import HOUR, TEN, classify, clock_of, hold, pend, resolve, resume
from tests.slm.pages import add_up, ledger_of, page

pytestmark = pytest.mark.django_db
AMOUNTS = 7


@pytest.fixture
def eventful(incident, agent, second_team):
    """Worked on, paused, handed over, resolved late, reopened, resolved again."""
    pend(incident, agent, TEN + 3 * HOUR)
    resume(incident, agent, TEN + 5 * HOUR)
    hold(incident, agent, second_team, TEN + 6 * HOUR)
    resolve(incident, agent, TEN + 12 * HOUR + timedelta(minutes=12, seconds=5))
    reopen_incident(
        number=incident.number, reason="Again.", actor=agent, at=TEN + 14 * HOUR
    )
    resolve(incident, agent, TEN + 15 * HOUR)
    return incident


def test_the_rows_of_the_page_add_up_to_the_figure(client, eventful, agent):
    html = page(client, agent, clock_of(eventful)).text

    assert len(ledger_of(html)[0]) >= AMOUNTS - 1
    assert add_up(html) == clock_of(eventful).elapsed_seconds


def test_it_says_who_held_it_and_what_lies_between_stop_and_reopening(eventful):
    told = explain_clock(clock_of(eventful), at=TEN + 20 * HOUR)
    said = " ".join(verdict_sentences(told))

    assert "Breached on Wed 4 Mar 2026, 19:00:01" in said
    assert "8 h of service time were promised, 11:12:05 had elapsed" in said
    assert "Network held it when the time ran out." in said
    assert "1:47:55 of service time, which count neither" in said


def test_breached_then_relaxed_says_by_how_much_and_why(incident, agent):
    classify(incident, agent, TEN + 5 * HOUR, impact=1, urgency=1)
    classify(
        incident, agent, TEN + 6 * HOUR, impact=3, urgency=2, reason="Only one person."
    )
    told = explain_clock(clock_of(incident), at=TEN + 7 * HOUR)

    said = " ".join(verdict_sentences(told))
    assert "then relaxed by 4 h because Anna Agent changed" in said
    assert "Only one person." in said


def test_an_open_clock_is_shown_as_it_stands_now(client, incident, agent):
    response = page(client, agent, clock_of(incident))
    _lines, foot = ledger_of(response.content.decode())

    assert foot[-1] > 8 * 3600
    assert clock_of(incident).elapsed_seconds == 0


def test_its_hours_are_named_with_their_zone(client, incident, agent):
    html = page(client, agent, clock_of(incident)).content.decode()
    assert "around the clock (UTC)" in html


def test_thresholds_are_shown_with_what_became_of_them(
    client, incident, agent, team_lead
):
    start_incident(number=incident.number, actor=agent, at=TEN)
    sweep_clocks(at=TEN + 9 * HOUR)
    resolve(incident, team_lead, TEN + 3 * HOUR)
    html = page(client, agent, clock_of(incident)).content.decode()

    assert html.count("<s>Wed 4 Mar 2026") == len((50, 75, 100))
    assert "withdrawn" in html
    assert "Superseded" not in html


def test_superseded_points_stay_to_be_seen(client, incident, agent, team_lead):
    start_incident(number=incident.number, actor=agent, at=TEN)
    pend(incident, agent, TEN + 4 * HOUR)
    resolve(incident, team_lead, TEN + 3 * HOUR)
    html = page(client, agent, clock_of(incident)).content.decode()

    assert "Superseded" in html
    assert "<s>Paused</s>" in html


@pytest.mark.parametrize(
    ("who", "staff_page", "plain_page"),
    [
        ("agent", 200, 200),
        ("service_level_manager", 200, 200),
        ("auditor", 200, 200),
        ("administrator", 200, 200),
        ("representative", 404, 200),
        ("requester", 404, 200),
        ("stranger", 404, 404),
    ],
)
def test_who_may_read_it(client, cast, incident, who, staff_page, plain_page):
    clock = clock_of(incident)

    assert page(client, cast[who], clock).status_code == staff_page
    assert page(client, cast[who], clock, "clock_promise").status_code == plain_page


def test_a_clock_that_is_not_there_is_404(client, agent, incident):
    client.force_login(agent)

    assert client.get("/manage/clocks/0/").status_code == 404


def test_customers_read_it_in_simple_words(client, eventful, requester):
    html = page(client, requester, clock_of(eventful), "clock_promise").content.decode()

    assert "We were late: it took 11 h 12 min instead of 8 h." in html
    assert "we waited for you" in html
    assert "Network" not in html
    assert "Anna" not in html
