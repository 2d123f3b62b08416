from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation
from catalogue.choices import ServiceState
from catalogue.lifecycle import SERVICE
from catalogue.models import Entitlement, Service
from catalogue.selectors import missing_for
from catalogue.services.locking import check_may_manage, lock_service
from core.events import record_event
from core.models import User
from core.numbers import new_item

# Values without personal content: the trail keeps them before and after.
PLAIN = ("name", "is_supporting", "owner", "criticality", "service_hours")
TEXTS = (
    "summary", "description", "included", "excluded", "how_to_get", "price_note"
)  # fmt: skip
# What is said if it is missing when the service goes live.
NEEDS = {
    "customers": gettext_lazy("No customer is entitled to it yet."),
    "description": gettext_lazy("It has no business description yet."),
    "owner": gettext_lazy("It has no owner yet."),
    "service_hours": gettext_lazy("Its service hours are not chosen yet."),
}


@transaction.atomic
def create_service(
    *, customers: Sequence[Organisation] = (), actor: User, at: datetime, **values: Any
) -> Service:
    """
    Put a service into the portfolio, and entitle customers to it.

    What is delivered already may be put in as it stands; what is new is proposed.

    :raises PermissionDenied: if the actor may not manage services
    :raises ValidationError: if a value is missing or wrong
    """
    check_may_manage(actor)
    service = Service(item=new_item("service"), **values)
    service.full_clean()
    if customers:
        _check_customer_facing(service)
    service.save(force_insert=True)
    Entitlement.objects.bulk_create(
        Entitlement(service=service, customer=customer) for customer in customers
    )
    record_event(
        "service.created",
        item=service.item,
        actor=actor,
        at=at,
        facts={
            "name": service.name,
            "state": service.state,
            "is_supporting": service.is_supporting,
            "customers": sorted(customer.pk for customer in customers),
        },
    )
    return service


@transaction.atomic
def edit_service(
    *, number: str, version: int | None = None, actor: User, at: datetime, **values: Any
) -> Service:
    """
    Change what is said about a service.

    :raises Service.DoesNotExist: if the actor may not see such a service
    :raises PermissionDenied: if the actor may not manage services
    :raises StaleVersion: if somebody else changed it meanwhile
    :raises ValidationError: if nothing changes, or a value is missing or wrong
    """
    service = lock_service(number, actor, version)
    pairs = {
        name: [getattr(service, name), value]
        for name, value in values.items()
        if name in (*PLAIN, *TEXTS) and getattr(service, name) != value
    }
    if not pairs:
        raise ValidationError(_("Nothing was changed."))
    for name, (_before, after) in pairs.items():
        setattr(service, name, after)
    if "is_supporting" in pairs:
        _check_kind(service)
    if service.is_offered:
        _check_complete(service, pairs)
    _save(service, pairs)
    record_event(
        "service.edited",
        item=service.item,
        actor=actor,
        at=at,
        changes={n: [_code(a), _code(b)] for n, (a, b) in pairs.items() if n in PLAIN},
        facts={"fields": sorted(pairs)},
        personal={n: pair for n, pair in pairs.items() if n in TEXTS} or None,
    )
    return service


@transaction.atomic
def move_service(
    *,
    number: str,
    step: str,
    reason: str = "",
    version: int | None = None,
    actor: User,
    at: datetime,
) -> Service:
    """
    Take a service one step further in its life; going live makes it visible.

    Clause 6.1: what is offered has an owner, words, hours and customers.

    :raises Service.DoesNotExist: if the actor may not see such a service
    :raises PermissionDenied: if the actor may not manage services
    :raises TransitionNotAllowed: if its state does not offer the step
    :raises StaleVersion: if somebody else changed it meanwhile
    :raises ValidationError: if something is missing that the step requires
    """
    service = lock_service(number, actor, version, is_move=True)
    transition = SERVICE.find(step, service.state)
    missing = missing_for(service, transition)
    if missing:
        raise ValidationError([NEEDS[name] for name in missing])
    before, service.state = service.state, transition.target
    _save(service, ["state"])
    record_event(
        "service.moved",
        item=service.item,
        actor=actor,
        at=at,
        changes={"state": [str(before), str(service.state)]},
        facts={"step": step},
        personal={"reason": reason.strip()} if reason.strip() else None,
    )
    return service


@transaction.atomic
def entitle_customer(
    *, number: str, customer: Organisation, actor: User, at: datetime
) -> Entitlement:
    """
    Let the people of a customer see and use the service.

    :raises Service.DoesNotExist: if the actor may not see such a service
    :raises PermissionDenied: if the actor may not manage services
    :raises ValidationError: if it is no customer, entitled already, or the service
        is a supporting one
    """
    service = lock_service(number, actor)
    _check_customer_facing(service)
    if not (customer.is_customer and customer.is_active):
        raise ValidationError({"customer": _("This is not an active customer.")})
    if service.entitlements.filter(customer=customer).exists():
        raise ValidationError({"customer": _("This customer is entitled already.")})
    entitlement = Entitlement(service=service, customer=customer)
    entitlement.full_clean()
    entitlement.save(force_insert=True)
    record_event(
        "service.customer_entitled",
        item=service.item,
        actor=actor,
        at=at,
        facts={"customer": customer.pk},
    )
    return entitlement


@transaction.atomic
def withdraw_customer(
    *, number: str, customer: Organisation, actor: User, at: datetime
) -> Service:
    """
    End a customer's right to the service.

    :raises Service.DoesNotExist: if the actor may not see such a service
    :raises PermissionDenied: if the actor may not manage services
    :raises ValidationError: if it is not entitled, or the last of a live service
    """
    service = lock_service(number, actor)
    entitlement = service.entitlements.filter(customer=customer).first()
    if entitlement is None:
        raise ValidationError(_("This customer is not entitled to it."))
    if service.state == ServiceState.LIVE and service.entitlements.count() == 1:
        message = _("A live service needs a customer: announce its retirement first.")
        raise ValidationError(message)
    entitlement.delete()
    record_event(
        "service.customer_withdrawn",
        item=service.item,
        actor=actor,
        at=at,
        facts={"customer": customer.pk},
    )
    return service


def _check_customer_facing(service: Service) -> None:
    if service.is_supporting:
        message = _("A supporting service is used by services, not by customers.")
        raise ValidationError({"customer": message})


def _check_kind(service: Service) -> None:
    if service.is_supporting and service.entitlements.exists():
        message = _("Customers are entitled to it: end their entitlements first.")
        raise ValidationError({"is_supporting": message})


def _check_complete(service: Service, changed: Iterable[str]) -> None:
    emptied = {name for name in changed if not getattr(service, name)}
    if missing := {name: NEEDS[name] for name in sorted(emptied & NEEDS.keys())}:
        raise ValidationError(missing)


def _save(service: Service, fields: Any) -> None:
    service.version += 1
    service.full_clean()
    service.save(update_fields=[*fields, "version"])


def _code(value: Any) -> Any:
    return getattr(value, "pk", value)
