"""What is put into force, ends or is renewed within a closed month leaves a doubt."""

from datetime import date
from decimal import Decimal

import pytest

from slm.models import Agreement, PeriodDoubt
from slm.selectors import periods_to_revise
from slm.services import (
    Wording,
    add_target,
    create_agreement,
    edit_draft,
    follow_agreements,
    terminate_agreement,
)
from tests.factories.slm import put_into_force
from tests.slm.conftest import YEAR_START
from tests.slm.test_closed_months import MARCH, by, close, closed, lost
from tests.slm.test_month_targets import promise
from tests.slm.test_months_held import next_version

__all__ = ["by", "close", "closed", "lost", "promise"]
pytestmark = pytest.mark.django_db
MIDDLE = date(2026, 3, 16)


def doubted():
    return list(PeriodDoubt.objects.order_by("month").values_list("month", flat=True))


def test_a_version_that_began_within_it_leaves_a_doubt(closed, draft, by):
    next_version(draft, by, MIDDLE, goal_value=Decimal(90))

    assert doubted() == [MARCH]
    [change] = periods_to_revise(by["actor"])
    assert change.result == closed
    assert len(change.of_months) == 2


def test_one_that_begins_after_it_leaves_none(closed, draft, by):
    next_version(draft, by, date(2026, 4, 2), goal_value=Decimal(90))

    assert doubted() == []


def test_an_end_within_it_leaves_a_doubt(closed, draft, by):
    terminate_agreement(
        number=draft.number, ends_on=MIDDLE, reason="Sold", is_mutual=True, **by
    )

    assert doubted() == [MARCH]
    assert len(periods_to_revise(by["actor"])) == 1


def test_what_is_put_into_force_afterwards_leaves_a_doubt(
    closed, availability, other_customer, provider, by
):
    made = create_agreement(
        agreement=Agreement(
            leg="sla", title="Late", provider=provider, customer=other_customer
        ),
        wording=Wording(valid_from=YEAR_START),
        **by,
    )
    add_target(number=made.number, terms=availability, **by)
    put_into_force(number=made.number, **by)

    assert PeriodDoubt.objects.get(month=MARCH).agreement == made


def test_a_renewal_that_comes_late_leaves_a_doubt(
    draft, promise, availability, close, by
):
    renewing = Wording(
        valid_from=YEAR_START, valid_to=MIDDLE, notice_months=1, renews_months=12
    )
    edit_draft(number=draft.number, title="x", wording=renewing, **by)
    promise(availability)
    close()

    follow_agreements(**by)

    assert draft.versions.get().valid_to == date(2027, 3, 16)
    assert doubted() == [MARCH]
