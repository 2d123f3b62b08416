"""When agreements are reviewed, and what the facts put on the agenda."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.evidence import Period
from core.language import mid_sentence
from core.periods import days, first_of, shift
from core.wording import percent
from records.choices import Priority
from records.models import Record
from slm.choices import GoalVerdict, Metric, Verdict
from slm.models import Agreement, AgreementVersion, Clock
from slm.notice import add_months
from slm.parts import Numbers
from slm.selectors.compliance import ComplianceRow, compliance, tally
from slm.selectors.sheet import current_version
from slm.selectors.workload import workload_of
from workflow.choices import TOOK_PLACE
from workflow.meetings import AgendaLine
from workflow.models import Meeting

SERVICE_REVIEW = "service_review"
USUAL_MONTHS = 3
# So many breaches are named one by one on an agenda.
NAMED = 20


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
    """Whether there is a customer to review it with, and it is to last."""
    return agreement.customer_id is not None and not agreement.is_interim


def agreements_to_review(day: date) -> list[tuple[Agreement, AgreementVersion]]:
    """Return the agreements with one customer that hold on that day, but interim ones."""
    versions = AgreementVersion.objects.order_by("-number").prefetch_related(
        "arrangement"
    )
    agreements = (
        Agreement.objects.filter(customer__isnull=False, is_interim=False)
        .select_related("item", "customer")
        .prefetch_related(Prefetch("versions", versions))
        .order_by("customer__name", "title")
    )
    found = [
        (one, current_version(list(one.versions.all()), day)) for one in agreements
    ]
    return [(one, version) for one, version in found if version is not None]


def reviews_due(at: datetime) -> list[ReviewDue]:
    """Return for each agreement with a customer in force when its review is due."""
    today = timezone.localtime(at).date()
    meetings = Meeting.objects.filter(kind=SERVICE_REVIEW).select_related("item")
    by_agreement: dict[int, list[Meeting]] = {}
    for meeting in meetings.order_by("starts_at", "pk"):
        if meeting.about_id is not None:
            by_agreement.setdefault(meeting.about_id, []).append(meeting)
    return [
        _due(agreement, version, by_agreement.get(agreement.pk, []))
        for agreement, version in agreements_to_review(today)
    ]


def _due(
    agreement: Agreement, version: AgreementVersion, meetings: list[Meeting]
) -> ReviewDue:
    held = [one for one in meetings if one.state in TOOK_PLACE]
    coming = [one for one in meetings if one.is_coming]
    last = held[-1] if held else None
    planned = coming[0] if coming else None
    return ReviewDue(agreement, _due_on(agreement, version, last), last, planned)


def _due_on(
    agreement: Agreement, version: AgreementVersion, last: Meeting | None
) -> date:
    """Return the day that was set, until a review is held; then the interval counts."""
    held_on = _day_held(last)
    if version.review_on and (held_on is None or version.review_on > held_on):
        return version.review_on
    since = held_on or _first_day(agreement, version)
    return add_months(since, months_between_reviews(version))


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


def breached_clocks(agreement: Agreement, period: Period) -> QuerySet[Clock]:
    """Return the clocks of an agreement that count as breached in a period."""
    clocks: QuerySet[Clock] = Clock.objects.filter(
        budget__target__version__agreement=agreement, verdict=Verdict.BREACHED
    )
    return clocks.filter(
        verdict_at__gte=period.start, verdict_at__lt=period.end
    ).order_by("verdict_at", "pk")


def performance_of(agreement: Agreement, period: Period) -> list[ComplianceRow]:
    """Return how far each target of the agreement was kept in the period."""
    rows = compliance(period, customer_id=agreement.customer_id)
    return [row for row in rows if row.agreement == agreement.number]


def performance_on_the_agenda(meeting: Meeting, at: datetime) -> Iterator[AgendaLine]:
    """Yield a line with how far each target was kept."""
    agreement, period = agreement_of(meeting), period_of(meeting)
    if agreement is None or period is None:
        return
    rows = performance_of(agreement, period)
    total = tally(rows)
    text = _("%(met)s of %(n)s promises were kept: %(share)s.") % {
        "met": total.met,
        "n": total.n,
        "share": percent(total.share),
    }
    facts = [_performance(row, meeting) for row in rows if row.n]
    if not total.n:
        text = _("No promise fell due.")
    yield AgendaLine(_("Performance against targets"), text, facts)


def _performance(row: ComplianceRow, meeting: Meeting) -> tuple[str, str, str]:
    words = [str(Metric(row.metric).label), *row.limits]
    if row.priority is not None:
        words.append(str(Priority(row.priority).label))
    value = _("%(share)s (%(met)s of %(n)s), goal %(goal)s %%") % {
        "share": percent(row.share),
        "met": row.met,
        "n": row.n,
        "goal": row.goal_percent.normalize(),
    }
    if row.verdict == GoalVerdict.MISSED:
        value = f"{value} – {mid_sentence(row.verdict.label)}"
    return ", ".join(words), value, clocks_url(meeting, budget=row.budget_id)


def clocks_url(meeting: Meeting, **narrowed: Any) -> str:
    """Return the address of the clocks of a review's agreement and period."""
    query = {
        "agreement": meeting.about_id,
        "decided_from": meeting.covers_from,
        "decided_until": meeting.covers_until,
        **narrowed,
    }
    return f"{reverse('clock_list')}?{urlencode(query)}"


def breaches_on_the_agenda(meeting: Meeting, at: datetime) -> Iterator[AgendaLine]:
    """Yield a line with the breaches by their cause, and those without one."""
    agreement, period = agreement_of(meeting), period_of(meeting)
    if agreement is None or period is None:
        return
    late = list(
        breached_clocks(agreement, period).select_related(
            "record__item", "cause__cause"
        )
    )
    if not late:
        yield AgendaLine(_("Breaches and their causes"), _("Nothing was breached."))
        return
    unexplained = [clock for clock in late if not has_cause(clock)]
    count = Counter(clock.cause.cause for clock in late if has_cause(clock))
    facts = [
        (str(cause), str(n), clocks_url(meeting, verdict="breached", cause=cause.pk))
        for cause, n in count.most_common()
    ]
    facts += [_unexplained(clock) for clock in unexplained[:NAMED]]
    text = ngettext(
        "%(n)s promise was broken", "%(n)s promises were broken", len(late)
    ) % {"n": len(late)}
    if unexplained:
        text += _(", of %s the cause is not given yet") % len(unexplained)
    yield AgendaLine(_("Breaches and their causes"), f"{text}.", facts)


def has_cause(clock: Clock) -> bool:
    """Whether it was said why the promise was broken."""
    return hasattr(clock, "cause")


def _unexplained(clock: Clock) -> tuple[str, str, str]:
    # Every representative reads it: what is confidential is not named.
    hidden = clock.record.is_confidential
    number = _("a confidential record") if hidden else clock.record.number
    page = reverse("clock_explain", args=[clock.pk])
    return f"{number}, {clock.label}", _("no cause given yet"), page


def workload_on_the_agenda(meeting: Meeting, at: datetime) -> Iterator[AgendaLine]:
    """Yield a line with how much work there was."""
    agreement, period = agreement_of(meeting), period_of(meeting)
    if agreement is None or period is None or agreement.customer_id is None:
        return
    records = Record.objects.filter(customer=agreement.customer_id)
    opened = records.filter(opened_at__gte=period.start, opened_at__lt=period.end)
    resolved = records.filter(resolved_at__gte=period.start, resolved_at__lt=period.end)
    facts = [
        (_("Opened"), str(opened.count()), ""),
        (_("Resolved"), str(resolved.count()), ""),
        *_beside_limits(agreement, period),
    ]
    yield AgendaLine(_("Workload"), facts=facts)


def _beside_limits(
    agreement: Agreement, period: Period
) -> Iterator[tuple[str, str, str]]:
    day = timezone.localdate(period.end - timedelta(microseconds=1))
    version = current_version(list(agreement.versions.order_by("-number")), day)
    if version is None:
        return
    for one in workload_of(version, period, records=Record.objects.all()):
        yield one.subject, f"{one.bounds}: {one.standing}", ""


def breaches_without_cause(meeting: Meeting) -> list[str]:
    """Say which breaches of the period must be explained before the review is held."""
    agreement, period = agreement_of(meeting), period_of(meeting)
    if agreement is None or period is None:
        return []
    # Who runs the review need not see what is confidential, and could not explain it.
    late = breached_clocks(agreement, period).filter(
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
