"""Figures lead to what they count, and nothing is cut without a word."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from calendars.models import OnCallShift, Rota
from core.evidence import Period
from core.navigation import Door
from core.periods import month as whole_month
from governance.selectors.process import share_met
from records.models import Record
from slm.parts import Limit
from slm.selectors.requirements import measured_performance
from slm.selectors.workload import _workload
from slm.services import add_target
from sms.navigation import ENTRIES
from tests.factories.slm import put_into_force
from tests.reporting.conftest import MARCH, month
from tests.slm.test_capability import begun, planned
from tests.slm.test_contents import said
from tests.slm.test_requirements import by, need, needed
from tests.slm.test_reviews import late, review
from workflow.models import Meeting

__all__ = [
    "begun",
    "by",
    "late",
    "month",
    "need",
    "needed",
    "planned",
    "review",
    "said",
]
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
    assert len({(one.url_name, one.query) for one in entries}) == len(entries)
    # A customer and a supplier each have one page of what was agreed.
    icons = [one.icon for one in entries if one.url_name != "portal_contracts"]
    assert len(set(icons)) == len(icons)


def test_what_a_row_of_capability_counts_is_listed(
    client, begun, need, incident, auditor
):
    client.force_login(auditor)
    (row,) = client.get(reverse("capability_detail", args=[begun.number])).context[
        "rows"
    ]
    assert (row.records, row.earlier, row.requirements) == (1, 0, 1)
    for url, n in ((row.records_url, 1), (row.earlier_url, 0)):
        assert len(client.get(url).context["listing"].rows) == n
    url = f"{reverse('requirement_list')}?service={row.line.service_id}&state=open"
    assert client.get(url).context["listing"].rows == [need]


def test_what_was_measured_for_a_need_leads_to_its_clocks(client, need, month, auditor):
    found = measured_performance(need, datetime(2026, 4, 1, tzinfo=UTC))
    assert found
    client.force_login(auditor)
    listed = client.get(found.url).context["listing"].rows
    assert found.n == len(listed) > 0
    earlier = measured_performance(need, datetime(2026, 3, 1, tzinfo=UTC))
    assert earlier
    assert (earlier.n, len(client.get(earlier.url).context["listing"].rows)) == (0, 0)


def test_workload_leads_to_the_records_where_a_list_can_show_them(
    client, said, incident_of, service, customer, auditor
):
    day = datetime(2026, 3, 3, 9, tzinfo=UTC)
    incident_of(day), incident_of(day, service=None)
    period = Period(day - 4 * WEEK, day + WEEK)
    version = said.versions.get()
    client.force_login(auditor)
    for limited, n in (({}, 2), ({"service": service}, 1)):
        limit = Limit(upper=9, per="day", **limited)
        found = _workload(version, limit, period, Record.objects.all())
        assert found.total == len(client.get(found.url).context["listing"].rows) == n
    version.agreement.leg = "ola"
    assert _workload(version, limit, period, Record.objects.none()).url == ""


def test_reviews_that_were_late_are_named_with_what_was_late(client, review, auditor):
    held_at = timezone.now() - WEEK
    Meeting.objects.filter(pk=review.pk).update(state="held", held_at=held_at)
    client.force_login(auditor)
    page = client.get(reverse("review_list")).text
    assert 'href="#late-customers"' in page
    named = page.partition('id="late-customers"')[2].partition("</ul>")[0]
    assert reverse("meeting_detail", args=[review.number]) in named
    assert "Service level agreement" in named
    assert "Held when it was due, Notice in time" in named
