"""What does not fit between catalogue, agreements and what services rest on."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from calendars.services import create_calendar
from catalogue.services import (
    add_dependency,
    create_component,
    create_service,
    edit_service,
    entitle_customer,
)
from core.evidence import Period, Verdict
from slm.evidence_catalogue import (
    agreed_catalogues,
    dependencies,
    what_does_not_fit,
)
from slm.panels_mismatches import KEPT
from slm.selectors.mismatches import mismatches
from slm.services import (
    Wording,
    add_target,
    edit_draft,
    record_values,
    start_new_version,
)
from tests.api.conftest import Program
from tests.factories.slm import put_into_force
from tests.slm.chained import NEXT_YEAR
from tests.slm.conftest import YEAR_START, agreement, draft, measure, office, resolution
from tests.slm.test_agreed_catalogues import by, drafted, offered, signed

__all__ = [
    "agreement",
    "by",
    "draft",
    "drafted",
    "measure",
    "offered",
    "office",
    "resolution",
    "signed",
]
pytestmark = pytest.mark.django_db


def keys(at, **narrowed) -> set[str]:
    return {one.check.key for one in mismatches(at, **narrowed) if one.check}


def texts(at, check) -> str:
    return " ".join(one.text for one in mismatches(at, check=check))


def test_entitled_but_promised_nothing(service, noon):
    assert "Customer is entitled" in texts(noon, "entitled_without_sla")


def test_what_an_agreement_promises_is_no_mismatch(
    service, agreement, other_customer, by
):
    assert "entitled_without_sla" not in keys(by["at"])
    entitle_customer(number=service.number, customer=other_customer, **by)
    assert "entitled_without_sla" in keys(by["at"])


def test_hours_of_the_promise_and_of_the_service(agreement, service, office, by):
    assert "hours_differ" not in keys(by["at"])
    edit_service(number=service.number, service_hours=office, **by)
    assert "hours_differ" not in keys(by["at"])
    other = create_calendar(
        name="Always",
        definition={"timezone": "UTC", "weekly": {"mon": [["00:00", "24:00"]]}},
        valid_from=by["at"].replace(year=2020),
        **by,
    )
    edit_service(number=service.number, service_hours=other, **by)
    assert "hours_differ" in keys(by["at"])


def test_a_part_under_no_agreement(agreement, service, team, by):
    directory = create_service(name="Directory", state="live", is_supporting=True, **by)
    part = create_component(name="Cluster", team=team, **by)
    add_dependency(number=service.number, on_service=directory, **by)
    add_dependency(number=directory.number, on_component=part, **by)
    found = texts(by["at"], "parts_without_agreement")

    assert "“Directory”" in found
    assert "“Cluster”" in found


def test_supplied_without_a_contract(supplier, by):
    create_component(name="Line", supplier=supplier, **by)

    assert "Contoso supplies it" in texts(by["at"], "supplier_without_contract")


def test_without_an_owner_or_with_one_who_left(service, agent, by):
    assert "no owner" in texts(by["at"], "owner_missing")
    edit_service(number=service.number, owner=agent.person, **by)
    assert "owner_missing" not in keys(by["at"])
    agent.person.is_active = False
    agent.person.save()
    assert "no longer active" in texts(by["at"], "owner_missing")


def test_a_group_of_which_more_are_needed_than_there_are(service, team, by):
    part = create_component(name="Node", team=team, **by)
    add_dependency(
        number=service.number, on_component=part, group="Nodes", needed=2, **by
    )

    assert "group_too_small" in keys(by["at"])


def test_live_without_a_customer(by):
    create_service(name="Fax", state="live", **by)

    assert "live_without_customer" in keys(by["at"])


def test_the_catalogue_not_agreed_then_changed(service, customer, signed, by):
    assert not {"catalogue_not_agreed", "catalogue_changed"} & keys(by["at"])
    edit_service(number=service.number, summary="Post", **by)

    assert "catalogue_changed" in keys(by["at"])


def test_nobody_agreed_to_anything(service, noon):
    assert "catalogue_not_agreed" in keys(noon)


def test_it_is_narrowed_by_customer_and_service(service, customer, other_customer, by):
    entitle_customer(number=service.number, customer=other_customer, **by)
    narrowed = mismatches(by["at"], customer_id=customer.pk, service_id=service.pk)

    assert {one.customer for one in narrowed} == {customer}


def test_its_statements_do_not_grow_with_services(customer, by):
    create_service(name="One", state="live", customers=[customer], **by)
    with CaptureQueriesContext(connection) as few:
        found = mismatches(by["at"])
    for number in range(5):
        create_service(name=f"S{number}", state="live", customers=[customer], **by)
    with CaptureQueriesContext(connection) as many:
        found_then = mismatches(by["at"])

    assert len(found_then) > len(found)
    assert len(many) <= len(few)


def test_the_page_links_to_where_it_is_mended_and_exports(
    client, service, service_level_manager
):
    client.force_login(service_level_manager)
    path = reverse("mismatch_list")
    text = client.get(path).content.decode()
    rows = b"".join(client.get(f"{path}?export=csv").streaming_content).decode()

    assert reverse("service_detail", args=[service.number]) in text
    assert "Owner missing" in text
    assert service.number in rows
    assert client.get(f"{path}?check=owner_missing").status_code == 200
    for wrong in ("check=x", "customer=9", "export=doc"):
        assert client.get(f"{path}?{wrong}").status_code == 400


def test_the_dashboard_counts_them(client, service, service_level_manager):
    client.force_login(service_level_manager)
    # The count is kept for a while, whoever looks.
    cache.delete(KEPT)

    assert "mismatches between" in client.get(reverse("sla_dashboard")).content.decode()


def test_programs_read_them(service, service_level_manager, requester):
    found = Program(service_level_manager).get("mismatches/?check=owner_missing")
    assert [one["number"] for one in found.json()] == [service.number]
    assert Program(service_level_manager).get("mismatches/?check=x").status_code == 400
    assert Program(requester).get("mismatches/").status_code == 403


def test_evidence_is_a_gap_until_all_fits(service, auditor, noon):
    period = Period(noon.replace(day=1), timezone.now())

    for find in (agreed_catalogues, dependencies, what_does_not_fit):
        finding = find(period, auditor)
        assert finding.verdict == Verdict.GAP
        assert finding.reason


def test_evidence_of_what_was_signed(signed, auditor, noon):
    finding = agreed_catalogues(Period(noon.replace(day=1), timezone.now()), auditor)

    assert finding.verdict == Verdict.EVIDENCED
    assert ("On whose authority", "Head of IT") in finding.rows[0].facts


def test_a_target_that_nothing_measures(draft, measure, quick_pages, by):
    add_target(number=draft.number, terms=quick_pages, **by)
    put_into_force(number=draft.number, **by)
    (found,) = mismatches(by["at"], check="measured_by_nothing")

    assert "“Quick pages”, the data collection lacks: any value" in found.text
    assert found.url == reverse("data_collection", args=[draft.number])
    record_values(number=measure.number, values=[(by["at"], Decimal(250))], **by)
    assert "measured_by_nothing" not in keys(by["at"])


def agree(draft, by, **wording):
    """Put the draft into force with this wording."""
    said = Wording(**wording)
    edit_draft(number=draft.number, title=draft.title, wording=said, **by)
    put_into_force(number=draft.number, **by)


def test_what_is_to_be_superseded_counts_until_its_last_day(
    draft, service, resolution, by
):
    fax = create_service(name="Fax", state="live", **by)
    add_target(number=draft.number, terms=resolution, **by)
    today = by["at"].date()
    both = {"services": (service, fax)}
    agree(draft, by, **both, valid_from=YEAR_START, valid_to=NEXT_YEAR)
    assert "agreement_ends" not in keys(by["at"])
    start_new_version(number=draft.number, **by)
    agree(draft, by, valid_from=today + timedelta(days=30))

    # It ends then, but the next follows at once.
    assert "agreement_ends" not in keys(by["at"])
    assert "promised_without_entitlement" in keys(by["at"])
    later = by["at"] + timedelta(days=31)
    assert "promised_without_entitlement" not in keys(later)


def test_what_ends_soon_with_nothing_after_it(draft, resolution, by):
    add_target(number=draft.number, terms=resolution, **by)
    until = by["at"].date() + timedelta(days=30)
    agree(draft, by, valid_from=YEAR_START, valid_to=until)

    assert "Its last day is 2 April 2026" in texts(by["at"], "agreement_ends")
