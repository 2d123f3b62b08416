"""Making an evidence pack: live records for chosen clauses, with their manifest."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation
from accounts.selectors import language_of
from core.canonical import canonical_json, sha256
from core.events import record_event
from core.evidence import Period, evidence_clauses, evidence_items
from core.models import Item, User
from core.numbers import new_item
from core.pdf import Annex, render_pdf, set_in
from core.selectors import trail_head
from core.snapshot import one_instant
from reporting.models import EvidencePack
from reporting.selectors.contents import Section, clauses_named, section_of
from reporting.selectors.manifest import fingerprints
from reporting.selectors.names import actors_of, name_hashes, names_in
from reporting.services.paper import STYLES, hash_of

MANIFEST = "manifest.json"
FORMAT = 4
Tell = Callable[[int, int, str], object]
Keep = Callable[[Item], object]


def _silent(done: int, total: int, message: str = "") -> None:
    """Tell nobody."""


def _nothing_else(item: Item) -> None:
    """Keep nothing but the pack."""


def make_pack(
    *,
    clauses: Sequence[str],
    period: Period,
    prepared_for: str,
    actor: User,
    at: datetime,
    tell: Tell = _silent,
    keep: Keep = _nothing_else,
) -> EvidencePack:
    """
    Collect what the actor may see for these clauses, set it as PDF in the actor's
    language and keep it.

    Of a period that is not over it shows what was so far: nothing is late in advance.
    `tell(done, total, message)` hears of the progress; `keep(item)` is called in the
    transaction that stores the pack. Only that is one: not to be called within any.

    :raises PermissionDenied: if the actor may not make packs
    :raises ValidationError: if a clause is unknown, or the period is not one
    """
    check_pack(
        clauses=clauses, period=period, prepared_for=prepared_for, actor=actor, at=at
    )
    period = Period(period.start, min(period.end, at))
    pack = EvidencePack(clauses=list(clauses), start=period.start, end=period.end)
    pack.prepared_for, pack.made_by, pack.made_at = prepared_for.strip(), actor, at
    with set_in(language_of(actor)):
        sections = _collect(pack, tell)
        total = len(sections) + 2
        tell(total - 1, total, _("Setting the pages"))
        with transaction.atomic():
            _store(pack, sections)
            keep(pack.item)
        tell(total, total, _("Stored"))
    return pack


def _collect(pack: EvidencePack, tell: Tell) -> list[Section]:
    """Read the records and their hashes as of one instant, whatever is done meanwhile."""
    items, period = evidence_items(pack.clauses), Period(pack.start, pack.end)
    total = len(items) + 2
    sections, told = [], set[int]()
    with one_instant() as beside:
        for done, item in enumerate(items):
            beside(partial(tell, done, total, str(item.shown)))
            sections.append(section_of(item, period, pack.made_by, told))
        beside(partial(tell, len(items), total, _("Hashing the records")))
        _sum_up(pack, sections)
    return sections


def check_pack(
    *,
    clauses: Sequence[str],
    period: Period,
    prepared_for: str,
    actor: User,
    at: datetime,
) -> None:
    """
    Refuse a pack that cannot be made.

    :raises PermissionDenied: if the actor may not make packs
    :raises ValidationError: if a clause is unknown, or the period is not one
    """
    if not actor.has_perm("reporting.make_evidence_pack"):
        raise PermissionDenied
    problems = {}
    unknown = [one for one in clauses if one not in evidence_clauses()]
    if not clauses or unknown:
        problems["clauses"] = _("Choose clauses for which evidence is kept.")
    if period.start >= period.end:
        problems["last_day"] = _("The period must end after it begins.")
    elif period.start >= at:
        problems["first_day"] = _("The period has not begun yet.")
    if not prepared_for.strip():
        problems["prepared_for"] = _("Say for whom it is prepared.")
    if problems:
        raise ValidationError(problems)


def _sum_up(pack: EvidencePack, sections: Sequence[Section]) -> None:
    pack.summary = [_summary(section) for section in sections]
    pack.trail_head = head.hash if (head := trail_head()) else ""
    pack.manifest = _manifest(pack, sections)


def _summary(section: Section) -> dict[str, Any]:
    return {
        "key": section.item.key,
        "clause": section.item.clause,
        "clause_2018": section.item.clause_2018,
        "shown": str(section.item.shown),
        "count": section.count,
        "verdict": str(section.finding.verdict),
        "reason": section.finding.reason,
        "figures": [
            [str(label), str(value)] for label, value in section.finding.figures
        ],
        "annex": section.annex.name if section.annex else "",
    }


def _manifest(pack: EvidencePack, sections: Sequence[Section]) -> dict[str, Any]:
    ids = {row.item_id for section in sections for row in section.finding.rows}
    records, named = {}, actors_of(ids)
    named |= {one for section in sections for one in section.finding.named}
    for number, found in fingerprints(ids, reader=pack.made_by):
        records[number] = found.values()
        named |= names_in(found.parts)
    annexes = [section.annex for section in sections if section.annex]
    return {
        "format": FORMAT,
        "clauses": list(pack.clauses),
        "period": [pack.start.isoformat(), pack.end.isoformat()],
        "made_at": pack.made_at.isoformat(),
        "trail_head": pack.trail_head,
        "records": dict(sorted(records.items())),
        "names": name_hashes(named),
        "annexes": {annex.name: hash_of(annex.content) for annex in annexes},
    }


def _store(pack: EvidencePack, sections: Sequence[Section]) -> None:
    pack.item = new_item("evidence_pack")
    pack.manifest["pack"] = pack.number
    pdf = _paper(pack, sections)
    pack.pdf_hash = hash_of(pdf)
    pack.full_clean(exclude=["item", "pdf"])
    pack.pdf.save(f"{pack.number}.pdf", ContentFile(pdf), save=False)
    pack.save(force_insert=True)
    record_event(
        "pack.made",
        item=pack.item,
        actor=pack.made_by,
        at=pack.made_at,
        facts={
            "clauses": pack.clauses,
            "period": pack.manifest["period"],
            "records": len(pack.manifest["records"]),
            "pdf_hash": pack.pdf_hash,
            "manifest_hash": sha256(canonical_json(pack.manifest)),
            "summary_hash": sha256(canonical_json(pack.summary)),
        },
        personal={"prepared_for": pack.prepared_for},
    )


def _paper(pack: EvidencePack, sections: Sequence[Section]) -> bytes:
    manifest = Annex(
        MANIFEST,
        _("Hashes of every record and annex"),
        canonical_json(pack.manifest).encode(),
    )
    context = {
        "pack": pack,
        "provider": Organisation.objects.filter(is_provider=True).first(),
        "chapters": _chapters(sections),
        "sections": sections,
        "records": len(pack.manifest["records"]),
        "sees_confidential": pack.made_by.has_perm("records.view_confidential"),
    }
    annexes = [section.annex for section in sections if section.annex]
    return render_pdf(
        "pdf/evidence_pack.html",
        context,
        annexes=[manifest, *annexes],
        stylesheets=(*STYLES, "css/pack.css"),
    )


def _chapters(sections: Sequence[Section]) -> list[tuple[str, str, list[Section]]]:
    """Return each clause with those of the newer edition that its sections are of."""
    found: dict[str, list[Section]] = {}
    for section in sections:
        found.setdefault(section.item.clause, []).append(section)
    return [
        (
            clause,
            clauses_named(one.item.clause_2018 for one in members),
            members,
        )
        for clause, members in found.items()
    ]
