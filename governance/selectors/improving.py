"""What an improvement is measured by, and what came of it."""

from datetime import date, datetime, timedelta
from re import escape

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.evidence import Period
from core.lifecycle import Transition
from core.models import Event, Item, User
from core.periods import days, first_of, shift
from governance.choices import ImprovementState
from governance.measures import Measured
from governance.models import Improvement
from records.choices import OPEN_PHASES

# What is said if the proposal lacks what a step requires.
NEEDS: dict[str, str | Promise] = {
    "owner": _("It has no owner yet."),
    "due_on": _("It is not said until when."),
    "measure": _("It is not said what it is measured by."),
    "target_value": _("It is not said what is to be reached."),
}


def missing_for(improvement: Improvement, step: Transition) -> dict[str, str | Promise]:
    """Return what the step requires and the proposal does not say, by field."""
    return {
        name: need
        for name, need in NEEDS.items()
        if name in step.required and getattr(improvement, name) in (None, "")
    }


def period_before(at: datetime, months: int) -> tuple[date, date, Period]:
    """Return the whole months before an instant: first day, last day, span."""
    end = first_of(at)
    first, last = shift(end, -months), end - timedelta(days=1)
    return first, last, days(first, last)


def measured_now(improvement: Improvement, at: datetime) -> Measured | None:
    """Return what an improvement's measure was in the whole months before."""
    measure = improvement.measured
    if measure is None:
        return None
    _first, _last, period = period_before(at, improvement.months)
    return measure.select(period, improvement.measured_about)


def improvements_from(item: Item, reader: User) -> QuerySet[Improvement]:
    """Return the improvements that came from an item."""
    found: QuerySet[Improvement] = Improvement.objects.visible_to(reader)
    return found.filter(about=item).select_related("item").order_by("-opened_at")


def improvements_following(hint: str) -> QuerySet[Improvement]:
    """
    Return the improvements that follow a hint, which is named by its key.

    Those of the same month, and those of another that are open: they are about the same.
    """
    # Of an agreement as a whole, or of a target of it: a longer key is about another.
    same = rf"^{escape(hint.rpartition('/')[0])}/[^/]*$"
    proposed = Event.objects.named("improvement.proposed").filter(item=OuterRef("pk"))
    found: QuerySet[Improvement] = Improvement.objects.filter(
        Q(Exists(proposed.filter(facts__hint=hint)))
        | Q(
            Exists(proposed.filter(facts__hint__regex=same)),
            phase__in=OPEN_PHASES,
        )
    )
    return found.exclude(state=ImprovementState.REJECTED).select_related("item")
