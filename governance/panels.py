"""From where improvements are raised, and where those raised are shown."""

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from core.models import User
from core.panels import Panel, register_panel
from core.wording import month_words
from governance.lifecycle import PROPOSE
from governance.measures import all_measures
from governance.models import Improvement
from governance.selectors import improvements_following, improvements_from
from slm.choices import HintKind, Verdict
from slm.models import Clock
from slm.selectors import Hint


def of_item(subject: Any, user: User) -> dict[str, Any] | None:
    """The improvements that came from an item, and the way to raise another."""
    query = {"source": "review", "about": subject.item.number}
    return _shown(list(improvements_from(subject.item, user)), user, query)


def of_agreement(subject: Any, user: User) -> dict[str, Any] | None:
    query = {"source": "trend", "about": subject.item.number}
    return _shown(list(improvements_from(subject.item, user)), user, query)


def of_requirement(subject: Any, user: User) -> dict[str, Any] | None:
    """Those that a need led to: what has to become better before it can be promised."""
    query = {"source": "review", "about": subject.item.number, "title": subject.title}
    return _shown(list(improvements_from(subject.item, user)), user, query)


def of_clock(clock: Clock, user: User) -> dict[str, Any] | None:
    """The same for a promise that was broken, or nearly."""
    found = Improvement.objects.visible_to(user).filter(clock=clock.pk)
    source = "breach" if clock.verdict == Verdict.BREACHED else "near_miss"
    query = {"source": source, "about": clock.record.number, "clock": clock.pk}
    return _shown(list(found.select_related("item")), user, query)


def of_hint(hint: Hint, user: User) -> dict[str, Any] | None:
    """The improvement that follows a hint, or the way to one, with all that is known."""
    seen = Improvement.objects.visible_to(user)
    found = list(improvements_following(hint.key).filter(pk__in=seen))
    about = ", ".join(part for part in (hint.title, hint.target) if part)
    is_trend = hint.kind in (HintKind.FALLING, HintKind.HOLLOW)
    query = {
        "source": "trend" if is_trend else "near_miss",
        "about": hint.agreement,
        "agreement": hint.item_id,
        "hint": hint.key,
        "title": f"{hint.kind.label}: {about}",
        "description": f"{about}, {month_words(hint.month)}: {hint.reason}.",
        "measure": _measure_for(hint),
    }
    return _shown(found, user, {} if found else query)


def _measure_for(hint: Hint) -> str:
    """Return the figure that is to become better, if there is one."""
    if hint.kind == HintKind.HOLLOW:
        return "ratings.mean"
    if hint.kind == HintKind.NARROW:
        return "clocks.narrow"
    if hint.row is None:
        return "clocks.share_met"
    key = f"months.{hint.row.target.metric}"
    return key if key in {one.key for one in all_measures()} else ""


def _shown(
    found: list[Improvement], user: User, query: dict[str, Any]
) -> dict[str, Any] | None:
    may_propose = user.has_perm(PROPOSE)
    if not found and not may_propose:
        return None
    url = f"{reverse('improvement_propose')}?{urlencode(query)}"
    return {"improvements": found, "url": url if may_propose and query else ""}


TEMPLATE = "governance/improvements_panel.html"
register_panel(Panel("meeting.main", TEMPLATE, of_item, 50))
register_panel(Panel("agreement.main", TEMPLATE, of_agreement, 74))
register_panel(Panel("requirement.main", TEMPLATE, of_requirement, 50))
register_panel(Panel("clock.main", TEMPLATE, of_clock, 20))
register_panel(Panel("compliance.hint", "governance/hint.html", of_hint, 10))
