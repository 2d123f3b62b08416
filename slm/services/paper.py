"""Setting agreements as PDF."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language, gettext

from core.pdf import render_pdf, set_in
from slm.choices import OTHER_SIDE, Leg
from slm.models import AgreementVersion, Signature
from slm.selectors import digest_of, effective_terms, section_lines, target_lines
from slm.selectors.effective import EffectiveSection
from slm.selectors.hours import promised_hours

STYLES = ("css/pdf.css", "css/pack.css", "css/agreement.css")


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """Who is to sign for whom, and the signature, if there is one."""

    party: str
    capacity: str
    signature: Signature | None


def signature_lines(version: AgreementVersion) -> list[SignatureLine]:
    """Return the lines on which a version is signed, filled where it was."""
    agreement = version.agreement
    signed = {one.role: one for one in version.valid_signatures}
    return [
        SignatureLine(
            party=str(agreement.party if role in OTHER_SIDE else agreement.provider),
            capacity=str(role.label),
            signature=signed.get(role),
        )
        for role in agreement.signatories
    ]


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
        "digest": digest_of(version),
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
