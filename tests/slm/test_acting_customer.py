"""An OLA that a customer gives which acts as supplier: its clocks run at the hand-over."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from core.roles import Role
from slm.exchange import ExchangeError, export_agreement, import_agreement
from slm.models import Agreement, Clock
from slm.services import Wording, activate_agreement, add_target, create_agreement
from tests.conftest import sign_up
from tests.slm.acts import TEN, supply
from tests.slm.conftest import YEAR_START
from tests.slm.parties import offer, sign
from tests.slm.test_contracts import UC, manager
from tests.slm.test_screens import desk

__all__ = ["desk", "manager"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def acting(other_customer):
    """The other customer also works for us."""
    other_customer.is_supplier = True
    other_customer.save()
    return other_customer


@pytest.fixture
def within(provider, acting, resolution, service_level_manager, noon):
    by = {"actor": service_level_manager, "at": noon}
    made = create_agreement(
        agreement=Agreement(
            leg="ola", title="Their lines", provider=provider, supplier=acting
        ),
        wording=Wording(valid_from=YEAR_START),
        **by,
    )
    add_target(number=made.number, terms=replace(resolution, pauses=()), **by)
    return made


def test_its_representative_signs_and_a_record_handed_over_is_timed(
    within, acting, service_level_manager, noon, incident, agent
):
    speaker = sign_up("Otto Other", acting, Role.CUSTOMER_REPRESENTATIVE)
    by = {"actor": service_level_manager, "at": noon.replace(hour=8)}
    offer(within, **by)
    sign(within, "supplier", speaker, by["at"])
    sign(within, "service_level_manager", **by)
    activate_agreement(number=within.number, **by)

    supply(incident, agent, acting, TEN)

    clock = Clock.objects.get(supplier=acting)
    assert clock.budget.target.version.agreement == within
    assert within.number.startswith("OLA")


def test_any_other_supplier_makes_a_contract(provider, supplier, by_manager):
    agreement = Agreement(leg="ola", title="x", provider=provider, supplier=supplier)

    with pytest.raises(ValidationError, match="acts as supplier"):
        create_agreement(agreement=agreement, **by_manager)


@pytest.fixture
def by_manager(service_level_manager, noon):
    return {"actor": service_level_manager, "at": noon}


def test_it_is_drafted_at_the_desk(desk, provider, acting):
    form = {
        "title": "Their lines",
        "leg": "ola",
        "provider": provider.pk,
        "supplier": acting.pk,
        "time_zone": "UTC",
    }
    desk.post(reverse("agreement_create"), form)

    assert Agreement.objects.get().party == acting


def test_a_file_makes_it_and_reads_back(manager, acting):
    text = UC.replace("kind: uc", "kind: ola").replace("Contoso", acting.name)
    text = text.replace("role: contract_manager", "role: service_level_manager")
    made = import_agreement(text, **manager).agreement

    assert (made.leg, made.party) == ("ola", acting)
    exported = export_agreement(made.versions.get())
    assert not import_agreement(exported, **manager).has_changed
    with pytest.raises(ExchangeError, match="acts as supplier"):
        import_agreement(text.replace(acting.name, "Nobody"), **manager)
