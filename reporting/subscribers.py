from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from core.models import Event, User
from core.subscriptions import later
from notifications.news import News, tells
from notifications.topics import Topic, register_topic
from reporting.models import FigureQuery, ServiceReport
from slm.selectors import service_level_managers
from workflow.services import refresh_meetings

GROUP = _("Service reports")
for topic in (
    Topic(
        "report.issued",
        _("The service report of a month is there"),
        GROUP,
        "reporting.view_own_reports",
    ),
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


@tells("query.asked", "query.reopened")
def tell_who_answers_queries(event: Event) -> Iterator[News]:
    query = _query_of(event)
    subject, who = _("%(number)s: %(customer)s queries a figure"), set()
    if event.name == "query.reopened" and query.answered_by is not None:
        subject = _("%(number)s: %(customer)s replies to our answer")
        who = {query.answered_by}
    context = _about(query) | {"quote": query.text}
    yield News("query.asked", subject, who.union(service_level_managers()), context)


@tells("query.answered")
def tell_who_asked(event: Event) -> Iterator[News]:
    query = _query_of(event)
    subject = _("%(number)s: your query is answered")
    context = _about(query) | {"quote": query.answer}
    yield News("query.answered", subject, [query.asked_by], context)


def _query_of(event: Event) -> FigureQuery:
    queries = FigureQuery.objects.select_related(
        "item", "report__item", "report__customer", "asked_by", "answered_by"
    )
    return queries.get(item=event.item)


def _about(query: FigureQuery) -> dict[str, Any]:
    return {
        "number": query.number,
        "customer": str(query.report.customer),
        "report": query.report.number,
        "facts": [(_("Figure"), f"{query.label}: {query.value}")],
    }


@tells("report.issued")
def tell_the_customer_of_its_reports(event: Event) -> Iterator[News]:
    # The report of all services closes a month's set: one letter is for all of it.
    if event.facts.get("in_set"):
        return
    report = ServiceReport.objects.select_related("item", "customer", "service").get(
        item=event.item
    )
    people = Person.objects.active().filter(organisation=report.customer_id)
    who = [
        person
        for person in people.exclude(user=None).select_related("user")
        if person.user and person.user.has_perm("reporting.view_own_reports")
    ]
    context = {
        "number": report.number,
        "revision": report.revision,
        "month": date.fromisoformat(event.facts["month"]),
        "facts": [(_("Reason"), report.reason)] if report.reason else [],
    }
    subject = _("%(number)s: your service report")
    yield News("report.issued", subject, who, context, template="reporting/issued")
