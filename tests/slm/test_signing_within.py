"""Who signs what a group or a supplier promises the provider."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import TeamMembership
from slm.models import Agreement
from slm.services import activate_agreement
from tests.slm.parties import made_with, offer, sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(service_level_manager, noon):
    return {"actor": service_level_manager, "at": noon}


def test_the_lead_of_the_group_signs_what_it_promises(
    provider, team, team_lead, agent, resolution, by, noon
):
    made = made_with("ola", {"provider": provider, "team": team}, by, resolution)
    offer(made, **by)
    with pytest.raises(PermissionDenied):
        sign(made, "team_lead", agent, noon)

    sign(made, "team_lead", team_lead, noon)
    sign(made, "service_level_manager", **by)
    activate_agreement(number=made.number, **by)
    assert made.versions.get().status == "in_force"


def test_the_lead_of_another_group_does_not(
    provider, team, second_team, agent, resolution, by, noon
):
    TeamMembership.objects.create(team=second_team, person=agent.person, is_lead=True)
    made = made_with("ola", {"provider": provider, "team": team}, by, resolution)
    offer(made, **by)

    with pytest.raises(PermissionDenied):
        sign(made, "team_lead", agent, noon)


def test_contract_manager_and_supplier_sign_a_contract(
    provider, supplier, contract_manager, supplier_representative, resolution, by, noon
):
    parties = {"provider": provider, "supplier": supplier}
    made = made_with("uc", parties, by, resolution)
    offer(made, **by)
    with pytest.raises(PermissionDenied):
        sign(made, "supplier", contract_manager, noon)

    sign(made, "contract_manager", contract_manager, noon)
    sign(made, "supplier", supplier_representative, noon)
    activate_agreement(number=made.number, **by)
    assert made.versions.get().status == "in_force"


def test_another_supplier_finds_no_contract(
    provider, second_supplier, supplier_representative, resolution, by, noon
):
    parties = {"provider": provider, "supplier": second_supplier}
    made = made_with("uc", parties, by, resolution)
    offer(made, **by)

    with pytest.raises(Agreement.DoesNotExist):
        sign(made, "supplier", supplier_representative, noon)
