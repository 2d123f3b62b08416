"""Which other agreements promise the same of each month as a draft."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from slm.models import AgreementVersion, Target
from slm.selectors.beside import are_alike
from slm.selectors.book import span_of
from slm.selectors.month_promises import MonthPromise, promises_in
from slm.selectors.month_words import goal_words


def month_overlaps(version: AgreementVersion) -> list[str]:
    """
    Say which other agreements promise the same figure of the month of the same service.

    To the same customer, or one of them to all; both goals are named. Nothing stands
    in the way of that.
    """
    if version.valid_from is None:
        return []
    own = promises_in([version])
    pairs = ((one, other) for other in _others(version) for one in own)
    met = [(one, other) for one, other in pairs if _meet(one, other)]
    return list(dict.fromkeys(_words(one.target, other.target) for one, other in met))


def _others(version: AgreementVersion) -> Iterator[MonthPromise]:
    starts_at, ends_at = span_of(version)
    # The interim agreement ends when what takes its place begins.
    own = {version.agreement_id, version.agreement.replaces_id}
    published = AgreementVersion.objects.published().filter(
        Q(valid_to=None) | Q(valid_to__gte=version.valid_from)
    )
    others = published.exclude(agreement__in={pk for pk in own if pk})
    for one in promises_in(others):
        begins_at, until = span_of(one.target.version)
        is_later = ends_at is not None and ends_at <= begins_at
        if not is_later and (until is None or starts_at < until):
            yield one


def _meet(one: MonthPromise, other: MonthPromise) -> bool:
    """Whether both hold for somebody, of one service."""
    customers = {one.customer_id, other.customer_id} - {None}
    is_for_same = (one.leg, one.holder_id) == (other.leg, other.holder_id)
    return is_for_same and len(customers) < 2 and are_alike(one, other)


def _words(own: Target, other: Target) -> str:
    service = own.service or other.service
    label = str(own.get_metric_display())
    values = {
        "agreement": other.version.agreement,
        "number": other.version.number,
        "what": f"{label}, {service}" if service else label,
        "there": goal_words(other),
        "here": goal_words(own),
    }
    text = _(
        "%(agreement)s, version %(number)s, promises the same for each month: %(what)s"
        " is to be %(there)s there, %(here)s here"
    )
    return text % values
