"""What no record can come under is no promise: such a draft enters no force."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from calendars.hours import Budget
from catalogue.services import create_service
from core.system_users import system_user
from records.choices import Priority
from records.services import create_category, edit_category
from slm.models import AgreementVersion
from slm.selectors import obstacles
from slm.services import Wording, add_target, edit_draft
from tests.factories.slm import put_into_force
from tests.slm.chained import leg_with
from tests.slm.conftest import HOUR, YEAR_START

pytestmark = pytest.mark.django_db


@pytest.fixture
def service_of(noon):
    def make(*customers, state="live", **values):
        by = {"actor": system_user("core"), "at": noon}
        said = {"name": "Fax", "state": state, "customers": customers, **values}
        return create_service(**said, **by)

    return make


def why_not(draft):
    return " ".join(str(one) for one in obstacles(draft.versions.get()))


@pytest.mark.parametrize(
    ("entitled", "values", "words"),
    [
        ("customer", {"state": "retired"}, "“Fax” is retired"),
        ("other_customer", {}, "nobody under it is entitled to “Fax”"),
        (None, {"is_supporting": True}, "“Fax” is a supporting service"),
    ],
)
def test_a_service_of_which_the_customer_has_no_records(
    entitled, values, words, request, service_of, draft, resolution, who
):
    customers = [request.getfixturevalue(entitled)] if entitled else []
    fax = service_of(*customers, **values)
    terms = replace(resolution, name="Fax", service=fax)
    add_target(number=draft.number, terms=terms, **who)

    assert f"No record can reach target “Fax”: {words}." in why_not(draft)
    with pytest.raises(ValidationError, match="No record can reach"):
        put_into_force(number=draft.number, **who)
    assert AgreementVersion.objects.get().is_draft


def test_of_several_services_one_within_reach_is_enough(
    service_of, service, other_customer, draft, resolution, who
):
    both = Wording(
        valid_from=YEAR_START, services=[service, service_of(other_customer)]
    )
    edit_draft(number=draft.number, title=draft.title, wording=both, **who)
    add_target(number=draft.number, terms=resolution, **who)

    assert "No record can reach" not in why_not(draft)


def test_a_category_that_is_no_longer_used(draft, resolution, who, administrator, noon):
    by = {"actor": administrator, "at": noon}
    old = create_category(name="Telex", **by)
    add_target(number=draft.number, terms=replace(resolution, category=old), **who)
    assert "No record can reach" not in why_not(draft)
    edit_category(category_id=old.pk, name="Telex", parent=None, is_active=False, **by)

    assert "the category “Telex” is no longer used" in why_not(draft)


def test_what_more_specific_targets_leave_nothing_of(draft, resolution, who):
    usual = replace(resolution, name="Usual", budgets={None: Budget(8 * HOUR)})
    add_target(number=draft.number, terms=usual, **who)
    every = {one: Budget(HOUR) for one in list(Priority)[:-1]}
    named = replace(resolution, name="By priority", budgets=every)
    target = add_target(number=draft.number, terms=named, **who)
    assert "No record can reach" not in why_not(draft)
    target.budgets.create(priority=list(Priority)[-1], seconds=HOUR)

    assert "No record can reach target “Usual”" in why_not(draft)


def test_teams_may_promise_something_of_a_supporting_service(
    service_of, second_team, resolution, provider, who
):
    below = service_of(is_supporting=True)
    terms = replace(resolution, pauses=(), service=below)

    assert leg_with(second_team, terms, provider=provider, **who)
