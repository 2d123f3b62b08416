"""What shows that what rests on what was checked, and that what ran late was escalated."""

from datetime import datetime

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from calendars.models import OnCallShift, Rota
from core.evidence import EvidenceRow, Finding, Period, Verdict, shown_by
from core.models import User
from records.models import Record
from slm.choices import Leg
from slm.models import Agreement, AgreementVersion, ChainFault, ChainLink, Escalation
from slm.wording import exact


def chains(period: Period, reader: User) -> Finding:
    """Find on what the agreements with customers rest, and what no longer bore them."""
    seen = Agreement.objects.visible_to(reader).filter(leg=Leg.SLA)
    versions = AgreementVersion.objects.published().filter(
        agreement__in=seen, valid_from__lt=period.end.date()
    )
    held = versions.exclude(valid_to__lte=period.start.date()).select_related(
        "agreement__item"
    )
    rows, broken = [], []
    for version in held.order_by("agreement__item__number"):
        faults = ChainFault.objects.filter(version=version, found_at__lt=period.end)
        left = faults.exclude(mended_at__lt=period.end).count()
        if left:
            broken.append(version.agreement.number)
        rows.append(_chain_row(version, left, period.start))
    figures = ((_("Agreements in force"), str(len(rows))),)
    if not rows:
        nothing = _("No service level agreement was in force.")
        return Finding(Verdict.NOTHING_OCCURRED, reason=nothing)
    if broken:
        reason = _("Rest on too little: %s.") % ", ".join(broken)
        return Finding(Verdict.GAP, rows, figures, reason=reason)
    return Finding(Verdict.EVIDENCED, rows, figures)


def _chain_row(version: AgreementVersion, faults: int, since: datetime) -> EvidenceRow:
    links = ChainLink.objects.filter(target__version=version)
    legs = links.order_by("leg").values_list("leg__item__number", flat=True).distinct()
    agreement = version.agreement
    return EvidenceRow(
        agreement.pk,
        agreement.number,
        agreement.title,
        version.activated_at or since,
        (
            (_("Rests on"), ", ".join(dict.fromkeys(legs)) or "–"),
            (_("Faults"), str(faults)),
        ),
    )


def escalations(period: Period, reader: User) -> Finding:
    """Find what was escalated in the period, to whom, and who took it up."""
    told = (
        Escalation.objects.filter(
            clock__record__in=Record.objects.visible_to(reader),
            sent_at__gte=period.start,
            sent_at__lt=period.end,
            withdrawn_at=None,
        )
        .select_related("clock__record__item", "crossing", "acknowledged_by")
        .prefetch_related("notices__user", "notices__person")
        .order_by("-sent_at", "-pk")
    )
    rows: dict[int, EvidenceRow] = {}
    for one in told:
        record = one.clock.record
        if record.pk not in rows and one.sent_at:
            rows[record.pk] = EvidenceRow(
                record.pk, record.number, record.title, one.sent_at, _facts(one)
            )
    if not rows:
        nothing = _("Nothing was escalated in the period.")
        return Finding(Verdict.NOTHING_OCCURRED, reason=nothing)
    figures = (
        (_("Steps taken"), str(told.count())),
        (_("Acknowledged"), str(told.filter(acknowledged_at__isnull=False).count())),
        (
            _("Went up unacknowledged"),
            str(told.filter(raised_at__isnull=False).count()),
        ),
    )
    return Finding(Verdict.EVIDENCED, list(rows.values()), figures)


def on_call(period: Period, reader: User) -> Finding:
    """Find who was on call for which team; a gap where nobody was planned."""
    within = OnCallShift.objects.filter(
        starts_at__lt=period.end, ends_at__gt=period.start
    ).select_related("person")
    rotas = (
        Rota.objects.visible_to(reader)
        .select_related("team", "calendar__item")
        .prefetch_related(Prefetch("shifts", within.order_by("starts_at")))
        .order_by("team__name")
    )
    return shown_by(
        [_rota_row(one, period) for one in rotas],
        nothing=_("No team has hours beyond which somebody is on call."),
        gap=_("Nobody was planned to be on call: %s."),
        called=lambda row: row.title,
    )


def _rota_row(rota: Rota, period: Period) -> EvidenceRow:
    shifts = list(rota.shifts.all())
    return EvidenceRow(
        rota.calendar.pk,
        rota.calendar.number,
        rota.team.name,
        period.start,
        (
            (_("Hours of the team"), rota.calendar.name),
            *[
                (
                    str(one.person),
                    f"{exact(one.starts_at)} – {exact(one.ends_at)}",
                )
                for one in shifts
            ],
        ),
        is_overdue=not shifts,
    )


def _facts(one: Escalation) -> tuple[tuple[str, str], ...]:
    who = ", ".join(map(str, one.notices.all())) or "–"
    taken_up = (
        f"{one.acknowledged_by}, {exact(one.acknowledged_at)}"
        if one.acknowledged_at
        else "–"
    )
    return (
        (_("Threshold"), f"{one.crossing.percent} %"),
        (_("Who was told"), who),
        (_("Acknowledged"), taken_up),
    )
