"""Closing a month: what it came to is frozen, and never changes again."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from calendars.models import check_days
from core.canonical import canonical_json, sha256
from core.events import EventDraft, record_event, record_events
from core.locks import lock_name
from core.models import User
from core.periods import month as month_period
from core.snapshot import one_instant
from slm.choices import GoalVerdict
from slm.models import Agreement, PeriodDoubt, PeriodResult
from slm.selectors import period_data
from slm.selectors.period import newest_results, reads_alike
from slm.services.locking import lock_book


class NothingToRevise(ValidationError):
    """Raised when a closed month reads as it was frozen."""


def close_period(*, month: date, actor: User, at: datetime) -> list[PeriodResult]:
    """
    Freeze what every agreement came to in a month, of which nothing is frozen yet.

    As it was when the month ended. May be run at any time, and twice. Returns what was
    frozen now.

    :raises PermissionDenied: if the actor may not close periods
    :raises ValidationError: if the month is not over
    """
    if not actor.has_perm("slm.close_period"):
        raise PermissionDenied
    _check_month(month, at)
    _announce(month_period(month).end)
    with one_instant():
        counted = period_data(month)
    with transaction.atomic():
        # One at a time, lest two freeze the same.
        lock_name(f"period {month}")
        closed = set(
            PeriodResult.objects.filter(month=month).values_list("agreement", flat=True)
        )
        stored = PeriodResult.objects.bulk_create(
            [
                _result(agreement, month, data, actor, at)
                for agreement, data in counted.items()
                if agreement not in closed
            ]
        )
        record_events([_closed(one) for one in stored], actor=actor)
    return stored


@transaction.atomic
def _announce(end: datetime) -> None:
    """
    Say until when months are closed, before anything is counted.

    Whoever has read otherwise holds the page, and is waited for; whoever writes about
    the time before from now on leaves a doubt.
    """
    book = lock_book()
    if book.closed_until is None or book.closed_until < end:
        book.closed_until = end
        book.save(update_fields=["closed_until"])


def revise_period(
    *, number: str, month: date, reason: str, actor: User, at: datetime
) -> PeriodResult:
    """
    Freeze a closed month of an agreement again, beside what was frozen before.

    :raises Agreement.DoesNotExist: if the actor may not see such an agreement
    :raises PeriodResult.DoesNotExist: if its month is not closed
    :raises PermissionDenied: if the actor may not close periods
    :raises NothingToRevise: if every figure is as it was
    :raises ValidationError: without a reason
    """
    agreement = Agreement.objects.visible_to(actor).get(item__number=number)
    if not actor.has_perm("slm.close_period"):
        raise PermissionDenied
    if not reason.strip():
        raise ValidationError({"reason": _("Say why.")})
    with one_instant():
        # What is doubted from here on is not known to what is counted.
        doubts = list(PeriodDoubt.objects.filter(agreement=agreement, month=month))
        data = period_data(month, agreements=[agreement.pk]).get(agreement.pk)
    with transaction.atomic():
        lock_name(f"period {month}")
        last = newest_results(month).get(agreement.pk)
        if last is None:
            raise PeriodResult.DoesNotExist
        if data is None or reads_alike(last.data, data):
            raise NothingToRevise(_("Every figure of this month is as it was frozen."))
        result = _result(agreement.pk, month, data, actor, at)
        result.revision, result.reason = last.revision + 1, reason.strip()
        result.full_clean()
        result.save(force_insert=True)
        settle_doubts(doubts)
        _record_revision(agreement, result, last)
    return result


def settle_doubts(unfounded: Iterable[PeriodDoubt]) -> None:
    """Forget doubts about months that read as they were frozen; not what is newer."""
    for one in unfounded:
        PeriodDoubt.objects.filter(pk=one.pk, noted_at=one.noted_at).delete()


def _check_month(month: date, at: datetime) -> None:
    check_days(month=month)
    if month.day != 1:
        raise ValidationError({"month": _("A month is named by its first day.")})
    if month_period(month).end > at:
        raise ValidationError({"month": _("This month is not over yet.")})


def _result(
    agreement: int, month: date, data: Mapping[str, Any], actor: User, at: datetime
) -> PeriodResult:
    totals = data["totals"]
    return PeriodResult(
        agreement_id=agreement,
        month=month,
        **{name: totals[name] for name in ("met", "breached", "void")},
        verdict=GoalVerdict(totals["verdict"]),
        data=data,
        data_hash=sha256(canonical_json(data)),
        closed_at=at,
        closed_by=actor,
    )


def _closed(result: PeriodResult) -> EventDraft:
    return EventDraft(
        "period.closed",
        item_id=result.agreement_id,
        at=result.closed_at,
        facts=_facts(result),
    )


def _facts(result: PeriodResult) -> dict[str, Any]:
    return {
        "month": result.month.isoformat(),
        "revision": result.revision,
        "met": result.met,
        "breached": result.breached,
        "verdict": str(result.verdict),
        "data_hash": result.data_hash,
    }


def _record_revision(
    agreement: Agreement, result: PeriodResult, last: PeriodResult
) -> None:
    record_event(
        "period.revised",
        item=agreement.item,
        actor=result.closed_by,
        at=result.closed_at,
        changes={"data_hash": [last.data_hash, result.data_hash]},
        facts={**_facts(result), "fields": ["reason"]},
        personal={"reason": ["", result.reason]},
    )
