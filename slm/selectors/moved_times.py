"""Of which customers a decision moved promised times."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.querysets import Among
from slm.choices import Leg
from slm.models import Agreement, Clock

# More records than these are found among one's own.
NAMED = 5


@dataclass(slots=True)
class MovedTimes:
    """How many times promised to one customer were moved, and of which records."""

    customer_id: int
    moved: int = 0
    records: dict[str, None] = field(default_factory=dict)
    agreements: Counter[int] = field(default_factory=Counter)

    @property
    def named(self) -> list[str]:
        """The numbers of the records, if they are few."""
        return list(self.records) if len(self.records) <= NAMED else []

    @property
    def agreement(self) -> Agreement:
        """Return the agreement under which most of them were promised."""
        ((pk, _count),) = self.agreements.most_common(1)
        return Agreement.objects.select_related("item").get(pk=pk)


def times_moved_by(effect: Mapping[str, Any] | None) -> list[MovedTimes]:
    """
    Return, by customer, the promised times that an effect that was kept moved.

    Without what was promised within, and confidential records.
    """
    lines = effect["lines"] if effect else []
    moved = [
        line["clock"]
        for line in lines
        if line["leg"] == Leg.SLA and all(line["due"]) and len(set(line["due"])) > 1
    ]
    clocks = Clock.objects.filter(
        Among("pk", moved), leg=Leg.SLA, record__is_confidential=False
    )
    found: dict[int, MovedTimes] = {}
    about = ("record__customer", "record__item__number")
    rows = clocks.order_by("record__customer", "record", "pk")
    for customer_id, number, agreement_id in rows.values_list(
        *about, "budget__target__version__agreement"
    ):
        one = found.setdefault(customer_id, MovedTimes(customer_id))
        one.moved += 1
        one.records[number] = None
        one.agreements[agreement_id] += 1
    return list(found.values())
