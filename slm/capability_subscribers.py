"""Who is told of the yearly capability assessment: managers when due, then the desk."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.models import Event, User
from core.subscriptions import later
from notifications.services import notify
from notifications.topics import Topic, register_topic
from slm.models import CapabilityAssessment
from slm.selectors import service_level_managers
from slm.selectors.telling import service_desk

GROUP = _("Service levels")
register_topic(
    Topic(
        "capability.due",
        _("The capability of services is to be assessed"),
        GROUP,
        "slm.manage_agreement",
    )
)
register_topic(
    Topic(
        "capability.decided",
        _("It was decided what becomes of services"),
        GROUP,
        "slm.view_agreement",
    )
)


@later("capability.planned")
def tell_that_capability_is_due(event: Event, acting_as: User, at: datetime) -> None:
    subject = _("%(number)s is to be decided by the end of the year: %(title)s")
    _tell(event, service_level_managers(), "capability.due", subject, at)


@later("capability.decided")
def tell_the_desk_of_decisions(event: Event, acting_as: User, at: datetime) -> None:
    subject = _("%(number)s: decided what becomes of services – %(title)s")
    _tell(event, service_desk(), "capability.decided", subject, at)


def _tell(
    event: Event, recipients: Iterable[User], topic: str, subject: Any, at: datetime
) -> None:
    assessment = CapabilityAssessment.objects.select_related("item").get(
        item=event.item
    )
    lines = assessment.lines.select_related("service").order_by("service__name")
    notify(
        event=event,
        recipients=recipients,
        topic=topic,
        subject=subject,
        template=f"slm/{topic.replace('.', '_')}",
        context={
            "number": assessment.number,
            "title": assessment.title,
            "facts": [
                (line.service.name, line.get_decision_display())
                for line in lines
                if line.decision
            ],
        },
        at=at,
    )
