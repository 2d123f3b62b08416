"""Contracts with suppliers and update intervals: forms, files, API and pages."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organisation
from calendars.hours import Budget
from core.periods import month
from incidents.models import Incident
from incidents.services import open_incident
from records.timeline import timeline_of
from slm.evidence_agreements import contracts_with_suppliers
from slm.exchange import ExchangeError, export_agreement, import_agreement
from slm.forms.targets import TargetForm
from slm.models import Agreement, Clock
from slm.panels import clock_cards, promises
from slm.selectors import overlaps, promised_times, target_lines
from slm.services import add_target, sweep_clocks
from slm.terms import TargetTerms
from tests.api.conftest import Program
from tests.factories.slm import put_into_force
from tests.slm.acts import HOUR, TEN, supply, write
from tests.slm.test_screens import address, desk
from tests.slm.test_supplier_clocks import contract

__all__ = ["contract", "desk"]

pytestmark = pytest.mark.django_db
UC = """
format: sms-portal-agreement/1
agreement:
  kind: uc
  title: Lines
  provider: Provider
  supplier: Contoso
  time_zone: Europe/Berlin
  valid_from: 2026-01-01
calendars:
  - {name: Lines, valid_from: 2026-01-01, timezone: UTC, weekly: {mon: [[10:00, 24:00]]}}
targets:
  - {metric: resolution, calendar: Lines, budgets: {any: 3 d end of day}}
signatures:
  - {role: contract_manager, name: Carl Contract, authority: Buyer, signed_on: 2026-01-01, reference: Folder 1}
  - {role: supplier, name: Susi Supplier, authority: Sales, signed_on: 2026-01-01, reference: Folder 1}
"""


def cards(panel):
    return panel["cards"] if panel else []


@pytest.fixture
def manager(administrator, service_level_manager, noon):
    service_level_manager.groups.add(*administrator.groups.all())
    return {"actor": service_level_manager, "at": noon}


@pytest.fixture
def interval(office):
    return TargetTerms("update_interval", office, {None: Budget(4 * 3600)})


@pytest.fixture
def promised(draft, interval, service_level_manager, noon):
    by = {"actor": service_level_manager, "at": noon}
    add_target(number=draft.number, terms=interval, **by)
    put_into_force(number=draft.number, **by)
    return draft


def test_a_contract_is_drafted_at_the_desk(desk, provider, customer, supplier, team):
    form = {
        "title": "Lines",
        "leg": "uc",
        "provider": provider.pk,
        # What does not belong to a contract is left aside.
        "customer": customer.pk,
        "team": team.pk,
        "supplier": supplier.pk,
        "time_zone": "UTC",
    }
    page = desk.post(reverse("agreement_create"), form, follow=True)
    made = Agreement.objects.get()

    assert (made.number[:3], made.party) == ("UC-", supplier)
    assert (made.customer, made.team) == (None, None)
    assert "Underpinning contract with Contoso" in page.content.decode()


def test_without_its_supplier_there_is_no_contract(desk, provider):
    form = {"title": "x", "leg": "uc", "provider": provider.pk, "time_zone": "UTC"}
    page = desk.post(reverse("agreement_create"), form)

    assert page.context["form"].has_error("supplier")
    assert not Agreement.objects.exists()


def test_contracts_are_listed_found_and_shown(desk, contract):
    for query in ("leg=uc", "text=contoso"):
        page = desk.get(f"{reverse('agreement_list')}?{query}")
        assert [row[0] for row in page.context["rows"]] == [contract]
    assert "Supplier" in desk.get(address("agreement_detail", contract)).text


def test_customers_know_nothing_of_contracts(client, representative, contract):
    client.force_login(representative)

    assert client.get(address("agreement_detail", contract)).status_code == 404


def test_a_file_makes_the_contract_and_reads_back(manager):
    made = import_agreement(UC, **manager).agreement
    assert made.party in Organisation.objects.suppliers()
    exported = export_agreement(made.versions.get())

    assert "supplier: Contoso" in exported
    assert not import_agreement(exported, **manager).has_changed


@pytest.mark.parametrize(
    ("was", "put", "path"),
    [
        ("  supplier: Contoso\n", "", "agreement.supplier"),
        ("supplier: Contoso", "supplier: Contoso\n  team: Desk", "agreement.team"),
        ("kind: uc", "kind: contract", "agreement.kind"),
    ],
)
def test_a_file_without_its_party_is_refused(was, put, path, manager):
    with pytest.raises(ExchangeError) as error:
        import_agreement(UC.replace(was, put), **manager)

    assert path in [problem.path for problem in error.value.problems]
    assert not Agreement.objects.exists()


def test_update_intervals_are_promised_to_customers_only(
    manager, interval, contract, service_level_manager
):
    text = UC.replace("metric: resolution", "metric: update_interval")
    with pytest.raises(ExchangeError, match="promised to customers only"):
        import_agreement(text, **manager)
    for leg, is_offered in (("uc", False), ("sla", True)):
        metric = str(TargetForm(leg=leg)["metric"])
        assert ("update_interval" in metric) is is_offered


def test_programs_make_contracts_and_read_their_clocks(
    service_level_manager, provider, supplier, contract, incident, agent
):
    program = Program(service_level_manager)
    body = {"leg": "uc", "title": "Lines", "provider": provider.pk}
    assert program.post("agreements/", body).status_code == 400
    made = program.post("agreements/", {**body, "supplier": supplier.pk}).json()
    assert (made["supplier"]["name"], made["customer"]) == ("Contoso", None)
    supply(incident, agent, supplier, TEN)
    found = program.get(f"clocks/?supplier={supplier.pk}").json()["results"]
    assert {one["supplier"]["name"] for one in found} == {"Contoso"}
    assert {one["turn"] for one in found} == {1}


def test_what_a_supplier_worked_on_stands_in_the_way_of_an_earlier_start(
    incident, agent, supplier, manager
):
    supply(incident, agent, supplier, TEN)
    with pytest.raises(ExchangeError, match="1 records have been opened"):
        import_agreement(UC, **manager)


def test_two_contracts_that_promise_the_same_are_refused(contract, manager):
    with pytest.raises(ExchangeError, match="neither is the more specific"):
        import_agreement(UC, **manager)


def test_contracts_with_different_suppliers_do_not_overlap(
    contract, second_supplier, manager
):
    made = import_agreement(UC.replace("Contoso", "Fabrikam"), **manager).agreement

    assert overlaps(made.versions.get()) == []


def test_the_card_and_the_timeline_name_the_supplier(
    incident, contract, agent, supplier
):
    supply(incident, agent, supplier, TEN)
    sweep_clocks(at=TEN + 4 * HOUR)

    labels = [card.label for card in cards(clock_cards(incident, agent))]
    assert labels[-2:] == ["First response, Contoso", "Resolution, Contoso"]
    texts = " ".join(moment.text for moment in timeline_of(incident, agent))
    assert "the resolution clock (UC, Contoso) passed its target of 3 h" in texts


def test_the_explanation_names_the_contract(
    client, incident, contract, agent, supplier
):
    supply(incident, agent, supplier, TEN, is_in_control=True)
    clock = Clock.objects.get(leg="uc", metric="resolution")
    client.force_login(agent)
    page = client.get(reverse("clock_explain", args=[clock.pk]))

    assert "Resolution, Contoso" in page.text
    assert "Contoso held it when the time ran out." in page.text


@pytest.fixture
def informed(promised, requester, service, agent):
    """An incident of which the customer heard twice: in time, and late."""
    incident = open_incident(
        incident=Incident(title="x", requester=requester.person, service=service),
        actor=agent,
        at=TEN,
    )
    write(incident, agent, TEN + HOUR)
    write(incident, agent, TEN + 8 * HOUR)
    return incident


def test_only_the_last_turn_stands_on_the_record(informed, agent, requester):
    (card,) = cards(clock_cards(informed, agent))
    assert (card.label, card.updates) == ("Update 3", "1 of 3 updates in time")
    (card,) = cards(promises(informed, requester))
    assert card.clock.turn == 3


def test_the_explanation_lists_every_turn(client, informed, agent):
    clock = Clock.objects.get(turn=2)
    client.force_login(agent)
    text = re.sub(
        r"\s+", " ", client.get(reverse("clock_explain", args=[clock.pk])).text
    )

    for turn in ("Update 1", "Update 2", "Update 3"):
        assert turn in text
    assert '<b aria-current="page">Update 2</b>' in text


def test_the_timeline_counts_the_updates(informed, agent):
    sweep_clocks(at=TEN + 9 * HOUR)

    texts = " ".join(moment.text for moment in timeline_of(informed, agent))
    assert "the clock of update 2 (SLA) passed its target of 4 h" in texts


def test_the_customer_is_promised_news(client, informed, requester, service, customer):
    client.force_login(requester)
    page = client.get(reverse("portal_record", args=[informed.number])).text
    assert "News on where it is" in page
    (first, *_rest) = promised_times(service, customer, timezone.now())
    assert first.news == Budget(4 * 3600)
    page = client.get(reverse("portal_service", args=[service.number])).text
    assert "every 4 h" in page.replace("\N{NO-BREAK SPACE}", " ")


def test_a_target_line_says_every_so_often(promised):
    (line,) = target_lines(promised.versions.get(), TEN)

    assert "Critical every 4 h" in line.words


def test_evidence_shows_contracts_and_names_suppliers_without(
    contract, incident, agent, auditor, supplier, second_supplier
):
    period = month(TEN.date().replace(day=1))
    supply(incident, agent, supplier, TEN)
    found = contracts_with_suppliers(period, auditor)
    assert found.verdict == "evidenced"
    assert dict(found.rows[0].facts)["With"] == "Contoso"
    supply(incident, agent, second_supplier, TEN)
    found = contracts_with_suppliers(period, auditor)
    assert found.verdict == "gap"
    assert "Fabrikam" in found.reason
