"""That no team or supplier is charged with an outage is said where it is reported."""

from dataclasses import replace

import pytest
from django.urls import reverse

from catalogue.services import create_component
from slm.models import Agreement
from slm.services import (
    OutageTerms,
    Wording,
    add_target,
    create_agreement,
    report_outage,
)
from tests.factories.slm import put_into_force
from tests.slm.acts import HOUR, TEN
from tests.slm.conftest import YEAR_START
from tests.slm.test_leg_components import APRIL, contract

__all__ = ["contract"]
pytestmark = pytest.mark.django_db
BARE = "Without a component it is charged to no team or supplier."
UNKNOWN = (
    "Controller is not a registered component: no team or supplier answers for it."
)


@pytest.fixture
def page(client, service, service_level_manager):
    """Returns the page of an outage of that component."""
    client.force_login(service_level_manager)
    by = {"actor": service_level_manager, "at": APRIL}

    def of(component, **values):
        terms = OutageTerms(service=service, start=TEN, end=TEN + HOUR, text="x")
        terms = replace(terms, component=component, **values)
        made = report_outage(terms=terms, **by)
        return client.get(reverse("outage_detail", args=[made.number])).text

    return of


def test_what_is_charged_to_nobody_is_said(contract, supplier, team, who, page):
    create_component(name="Line", supplier=supplier, **who)
    create_component(name="Switch", team=team, **who)

    assert BARE in page("")
    assert UNKNOWN in page("Controller")
    for charged in ("line", "Switch"):
        assert "Charged to nobody" not in page(charged)


def test_nothing_is_said_where_everything_counts(contract, page):
    assert "Charged to nobody" not in page("")
    assert "Charged to nobody" not in page("Controller")


def test_nothing_is_said_where_the_service_rests_on_nobody(supplier, who, page):
    create_component(name="Line", supplier=supplier, **who)
    assert "Charged to nobody" not in page("")


def test_the_form_says_so_beforehand(client, service_level_manager):
    client.force_login(service_level_manager)
    assert (
        "it is charged to no team or supplier"
        in client.get(reverse("outage_create")).text
    )


def test_an_agreement_that_no_outage_touches_is_charged_with_none(
    provider, team, measure, quick_pages, service, who, page
):
    made = create_agreement(
        agreement=Agreement(leg="ola", title="Pages", provider=provider, team=team),
        wording=Wording(valid_from=YEAR_START, services=[service]),
        **who,
    )
    add_target(number=made.number, terms=quick_pages, **who)
    put_into_force(number=made.number, **who)
    create_component(name="Switch", team=team, **who)
    assert "Charged to nobody" not in page("")
