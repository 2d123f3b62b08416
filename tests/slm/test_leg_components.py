"""A leg is not blamed for what befell the components of others."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from catalogue.services import create_component
from core.periods import month
from slm.models import Agreement
from slm.selectors import month_rows
from slm.services import OutageTerms, Wording, add_target, create_agreement
from slm.services import report_outage as report
from tests.factories.slm import put_into_force
from tests.slm.acts import HOUR, TEN
from tests.slm.conftest import YEAR_START

pytestmark = pytest.mark.django_db
MARCH = month(date(2026, 3, 1))
APRIL = datetime(2026, 4, 1, tzinfo=UTC)


@pytest.fixture
def contract(provider, supplier, service, availability, who):
    """The supplier promised 99.9 % of the service."""
    parties = {"provider": provider, "supplier": supplier}
    made = create_agreement(
        agreement=Agreement(leg="uc", title="Lines", **parties),
        wording=Wording(valid_from=YEAR_START),
        **who,
    )
    terms = replace(availability, service=service)
    add_target(number=made.number, terms=terms, **who)
    put_into_force(number=made.number, **who)
    return made


@pytest.fixture
def lost(contract, service, agent):
    """Returns the hours lost in March under the contract, one being lost by each part."""

    def hours(*parts):
        for place, part in enumerate(parts):
            start = TEN + 2 * place * HOUR
            terms = OutageTerms(service=service, component=part, start=start, text="x")
            terms = replace(terms, end=start + HOUR)
            report(terms=terms, actor=agent, at=APRIL)
        (row,) = month_rows(MARCH, at=APRIL, legs=("uc",))
        return row.facts["downtime"] // 3600

    return hours


def test_only_what_befell_its_components_counts_against_a_supplier(
    lost, supplier, team, who
):
    create_component(name="Line", supplier=supplier, team=team, **who)
    create_component(name="Switch", team=team, **who)

    assert lost("line", "Switch", "") == 1


def test_of_whom_no_component_is_known_everything_counts(lost, team, who):
    create_component(name="Switch", team=team, **who)

    assert lost("Line", "Switch", "") == 3


def test_against_the_provider_counts_whatever_befell_the_service(
    lost, draft, availability, supplier, who
):
    create_component(name="Line", supplier=supplier, **who)
    add_target(number=draft.number, terms=availability, **who)
    put_into_force(number=draft.number, **who)
    lost("Line", "Switch", "")

    (row,) = month_rows(MARCH, at=APRIL)
    assert row.facts["downtime"] // 3600 == 3
