"""Reports become due every so many months, as the agreement says."""

from datetime import date

import pytest

from reporting.selectors import customers_due_reports, reports_due
from reporting.services import issue_report
from slm.services import add_target, edit_contents
from tests.factories.slm import put_into_force, sla_in_force
from tests.reporting.conftest import FIRST_OF_APRIL

pytestmark = pytest.mark.django_db
MONTHS = [date(2026, number, 1) for number in range(1, 7)]


@pytest.fixture
def by(service_level_manager, noon):
    return {"actor": service_level_manager, "at": noon}


@pytest.fixture
def every(draft, resolution, by):
    """Puts the agreement, valid from January, into force with an interval."""

    def agreed(months):
        numbers = {"report_every_months": months}
        edit_contents(number=draft.number, numbers=numbers, **by)
        add_target(number=draft.number, terms=resolution, **by)
        put_into_force(number=draft.number, **by)

    return agreed


def due(customer):
    return [month.month for month in MONTHS if None in reports_due(customer, month)]


@pytest.mark.parametrize(
    ("months", "found"), [(None, [1, 2, 3, 4, 5, 6]), (2, [2, 4, 6]), (3, [3, 6])]
)
def test_they_are_due_at_the_end_of_each_interval(months, found, every, customer):
    every(months)
    assert due(customer) == found


def test_between_them_nobody_is_due_and_one_can_still_be_made_by_hand(
    every, customer, by
):
    every(6)
    assert customers_due_reports(MONTHS[2]) == []
    made = issue_report(
        customer=customer,
        month=MONTHS[2],
        actor=by["actor"],
        at=FIRST_OF_APRIL,
    )
    assert made.month == MONTHS[2]


def test_what_holds_for_all_gives_way_to_the_own_interval(
    every, customer, other_customer, provider, resolution, by
):
    sla_in_force(resolution, provider=provider, **by)
    every(3)
    assert due(customer) == [3, 6]
    assert due(other_customer) == [1, 2, 3, 4, 5, 6]
