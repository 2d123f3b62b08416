"""Setting agreements as PDF."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from core.pdf import render_pdf, set_in
from slm.choices import Leg
from slm.models import AgreementVersion
from slm.selectors import effective_terms, section_lines, target_lines
from slm.selectors.effective import EffectiveSection
from slm.selectors.hours import promised_hours

STYLES = ("css/pdf.css", "css/pack.css", "css/agreement.css")
# In which capacity each kind of agreement is signed, by either side.
CAPACITIES = {
    Leg.SLA: (
        (_("Service owner"), _("Service level manager")),
        (_("Representative of the customer"),),
    ),
    Leg.OLA: ((_("Service level manager"),), (_("Lead of the team"),)),
    Leg.UC: ((_("Contract manager"),), (_("For the supplier"),)),
}


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """Who is to sign, for whom, and when it was done, if it was."""

    party: str
    capacity: str
    who: str = ""
    signed: str = ""


def signature_lines(version: AgreementVersion) -> list[SignatureLine]:
    """Return the lines on which a version is signed, by party and capacity."""
    agreement = version.agreement
    ours, theirs = CAPACITIES[Leg(agreement.leg)]
    lines = [SignatureLine(str(agreement.provider), str(one)) for one in ours]
    if agreement.leg == Leg.SLA and agreement.customer is None:
        # What holds for all customers is signed by the provider alone.
        return lines
    return lines + [SignatureLine(str(agreement.party), str(one)) for one in theirs]


def agreement_pdf(version: AgreementVersion, *, at: datetime) -> bytes:
    """Return a version as a document to be printed, in the language that is spoken."""
    with set_in(get_language() or "en"):
        context = _context(version, at)
        return render_pdf("pdf/agreement.html", context, stylesheets=STYLES)


def _context(version: AgreementVersion, at: datetime) -> dict[str, Any]:
    agreement = version.agreement
    begins = agreement.start_of(version.valid_from) if version.valid_from else at
    lines = target_lines(version, max(begins, at))
    sections = [line for line in section_lines(version) if line]
    inherited = _inherited(version, at)
    return {
        "agreement": agreement,
        "version": version,
        "standing": version.standing_on(at.date())[0],
        "services": list(version.services.order_by("name")),
        "lines": lines,
        "hours": promised_hours(
            (line.target.calendar for line in lines), max(begins, at)
        ),
        "sections": sections,
        "inherited": inherited,
        "chapters": _chapters(sections, has_inherited=bool(inherited)),
        "signatures": signature_lines(version),
        "printed_at": at,
    }


def _inherited(version: AgreementVersion, at: datetime) -> list[EffectiveSection]:
    agreement = version.agreement
    if agreement.leg != Leg.SLA or agreement.customer is None:
        return []
    day = max(version.valid_from or at.date(), at.date())
    terms = effective_terms(agreement.customer, None, day, instead=version)
    return terms.inherited


def _chapters(
    sections: list[Any], *, has_inherited: bool
) -> list[tuple[int, str, str]]:
    """Return the numbered chapters: number, anchor and heading."""
    headings = [
        ("parties", gettext("Parties and scope")),
        ("targets", gettext("Targets")),
        ("hours", gettext("Hours in which targets count")),
        *((line.key, str(line.heading)) for line in sections),
        *([("inherited", gettext("Terms for all customers"))] if has_inherited else []),
        ("signatures", gettext("Signatures")),
    ]
    return [(place, *one) for place, one in enumerate(headings, start=1)]
