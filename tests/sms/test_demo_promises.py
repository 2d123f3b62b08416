"""What the agreements of the demonstration promise."""

from datetime import UTC, date, datetime

import pytest

from accounts.models import Organisation
from core.periods import month, shift
from slm.choices import OF_OUTAGES
from slm.models import Agreement, CreditRule, Target
from slm.selectors import data_collection, month_rows
from sms.demo import world
from sms.demo.availability import settle_outages
from sms.demo.settling import (
    settle_agreements,
    settle_people,
    settle_services,
    settle_suppliers,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 20, 10, tzinfo=UTC)


def test_all_that_outages_tell_is_promised_and_a_customer_acts_as_supplier():
    for settle in (settle_people, settle_suppliers, settle_services, settle_agreements):
        settle(NOW)
    settle_outages(NOW)

    acting = Agreement.objects.get(leg="ola", supplier__name=world.CARRIER)
    assert acting.supplier in Organisation.objects.customers()
    version = acting.versions.published().get()
    assert {one.role for one in version.signatures.all()} == {
        "supplier", "service_level_manager"
    }  # fmt: skip
    promised = Target.objects.filter(version__agreement__leg="sla")
    assert set(OF_OUTAGES) <= {one.metric for one in promised}
    for one in Agreement.objects.all():
        assert not [row.gaps for row in data_collection(one.versions.get()) if row.gaps]
    verdicts = {
        (row.target.metric, str(row.verdict))
        for ago in range(1, 5)
        for row in month_rows(month(shift(date(2026, 6, 1), -ago)), at=NOW)
        if row.is_of_outages
    }
    kept = {(metric, "kept") for metric in OF_OUTAGES}
    assert kept | {("impact", "missed"), ("longest", "missed")} <= verdicts
    assert CreditRule.objects.filter(target__metric="impact").count() == 1
