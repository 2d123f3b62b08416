from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from core.models import Event
from governance.measures import get_measure
from governance.models import Improvement
from notifications.news import News, tells
from notifications.topics import Topic, register_topic
from slm.selectors import service_level_managers

GROUP = _("Improvement")
for topic in (
    Topic(
        "measure.alarm",
        _("A measure left its limits"),
        GROUP,
        "governance.set_limits",
    ),
    Topic(
        "improvement.proposed",
        _("An improvement is proposed"),
        GROUP,
        "governance.decide_improvement",
    ),
    Topic(
        "improvement.decided",
        _("An improvement that I proposed or own is decided on"),
        GROUP,
        "governance.propose_improvement",
    ),
):
    register_topic(topic)


@tells("measure.alarm")
def tell_that_a_measure_left_its_limits(event: Event) -> Iterator[News]:
    context = {
        "measure": get_measure(event.facts["measure"]).label,
        "value": str(event.facts["value"]),
        "month": date.fromisoformat(event.facts["month"]),
    }
    subject, who = _("%(measure)s: outside its limits"), service_level_managers()
    yield News("measure.alarm", subject, who, context, template="governance/alarm")


@tells("improvement.proposed")
def tell_who_decides_on_improvements(event: Event) -> Iterator[News]:
    subject, template = _("%(number)s: %(title)s"), "governance/proposed"
    who, context = service_level_managers(), _about(_improvement_of(event))
    yield News("improvement.proposed", subject, who, context, template)


@tells("improvement.approved", "improvement.rejected", "improvement.verified")
def tell_whose_improvement_it_is(event: Event) -> Iterator[News]:
    improvement = _improvement_of(event)
    owner = [improvement.owner] if improvement.owner else []
    subject, template = _("%(number)s: %(state)s"), "governance/decided"
    who, context = [improvement.requester, *owner], _about(improvement)
    yield News("improvement.decided", subject, who, context, template)


def _improvement_of(event: Event) -> Improvement:
    rows = Improvement.objects.select_related("item", "requester__user", "owner__user")
    return rows.get(item=event.item)


def _about(improvement: Improvement) -> dict[str, str]:
    return {
        "number": improvement.number,
        "title": improvement.title,
        "state": improvement.state_label,
    }
