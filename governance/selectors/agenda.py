"""What the facts put on the agenda of the management review."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.periods import Unit, first_of, shift
from core.wording import full_day, month_words, percent
from governance.choices import ImprovementState
from governance.models import Improvement
from governance.selectors.measuring import MeasureLine, measure_lines
from records.choices import OPEN_PHASES
from slm.choices import GoalVerdict, Leg
from slm.models import CapabilityAssessment
from slm.models.capability import CHANGING
from slm.selectors import agreements_kept
from slm.selectors.kept import AgreementKept
from workflow.meetings import AgendaLine, AgendaSource, Fact
from workflow.models import Meeting
from workflow.selectors import earlier_meeting

YEAR = timedelta(days=365)
ASSESSMENTS = 2


def within(build: AgendaSource) -> AgendaSource:
    """Have a line only where nobody from outside is met with: it is about everybody."""

    def build_within(meeting: Meeting, at: datetime) -> Iterable[AgendaLine]:
        return build(meeting, at) if meeting.organisation_id is None else ()

    return build_within


def measures_on_the_agenda(meeting: Meeting, at: datetime) -> Iterator[AgendaLine]:
    """Yield a line with the measures of the process, those outside their limits named."""
    lines = measure_lines(shift(first_of(at), -1))
    outside = [one for one in lines if one.is_outside]
    text = ngettext(
        "%(outside)s of %(n)s measure is outside its limits.",
        "%(outside)s of %(n)s measures are outside their limits.",
        len(lines),
    ) % {"outside": len(outside), "n": len(lines)}
    facts = [_measure(one) for one in lines]
    yield AgendaLine(_("Measures of the process"), text, facts)


def _measure(line: MeasureLine) -> Fact:
    taken = f", {month_words(line.last.month)}" if line.last else ""
    page = reverse("process_measure_detail", args=[line.measure.key])
    value = f"{line.shown}{taken}; {line.limits} – {line.state[0]}"
    return str(line.measure.label), value, page


def improvements_on_the_agenda(meeting: Meeting, at: datetime) -> Iterator[AgendaLine]:
    """Yield a line with improvements that are open, or verified since the last meeting."""
    earlier = earlier_meeting(meeting)
    since = (earlier and earlier.held_at) or at - YEAR
    verified = Q(state=ImprovementState.VERIFIED, closed_at__gte=since)
    listed = Improvement.objects.filter(
        Q(phase__in=OPEN_PHASES) | Q(state=ImprovementState.IMPLEMENTED) | verified,
        is_confidential=False,
    )
    facts = [
        _improvement(one)
        for one in listed.select_related("item", "owner").order_by("opened_at", "pk")
    ]
    text = "" if facts else _("None is open, and none was verified.")
    yield AgendaLine(_("Improvements"), text, facts)


def _improvement(one: Improvement) -> Fact:
    words = [one.state_label]
    if one.is_effective is not None:
        words.append(_("effective") if one.is_effective else _("not effective"))
    elif one.due_on:
        words.append(_("until %s") % full_day(one.due_on))
    page = reverse("improvement_detail", args=[one.number])
    return f"{one.number} {one.title}"[:300], ", ".join(words), page


def compliance_on_the_agenda(meeting: Meeting, at: datetime) -> Iterator[AgendaLine]:
    """Yield a line with the last month in short, as whoever planned the meeting sees it."""
    first = shift(first_of(at), -1)
    kept = agreements_kept(
        Unit.MONTH, first, leg=Leg.SLA, reader=meeting.planned_by, at=at
    ).agreements
    missed = sum(one.verdict == GoalVerdict.MISSED for one in kept)
    text = _("No agreement with a customer held.")
    if kept:
        text = _("Of %(n)s agreements, %(missed)s did not reach their goals.") % {
            "n": len(kept),
            "missed": missed,
        }
    query = urlencode({"unit": Unit.MONTH.value, "on": first.isoformat()})
    page = f"{reverse('compliance')}?{query}"
    facts = [(f"{one.number} {one.title}"[:300], _kept(one), page) for one in kept]
    title = _("Agreements with customers, %s") % month_words(first)
    yield AgendaLine(title, text, facts)


def _kept(one: AgreementKept) -> str:
    parts = [str(GoalVerdict(one.verdict).label)]
    if one.total.n:
        figures = {"share": percent(one.total.share), "met": one.total.met}
        kept = _("%(share)s of promises kept (%(met)s of %(n)s)")
        parts.append(kept % {**figures, "n": one.total.n})
    missed = sum(row.verdict == GoalVerdict.MISSED for row in one.months)
    if one.months:
        of_month = _("%(missed)s of %(n)s targets of the month missed")
        parts.append(of_month % {"missed": missed, "n": len(one.months)})
    return "; ".join(parts)


def capability_on_the_agenda(meeting: Meeting, at: datetime) -> Iterator[AgendaLine]:
    """Yield a line with the last capability assessments, and what they decided."""
    changing = Count("lines", filter=Q(lines__decision__in=CHANGING))
    counted = CapabilityAssessment.objects.annotate(n=Count("lines"), changing=changing)
    listed = counted.select_related("item").order_by("-year")[:ASSESSMENTS]
    facts = [_assessment(one) for one in listed]
    text = "" if facts else _("No capability assessment is planned.")
    yield AgendaLine(_("Capability of our services"), text, facts)


def _assessment(one: Any) -> Fact:
    standing = _("%(state)s; of %(n)s services, %(changing)s are to change") % {
        "state": one.get_state_display(),
        "n": one.n,
        "changing": one.changing,
    }
    return one.title, standing, reverse("capability_detail", args=[one.number])
