"""By which versions a stretch of a clock was counted, and which repair made it so."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from calendars.models import CalendarVersion
from slm.models import Repair, TargetBudget
from slm.selectors.repaired import HeldHours, approved_repairs, repaired_hours


@dataclass(frozen=True, slots=True)
class CountedBy:
    """What of calendars and agreements held for a clock, as it was put right."""

    hours: Mapping[int, Sequence[HeldHours]]
    repairs: Sequence[Repair]
    opened_at: datetime

    def hours_at(self, calendar_id: int, second: int) -> HeldHours:
        """Return the hours in force; what lies before the first counts by the first."""
        held = self.hours[calendar_id]
        place = bisect_right(held, second, key=attrgetter("start"))
        return held[max(0, place - 1)]

    def repair_of(self, budget: TargetBudget) -> Repair | None:
        """Return the repair by which the version held when the record was opened."""
        found = [
            one
            for one in self.repairs
            if one.agreement_version_id == budget.target.version_id
            and one.starts_at <= self.opened_at < one.ends_at
        ]
        return found[-1] if found else None


def counted_by(budgets: Iterable[TargetBudget], opened_at: datetime) -> CountedBy:
    """Return what held for a clock under these budgets, by the approved repairs."""
    wanted = {budget.target.calendar_id for budget in budgets}
    versions = CalendarVersion.objects.filter(calendar__in=wanted)
    rows = versions.select_related("calendar__item").order_by("valid_from")
    repairs = approved_repairs()
    return CountedBy(repaired_hours(rows, repairs), repairs, opened_at)
