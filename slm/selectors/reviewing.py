"""When agreements are reviewed, and what the facts put on the agenda."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import ngettext

from core.evidence import Period
from core.periods import days, first_of, shift
from slm.choices import REVIEWED_WITH, Leg, ReviewSide, Verdict
from slm.models import Agreement, AgreementVersion, Clock
from slm.notice import add_months
from slm.parts import Numbers
from slm.selectors.sheet import current_version
from workflow.choices import TOOK_PLACE
from workflow.models import Meeting

SERVICE_REVIEW = "service_review"
USUAL_MONTHS = 3


@dataclass(frozen=True, slots=True)
class ReviewDue:
    """When an agreement is to be reviewed next, and what is planned for it."""

    agreement: Agreement
    due_on: date
    last: Meeting | None
    planned: Meeting | None

    def is_overdue(self, today: date) -> bool:
        return self.due_on < today


def months_between_reviews(version: AgreementVersion) -> int:
    """Return after how many months a review follows: as agreed, else a quarter."""
    return Numbers.of(version).review_every_months or USUAL_MONTHS


def is_reviewed(agreement: Agreement) -> bool:
    """Whether there is one other side to review it with, and it is to last."""
    is_with_one = agreement.leg != Leg.SLA or agreement.customer_id is not None
    return is_with_one and not agreement.is_interim


def agreements_to_review(
    day: date, **narrowed: Any
) -> list[tuple[Agreement, AgreementVersion]]:
    """
    Return the agreements to review that hold on that day: those with customers first.

    With one customer, a team or a supplier; interim ones are not.
    """
    versions = AgreementVersion.objects.order_by("-number").prefetch_related(
        "arrangement"
    )
    agreements = (
        Agreement.objects.exclude(leg=Leg.SLA, customer=None)
        .filter(is_interim=False, **narrowed)
        .select_related("item", "customer", "team", "supplier")
        .prefetch_related(Prefetch("versions", versions))
        .order_by("customer__name", "team__name", "supplier__name", "title")
    )
    found = [
        (one, current_version(list(one.versions.all()), day)) for one in agreements
    ]
    return [(one, version) for one, version in found if version is not None]


def review_due(agreement: Agreement, at: datetime) -> ReviewDue | None:
    """Return when the next review of an agreement is due, if it is to be reviewed."""
    return next(iter(reviews_due(at, pk=agreement.pk)), None)


def reviews_due(at: datetime, **narrowed: Any) -> list[ReviewDue]:
    """Return for each agreement in force that is reviewed when that is due."""
    agreed = agreements_to_review(timezone.localtime(at).date(), **narrowed)
    meetings = Meeting.objects.filter(
        kind=SERVICE_REVIEW, about__in=[agreement.pk for agreement, _version in agreed]
    ).select_related("item")
    by_agreement: dict[int, list[Meeting]] = {}
    for meeting in meetings.order_by("starts_at", "pk"):
        if meeting.about_id is not None:
            by_agreement.setdefault(meeting.about_id, []).append(meeting)
    return [
        _due(agreement, version, by_agreement.get(agreement.pk, []))
        for agreement, version in agreed
    ]


def _due(
    agreement: Agreement, version: AgreementVersion, meetings: list[Meeting]
) -> ReviewDue:
    held = [one for one in meetings if one.state in TOOK_PLACE]
    coming = [one for one in meetings if one.is_coming]
    last = held[-1] if held else None
    planned = coming[0] if coming else None
    # The interval is counted from the last that was due, not from an extraordinary one.
    regular = next((one for one in reversed(held) if one.due_on), None)
    return ReviewDue(agreement, _due_on(agreement, version, regular), last, planned)


def next_review(version: AgreementVersion, at: datetime) -> date | None:
    """
    Return when a version that holds, or is to come, is reviewed next, as `reviews_due`.

    Of a draft, of one that is over or is not reviewed: the day that was set for it.
    """
    agreement = version.agreement
    last_day = version.last_day
    is_over = last_day is not None and last_day < agreement.day_of(at)
    if version.is_draft or is_over or not is_reviewed(agreement):
        return version.review_on
    meetings = Meeting.objects.filter(kind=SERVICE_REVIEW, about=agreement.pk)
    listed = list(meetings.select_related("item").order_by("starts_at", "pk"))
    return _due(agreement, version, listed).due_on


def _due_on(
    agreement: Agreement, version: AgreementVersion, last: Meeting | None
) -> date:
    """Return the day that was set, until its review is held; then the interval counts."""
    if version.review_on and not (last and settles(last, version.review_on)):
        return version.review_on
    since = _day_held(last) or _first_day(agreement, version)
    return add_months(since, months_between_reviews(version))


def settles(held: Meeting, review_on: date) -> bool:
    """Whether a review that was held is the one of that day: held on it, or due by it."""
    days = (_day_held(held), held.due_on)
    return any(day is not None and review_on <= day for day in days)


def _day_held(meeting: Meeting | None) -> date | None:
    if meeting is None or meeting.held_at is None:
        return None
    return timezone.localtime(meeting.held_at).date()


def _first_day(agreement: Agreement, version: AgreementVersion) -> date:
    published = [one for one in agreement.versions.all() if not one.is_draft]
    first = min((one.valid_from for one in published if one.valid_from), default=None)
    return first or version.valid_from or date.min


def covered_by(
    last: Meeting | None, starts_at: datetime, months: int
) -> tuple[date, date]:
    """Return the whole months that a review looks back on: first and last day."""
    until = first_of(starts_at)
    begin = shift(until, -months)
    if last is not None and last.covers_until is not None:
        begin = min(last.covers_until + timedelta(days=1), shift(until, -1))
    return begin, until - timedelta(days=1)


def period_of(meeting: Meeting) -> Period | None:
    """Return the span that a review looks back on, if it is known."""
    if meeting.covers_from is None or meeting.covers_until is None:
        return None
    return days(meeting.covers_from, meeting.covers_until)


def agreement_of(meeting: Meeting) -> Agreement | None:
    """Return the agreement that a meeting is about, if it is about one."""
    return Agreement.objects.filter(item=meeting.about_id).first()


def side_of(meeting: Meeting) -> ReviewSide | None:
    """Return with whom a meeting reviews an agreement, if it is about one."""
    kind = meeting.about.kind if meeting.about else ""
    return next((side for side, legs in REVIEWED_WITH.items() if kind in legs), None)


def customer_of(meeting: Meeting) -> int | None:
    """Return the customer whose promises are reviewed; none where ours rest on others'."""
    return None if side_of(meeting) == ReviewSide.LEGS else meeting.organisation_id


def breached_clocks(agreements: Iterable[Agreement], period: Period) -> QuerySet[Clock]:
    """Return the clocks of agreements that count as breached in a period."""
    clocks: QuerySet[Clock] = Clock.objects.filter(
        budget__target__version__agreement__in=agreements, verdict=Verdict.BREACHED
    )
    return clocks.filter(
        verdict_at__gte=period.start, verdict_at__lt=period.end
    ).order_by("verdict_at", "pk")


def breaches_without_cause(meeting: Meeting) -> list[str]:
    """
    Say which breaches of the period must be explained before the review is held.

    Of what customers were promised: what was promised within is blamed there.
    """
    agreement, period = agreement_of(meeting), period_of(meeting)
    if agreement is None or period is None or agreement.leg != Leg.SLA:
        return []
    # Who runs the review need not see what is confidential, and could not explain it.
    late = breached_clocks([agreement], period).filter(
        cause=None, record__is_confidential=False
    )
    n = late.count()
    if not n:
        return []
    words = ngettext(
        "The cause of %(n)s breach in the period is not given: %(numbers)s",
        "The causes of %(n)s breaches in the period are not given: %(numbers)s",
        n,
    )
    numbers = late.values_list("record__item__number", flat=True)
    named = ", ".join(dict.fromkeys(numbers[:5]))
    return [words % {"n": n, "numbers": f"{named} …" if n > 5 else named}]
