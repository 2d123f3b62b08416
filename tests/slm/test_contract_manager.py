"""The contract manager makes and changes contracts with suppliers, and nothing else."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core.models import Event
from core.navigation import navigation_for
from slm.jobs import ask_what_if
from slm.models import Agreement
from slm.permissions import available_actions, legs_managed_by
from slm.services import (
    Wording,
    activate_agreement,
    add_target,
    create_agreement,
    edit_draft,
    start_new_version,
    terminate_agreement,
)
from sms.navigation import ENTRIES
from tests.api.conftest import Program
from tests.factories.slm import put_into_force
from tests.slm.chained import leg_with, rest_on, resting, within
from tests.slm.parties import made_with, offer, sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(contract_manager, noon):
    return {"actor": contract_manager, "at": noon}


@pytest.fixture
def contract(provider, supplier, resolution, by):
    """A draft of a contract, made by the contract manager."""
    return made_with("uc", {"provider": provider, "supplier": supplier}, by, resolution)


def test_a_contract_is_made_offered_signed_and_put_into_force_by_its_manager(
    contract, supplier_representative, contract_manager, by, noon
):
    offer(contract, **by)
    sign(contract, "contract_manager", contract_manager, noon)
    sign(contract, "supplier", supplier_representative, noon)
    activate_agreement(number=contract.number, **by)

    assert contract.versions.get().status == "in_force"
    event = Event.objects.named("agreement.activated").get(item=contract.item)
    assert event.actor == contract_manager


def test_a_contract_in_force_gets_a_next_version_and_an_end(contract, by, noon):
    put_into_force(number=contract.number, **by)
    start_new_version(number=contract.number, **by)
    wording = Wording(valid_from=date(2027, 1, 1))
    edit_draft(number=contract.number, title="Lines anew", wording=wording, **by)
    terminate_agreement(
        number=contract.number, ends_on=date(2026, 12, 1), reason="Sold.", **by
    )

    assert contract.versions.get(status="terminated").valid_to == date(2026, 12, 1)
    assert contract.versions.drafts().get().title == "Lines anew"


def test_he_replays_his_contracts_and_plans_their_reviews(
    contract, agreement, by, noon, client
):
    put_into_force(number=contract.number, **by)
    days = {"first_on": date(2026, 3, 1), "last_on": date(2026, 3, 1), **by}
    ask_what_if(version=contract.versions.get(), **days)
    with pytest.raises(PermissionDenied):
        ask_what_if(version=agreement.versions.get(), **days)

    client.force_login(by["actor"])
    pages = [reverse("review_plan", args=[one.number]) for one in (contract, agreement)]
    assert [client.get(page).status_code for page in pages] == [200, 403]


def test_neither_slas_nor_olas_are_the_contract_managers(
    draft, resolution, provider, team, customer, by
):
    with pytest.raises(PermissionDenied):
        add_target(number=draft.number, terms=resolution, **by)
    for parties in ({"leg": "sla", "customer": customer}, {"leg": "ola", "team": team}):
        made = Agreement(title="Mine", provider=provider, **parties)
        with pytest.raises(PermissionDenied):
            create_agreement(agreement=made, **by)
    assert available_actions(by["actor"], draft) == []


def test_the_service_level_manager_keeps_every_right(
    contract, service_level_manager, contract_manager, auditor
):
    both = [
        available_actions(one, contract)
        for one in (service_level_manager, contract_manager)
    ]
    assert both[0] == both[1]
    assert "activate" in both[0]
    assert [len(legs_managed_by(one)) for one in (service_level_manager, auditor)] == [
        3,
        0,
    ]


def test_the_page_of_a_contract_has_its_managers_buttons(
    client, contract, draft, contract_manager
):
    client.force_login(contract_manager)
    edit = reverse("agreement_edit", args=[contract.number])
    page = client.get(reverse("agreement_detail", args=[contract.number]))
    other = client.get(reverse("agreement_detail", args=[draft.number]))

    assert edit in page.content.decode()
    assert client.get(edit).status_code == 200
    assert "/edit/" not in other.content.decode()
    assert client.get(reverse("agreement_edit", args=[draft.number])).status_code == 403


def test_only_contracts_are_offered_in_the_form(client, contract_manager, customer):
    client.force_login(contract_manager)
    url = reverse("agreement_create")
    html = client.get(url).content.decode()
    sent = {"leg": "sla", "title": "x", "customer": customer.pk, "time_zone": "UTC"}

    assert 'value="uc"' in html
    assert 'value="sla"' not in html
    assert client.post(url, sent).status_code == 422
    assert not Agreement.objects.exists()


def test_the_api_follows_the_same_rule(contract, draft, contract_manager):
    program = Program(contract_manager)
    address = "agreements/{}/contents/".format
    body = {"sections": {"continuity": "Two lines"}}

    assert program.patch(address(contract.number), body).status_code == 200
    assert program.patch(address(draft.number), body).status_code == 403
    assert program.patch(address(draft.number), {"x": 1}).status_code == 403


def test_contracts_have_a_place_in_the_navigation_of_their_manager(
    contract_manager, service_level_manager
):
    path = reverse("agreement_list")

    def current(user, query):
        found = navigation_for(user, path=path, query=query, entries=ENTRIES)
        links = [link for part in found.sections["manage"] for link in part.links]
        return [link.url for link in links if link.is_current]

    assert current(contract_manager, "leg=uc") == [f"{path}?leg=uc"]
    assert current(contract_manager, "") == [path]
    assert current(service_level_manager, "leg=uc") == [path]


def test_one_page_of_two_doors_is_marked_at_both(cast):
    path = reverse("task_list")
    user = cast["service_level_manager"]
    user.groups.add(*cast["representative"].groups.all())
    found = navigation_for(user, path=path, entries=ENTRIES)
    links = [x for door in found.sections.values() for part in door for x in part.links]
    assert [link.url for link in links if link.is_current] == [path, path]


def test_a_contract_shows_what_rests_on_it_also_through_an_ola(
    client, draft, resolution, provider, supplier, team, who, contract_manager
):
    own = {**who, "provider": provider}
    contract = leg_with(supplier, within(resolution, 1), **own)
    group = leg_with(team, resting(within(resolution, 2), contract), **own)
    rest_on(draft, within(resolution, 4, goal_percent=95), group, **who)
    put_into_force(number=draft.number, **who)

    client.force_login(contract_manager)
    url = reverse("agreement_detail", args=[contract.number])
    html = client.get(url).content.decode()
    assert group.number in html
    assert draft.number in html
    assert f"through {group.number}" in html
