"""An OLA that a customer gives which acts as supplier: its clocks run at the hand-over."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from core.periods import month
from core.roles import Role
from records.models import Record
from slm.exchange import ExchangeError, export_agreement, import_agreement
from slm.ledger import Holder
from slm.models import Agreement, ChainLink, Clock
from slm.parts import Limit
from slm.selectors import Substitution, breaches, replay, workload_of
from slm.selectors.legs import is_in_hands_of
from slm.services import (
    Wording,
    activate_agreement,
    add_target,
    create_agreement,
    edit_contents,
)
from tests.conftest import sign_up
from tests.factories.slm import put_into_force
from tests.slm.acts import HOUR, TEN, resolve, supply
from tests.slm.chained import rest_on
from tests.slm.conftest import YEAR_START
from tests.slm.parties import offer, sign
from tests.slm.test_contracts import UC, manager
from tests.slm.test_screens import desk

__all__ = ["desk", "manager"]
pytestmark = pytest.mark.django_db
MARCH = month(TEN.date().replace(day=1))


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


@pytest.fixture
def handed_over(within, incident, agent, acting, service_level_manager, noon):
    """The incident, in the hands of who acts as supplier until it is late."""
    put_into_force(number=within.number, actor=service_level_manager, at=noon)
    supply(incident, agent, acting, TEN, is_in_control=True)
    resolve(incident, agent, TEN + 9 * HOUR)
    return incident


def test_what_is_in_its_hands_is_its_own(within, handed_over, incident_of):
    incident_of(TEN)
    late = Clock.objects.filter(record=handed_over.pk, leg="sla")
    (breach,) = breaches(late, as_of=TEN + 10 * HOUR)
    found = replay(
        Substitution(within.versions.get(), percent=200), MARCH, tell=lambda *n: None
    )

    assert is_in_hands_of(breach, within)
    nobody = replace(breach, holder=Holder())
    assert not is_in_hands_of(nobody, within)
    assert (found.records, found.differing) == (1, 1)
    had = [counted for counted in found.had.values() if counted["breached"]]
    assert len(had) == len(found.would) == 1


def test_its_workload_is_what_it_was_handed(
    within, incident, agent, acting, incident_of, manager
):
    incident_of(TEN)
    supply(incident, agent, acting, TEN)
    edit_contents(number=within.number, limits=[Limit(upper=5)], **manager)

    version = within.versions.get()
    (counted,) = workload_of(version, MARCH, records=Record.objects.all())
    assert counted.total == 1


def test_a_file_says_that_a_target_rests_on_it(within, draft, resolution, manager):
    put_into_force(number=within.number, **manager)
    rest_on(draft, resolution, within, **manager)
    exported = export_agreement(draft.versions.get())

    assert "supplier: Other customer" in exported
    import_agreement(exported, **manager)
    links = ChainLink.objects.filter(target__version__agreement=draft)
    assert [one.leg for one in links] == [within]


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
