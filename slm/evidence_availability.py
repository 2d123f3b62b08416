"""What shows that availability is measured against targets, and losses looked into."""

from collections.abc import Collection

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.evidence import (
    EvidenceItem,
    EvidenceRow,
    Finding,
    Period,
    Verdict,
    not_kept,
    register_evidence,
    shown_by,
)
from core.models import User
from core.periods import month, months_within
from core.wording import service_duration
from records.models import Record
from slm.choices import OF_OUTAGES, GoalVerdict, Loss, OutageState, PeriodMetric
from slm.models import AgreementVersion, Outage
from slm.selectors import MonthRow, data_collection, month_results
from slm.wording import exact


def measured_months(period: Period, reader: User) -> Finding:
    """Find what became of the targets of the period as a whole."""
    if not months_within(period):
        return _no_month()
    rows = _judged(period, reader)
    if not rows:
        return Finding(
            Verdict.NOTHING_OCCURRED,
            reason=_("No agreement has a target of a month as a whole."),
        )
    return _finding(rows)


def availability_against_targets(period: Period, reader: User) -> Finding:
    """Find what became of targets of availability and of restoring."""
    if not months_within(period):
        return _no_month()
    rows = [row for row in _judged(period, reader) if row.target.metric in OF_OUTAGES]
    if not any(row.target.metric == PeriodMetric.AVAILABILITY for row in rows):
        return Finding(
            Verdict.GAP, reason=_("No agreement has a target of availability.")
        )
    return _finding(rows)


def losses_investigated(period: Period, reader: User) -> Finding:
    """Find every unplanned loss of service, and whether somebody has looked into it."""
    found = (
        Outage.objects.visible_to(reader)
        .counting()
        .within(period.start, period.end)
        .filter(is_planned=False)
        .exclude(loss=Loss.NONE)
        .select_related("item", "service", "record__item", "cause__cause")
        .order_by("-start", "-pk")
    )
    traced = [one.record_id for one in found if one.record_id]
    seen = set(
        Record.objects.visible_to(reader)
        .filter(pk__in=traced)
        .values_list("pk", flat=True)
    )
    return shown_by(
        [_outage_row(one, seen) for one in found],
        nothing=_("No unplanned loss was recorded."),
        gap=_("Neither confirmed nor traced to a record: %s."),
    )


def measuring_agreed(period: Period, reader: User) -> Finding:
    """Find how each target in force is measured, and by whom; a gap if it is not said."""
    versions = (
        AgreementVersion.objects.published()
        .filter(valid_from__lt=period.end.date())
        .exclude(valid_to__lte=period.start.date())
        .select_related("agreement__item")
        .order_by("-activated_at")
    )
    rows, gaps = [], []
    for version in versions:
        lines = data_collection(version)
        gaps += [version.agreement.number for line in lines if line.gaps]
        said = [
            (line.measures, f"{line.source or '–'}; {line.responsible or '–'}")
            for line in lines
        ]
        rows.append(
            EvidenceRow(
                version.agreement_id,
                version.agreement.number,
                version.agreement.title,
                version.activated_at or period.start,
                tuple(said),
            )
        )
    if not rows:
        return Finding(Verdict.GAP, reason=_("No agreement was in force."))
    reason = _("Not said for all targets of: %s.") % ", ".join(sorted(set(gaps)))
    verdict = Verdict.GAP if gaps else Verdict.EVIDENCED
    return Finding(verdict, rows, (), reason if gaps else "")


def _judged(period: Period, reader: User) -> list[MonthRow]:
    """Return the targets of each whole month of the period, the last month first."""
    months = [month(first) for first in reversed(months_within(period))]
    return [
        row for one in months for row in month_results(one, at=one.end, reader=reader)
    ]


def _no_month() -> Finding:
    reason = _("No whole month lies within the period.")
    return Finding(Verdict.NOTHING_OCCURRED, reason=reason)


def _finding(rows: list[MonthRow]) -> Finding:
    verdicts = [row.verdict for row in rows]
    figures = [
        (str(one.label), number_format(verdicts.count(one))) for one in GoalVerdict
    ]
    unknown = [str(row.target) for row in rows if row.verdict == GoalVerdict.UNKNOWN]
    reason = _("Cannot be told, for want of data: %s.") % ", ".join(
        sorted(set(unknown))
    )
    verdict = Verdict.GAP if unknown else Verdict.EVIDENCED
    return Finding(
        verdict, [_month_row(row) for row in rows], figures, reason if unknown else ""
    )


def _month_row(row: MonthRow) -> EvidenceRow:
    agreement = row.version.agreement
    return EvidenceRow(
        agreement.pk,
        agreement.number,
        row.title,
        row.period.end,
        (
            (_("Month"), f"{row.month:%Y-%m}"),
            (_("Goal"), row.goal),
            (_("Result"), row.shown),
            (_("Verdict"), str(row.verdict.label)),
            (_("Notes"), "; ".join(row.notes) or "–"),
        ),
    )


def _outage_row(outage: Outage, seen: Collection[int]) -> EvidenceRow:
    """Tell of an outage; of the record behind it only what the reader may see."""
    number = outage.record.number if outage.record else "–"
    if outage.record and outage.record.pk not in seen:
        number = _("A confidential record")
    is_traced = outage.record_id is not None
    is_settled = outage.state == OutageState.CONFIRMED
    lasted = outage.end - outage.start if outage.end else None
    return EvidenceRow(
        outage.pk,
        outage.number,
        outage.subject,
        outage.start,
        (
            (_("Until"), exact(outage.end) if outage.end else "–"),
            (_("Lasted"), service_duration(lasted) if lasted else "–"),
            (_("Users lost"), outage.get_loss_display()),
            (_("State"), outage.get_state_display()),
            (_("Record"), number),
            (_("Cause"), str(getattr(outage, "cause", None) or "–")),
        ),
        is_overdue=not (is_traced or is_settled),
    )


for key, clause, newer, shown, find, order in (
    (
        "measuring",
        "6.1",
        "8.3.3",
        gettext_lazy(
            "How each target is measured: data source, formula and the person"
            " responsible."
        ),
        measuring_agreed,
        20,
    ),
    (
        "months",
        "6.1",
        "8.3.3",
        gettext_lazy(
            "Targets of a month as a whole (availability, measured values, experience)"
            " judged against what was agreed."
        ),
        measured_months,
        21,
    ),
    (
        "continuity",
        "6.3",
        "8.7.1, 8.7.2",
        gettext_lazy(
            "Risks and requirements of continuity, plans, their tests and reviews."
        ),
        not_kept(
            gettext_lazy(
                "The portal keeps no continuity or availability plans yet: they must be"
                " shown from elsewhere."
            )
        ),
        10,
    ),
    (
        "availability",
        "6.3",
        "8.7.1",
        gettext_lazy("Availability measured and compared with its targets."),
        availability_against_targets,
        20,
    ),
    (
        "losses",
        "6.3",
        "8.7.1",
        gettext_lazy("Unplanned loss of service recorded and investigated."),
        losses_investigated,
        21,
    ),
):
    register_evidence(EvidenceItem(f"slm.{key}", clause, newer, shown, find, order))
