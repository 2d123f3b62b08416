import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import Case, F, IntegerField, Q, QuerySet, When
from django.utils import timezone
from django.utils.translation import gettext

from accounts.models import Person, Team
from accounts.selectors import people_matching
from calendars.hours import Budget, Hours, NoOpenTime
from calendars.models import Calendar
from calendars.selectors import get_compiled, version_at
from catalogue.models import Entitlement, Service
from core.models import User
from incidents.models import Incident, IncidentRules
from records.choices import Phase
from records.models import Record, SearchDocument
from records.search import CONFIG

# Beyond that many days without one, a calendar knows no working days.
LONGEST_HOLIDAY = 60
SATURDAY, END_OF_DAY, A_WEEK = 5, time(17), timedelta(days=7)
MOST_PEOPLE = 8
CANDIDATES = 200


def incident_rules() -> IncidentRules:
    """Return who gets what came in, and how long it stays open to objection."""
    rules = IncidentRules.objects.select_related("calendar", "first_team")
    return rules.get(pk=1)


def closing_limit(at: datetime) -> datetime:
    """
    Return the instant by which an incident was resolved that is now to be closed.

    Counts whole working days back; what is no working day adds nothing.
    """
    rules = incident_rules()
    zone, is_working = _working_days(rules, at)
    local = at.astimezone(zone)
    day, clock = local.date(), local.time()
    if not is_working(day):
        # A weekend counts as its first midnight.
        clock = time()
        day = _working_day_before(day, is_working) + timedelta(days=1)
    for _number in range(rules.closing_days):
        day = _working_day_before(day, is_working)
    return datetime.combine(day, clock, zone)


def numbers_to_close(at: datetime) -> list[str]:
    """Return the numbers of incidents resolved long enough ago, oldest first."""
    due = Incident.objects.filter(phase=Phase.DONE, resolved_at__lte=closing_limit(at))
    return list(due.order_by("resolved_at").values_list("item__number", flat=True))


def is_due_for_closing(incident: Incident, at: datetime) -> bool:
    """Whether it is still resolved, and has been for long enough."""
    resolved_at = incident.resolved_at
    return (
        incident.phase == Phase.DONE
        and resolved_at is not None
        and resolved_at <= closing_limit(at)
    )


def _working_days(
    rules: IncidentRules, at: datetime
) -> tuple[ZoneInfo, Callable[[date], bool]]:
    version = version_at(rules.calendar, at) if rules.calendar else None
    if version is None:
        return ZoneInfo(settings.TIME_ZONE), lambda day: day.weekday() < 5
    hours = get_compiled(version)
    return hours.zone, hours.is_working_day


def _working_day_before(day: date, is_working: Callable[[date], bool]) -> date:
    for _step in range(LONGEST_HOLIDAY):
        day -= timedelta(days=1)
        if is_working(day):
            break
    return day


def end_of_working_day(incident: Incident, at: datetime, *, days: int) -> datetime:
    """
    Return the end of that working day after today, as the desk keeps its hours.

    The hours of the team that has it count, else the calendar of the rules; without
    one that ever closes, Monday to Friday until five where the reader is.
    """
    budget = Budget(working_days=days, end_of_working_day=True)
    for hours in _hours_of_desk(incident, at):
        with suppress(NoOpenTime):
            return hours.due(at, budget)
    zone = timezone.get_current_timezone()
    day = at.astimezone(zone).date()
    for _step in range(days):
        day += timedelta(days=1)
        while day.weekday() >= SATURDAY:
            day += timedelta(days=1)
    return datetime.combine(day, END_OF_DAY, zone)


def _hours_of_desk(incident: Incident, at: datetime) -> Iterator[Hours]:
    # Without a team, calendars that no rota has would be found.
    of_team = Calendar.objects.filter(rotas__team=incident.team_id or 0).first()
    for calendar in (of_team, incident_rules().calendar):
        version = version_at(calendar, at) if calendar else None
        hours = get_compiled(version) if version else None
        # Hours that never close know no working day that one could wait for.
        if hours and hours.elapsed(at, at + A_WEEK) < A_WEEK.total_seconds():
            yield hours


def holder_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return teams and their people to hand work to, in groups, in one query."""
    places = (
        Team.objects.filter(is_active=True)
        .order_by("name", "memberships__person__name")
        .values_list(
            "pk",
            "name",
            "memberships__person",
            "memberships__person__name",
            "memberships__person__is_active",
            "memberships__person__organisation__is_provider",
        )
    )
    groups: dict[str, list[tuple[str, str]]] = {}
    for team_id, team, person_id, person, is_active, is_ours in places:
        whole = [(str(team_id), gettext("%(team)s, whoever") % {"team": team})]
        group = groups.setdefault(team, whole)
        if is_active and is_ours:
            group.append((f"{team_id}-{person_id}", person))
    return list(groups.items())


def matching_people(text: str, actor: User) -> list[Person]:
    """
    Return whom the words may mean: by name, e-mail, telephone or organisation.

    Whose name begins with them comes first, and customers' people before staff.
    """
    if not (words := text.split()):
        return []
    order = (_nearness(words), "organisation__is_provider", "name")
    return list(people_matching(text, actor).order_by(*order)[:MOST_PEOPLE])


def _nearness(words: Sequence[str]) -> Case:
    """Order by how the words name a person: from the front, within, or only around."""
    text = " ".join(words)
    within = Q(name__icontains=words[0])
    for word in words[1:]:
        within &= Q(name__icontains=word)
    return Case(
        When(name__istartswith=text, then=0),
        When(name__icontains=f" {text}", then=1),
        When(within, then=2),
        default=3,
        output_field=IntegerField(),
    )


def open_records_of(person: Person, actor: User) -> QuerySet[Record]:
    """Return the person's open records that the actor may see, newest first."""
    records = Record.objects.visible_to(actor).open().select_related("item")
    return records.filter(requester=person).order_by("-opened_at")


def similar_incidents(text: str, actor: User) -> list[Incident]:
    """Return incidents that share most of the words, the best match first."""
    words = [word for word in re.findall(r"\w+", text) if len(word) > 3][:8]
    if not words:
        return []
    query = SearchQuery(
        " | ".join(f"{word}:*" for word in words), search_type="raw", config=CONFIG
    )
    # Only so many candidates are ranked: a common word is in very many.
    candidates = SearchDocument.objects.filter(internal=query).values("pk")[:CANDIDATES]
    found = (
        Incident.objects.visible_to(actor)
        .filter(pk__in=list(candidates.values_list("pk", flat=True)))
        .annotate(rank=SearchRank(F("search_document__internal"), query))
        .select_related("item", "service")
        .order_by("-rank", "-opened_at")
    )
    return list(found[:5])


def services_for(person: Person) -> tuple[list[Service], list[Service]]:
    """Return the live services that the person's customer may use, and the others."""
    entitled = Entitlement.objects.filter(customer=person.organisation_id)
    services = Service.objects.live().order_by("name")
    own = set(entitled.values_list("service_id", flat=True))
    found = list(services)
    return (
        [service for service in found if service.pk in own],
        [service for service in found if service.pk not in own],
    )
