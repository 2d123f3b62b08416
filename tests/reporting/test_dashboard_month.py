"""A month on the dashboard: frozen if it is closed, with its why, narrowed and exported."""

import pytest
from django.urls import reverse

from accounts.models import Organisation
from slm.services import close_period
from tests.reporting.conftest import LATER, MARCH
from tests.reporting.test_dashboard import rows_behind

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client, auditor):
    """Shows the dashboard of March to the auditor."""
    client.force_login(auditor)

    def shown(**query):
        return client.get(reverse("sla_dashboard"), {"month": "2026-03", **query})

    return shown


def test_why_is_told_by_who_held_it_and_by_cause(month, page, client, team):
    answer = page()
    shown = answer.context["shown"]

    assert [(line.name, len(line.clocks)) for line in shown.holders] == [(team.name, 2)]
    assert [(line.cause, line.n) for line in shown.causes] == [(None, 2)]
    (held,) = shown.holders
    clocks = ",".join(str(pk) for pk in held.clocks)
    assert f"&amp;clocks={clocks}" in answer.text
    assert rows_behind(client, f"/manage/clocks/?clocks={clocks}") == 2
    late = "leg=sla&amp;decided=2026-03&amp;verdict=breached&amp;cause=null"
    assert rows_behind(client, f"/manage/clocks/?{late}") == 2
    assert late in answer.text


def test_odd_clocks_are_said_and_no_fault(month, client, auditor):
    client.force_login(auditor)
    assert client.get("/manage/clocks/?clocks=x,1").status_code == 400


def test_of_a_closed_month_it_shows_what_was_frozen(
    month, page, client, service_level_manager, service
):
    closed = {"month": MARCH, "actor": service_level_manager}
    close_period(**closed, at=LATER)
    answer = page()
    kept = answer.context["shown"].kept
    compliance = client.get(f"{reverse('compliance')}?on=2026-03-01").context["shown"]

    assert [one.results for one in kept.closed] == [
        one.results for one in compliance.closed
    ]
    assert kept.total.breached == compliance.total.breached == 2
    assert "closed for this month" in answer.text
    assert "Of reopened records" not in answer.text
    # What was frozen is not split by service.
    assert not page(service=service.pk).context["shown"].kept.closed


def test_targets_of_the_month_stand_there_with_the_way_to_what_is_behind(
    outage, page, service, customer, other_customer, team
):
    answer = page(customer=customer.pk)
    url = reverse("availability_service", args=[service.number])

    assert f"{url}?month=2026-03&amp;target=" in answer.text
    assert "99.4623" in answer.text
    for query in ({"customer": other_customer.pk}, {"team": team.pk}):
        assert page(**query).context["shown"].months == []


def test_a_supplier_is_shown_by_its_own_promises(outage, page):
    supplier = Organisation.objects.create(name="Cables", is_supplier=True)
    answer = page(supplier=supplier.pk)
    shown = answer.context["shown"]

    assert (shown.total.n, shown.months, shown.hints) == (0, [], [])
    assert f"?leg=uc&amp;supplier={supplier.pk}&amp;" in answer.text


def test_it_is_exported_as_it_is_shown(month, page):
    answer = page(export="csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")

    assert text.splitlines()[0].endswith("Service,Result")
    assert "Workplace" in text
    assert page(export="xlsx").status_code == 200
    assert page(export="pdf").status_code == 400


def test_targets_of_the_month_are_exported_too(outage, page):
    text = b"".join(page(export="csv").streaming_content).decode("utf-8-sig")

    (line,) = [one for one in text.splitlines() if "99.9" in one]
    assert "E-mail" in line
    assert "Goal not reached" in line


def test_what_deserves_an_improvement_stands_there_too(month, page, settings, service):
    settings.NARROW_PERCENT = 1
    assert "Worth an improvement" in page().text
    # Hints are about the whole of an agreement.
    assert "Worth an improvement" not in page(service=service.pk).text


def test_it_leads_to_what_stands_behind_service_levels(month, page):
    text = page().text
    names = ("chain_list", "review_list", "mismatch_list", "compliance")
    for url in [reverse(name) for name in names]:
        assert f'href="{url}"' in text
    for name in ("availability", "cause_list"):
        assert f'href="{reverse(name)}?month=2026-03"' in text
