"""That no team or supplier is charged with an outage is said where it is reported."""

from dataclasses import replace

import pytest
from django.urls import reverse

from catalogue.services import create_component
from slm.services import OutageTerms, report_outage
from tests.slm.acts import HOUR, TEN
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
