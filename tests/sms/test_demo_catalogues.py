"""What the demonstration says of dependencies and agreed catalogues."""

import pytest
from django.utils import timezone

from accounts.models import Organisation
from catalogue.models import Component, ServiceDependency
from slm.models import AgreedCatalogue
from slm.selectors import catalogue_standings
from slm.selectors.mismatches import mismatches
from sms.demo import world
from sms.demo.catalogues import NEEDS, PARTS, settle_catalogues
from sms.demo.settling import (
    settle_agreements,
    settle_people,
    settle_services,
    settle_suppliers,
)

pytestmark = pytest.mark.django_db


def test_each_customer_signed_and_one_catalogue_has_changed_since():
    now = timezone.now()
    for settle in (settle_people, settle_suppliers, settle_services, settle_agreements):
        settle(now)
    settle_catalogues(now)
    settle_catalogues(now)

    customers = Organisation.objects.customers().order_by("name")
    changed = [one.has_changed for one in catalogue_standings(customers, now)]
    assert changed == [True, False, False]
    assert customers[0].name == world.ALDER
    assert AgreedCatalogue.objects.agreed().count() == 3
    assert Component.objects.count() == len(PARTS)
    assert ServiceDependency.objects.count() == len(NEEDS)
    assert len({one.check.key for one in mismatches(now) if one.check}) > 1
