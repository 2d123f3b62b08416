from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from core.models import Event, User
from core.subscriptions import later
from notifications.services import notify
from notifications.topics import Topic, register_topic
from reporting.models import ServiceReport

register_topic(
    Topic(
        "report.issued",
        _("The service report of a month is there"),
        _("Service reports"),
        "reporting.view_own_reports",
    )
)


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
