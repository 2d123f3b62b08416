"""What an agreement stands on: made if a file names it and it is not there yet."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal

from django.core.exceptions import PermissionDenied

from accounts.models import Organisation, Person, Team
from accounts.services import create_person
from catalogue.choices import ServiceState
from catalogue.models import Entitlement, Service
from catalogue.services import create_service, entitle_customer
from core.events import record_event
from core.models import User
from records.models import Category
from slm.models import Measure
from slm.services import create_measure


def ensure_organisation(
    name: str,
    part: Literal["is_provider", "is_customer", "is_supplier"],
    actor: User,
    at: datetime,
) -> Organisation:
    """Return the organisation of that name, in that part; make it if need be."""
    found = Organisation.objects.filter(name=name).first()
    if found and getattr(found, part):
        return found
    _check(actor, "accounts.manage_people")
    organisation = found or Organisation(name=name)
    setattr(organisation, part, True)
    organisation.full_clean()
    organisation.save()
    record_event(
        "organisation.changed" if found else "organisation.created",
        item=None,
        actor=actor,
        at=at,
        changes={part: [False, True]},
        facts={"organisation": organisation.pk, "name": name},
    )
    return organisation


def ensure_team(name: str, actor: User, at: datetime) -> Team:
    """Return the team of that name; make it if need be."""
    found = Team.objects.filter(name=name).first()
    if found:
        return found
    _check(actor, "accounts.manage_people")
    team = Team(name=name)
    team.full_clean()
    team.save()
    record_event(
        "team.created",
        item=None,
        actor=actor,
        at=at,
        facts={"team": team.pk, "name": name},
    )
    return team


def ensure_people(
    names: Iterable[str], provider: Organisation, actor: User, at: datetime
) -> dict[str, Person]:
    """Return the provider's people of these names; make those known who are not."""
    found = {}
    for name in sorted(set(names) - {""}):
        known = Person.objects.active().filter(organisation=provider, name=name)
        found[name] = known.order_by("pk").first() or create_person(
            person=Person(name=name, organisation=provider), actor=actor, at=at
        )
    return found


def ensure_measure(measure: Measure, actor: User, at: datetime) -> Measure:
    """Return the measure of that name; make it if need be."""
    known = Measure.objects.filter(name=measure.name).first()
    return known or create_measure(measure=measure, actor=actor, at=at)


def ensure_services(
    summaries: Mapping[str, str],
    customer: Organisation | None,
    actor: User,
    at: datetime,
) -> dict[str, Service]:
    """Return the services of these names, live and open to the customer."""
    found = {}
    for name, summary in summaries.items():
        service = Service.objects.filter(name=name).first()
        found[name] = service or create_service(
            name=name, summary=summary, state=ServiceState.LIVE, actor=actor, at=at
        )
        if customer:
            _entitle(found[name], customer, actor, at)
    return found


def _entitle(
    service: Service, customer: Organisation, actor: User, at: datetime
) -> None:
    if not Entitlement.objects.filter(service=service, customer=customer).exists():
        entitle_customer(number=service.number, customer=customer, actor=actor, at=at)


def ensure_categories(
    names: Iterable[str], actor: User, at: datetime
) -> dict[str, Category]:
    """Return the categories of these names; make those that are missing."""
    found = {}
    for name in sorted(names):
        category, made = Category.objects.get_or_create(name=name)
        found[name] = category
        if made:
            record_event(
                "category.created",
                item=None,
                actor=actor,
                at=at,
                facts={"category": category.pk, "name": name},
            )
    return found


def _check(actor: User, permission: str) -> None:
    if not actor.has_perm(permission):
        raise PermissionDenied
