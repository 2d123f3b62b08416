"""Handing over says which suppliers promised something about the record."""

from dataclasses import replace

import pytest

from accounts.models import Organisation
from slm.models import Agreement
from slm.selectors.supplying import contracts_for, is_without_contract
from slm.services import Wording, add_target, create_agreement
from tests.factories.slm import put_into_force
from tests.slm.acts import TEN, supply
from tests.slm.conftest import YEAR_START
from tests.slm.test_supplier_clocks import contract

__all__ = ["contract"]
pytestmark = pytest.mark.django_db
WARNING = "no clock runs for it"


@pytest.fixture
def without(db) -> Organisation:
    return Organisation.objects.create(name="Adventure", is_supplier=True)


def test_those_with_a_contract_come_first(client, contract, without, incident, agent):
    client.force_login(agent)
    page = client.get(f"/desk/incidents/{incident.number}/hand-to-supplier/")
    field = page.context["form"]["supplier"].field
    labels = [str(label) for _value, label in field.choices]

    assert labels[1:] == [
        f"Contoso – contract {contract.number}",
        "Adventure – no contract for this",
    ]
    assert "nothing was promised and no clock will run" in page.text


def test_the_record_warns_where_nothing_was_promised(
    client, contract, without, supplier, incident, agent
):
    client.force_login(agent)
    supply(incident, agent, supplier, TEN)
    assert WARNING not in client.get(f"/desk/incidents/{incident.number}/").text

    supply(incident, agent, without, TEN)
    assert WARNING in client.get(f"/desk/incidents/{incident.number}/").text
    incident.refresh_from_db()
    assert is_without_contract(incident)


def test_a_contract_is_of_when_the_record_was_opened(contract, supplier, incident):
    assert contracts_for(incident) == {supplier.pk: contract}
    incident.opened_at = incident.opened_at.replace(year=2020)
    assert contracts_for(incident) == {}


def test_of_two_contracts_the_more_specific_is_named(
    contract, supplier, provider, service, resolution, incident, who
):
    of_service = create_agreement(
        agreement=Agreement(
            leg="uc", title="Mail", provider=provider, supplier=supplier
        ),
        wording=Wording(valid_from=YEAR_START, services=[service]),
        **who,
    )
    terms = replace(resolution, pauses=())
    add_target(number=of_service.number, terms=terms, **who)
    put_into_force(number=of_service.number, **who)
    assert contracts_for(incident) == {supplier.pk: of_service}
