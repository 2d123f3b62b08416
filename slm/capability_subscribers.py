"""Who is told of the yearly capability assessment: managers when due, then the desk."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.models import Event
from notifications.news import News, tells
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


@tells("capability.planned")
def tell_that_capability_is_due(event: Event) -> Iterator[News]:
    subject = _("%(number)s is to be decided by the end of the year: %(title)s")
    yield News("capability.due", subject, service_level_managers(), _about(event))


@tells("capability.decided")
def tell_the_desk_of_decisions(event: Event) -> Iterator[News]:
    subject = _("%(number)s: decided what becomes of services – %(title)s")
    yield News("capability.decided", subject, service_desk(), _about(event))


def _about(event: Event) -> dict[str, Any]:
    rows = CapabilityAssessment.objects.select_related("item")
    assessment = rows.get(item=event.item)
    lines = assessment.lines.select_related("service").order_by("service__name")
    return {
        "number": assessment.number,
        "title": assessment.title,
        "facts": [
            (line.service.name, line.get_decision_display())
            for line in lines
            if line.decision
        ],
    }
