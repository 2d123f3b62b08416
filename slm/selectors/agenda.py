"""What the facts put on the agenda of a review."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.evidence import Period
from core.language import mid_sentence
from core.periods import month, months_touching
from core.wording import exactly, full_day, month_words, percent
from records.choices import Priority
from records.models import Record
from slm.choices import GoalStanding, GoalVerdict, Metric, OfferState
from slm.durations import plain_percent
from slm.models import Agreement, Clock, Outage
from slm.selectors.compliance import ComplianceRow, kept_by, summed, tally
from slm.selectors.covered import services_covered, services_named
from slm.selectors.frozen_months import month_results
from slm.selectors.goals import BROKEN, HELD
from slm.selectors.judging import MonthRow
from slm.selectors.month_outlook import month_standing
from slm.selectors.month_words import named_target
from slm.selectors.outages import planned_interruptions
from slm.selectors.period import closing_rows, newest_results, rows_in
from slm.selectors.reviewing import agreement_of, breached_clocks, period_of
from slm.selectors.sheet import current_version
from slm.selectors.workload import workload_of
from workflow.meetings import AgendaLine, Fact
from workflow.models import Meeting

# So many breaches, or interruptions to come, are named one by one.
NAMED = 20


def performance_of(
    agreement: Agreement, period: Period, at: datetime
) -> list[ComplianceRow]:
    """
    Return how far each target was kept in the whole months of a period.

    As the reports of these months have it: of a closed month as it was frozen, of one
    that is over as it was at its end; of one that runs as it reads today.
    """
    months = (_month_of(agreement, first, at) for first in months_touching(period))
    return summed(row for rows in months for row in rows)


def _month_of(agreement: Agreement, first: date, at: datetime) -> list[ComplianceRow]:
    whole = month(first)
    if closed := newest_results(first).get(agreement.pk):
        return rows_in(closed.data, agreement_id=agreement.pk)
    if whole.end <= at:
        return closing_rows(whole, agreements=[agreement.pk])
    return kept_by(agreement, whole)


def performance_on_the_agenda(meeting: Meeting, at: datetime) -> Iterator[AgendaLine]:
    """Yield a line with how far each target was kept."""
    agreement, period = agreement_of(meeting), period_of(meeting)
    if agreement is None or period is None:
        return
    rows = performance_of(agreement, period, at)
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
        "goal": number_format(plain_percent(row.goal_percent)),
    }
    value = _with_verdict(value, row.verdict)
    return ", ".join(words), value, clocks_url(meeting, budget=row.budget_id)


def _with_verdict(value: str, verdict: GoalVerdict | GoalStanding) -> str:
    """Say after a figure what became of its goal, unless it was reached."""
    if verdict in (GoalVerdict.KEPT, *HELD):
        return value
    return f"{value} – {mid_sentence(verdict.label)}"


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
        breached_clocks([agreement], period).select_related(
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


def limits_on_the_agenda(
    agreement: Agreement, period: Period
) -> Iterator[tuple[str, str, str]]:
    """Yield how many records there were beside each limit that was agreed."""
    day = timezone.localdate(period.end - timedelta(microseconds=1))
    version = current_version(list(agreement.versions.order_by("-number")), day)
    if version is None:
        return
    for one in workload_of(version, period, records=Record.objects.all()):
        yield one.subject, f"{one.bounds}: {one.standing}", ""


def months_on_the_agenda(meeting: Meeting, at: datetime) -> Iterator[AgendaLine]:
    """Yield a line with availability and the other targets of each month looked at."""
    agreement, period = agreement_of(meeting), period_of(meeting)
    if agreement is None or period is None:
        return
    rows = [
        (first, row)
        for first in months_touching(period)
        for row in month_results(
            month(first), at=at, agreements=[agreement.pk], legs=[agreement.leg]
        )
    ]
    if not rows:
        return
    missed = sum(month_standing(row) in BROKEN for _first, row in rows)
    text = ngettext(
        "%(missed)s of %(n)s target of a month was missed.",
        "%(missed)s of %(n)s targets of a month were missed.",
        len(rows),
    ) % {"missed": missed, "n": len(rows)}
    facts = [_judged(first, row, agreement) for first, row in rows]
    yield AgendaLine(_("Availability and targets of the month"), text, facts)


def _judged(first: date, row: MonthRow, agreement: Agreement) -> tuple[str, str, str]:
    named = named_target(row.target.name, row.target.metric, row.service)
    label = f"{month_words(first)}, {named}"
    value = _with_verdict(f"{row.shown}, {row.goal}", month_standing(row))
    query = urlencode(
        {"month": f"{first:%Y-%m}", "customer": agreement.customer_id or ""}
    )
    url = f"{reverse('availability')}?{query}"
    return label, value, url


def coming_on_the_agenda(meeting: Meeting, at: datetime) -> Iterator[AgendaLine]:
    """Yield a line with what is coming: new versions, ends, planned interruptions."""
    agreement = agreement_of(meeting)
    if agreement is None:
        return
    facts = [*_versions_coming(agreement, at), *_interruptions(agreement, at)]
    text = "" if facts else _("Nothing is known yet.")
    yield AgendaLine(_("What is coming"), text, facts)


def _versions_coming(
    agreement: Agreement, at: datetime
) -> Iterator[tuple[str, str, str]]:
    today = agreement.day_of(at)
    page = reverse("agreement_detail", args=[agreement.number])
    for one in agreement.versions.published().order_by("number"):
        named = _("Version %s") % one.number
        if one.valid_from and one.valid_from > today:
            day = full_day(one.valid_from)
            yield named, _("holds from %s") % day, f"{page}?version={one.number}"
        if one.last_day and one.last_day >= today:
            day = full_day(one.last_day)
            yield named, _("ends with %s") % day, f"{page}?version={one.number}"
    offered = agreement.versions.drafts().filter(offers__state=OfferState.OPEN)
    for number in offered.values_list("number", flat=True):
        said = _("is in negotiation")
        yield _("Version %s") % number, said, f"{page}?version={number}"


def _interruptions(
    agreement: Agreement, at: datetime
) -> Iterator[tuple[str, str, str]]:
    version = current_version(
        list(agreement.versions.order_by("-number")), agreement.day_of(at)
    )
    if version is None:
        return
    planned = planned_interruptions(at).filter(
        Q(customer=None) | Q(customer=agreement.customer_id),
        service__in=services_covered([version], services_named([version]))[version.pk],
    )
    yield from interruption_facts(planned)


def interruption_facts(planned: QuerySet[Outage]) -> Iterator[Fact]:
    """Yield the first of these interruptions as facts of an agenda."""
    for one in planned[:NAMED]:
        page = reverse("outage_detail", args=[one.number])
        span = f"{exactly(one.start)} – {exactly(one.end) if one.end else '…'}"
        named = _("Planned interruption of %(service)s") % {"service": one.service}
        yield f"{named}, {one.customer}" if one.customer else named, span, page
