from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from core.models import Event, User
from core.subscriptions import later
from notifications.services import notify
from notifications.topics import Topic, register_topic
from reporting.models import FigureQuery, ServiceReport
from slm.selectors import service_level_managers
from workflow.services import refresh_meetings

register_topic(
    Topic(
        "report.issued",
        _("The service report of a month is there"),
        _("Service reports"),
        "reporting.view_own_reports",
    )
)

GROUP = _("Service reports")
for topic in (
    Topic(
        "query.asked",
        _("A customer queries a figure"),
        GROUP,
        "reporting.answer_query",
    ),
    Topic(
        "query.answered",
        _("A query of mine is answered"),
        GROUP,
        "reporting.query_figure",
    ),
):
    register_topic(topic)


@later("report.issued")
def lay_the_report_before_the_review(
    event: Event, acting_as: User, at: datetime
) -> None:
    report = ServiceReport.objects.select_related("customer").get(item=event.item)
    refresh_meetings(organisation=report.customer, actor=acting_as, at=at)


@later("query.asked", "query.reopened")
def tell_who_answers_queries(event: Event, acting_as: User, at: datetime) -> None:
    query = _query_of(event)
    notify(
        event=event,
        recipients=service_level_managers(),
        topic="query.asked",
        subject=_("%(number)s: %(customer)s queries a figure"),
        template="reporting/query_asked",
        context=_about(query) | {"quote": query.text},
        at=at,
    )


@later("query.answered")
def tell_who_asked(event: Event, acting_as: User, at: datetime) -> None:
    query = _query_of(event)
    notify(
        event=event,
        recipients=[query.asked_by],
        topic="query.answered",
        subject=_("%(number)s: your query is answered"),
        template="reporting/query_answered",
        context=_about(query) | {"quote": query.answer},
        at=at,
    )


def _query_of(event: Event) -> FigureQuery:
    queries = FigureQuery.objects.select_related(
        "item", "report__item", "report__customer", "asked_by"
    )
    return queries.get(item=event.item)


def _about(query: FigureQuery) -> dict[str, Any]:
    return {
        "number": query.number,
        "customer": str(query.report.customer),
        "report": query.report.number,
        "facts": [(_("Figure"), f"{query.label}: {query.value}")],
    }


@later("report.issued")
def tell_the_customer_of_its_reports(
    event: Event, acting_as: User, at: datetime
) -> None:
    # The report of all services closes a month's set: one letter is for all of it.
    if event.facts.get("in_set"):
        return
    report = ServiceReport.objects.select_related("item", "customer", "service").get(
        item=event.item
    )
    people = Person.objects.active().filter(organisation=report.customer_id)
    notify(
        event=event,
        recipients=[
            person
            for person in people.exclude(user=None).select_related("user")
            if person.user and person.user.has_perm("reporting.view_own_reports")
        ],
        topic="report.issued",
        subject=_("%(number)s: your service report"),
        template="reporting/issued",
        context={
            "number": report.number,
            "revision": report.revision,
            "month": date.fromisoformat(event.facts["month"]),
            "facts": [(_("Reason"), report.reason)] if report.reason else [],
        },
        at=at,
    )
