"""A month is closed while something of it is written, each on its own connection."""

from datetime import date

import pytest

from slm.models import PeriodDoubt, PeriodResult
from slm.services import close_period
from tests.slm.acts import HOUR, TEN
from tests.slm.test_month_targets import APRIL, lose, promise
from tests.slm.test_together import overlapping

__all__ = ["promise"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def acts(promise, availability, service, agent, service_level_manager):
    """Report an hour that was lost in March, and close March."""
    promise(availability)
    by = {"actor": service_level_manager, "at": APRIL + HOUR}
    return (
        lambda: lose(service, agent, TEN, 1),
        lambda: close_period(month=date(2026, 3, 1), **by),
    )


def test_what_is_just_being_reported_is_counted(acts):
    reporting, closing = acts
    overlapping(reporting, closing)

    (kept,) = PeriodResult.objects.get().data["months"]
    assert kept["facts"]["downtime"] == 3600
    assert not PeriodDoubt.objects.exists()


def test_what_is_reported_while_it_is_closed_leaves_a_doubt(acts):
    reporting, closing = acts
    overlapping(closing, reporting)

    (kept,) = PeriodResult.objects.get().data["months"]
    assert kept["facts"]["downtime"] == 0
    assert (
        PeriodDoubt.objects.get().agreement_id
        == PeriodResult.objects.get().agreement_id
    )
