"""Critical business periods: who takes time away in one is told, and what befell it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from slm.models import Clock, Exclusion, Outage
from slm.parts import CriticalSpan
from slm.services import (
    OutageTerms,
    add_target,
    edit_contents,
    report_outage,
    sweep_clocks,
)
from tests.factories.slm import put_into_force
from tests.slm.acts import HOUR, TEN

pytestmark = pytest.mark.django_db
APRIL = datetime(2026, 4, 1, tzinfo=UTC)
CLOSING = CriticalSpan("Closing", date(2026, 1, 4), date(2026, 1, 5), "monthly")
DAY = timedelta(days=1)


@pytest.fixture
def closing(draft, availability, resolution, who):
    """An agreement in force by which the 4th and 5th of every month are critical."""
    edit_contents(number=draft.number, periods=[CLOSING], **who)
    for terms in (availability, resolution):
        add_target(number=draft.number, terms=terms, **who)
    put_into_force(number=draft.number, **who)
    return draft


@pytest.fixture
def desk(client, agent):
    client.force_login(agent)
    return client


def typed(service, start, **values):
    shown = "%Y-%m-%dT%H:%M"
    return {
        "service": service.pk,
        "start": start.strftime(shown),
        "end": (start + HOUR).strftime(shown),
        "text": "x",
        **values,
    }


def sent_twice(desk, name, data):
    """Send a form, then once more with what it asks to have read."""
    page = desk.post(reverse(name), data)
    read = page.context["confirmed_for"]
    return page, desk.post(reverse(name), {**data, "confirmed_for": read})


def test_planning_in_a_critical_period_is_asked_again(desk, closing, service, noon):
    coming = noon.replace(year=2027, day=4)
    data = typed(service, coming, loss="full", is_planned="on")
    page, again = sent_twice(desk, "outage_create", data)
    assert "Closing" in page.text
    assert closing.number in page.text
    assert again.status_code == 302
    shown = desk.get(again.url).text
    assert "In a critical business period" in shown


def test_what_was_read_for_another_day_is_asked_again(desk, closing, service, noon):
    data = typed(service, noon.replace(year=2027, day=4), loss="full", is_planned="on")
    read = desk.post(reverse("outage_create"), data).context["confirmed_for"]
    other = typed(service, noon.replace(year=2027, day=5), loss="full", is_planned="on")
    desk.post(reverse("outage_create"), {**other, "confirmed_for": read})
    assert not Outage.objects.exists()


@pytest.mark.parametrize(
    ("start", "values"),
    [(TEN, {}), (TEN.replace(year=2027, day=10), {"is_planned": "on"})],
)
def test_what_failed_and_other_days_are_not_held_up(
    start, values, desk, closing, service
):
    data = typed(service, start, loss="full", **values)
    assert desk.post(reverse("outage_create"), data).status_code == 302


@pytest.mark.parametrize("name", ["outage_create", "exclusion_create"])
@pytest.mark.parametrize("year", [1900, 9999])
def test_days_out_of_reach_are_refused(name, year, desk, closing, service):
    start = datetime(year, 12, 31, 10, tzinfo=UTC)
    said = {"loss": "full", "is_planned": "on", "reason": "customer"}
    answer = desk.post(reverse(name), typed(service, start, **said))
    assert answer.status_code == 422
    assert not Outage.objects.exists()
    assert not Exclusion.objects.exists()


def test_asking_for_an_exclusion_there_is_asked_again_and_decided_knowingly(
    desk, client, closing, service, service_level_manager
):
    data = typed(service, TEN, reason="customer")
    page, again = sent_twice(desk, "exclusion_create", data)
    assert "Closing" in page.text
    client.force_login(service_level_manager)
    number = Exclusion.objects.get().number
    assert "In a critical business period" in client.get(again.url).text
    asked = client.get(reverse("exclusion_move", args=[number, "approve"])).text
    assert "Closing" in asked


def test_outages_and_breaches_in_it_are_marked(
    client, closing, service, incident_of, team_lead
):
    client.force_login(team_lead)
    terms = OutageTerms(service=service, start=TEN, end=TEN + HOUR, text="x")
    report_outage(terms=terms, actor=team_lead, at=APRIL)
    incident_of(TEN)
    sweep_clocks(at=TEN + DAY)
    month = "?month=2026-03"
    url = reverse("availability_service", args=[service.number])
    assert "critical period: Closing" in client.get(url + month).text
    listed = client.get(reverse("cause_list") + month).text
    assert "critical period: Closing" in listed
    clock = Clock.objects.get()
    explained = client.get(reverse("clock_explain", args=[clock.pk])).text
    assert "Critical period" in explained
