"""Who is told what becomes of an incident."""

from collections.abc import Iterator, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from core.models import Event, User
from incidents.choices import IncidentState as State
from incidents.models import Incident
from notifications.news import News, tells
from notifications.topics import Topic, register_topic
from records.choices import Priority, Visibility
from workflow.selectors import watchers_of

GROUP = _("Incidents")
WORK = "incidents.work_incident"

for topic in (
    Topic("incident.opened", _("The desk logged one for me"), GROUP),
    Topic("incident.arrived", _("A new one comes in for my team"), GROUP, WORK),
    Topic("incident.assigned", _("One is given to me or my team"), GROUP, WORK),
    Topic("incident.answered", _("A requester wrote to me or my team"), GROUP, WORK),
    Topic("incident.replied", _("Somebody replied on mine, or one I watch"), GROUP),
    Topic("incident.resolved", _("Mine, or one I watch, is resolved"), GROUP),
    Topic("incident.cancelled", _("Mine, or one I watch, is cancelled"), GROUP),
    Topic("incident.reopened", _("One of mine or my team is reopened"), GROUP, WORK),
):
    register_topic(topic)


@tells("incident.opened")
def tell_the_requester_that_it_was_logged(event: Event) -> Iterator[News]:
    if incident := _incident(event):
        subject = _("%(number)s: we are on it – %(title)s")
        yield _news(event, incident, [incident.requester], "opened", subject)


@tells("records.opened", "records.held")
def tell_whose_turn_it_is(event: Event) -> Iterator[News]:
    if incident := _incident(event):
        if event.name == "records.opened" and event.facts["state"] == State.NEW:
            people = _holders(event.facts["team"], None)
            subject = _("%(number)s is new: %(title)s")
            yield _news(event, incident, people, "arrived", subject)
            return
        # As it was then: by now it may be in other hands, who are told apart.
        people = _holders(event.facts["team"], event.facts["assignee"])
        subject = _("%(number)s is yours: %(title)s")
        quote = _personal(event, "reason")
        yield _news(event, incident, people, "assigned", subject, quote)


@tells("records.entry_added")
def tell_the_others_of_a_reply(event: Event) -> Iterator[News]:
    incident = _incident(event)
    if incident is None or event.facts["visibility"] != Visibility.PUBLIC:
        return
    quote = _personal(event, "text")
    people: list[User | Person] = [*watchers_of(incident.item)]
    if not (event.facts["by_desk"] or event.facts["is_automatic"]):
        holders = _holders(incident.team_id, incident.assignee_id)
        subject = _("%(number)s: %(author)s wrote – %(title)s")
        yield _news(event, incident, holders, "answered", subject, quote)
        told = {person.user_id for person in holders}
        people = [user for user in people if user.pk not in told]
    # Unless it was they who wrote: then they are left out below.
    people.append(incident.requester)
    subject = _("%(number)s: a reply – %(title)s")
    yield _news(event, incident, people, "replied", subject, quote)


@tells("incident.resolved")
def tell_that_it_is_resolved(event: Event) -> Iterator[News]:
    if incident := _incident(event):
        people: list[User | Person] = [incident.requester]
        people += watchers_of(incident.item)
        subject = _("%(number)s is resolved: %(title)s")
        quote = _personal(event, "resolution")
        yield _news(event, incident, people, "resolved", subject, quote)


@tells("incident.cancelled")
def tell_that_it_was_cancelled(event: Event) -> Iterator[News]:
    if incident := _incident(event):
        people: list[User | Person] = [incident.requester]
        people += watchers_of(incident.item)
        subject = _("%(number)s was cancelled: %(title)s")
        # Without the reason: it is meant for the desk, and may name another's incident.
        yield _news(event, incident, people, "cancelled", subject)


@tells("incident.reopened")
def tell_that_it_was_reopened(event: Event) -> Iterator[News]:
    if incident := _incident(event):
        people = _holders(incident.team_id, incident.assignee_id)
        subject = _("%(number)s was reopened: %(title)s")
        yield _news(event, incident, people, "reopened", subject)


def _news(
    event: Event,
    incident: Incident,
    people: Sequence[User | Person],
    name: str,
    subject: str | Promise,
    quote: str = "",
) -> News:
    context = {
        "number": incident.number,
        "title": incident.title,
        "author": str(event.actor),
        "opened_at": incident.opened_at,
        "quote": quote,
        "facts": [
            (_("Customer"), incident.customer),
            (_("Service"), incident.service),
            (_("Priority"), Priority(incident.priority).label),
        ],
    }
    template = f"incidents/{name}"
    return News(f"incident.{name}", subject, people, context, template)


def _incident(event: Event) -> Incident | None:
    """Return the event's incident, if it is about one that still is an incident."""
    incidents = Incident.objects.with_people()
    incident: Incident | None = incidents.filter(item=event.item).first()
    return incident


def _holders(team_id: int | None, person_id: int | None) -> list[Person]:
    people = Person.objects.select_related("user")
    if person_id:
        return list(people.filter(pk=person_id))
    return list(people.filter(memberships__team=team_id)) if team_id else []


def _personal(event: Event, name: str) -> str:
    """Return a personal value of the event, or nothing once it has been erased."""
    data = getattr(event, "data", None)
    return str(data.values.get(name, "")) if data else ""
