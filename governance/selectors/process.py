"""How well service level management itself works: what its measures are reckoned from."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from catalogue.models import Component, Service
from core.evidence import Period
from core.models import Item
from core.periods import month as month_period
from core.periods import months_touching
from governance.measures import Behind, Measured, number, rounded, share
from governance.models import Improvement
from records.models import Holding
from slm.choices import REVIEWED_WITH, Leg, ReviewSide
from slm.models import Agreement, AgreementVersion, Clock, PeriodResult
from slm.selectors import compliance, kept_by, rows_in
from slm.selectors.compliance import ComplianceRow
from slm.selectors.period import newest_results
from slm.selectors.reviewing import SERVICE_REVIEW, breached_clocks
from workflow.models import Meeting, Task

# What was frozen of a month, by agreement.
Kept = Mapping[int, PeriodResult]


def last_day(period: Period) -> date:
    """Return the last day of a period, where the provider is."""
    moment = period.end - timedelta(seconds=1)
    return timezone.localtime(moment, timezone.get_default_timezone()).date()


def share_met(period: Period, about: Item | None) -> Measured:
    """Return which share of the promises due in the period was kept, in percent."""
    behind, n, met = list[Behind](), 0, 0
    for part, kept in _months(period, about):
        for row in [*_frozen(kept), *_live(part, kept, about)]:
            if row.n:
                n, met = n + row.n, met + row.met
                behind.append(_of_row(row, part, row.met, row.met == row.n))
    return Measured(rounded(Decimal(100 * met) / n), behind) if n else Measured(None)


def breaches(period: Period, about: Item | None) -> Measured:
    """Return how many promises were broken in the period."""
    agreements = _agreements(about)
    behind, count = list[Behind](), 0
    for part, kept in _months(period, about):
        for row in _frozen(kept):
            if row.breached:
                count += row.breached
                behind.append(_of_row(row, part, row.breached, True, "breached"))
        late = behind_clocks(
            breached_clocks(agreements.exclude(pk__in=kept), part),
        )
        count += len(late)
        behind += late
    return Measured(rounded(count), behind)


def _agreements(about: Item | None) -> QuerySet[Agreement]:
    agreements: QuerySet[Agreement] = Agreement.objects.filter(leg=Leg.SLA)
    return agreements if about is None else Agreement.objects.filter(item=about)


def _months(period: Period, about: Item | None) -> Iterator[tuple[Period, Kept]]:
    """
    Walk through the months of a period, each with what was frozen of it, by agreement.

    Of a part of a month nothing is.
    """
    results = PeriodResult.objects.filter(agreement__in=_agreements(about))
    for first in months_touching(period):
        whole = month_period(first)
        part = Period(max(whole.start, period.start), min(whole.end, period.end))
        is_whole = part == whole
        yield part, newest_results(first, within=results) if is_whole else {}


def _frozen(kept: Kept) -> Iterator[ComplianceRow]:
    for pk, result in kept.items():
        yield from rows_in(result.data, agreement_id=pk)


def _live(part: Period, kept: Kept, about: Item | None) -> list[ComplianceRow]:
    if about is None:
        rows = compliance(part)
    else:
        open_ones = _agreements(about).exclude(pk__in=kept)
        rows = [row for one in open_ones for row in kept_by(one, part)]
    return [row for row in rows if row.agreement_id not in kept]


def _of_row(
    row: ComplianceRow, part: Period, count: int, counts: bool, verdict: str = ""
) -> Behind:
    first = timezone.localtime(part.start, timezone.get_default_timezone()).date()
    query: dict[str, Any] = {"budget": row.budget_id, "decided_from": first}
    query["decided_until"] = last_day(part)
    if verdict:
        query["verdict"] = verdict
    label = f"{row.agreement} {row.target or row.metric}: {count} / {row.n}"
    return Behind(label, counts, f"{reverse('clock_list')}?{urlencode(query)}")


def behind_clocks(clocks: QuerySet[Clock]) -> list[Behind]:
    """Return a row for each of these clocks."""
    related = clocks.select_related("record__item", "team", "supplier")
    return [
        Behind(
            f"{clock.record.number} {clock.label}",
            True,
            reverse("clock_explain", args=[clock.pk]),
            clock.record_id,
        )
        for clock in related
    ]


def services_with_sla(period: Period, about: Item | None) -> Measured:
    """Return the share of offered services with an agreement with a customer in force."""
    return share(_services_under(Leg.SLA, last_day(period)))


def services_with_ola(period: Period, about: Item | None) -> Measured:
    """Return the share of offered services with an agreement within the provider."""
    return share(_services_under(Leg.OLA, last_day(period)))


def _services_under(leg: Leg, day: date) -> list[Behind]:
    services = Service.objects.live().select_related("item")
    covered = {
        pk
        for version in versions_in_force(leg, day).select_related("agreement")
        for pk in _covered(version)
    }
    return [
        Behind(
            str(service),
            service.pk in covered,
            reverse("service_detail", args=[service.number]),
        )
        for service in services.order_by("name")
    ]


def _covered(version: AgreementVersion) -> set[int]:
    """Return the services of a version; of one that names none, those it is about."""
    named = set(version.services.values_list("pk", flat=True))
    if named:
        return named
    agreement = version.agreement
    services = Service.objects.all()
    if agreement.customer_id:
        services = services.filter(entitlements__customer=agreement.customer_id)
    elif agreement.leg != Leg.SLA:
        # Whatever its team, or who acts as supplier, had in hand or answers for.
        holder = {agreement.party_field: agreement.party}
        held = Holding.objects.filter(**holder).values("record__service")
        parts = Component.objects.filter(**holder)
        about = Q(pk__in=held) | Q(dependencies__on_component__in=parts)
        services = services.filter(about)
    return set(services.values_list("pk", flat=True))


def versions_in_force(leg: Leg, day: date) -> QuerySet[AgreementVersion]:
    """Return the wordings that hold on a day; interim ones do not count."""
    held: QuerySet[AgreementVersion] = AgreementVersion.objects.valid_on(day).filter(
        agreement__leg=leg, agreement__is_interim=False
    )
    return held


def reviews_on_time(period: Period, about: Item | None) -> Measured:
    """Return the share of the reviews of SLAs due in the period held by then."""
    return _held_in_time(period, ReviewSide.CUSTOMERS)


def legs_reviewed_on_time(period: Period, about: Item | None) -> Measured:
    """Return the same share of the reviews of OLAs and contracts."""
    return _held_in_time(period, ReviewSide.LEGS)


def _held_in_time(period: Period, side: ReviewSide) -> Measured:
    first = timezone.localtime(period.start).date()
    due = _reviews().filter(due_on__gte=first, due_on__lte=last_day(period))
    reviews = due.filter(about__kind__in=REVIEWED_WITH[side])
    return share([_review(one, _is_on_time(one)) for one in reviews])


def _is_on_time(review: Meeting) -> bool:
    if review.held_at is None or review.due_on is None:
        return False
    return timezone.localtime(review.held_at).date() <= review.due_on


def issues_raised(period: Period, about: Item | None) -> Measured:
    """Return how many actions, queries and points of their own reviews brought up."""
    rows = []
    for review in _held_in(period):
        page = reverse("meeting_detail", args=[review.number])
        raised = review.agenda.filter(Q(source="") | Q(source="queries"))
        rows += [Behind(f"{review.number} {one}", True, page) for one in raised]
        tasks = Task.objects.filter(item=review.item)
        rows += [Behind(f"{review.number} {task}", True, page) for task in tasks]
    return number(rows)


def reviews_with_improvement(period: Period, about: Item | None) -> Measured:
    """Return the share of the reviews held that triggered an improvement."""
    raised = set(Improvement.objects.values_list("about", flat=True))
    return share([_review(one, one.pk in raised) for one in _held_in(period)])


def days_to_review(period: Period, about: Item | None) -> Measured:
    """Return how many days after the end of what they cover reviews were held."""
    held = [one for one in _held_in(period) if one.covers_until and one.held_at]
    if not held:
        return Measured(None)
    rows = [_review(one, True, f": {_days(one)}") for one in held]
    mean = Decimal(sum(_days(one) for one in held)) / len(held)
    return Measured(rounded(mean), rows)


def _days(review: Meeting) -> int:
    if review.held_at is None or review.covers_until is None:
        return 0
    return (timezone.localtime(review.held_at).date() - review.covers_until).days


def corrective_actions_open(period: Period, about: Item | None) -> Measured:
    """Return how many actions of reviews and improvements were open at the end."""
    tasks = Task.objects.filter(
        item__meeting__kind=SERVICE_REVIEW, given_at__lt=period.end
    )
    still = tasks.filter(Q(done_at=None) | Q(done_at__gte=period.end))
    improvements = Improvement.objects.filter(opened_at__lt=period.end).filter(
        Q(resolved_at=None) | Q(resolved_at__gte=period.end)
    )
    rows = [
        Behind(
            f"{task.item.number} {task}",
            True,
            reverse("item_page", args=[task.item.number]),
        )
        for task in still.select_related("item")
    ]
    rows += [
        Behind(str(one), True, reverse("improvement_detail", args=[one.number]), one.pk)
        for one in improvements.exclude(state="rejected").select_related("item")
    ]
    return number(rows)


def _reviews() -> QuerySet[Meeting]:
    reviews: QuerySet[Meeting] = Meeting.objects.filter(kind=SERVICE_REVIEW)
    return reviews.exclude(state="cancelled").select_related("item", "organisation")


def _held_in(period: Period) -> Sequence[Meeting]:
    held = _reviews().filter(held_at__gte=period.start, held_at__lt=period.end)
    return list(held.order_by("held_at", "pk"))


def _review(review: Meeting, counts: bool, words: str = "") -> Behind:
    page = reverse("meeting_detail", args=[review.number])
    title = review.organisation or review.title
    return Behind(f"{review.number} {title}{words}", counts, page)
