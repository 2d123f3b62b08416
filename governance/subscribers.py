from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from core.models import Event, User
from core.subscriptions import later
from governance.measures import get_measure
from governance.models import Improvement
from notifications.services import notify
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


@later("measure.alarm")
def tell_that_a_measure_left_its_limits(
    event: Event, acting_as: User, at: datetime
) -> None:
    measure = get_measure(event.facts["measure"])
    notify(
        event=event,
        recipients=service_level_managers(),
        topic="measure.alarm",
        subject=_("%(measure)s: outside its limits"),
        template="governance/alarm",
        context={
            "measure": measure.label,
            "value": str(event.facts["value"]),
            "month": date.fromisoformat(event.facts["month"]),
        },
        at=at,
    )


@later("improvement.proposed")
def tell_who_decides_on_improvements(
    event: Event, acting_as: User, at: datetime
) -> None:
    improvement = _improvement_of(event)
    notify(
        event=event,
        recipients=service_level_managers(),
        topic="improvement.proposed",
        subject=_("%(number)s: %(title)s"),
        template="governance/proposed",
        context=_about(improvement),
        at=at,
    )


@later("improvement.approved", "improvement.rejected", "improvement.verified")
def tell_whose_improvement_it_is(event: Event, acting_as: User, at: datetime) -> None:
    improvement = _improvement_of(event)
    owner = [improvement.owner] if improvement.owner else []
    notify(
        event=event,
        recipients=[improvement.requester, *owner],
        topic="improvement.decided",
        subject=_("%(number)s: %(state)s"),
        template="governance/decided",
        context=_about(improvement),
        at=at,
    )


def _improvement_of(event: Event) -> Improvement:
    rows = Improvement.objects.select_related("item", "requester__user", "owner__user")
    return rows.get(item=event.item)


def _about(improvement: Improvement) -> dict[str, str]:
    return {
        "number": improvement.number,
        "title": improvement.title,
        "state": improvement.state_label,
    }
