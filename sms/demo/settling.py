"""Making people, services and agreements, through the services, in the past."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import Organisation, Person, Team
from accounts.services import (
    add_member,
    create_organisation,
    create_person,
    create_team,
    invite,
)
from calendars.models import Calendar
from catalogue.choices import ServiceState
from catalogue.models import Service
from catalogue.services import create_service, edit_service
from core.models import User
from core.system_users import system_user
from incidents.selectors import incident_rules
from incidents.services import change_incident_rules
from records.models import Category
from slm.exchange import import_agreement
from slm.exchange.exporting import write_yaml
from slm.exchange.surroundings import ensure_categories
from slm.services import map_categories
from sms.demo import promises, terms, world
from sms.demo.months import ROUND_THE_CLOCK
from sms.demo.stories import STORIES

# Before the first incident: the agreements hold from the first of a month.
EARLIER = timedelta(days=200)


def beginning(anchor: datetime) -> datetime:
    """Return when the provider of the demonstration began to work with the portal."""
    first = (anchor - EARLIER).astimezone(ZoneInfo("UTC")).date().replace(day=1)
    return datetime.combine(first, time(6), ZoneInfo("UTC"))


@transaction.atomic
def settle_people(anchor: datetime) -> None:
    """Make organisations, teams and people, and let these sign in."""
    actor, at = system_user("sms"), beginning(anchor)
    homes = {}
    for home in (world.PROVIDER_ORGANISATION, *world.CUSTOMERS.values()):
        is_provider = home.name == world.PROVIDER
        homes[home.name] = create_organisation(
            organisation=Organisation(
                name=home.name,
                is_provider=is_provider,
                is_customer=not is_provider,
                is_supplier=home.name == world.CARRIER,
                language=home.language,
            ),
            actor=actor,
            at=at,
        )
    teams = {
        name: create_team(
            team=Team(name=name, description=description), actor=actor, at=at
        )
        for name, description in world.TEAMS.items()
    }
    # One hash for all: it is meant to be slow to make.
    password = make_password(world.PASSWORD)
    for member in world.PEOPLE:
        _settle(member, homes[member.organisation], teams, password, actor, at)


@transaction.atomic
def settle_suppliers(anchor: datetime) -> None:
    """Make those who work for the provider."""
    actor, at = system_user("sms"), beginning(anchor)
    for supplier in world.SUPPLIERS:
        create_organisation(
            organisation=Organisation(name=supplier.name, is_supplier=True),
            actor=actor,
            at=at,
        )


def _settle(
    member: world.Member,
    organisation: Organisation,
    teams: dict[str, Team],
    password: str,
    actor: User,
    at: datetime,
) -> None:
    person = create_person(
        person=Person(
            name=member.name,
            email=member.email,
            organisation=organisation,
            time_zone=member.home.zone,
            is_vip=member.is_vip,
        ),
        actor=actor,
        at=at,
    )
    user = invite(person_id=person.pk, roles=[member.role], actor=actor, at=at)
    if member.sign_in:
        user.password = password
        user.save(update_fields=["password"])
    if member.team:
        add_member(
            team_id=teams[member.team].pk,
            person=person,
            is_lead=member.is_lead,
            actor=actor,
            at=at,
        )


@transaction.atomic
def settle_services(anchor: datetime) -> None:
    """Put the services into the portfolio."""
    at = beginning(anchor)
    people = {p.name: p for p in Person.objects.select_related("user")}
    actor = people[world.MANAGER.name].user or system_user("sms")
    customers = {o.name: o for o in Organisation.objects.customers()}
    for service in world.SERVICES:
        owner = next(m for m in world.members_of(service.team) if m.is_lead)
        create_service(
            name=service.name,
            summary=service.summary,
            description=f"{service.summary}. Looked after by {service.team}.",
            owner=people[owner.name],
            criticality=service.criticality,
            state=ServiceState.LIVE,
            customers=[customers[name] for name in service.customers],
            actor=actor,
            at=at,
        )


@transaction.atomic
def settle_agreements(anchor: datetime) -> None:
    """Put calendars and agreements into force, and say what categories stand for."""
    at = beginning(anchor)
    actor = User.objects.get(email=world.MANAGER.email)
    starts_on: date = at.date()
    documents = promises.documents(starts_on, anchor.year)
    for document in terms.complete(documents, anchor.year):
        import_agreement(write_yaml(document), actor=actor, at=at)
    _settle_hours(actor, at)
    names = {story.category for group in STORIES.values() for story in group}
    categories = ensure_categories(names, actor, at)
    services = {service.name: service for service in Service.objects.all()}
    for customer in Organisation.objects.customers():
        mapping: dict[Category, Service] = {
            categories[story.category]: services[service.name]
            for service in world.SERVICES
            if customer.name in service.customers
            for story in STORIES[service.name]
        }
        map_categories(customer=customer, mapping=mapping, actor=actor, at=at)


def _settle_hours(actor: User, at: datetime) -> None:
    """Let what all customers use run day and night, the rest in its customer's hours."""
    calendars = {calendar.name: calendar for calendar in Calendar.objects.all()}
    numbers = dict(Service.objects.values_list("name", "item__number"))
    for service in world.SERVICES:
        is_shared = len(service.customers) > 1
        place = promises.PLACE_OF[service.customers[0]]
        name = ROUND_THE_CLOCK if is_shared else place
        edit_service(
            number=numbers[service.name],
            service_hours=calendars[name],
            actor=actor,
            at=at,
        )


def settle_rules(at: datetime) -> None:
    """Have the service desk get what is reported from now on."""
    rules = incident_rules()
    if rules.version > 1:
        return
    change_incident_rules(
        closing_days=rules.closing_days,
        reopening_days=rules.reopening_days,
        calendar=rules.calendar,
        first_team=Team.objects.get(name=world.DESK),
        actor=system_user("sms"),
        at=at,
    )
