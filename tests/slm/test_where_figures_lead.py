"""Figures lead to what they count, and nothing is cut without a word."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from calendars.models import OnCallShift, Rota
from core.navigation import Door
from core.periods import month as whole_month
from governance.selectors.process import share_met
from slm.services import add_target
from sms.navigation import ENTRIES
from tests.factories.slm import put_into_force
from tests.reporting.conftest import MARCH, month
from tests.slm.test_requirements import by, need, needed

__all__ = ["by", "month", "need", "needed"]
pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


def test_coverage_leads_to_needs_narrowed_as_they_are(client, need, auditor):
    client.force_login(auditor)
    url = reverse("requirement_list")
    page = client.get(f"{url}?customer={need.customer_id}").text
    link = f"{url}?customer={need.customer_id}&amp;coverage=open"
    assert link in page
    assert need.number in client.get(link.replace("&amp;", "&")).text


def test_a_share_met_leads_to_the_clocks_of_its_period(month, client, auditor):
    (row,) = share_met(whole_month(MARCH), None).rows
    assert "decided_from=2026-03-01&decided_until=2026-03-31" in row.url
    client.force_login(auditor)
    listed = client.get(row.url)
    # Those that count, and the void one.
    assert listed.context["listing"].count == 4 + 1


def test_more_shifts_than_are_shown_are_counted_and_shown(
    client, team, office, agent, auditor
):
    rota, now = Rota.objects.create(team=team, calendar=office), timezone.now()
    OnCallShift.objects.bulk_create(
        OnCallShift(
            rota=rota,
            person=agent.person,
            starts_at=now + place * WEEK,
            ends_at=now + (place + 1) * WEEK,
        )
        for place in range(62)
    )
    client.force_login(auditor)
    url = reverse("on_call_detail", args=[team.pk])
    page = client.get(url)
    assert "2 more shifts" in page.text
    everything = client.get(f"{url}?all")
    found = [len(one.context["shifts"]) for one in (page, everything)]
    assert found == [60, 62]
    assert "more shift" not in everything.text


def test_what_is_in_force_tells_customers_of_its_months(
    client, draft, service, availability, representative, who
):
    add_target(number=draft.number, terms=availability, **who)
    put_into_force(number=draft.number, **who)
    client.force_login(representative)
    page = client.get(reverse("offer_detail", args=[draft.number])).text
    assert "at least 99.9 %" in page
    assert reverse("agreement_pdf", args=[draft.number]) in page


@pytest.mark.parametrize("door", list(Door))
def test_no_two_entries_of_a_door_look_alike_or_lead_to_the_same(door):
    entries = [one for one in ENTRIES if one.door == door]
    assert len({one.url_name for one in entries}) == len(entries)
    # A customer and a supplier each have one page of what was agreed.
    icons = [one.icon for one in entries if one.url_name != "portal_contracts"]
    assert len(set(icons)) == len(icons)
