"""The figures of a month's service to a customer: what a report freezes."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Avg, Count, QuerySet

from accounts.models import Organisation
from catalogue.models import Service
from core.evidence import Period
from core.models import Event
from core.periods import first_of, months_until, span_of_months
from core.periods import month as month_period
from records.choices import Priority
from records.models import Category, Rating, Record
from reporting.choices import Line
from reporting.selectors.workload import (
    Facts,
    Flow,
    Scope,
    Workload,
    flows,
    reopened_before,
    standing_at,
    workload,
)
from slm.choices import Verdict
from slm.models import Clock, ClockCause
from slm.selectors import (
    Breach,
    ComplianceRow,
    Outcome,
    Tally,
    breaches_of,
    compliance_of,
    month_figures,
    outages_told,
    outcomes,
    tally,
)
from slm.selectors.closing import tally_of
from slm.selectors.period import plain_row, plain_tally

FORMAT = 4
# Incidents of this priority are told one by one.
MAJOR = Priority.CRITICAL


def service_report_figures(
    *, customer: Organisation, service: Service | None, month: date
) -> dict[str, Any]:
    """
    Return everything that the report of a month says, as plain JSON values.

    Derived from ledgers and events as they were at the end of the month: whoever asks
    later, after whatever became of the records since, is given the same bytes. Of the
    day of issue are only names, titles and causes, and what is known of outages and
    measured values, unless the month is closed: then they are as they were frozen, but
    for the list of outages and for what is inherited from what all are promised. Times are seconds, shares strings, and nothing is in any
    language.
    What is confidential counts, but nothing names it: every representative reads it.
    """
    period = month_period(month)
    scope = Scope(customer.pk, service.pk if service else None)
    standing = standing_at(scope, period.end)
    records = standing.values("item")
    decided = outcomes(period, records=records)
    rows = compliance_of(
        decided,
        reopened=reopened_before(records, period.end),
        period=period,
        **asdict(scope),
    )
    work = workload(scope, period)
    return {
        **_subject(customer, service, month),
        "totals": _tally(tally(rows)),
        "targets": _targets(rows, decided),
        "months": month_figures(period, at=period.end, **asdict(scope)),
        "outages": outages_told(
            period, at=period.end, customer=customer, service_id=scope.service_id
        ),
        "workload": _workload(work),
        "breaches": _breaches(decided, standing, period),
        "major": _major(work, standing),
        "trend": _trend(month, scope),
        "satisfaction": _satisfaction(records, period),
    }


def _subject(
    customer: Organisation, service: Service | None, month: date
) -> dict[str, Any]:
    period = month_period(month)
    return {
        "format": FORMAT,
        "customer": {"id": customer.pk, "name": customer.name},
        "service": {"id": service.pk, "name": service.name} if service else None,
        "month": month.isoformat(),
        "zone": settings.TIME_ZONE,
        "period": [_instant(period.start), _instant(period.end)],
    }


def _tally(row: Tally) -> dict[str, Any]:
    return {**plain_tally(row), "reopened": row.reopened}


def _targets(
    rows: Sequence[ComplianceRow], decided: Sequence[Outcome]
) -> list[dict[str, Any]]:
    """Return the targets, each with how often which cause was given for a breach."""
    late = {one.clock_id: one for one in decided if one.verdict == Verdict.BREACHED}
    causes = _causes(late).items()
    counted = sorted(Counter((late[pk].budget_id, name) for pk, name in causes).items())
    return [
        {
            **_target(row),
            "causes": [[name, n] for (of, name), n in counted if of == row.budget_id],
        }
        for row in rows
    ]


def _causes(clocks: Iterable[int]) -> dict[int, str]:
    """Return the names of the causes given; what was said in words stays with us."""
    given = ClockCause.objects.filter(clock__in=list(clocks))
    return dict(given.values_list("clock", "cause__name"))


def _target(row: ComplianceRow) -> dict[str, Any]:
    plain = plain_row(row)
    del plain["target_id"]
    return {
        **plain,
        "reopened": row.reopened,
        "paused_share": _share(row.paused_share),
    }


def _workload(work: Workload) -> dict[str, Any]:
    names = {
        "priority": dict[Any, str](),
        "channel": dict[Any, str](),
        "category": dict(Category.objects.values_list("pk", "name")),
    }
    return {
        "at_start": len(work.at_start),
        **{str(line): work.count(line) for line in Line},
        "backlog": len(work.backlog),
        **{
            f"by_{fact}": [
                {
                    "value": value,
                    "name": known.get(value, ""),
                    "opened": opened,
                    "resolved": resolved,
                    "backlog": backlog,
                }
                for value, opened, resolved, backlog in work.count_by(fact)
            ]
            for fact, known in names.items()
        },
    }


def _breaches(
    decided: Sequence[Outcome], standing: QuerySet[Event], period: Period
) -> list[dict[str, Any]]:
    late = [one for one in decided if one.verdict == Verdict.BREACHED]
    about = _facts_of(standing, {one.record_id for one in late})
    services = dict(Service.objects.values_list("pk", "name"))
    clocks = Clock.objects.filter(pk__in=[one.clock_id for one in late])
    told = breaches_of(clocks, as_of=period.end)
    told.sort(key=lambda row: (row.late_from, row.clock_id), reverse=True)
    causes = _causes(row.clock_id for row in told)
    return [
        {
            **_breach(row, about[row.record_id], services),
            "cause": "" if row.is_confidential else causes.get(row.clock_id, ""),
        }
        for row in told
    ]


def _facts_of(standing: QuerySet[Event], records: Iterable[int]) -> dict[int, Facts]:
    """Return what was true of the records, at the end of the period."""
    rows = standing.filter(item__in=records).values_list("item_id", "facts")
    return {item_id: facts for item_id, facts in rows if item_id is not None}


def _breach(row: Breach, about: Facts, services: Mapping[int, str]) -> dict[str, Any]:
    is_told = not row.is_confidential
    promise = row.promise
    return {
        "clock": row.clock_id if is_told else None,
        "number": row.number if is_told else "",
        "title": row.title if is_told else "",
        "service": services.get(about["service"], ""),
        "metric": row.metric,
        "priority": about["priority"],
        "agreement": row.agreement,
        "promised": row.promised,
        "promised_days": promise.working_days,
        "until_closing": promise.end_of_working_day,
        "elapsed": row.elapsed,
        "paused": row.paused,
        "excluded": row.excluded,
        "overrun": row.overrun,
        "late_from": _instant(row.late_from),
        "stopped_at": _instant(row.stopped_at),
        "blamed": row.blamed,
        "held": [[team, seconds] for team, seconds in row.held],
    }


def _major(work: Workload, standing: QuerySet[Event]) -> list[dict[str, Any]]:
    """Return the incidents of the highest priority that were open in the month."""
    about = _facts_of(standing, {*work.at_start, *(one.item_id for one in work.flows)})
    ended = {
        flow.item_id: flow
        for flow in work.flows
        if flow.line in (Line.RESOLVED, Line.CANCELLED)
        and flow.item_id not in work.backlog
    }
    ids = [pk for pk, known in about.items() if known["priority"] == MAJOR]
    records = Record.objects.filter(pk__in=ids).select_related("item")
    services = dict(Service.objects.values_list("pk", "name"))
    return [
        {
            "number": "" if record.is_confidential else record.number,
            "title": "" if record.is_confidential else record.title,
            "service": services.get(about[record.pk]["service"], ""),
            "opened_at": _instant(record.opened_at),
            **_end(ended.get(record.pk)),
        }
        for record in records.order_by("opened_at", "pk")
    ]


def _end(flow: Flow | None) -> dict[str, str | None]:
    if flow is None:
        return {"ended": "", "ended_at": None}
    return {"ended": str(flow.line), "ended_at": _instant(flow.at)}


def _trend(month: date, scope: Scope) -> list[dict[str, Any]]:
    """Return the months up to this one, each as its own report has it."""
    months = months_until(month)
    came_and_went = Counter(
        (first_of(flow.at), flow.line) for flow in flows(scope, span_of_months(months))
    )
    found = []
    for first in months:
        row = _tally_of(scope, month_period(first))
        found.append(
            {
                "month": first.isoformat(),
                "n": row.n,
                "met": row.met,
                "breached": row.breached,
                "share": _share(row.share),
                "opened": came_and_went[first, Line.OPENED],
                "resolved": came_and_went[first, Line.RESOLVED],
            }
        )
    return found


def _tally_of(scope: Scope, period: Period) -> Tally:
    records = standing_at(scope, period.end).values("item")
    return tally_of(outcomes(period, records=records))


def _satisfaction(records: QuerySet[Any], period: Period) -> dict[str, Any] | None:
    ratings = Rating.objects.filter(
        record__in=records, rated_at__gte=period.start, rated_at__lt=period.end
    )
    found = ratings.aggregate(count=Count("pk"), mean=Avg("score"))
    if not found["count"]:
        return None
    return {"count": found["count"], "mean": f"{found['mean']:.2f}"}


def _share(value: object) -> str | None:
    return None if value is None else str(value)


def _instant(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
