"""Saying which services a customer's categories stand for."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation
from catalogue.models import Service
from core.events import record_event
from core.models import User
from records.models import Category
from slm.models import CategoryService


@transaction.atomic
def map_categories(
    *,
    customer: Organisation,
    mapping: Mapping[Category, Service],
    actor: User,
    at: datetime,
) -> bool:
    """
    Say which services the customer's categories stand for, and forget what was said.

    Return whether this changed anything.

    :raises PermissionDenied: if the actor may not manage agreements
    :raises ValidationError: if it is no customer, or may not use one of the services
    """
    if not actor.has_perm("slm.manage_agreement"):
        raise PermissionDenied
    # One at a time, lest one forgets what another just said.
    Organisation.objects.select_for_update(no_key=True).get(pk=customer.pk)
    _check_offered(customer, mapping)
    rows = CategoryService.objects.filter(customer=customer)
    before = {str(row.category_id): row.service_id for row in rows}
    after = {str(category.pk): service.pk for category, service in mapping.items()}
    if before == after:
        return False
    rows.delete()
    CategoryService.objects.bulk_create(
        CategoryService(customer=customer, category=category, service=service)
        for category, service in mapping.items()
    )
    record_event(
        "customer.categories_mapped",
        item=None,
        actor=actor,
        at=at,
        changes={"services": [before, after]},
        facts={"customer": customer.pk},
    )
    return True


def _check_offered(customer: Organisation, mapping: Mapping[Category, Service]) -> None:
    if not customer.is_customer:
        raise ValidationError({"customer": _("Choose a customer.")})
    offered = set(Service.objects.filter(entitlements__customer=customer))
    for service in mapping.values():
        if service not in offered:
            message = _("“%(service)s” is not offered to %(customer)s.")
            values = {"service": service, "customer": customer}
            raise ValidationError({"services": message % values})
