"""The figures of a month's service to a customer: what a report freezes."""

from datetime import date, datetime
from typing import Any

from django.db.models import Avg, Count, QuerySet

from accounts.models import Organisation
from catalogue.models import Service
from core.evidence import Period
from core.periods import month as month_period
from core.periods import months_until
from records.choices import Priority
from records.models import Category, Rating, Record
from reporting.selectors.workload import (
    Scope,
    Workload,
    opened_and_resolved_by_month,
    standing_at,
    workload,
)
from slm.selectors import (
    AboutThen,
    Breach,
    ComplianceRow,
    Tally,
    breaches,
    compliance,
    compliance_by_month,
    decided_clocks,
    tally,
)

FORMAT = 1
# Incidents of this priority are told one by one.
MAJOR = Priority.CRITICAL


def service_report_figures(
    *, customer: Organisation, service: Service | None, month: date
) -> dict[str, Any]:
    """
    Return everything that the report of a month says, as plain JSON values.

    Derived from ledger and events as of the end of the month: it counts what was the
    customer's then, wherever it was moved since. Of today are names, priorities,
    whether a record was reopened, and the verdict of a clock that ran on. The same ledger gives the same bytes. Times are seconds, shares strings.
    What is confidential counts, but nothing names it: every representative reads it.
    """
    period = month_period(month)
    scope = Scope(customer.pk, service.pk if service else None)
    records = standing_at(scope, period.end).values("item")
    about: AboutThen = {
        "customer_id": scope.customer_id,
        "service_id": scope.service_id,
        "records": records,
    }
    rows = compliance(period, **about)
    work = workload(scope, period)
    decided = decided_clocks(period, **about)
    return {
        "format": FORMAT,
        "customer": {"id": customer.pk, "name": customer.name},
        "service": {"id": service.pk, "name": service.name} if service else None,
        "month": month.isoformat(),
        "period": [_instant(period.start), _instant(period.end)],
        "totals": _tally(tally(rows)),
        "targets": [_target(row) for row in rows],
        "workload": _workload(work),
        "breaches": [_breach(row) for row in breaches(decided, as_of=period.end)],
        "major": _major(work),
        "trend": _trend(month, scope, about),
        "satisfaction": _satisfaction(records, period),
    }


def _tally(row: Tally) -> dict[str, Any]:
    return {
        "n": row.n,
        "met": row.met,
        "breached": row.breached,
        "void": row.void,
        "relaxed": row.relaxed,
        "reopened": row.reopened,
        "share": _share(row.share),
    }


def _target(row: ComplianceRow) -> dict[str, Any]:
    promise = row.promise
    return {
        **_tally(row),
        "budget": row.budget_id,
        "agreement": row.agreement,
        "agreement_title": row.agreement_title,
        "version": row.version,
        "target": row.target,
        "limits": list(row.limits),
        "metric": row.metric,
        "priority": row.priority,
        "promised_seconds": promise.seconds if promise else 0,
        "promised_days": promise.working_days if promise else None,
        "until_closing": bool(promise and promise.end_of_working_day),
        "goal_percent": str(row.goal_percent),
        "elapsed": row.elapsed,
        "paused": row.paused,
        "excluded": row.excluded,
        "paused_share": _share(row.paused_share),
        "verdict": str(row.verdict),
    }


def _workload(work: Workload) -> dict[str, Any]:
    names = {
        "priority": dict[Any, str](),
        "channel": dict[Any, str](),
        "category": dict(Category.objects.values_list("pk", "name")),
    }
    return {
        "opened": len(work.opened),
        "resolved": len(work.resolved),
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


def _breach(row: Breach) -> dict[str, Any]:
    is_told = not row.is_confidential
    return {
        "clock": row.clock_id if is_told else None,
        "number": row.number if is_told else "",
        "title": row.title if is_told else "",
        "service": row.service,
        "metric": row.metric,
        "priority": row.priority,
        "agreement": row.agreement,
        "promised": row.promised,
        "promised_days": row.promise.working_days,
        "until_closing": row.promise.end_of_working_day,
        "elapsed": row.elapsed,
        "paused": row.paused,
        "excluded": row.excluded,
        "overrun": row.overrun,
        "late_from": _instant(row.late_from),
        "stopped_at": _instant(row.stopped_at),
        "blamed": row.blamed,
        "held": [[team, seconds] for team, seconds in row.held],
    }


def _major(work: Workload) -> list[dict[str, Any]]:
    """Return the incidents of the highest priority that were opened or resolved."""
    facts = {**work.backlog, **work.opened, **work.resolved}
    ids = [pk for pk, known in facts.items() if known["priority"] == MAJOR]
    records = Record.objects.filter(pk__in=ids).select_related("item", "service")
    return [
        {
            "number": "" if record.is_confidential else record.number,
            "title": "" if record.is_confidential else record.title,
            "service": record.service.name if record.service else "",
            "opened_at": _instant(record.opened_at),
            "is_resolved": record.pk in work.resolved and record.pk not in work.backlog,
            "resolved_at": work.resolved_at.get(record.pk),
        }
        for record in records.order_by("opened_at", "pk")
    ]


def _trend(month: date, scope: Scope, about: AboutThen) -> list[dict[str, Any]]:
    months = months_until(month)
    kept = compliance_by_month(months, **about)[""]
    counts = opened_and_resolved_by_month(scope, months)
    return [
        {
            "month": first.isoformat(),
            "n": row.n,
            "met": row.met,
            "breached": row.breached,
            "share": _share(row.share),
            "opened": opened,
            "resolved": resolved,
        }
        for first, row, (opened, resolved) in zip(months, kept, counts, strict=True)
    ]


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
