"""What the customers of the demonstration need, and how far it is answered."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from accounts.models import Organisation, Person
from catalogue.models import Service
from core.models import User
from core.roles import Role
from slm.models import ServiceLevelRequirement
from slm.selectors.requirements import answering_targets
from slm.services import (
    assess_requirement,
    document_requirement,
    gather_requirement,
    resolve_requirement,
)
from sms.demo import world

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Story:
    """One need: whose, of what, how far it has come, and why."""

    customer: str
    title: str
    need: str
    service: str = ""
    wish: tuple[str, str, int | None] = ("", "", None)
    new_service: str = ""
    assessment: str = ""
    resolution: tuple[str, str] = ("", "")
    coverage: str = ""


STORIES = (
    Story(
        world.ALDER,
        "Order entry back within half a day",
        "When the warehouse cannot see its orders, lorries wait. By the middle of the"
        " shift it must work again.",
        "Warehouse management",
        ("resolution", "4 h", 1),
        assessment="Applications promises three hours for what is critical; last year"
        " most of it was solved in time.",
        resolution=("can_do", "The second line's promise carries it."),
        coverage="wholly",
    ),
    Story(
        world.BRIGHTWATER,
        "Patient records within an hour, also at night",
        "A ward without records must not take patients. An hour is what we can bridge"
        " on paper.",
        "Patient records",
        ("resolution", "1 h", 1),
        assessment="The second line promises three hours. An hour needs people on call"
        " at night.",
        resolution=("change_capability", "Two people more are on call since spring."),
        coverage="partly",
    ),
    Story(
        world.BRIGHTWATER,
        "A word every half hour",
        "Wards ask us, and we have nothing to tell them.",
        "",
        ("update_interval", "30 min", 1),
        assessment="Every hour is what the desk can keep without neglecting the work.",
        resolution=("change_need", "Agreed on an hour, and on a status page instead."),
        coverage="partly",
    ),
    Story(
        world.CORVIN,
        "Support on Sundays",
        "Twice a year we take stock on a Sunday.",
        assessment="Shifts are staffed until Saturday; two Sundays would cost more than"
        " the rest of the year's weekends.",
        resolution=("no_action", "More hours can be ordered for single days already."),
        coverage="not",
    ),
    Story(
        world.CORVIN,
        "Scanners that follow the picker",
        "We would like to pick without paper.",
        new_service="Mobile scanning",
        assessment="There is no such service; capacity of the wireless network in the"
        " halls would have to grow.",
    ),
    Story(
        world.ALDER,
        "Telephones that ring through",
        "Callers hang up when nobody answers within a minute.",
        "Telephony",
        ("first_response", "15 min", 2),
    ),
)


def settle_needs(anchor: datetime) -> None:
    """Gather the needs over the last months, each as far as its story goes."""
    if ServiceLevelRequirement.objects.exists():
        return
    manager = User.objects.get(email=world.MANAGER.email)
    for place, story in enumerate(STORIES):
        _tell(story, manager, anchor - (80 - 12 * place) * DAY)


def _tell(story: Story, manager: User, at: datetime) -> None:
    who: dict[str, Any] = {"actor": manager}
    need = gather_requirement(requirement=_stated(story, at), at=at, **who)
    number = need.number
    if not story.assessment:
        return
    assess_requirement(number=number, assessment=story.assessment, at=at + DAY, **who)
    resolution, reason = story.resolution
    if not resolution:
        return
    resolve_requirement(
        number=number, resolution=resolution, reason=reason, at=at + 4 * DAY, **who
    )
    agreed = answering_targets(need, (at + 6 * DAY).date())
    fitting = [one for one in agreed if need.metric in ("", one.metric)]
    document_requirement(
        number=number,
        coverage=story.coverage,
        targets=fitting[:1] if story.coverage != "not" else [],
        at=at + 6 * DAY,
        **who,
    )


def _stated(story: Story, at: datetime) -> ServiceLevelRequirement:
    """Return the need as the customer's representative stated it, not yet stored."""
    customer = Organisation.objects.get(name=story.customer)
    metric, wished, priority = story.wish
    speaking = [
        one.name for one in world.PEOPLE if one.role == Role.CUSTOMER_REPRESENTATIVE
    ]
    people = Person.objects.filter(organisation=customer, name__in=speaking)
    return ServiceLevelRequirement(
        title=story.title,
        need=story.need,
        customer=customer,
        service=Service.objects.filter(name=story.service).first(),
        new_service=story.new_service,
        source="Workshop on the agreement",
        stated_by=people.first(),
        stated_on=at.date(),
        metric=metric,
        wished=wished,
        priority=priority,
    )
