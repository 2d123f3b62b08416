"""Setting agreements as PDF."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.utils.translation import get_language, gettext

from core.pdf import render_pdf, set_in
from slm.choices import OTHER_SIDE, Leg
from slm.models import AgreementVersion, Signature
from slm.selectors import (
    EffectiveTerms,
    data_collection,
    digest_of,
    month_targets,
    section_lines,
    target_lines,
    terms_around,
)
from slm.selectors.clauses import term_lines
from slm.selectors.effective import EffectiveTarget
from slm.selectors.hours import promised_hours
from slm.selectors.sheet import TargetLine
from slm.selectors.sources import Source
from slm.selectors.telling import own_steps, step_words

STYLES = ("css/pdf.css", "css/pack.css", "css/agreement.css")
WIDE = ("css/pdf.css", "css/wide.css")


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


def data_collection_pdf(version: AgreementVersion, *, at: datetime) -> bytes:
    """Return how a version's targets are measured, as a document to be printed."""
    with set_in(get_language() or "en"):
        context = about_collecting(version, at)
        return render_pdf("pdf/data_collection.html", context, stylesheets=WIDE)


def about_collecting(version: AgreementVersion, at: datetime) -> dict[str, Any]:
    """Return what page and paper of the data collection document show alike."""
    rows = data_collection(version)
    return {
        "agreement": version.agreement,
        "version": version,
        "rows": rows,
        "gaps": [row for row in rows if row.gaps],
        "at": at,
    }


def _context(version: AgreementVersion, at: datetime) -> dict[str, Any]:
    agreement = version.agreement
    begins = agreement.start_of(version.valid_from) if version.valid_from else at
    then = max(begins, at)
    lines, months = target_lines(version, then), month_targets(version)
    inherited = _inherited(version, at)
    said = {
        "steps": [step_words(step) for step in own_steps(version)],
        "sections": [line for line in section_lines(version) if line],
        "inherited": inherited,
        "inherited_lines": _by_source(inherited.targets),
    }
    targets = [*(line.target for line in lines), *months]
    held = [*(one.line.target for one in inherited.targets)]
    held += [one.target for one in inherited.months]
    return {
        "agreement": agreement,
        "version": version,
        "standing": version.standing_on(at.date())[0],
        "services": list(version.services.order_by("name")),
        "term": list(term_lines(version)),
        "lines": lines,
        "months": months,
        "targets": targets,
        "hours": promised_hours((one.calendar for one in [*targets, *held]), then),
        **said,
        "chapters": _chapters(said),
        "signatures": signature_lines(version),
        "digest": digest_of(version),
        "printed_at": at,
    }


def _inherited(version: AgreementVersion, at: datetime) -> EffectiveTerms:
    if version.agreement.leg != Leg.SLA:
        return EffectiveTerms((), (), (), ())
    return terms_around(version, at.date()).beneath(version).applying


def _by_source(
    targets: Iterable[EffectiveTarget],
) -> list[tuple[Source, list[TargetLine]]]:
    """Return what applies of each source, in their order."""
    grouped = groupby(targets, key=attrgetter("came_from"))
    return [(source, [one.applying for one in group]) for source, group in grouped]


def _chapters(said: dict[str, Any]) -> list[tuple[int, str, str]]:
    """Return the numbered chapters: number, anchor and heading."""
    inherited = ("inherited", gettext("What is agreed more widely"))
    headings = [
        ("parties", gettext("Parties and scope")),
        ("term", gettext("Term and review")),
        ("targets", gettext("Targets")),
        ("hours", gettext("Hours in which targets count")),
        *([("steps", gettext("Who is told when"))] if said["steps"] else []),
        *((line.key, str(line.heading)) for line in said["sections"]),
        *([inherited] if said["inherited"] else []),
        ("signatures", gettext("Signatures")),
    ]
    return [(place, *one) for place, one in enumerate(headings, start=1)]
