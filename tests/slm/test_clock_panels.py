"""Clocks on the pages of others, and who is told of them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.timezone import localtime

from core.services import deliver_outbox
from incidents.models import Incident
from incidents.services import open_incident
from notifications.models import Notification
from records.hints import hints_for
from records.models import Record
from records.timeline import timeline_of
from slm.panels import clock_cards, targets_in_force
from slm.services import sweep_clocks
from tests.slm.acts import HOUR, TEN, clock_of, hold, resolve
from tests.spreadsheets import table_of

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def local(instant):
    return localtime(instant, ZoneInfo("UTC"))


def hint(incident, at):
    return hints_for(Record.objects.filter(pk=incident.pk), at)[incident.pk]


def told(user) -> list[str]:
    return sorted(
        Notification.objects.filter(recipient=user).values_list("topic", flat=True)
    )


def sweep_and_tell(at):
    sweep_clocks(at=at)
    deliver_outbox(at=datetime.now(UTC) + HOUR)


def test_the_timeline_tells_what_a_clock_reached(incident, agent):
    sweep_clocks(at=TEN + 9 * HOUR)

    texts = [moment.text for moment in timeline_of(incident, agent)]
    assert "noted that the resolution clock (SLA) reached 75 % of 8 h" in texts
    assert "noted that the resolution clock (SLA) passed its target of 8 h" in texts


def test_the_record_shows_a_card_for_each_clock(client, incident, agent):
    client.force_login(agent)
    html = client.get(f"/desk/incidents/{incident.number}/").content.decode()

    assert f"/manage/clocks/{clock_of(incident).pk}/" in html
    assert "Breached" in html


def test_a_file_of_records_tells_when_running_clocks_are_due(client, incident, agent):
    client.force_login(agent)
    address = {"team": "", "columns": ["title"], "export": "csv"}
    heading, row = table_of(client.get("/desk/", address))
    told = dict(zip(heading, row, strict=True))
    assert (
        told["Resolution due"] == f"{local(clock_of(incident).due_at):%Y-%m-%d %H:%M}"
    )
    assert told["Team's resolution due"] == ""

    resolve(incident, agent, TEN + HOUR)
    heading, row = table_of(client.get("/desk/", {**address, "phase": "all"}))
    assert dict(zip(heading, row, strict=True))["Resolution due"] == ""


def test_a_record_without_clocks_shows_none(requester, agent, service, noon):
    assert clock_cards(Record(pk=0), agent) is None


def test_customers_see_what_was_promised_to_them_and_whether_it_was_kept(
    client, incident, agent, requester
):
    resolve(incident, agent, TEN + HOUR)
    client.force_login(requester)
    html = client.get(f"/records/{incident.number}/").content.decode()

    assert "What we promised" in html
    assert "kept" in html


def test_the_queue_says_when_it_is_due(incident):
    assert hint(incident, TEN + 7 * HOUR + 40 * MINUTE).text == "due in 20\xa0minutes"


def test_the_queue_says_since_when_it_is_late(incident):
    found = hint(incident, TEN + 10 * HOUR + MINUTE)

    assert (found.text, found.tone) == ("breached 2\xa0hours ago", "breached")


def test_what_is_at_risk_outweighs_that_nobody_has_it(incident):
    sweep_clocks(at=TEN + 6 * HOUR)

    assert hint(incident, TEN + 7 * HOUR).tone == "risk"


def test_hints_for_a_page_take_one_query_of_ours(
    incident, requester, service, agent, django_assert_num_queries
):
    open_incident(
        incident=Incident(title="y", requester=requester.person, service=service),
        actor=agent,
        at=TEN,
    )
    rows = list(Record.objects.all())

    with django_assert_num_queries(1):
        hints = hints_for(rows, TEN)
    assert len(hints) == len(rows)


def test_a_service_shows_the_targets_in_force(agreement, service, agent, requester):
    shown = targets_in_force(service, agent)

    assert shown is not None
    assert [target.metric for target, _limits, _budgets in shown["rules"]] == [
        "resolution"
    ]
    assert targets_in_force(service, requester) is None


def test_at_half_time_whoever_has_it_is_told(incident, agent, team, team_lead):
    hold(incident, agent, team, TEN)
    sweep_and_tell(TEN + 5 * HOUR)

    assert "slm.threshold" in told(agent)


def test_at_the_breach_the_lead_and_the_service_level_manager_are_told(
    incident, agent, team, team_lead, service_level_manager
):
    hold(incident, agent, team, TEN)
    sweep_and_tell(TEN + 20 * HOUR)

    for person in (agent, team_lead, service_level_manager):
        assert told(person).count("slm.breach") == 1
    assert "slm.threshold" not in told(service_level_manager)


def test_of_several_crossed_at_once_only_the_highest_is_told(incident, agent, team):
    hold(incident, agent, team, TEN)
    sweep_and_tell(TEN + 20 * HOUR)

    assert "slm.threshold" not in told(agent)


def test_a_second_delivery_tells_nobody_twice(incident, agent, team):
    hold(incident, agent, team, TEN)
    sweep_and_tell(TEN + 20 * HOUR)
    sweep_and_tell(TEN + 21 * HOUR)

    assert told(agent).count("slm.breach") == 1
