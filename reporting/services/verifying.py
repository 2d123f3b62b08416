"""Checking a pack against what is stored today."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from accounts.selectors import true_erasures
from calendars.selectors import untold_versions
from core.canonical import canonical_json, part_hash, sha256
from core.erasure import ERASED, is_trace
from core.evidence_rows import (
    ROWS,
    Change,
    is_explained,
    is_kept,
    misread_parts,
    personal,
)
from core.models import Event, Item, Seal
from core.snapshot import one_instant
from core.system_users import system_user
from reporting.models import EvidencePack
from reporting.selectors.manifest import Fingerprint, events_of, fingerprints
from reporting.selectors.names import events_naming, names_now, versions_since
from reporting.services.packs import FORMAT, MANIFEST
from reporting.services.paper import hash_of


class NotAPack(Exception):
    """Raised when a file holds no manifest that could be checked."""


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one record: unchanged, changed by so many events, or altered."""

    number: str
    is_altered: bool
    words: str


def verify_pack(content: bytes) -> Iterator[Line]:
    """
    Compare a pack's PDF with the pack that was stored, and its records with theirs.

    Yields a line for the file, for each annex, for each record and for each name that
    reads otherwise.

    :raises NotAPack: if the file is none of our packs
    """
    manifest, attached = _embedded(content)
    pack = EvidencePack.objects.filter(item__number=manifest.get("pack")).first()
    if pack is None:
        raise NotAPack("No pack of that number was made here.")
    if pack.manifest["format"] != FORMAT:
        raise NotAPack("It was made by an earlier release, which kept less: use that.")
    yield from _check_making(pack)
    yield from _check_file(pack, manifest, content)
    for name, expected in sorted(pack.manifest["annexes"].items()):
        is_whole = name in attached and hash_of(attached[name]) == expected
        yield Line(name, not is_whole, "unchanged" if is_whole else "ALTERED annex")
    with one_instant():
        told = [*verify_records(pack.manifest["records"])]
        told += verify_names(pack.manifest["names"])
    yield from told


def _embedded(content: bytes) -> tuple[dict[str, Any], dict[str, bytes]]:
    try:
        attachments = PdfReader(BytesIO(content)).attachments
        attached = {name: files[0] for name, files in attachments.items()}
        manifest = json.loads(attached[MANIFEST])
    except (PyPdfError, KeyError, IndexError, ValueError) as error:
        raise NotAPack("The file holds no manifest that can be read.") from error
    if not isinstance(manifest, dict):
        raise NotAPack("The file holds no manifest that can be read.")
    return manifest, attached


def _check_making(pack: EvidencePack) -> Iterator[Line]:
    """Check what tells of the pack itself: that it was made, and how it then read."""
    erased = true_erasures()
    for event in events_of(pack.item_id):
        if fault := _fault(event, erased):
            yield Line(pack.number, True, f"ALTERED: {fault}")
    made = _made(pack)
    if made is None:
        yield Line(pack.number, True, "ALTERED: nothing tells that it was made")
    elif wrong := _misread(pack, made):
        yield Line(pack.number, True, f"ALTERED: {', '.join(wrong)} of the pack")


def _misread(pack: EvidencePack, made: Event) -> list[str]:
    """Return what of the stored pack reads otherwise than the event that tells of it."""
    if not {"clauses", "period"} <= made.facts.keys():
        return ["what tells"]
    start, end = map(datetime.fromisoformat, made.facts["period"])
    said: dict[str, Any] = {
        "clauses": made.facts["clauses"],
        "start": start,
        "end": end,
        "made_at": made.occurred_at,
        "made_by_id": made.actor_id,
    }
    if not made.has_lost_values:
        said["prepared_for"] = personal(made).get("prepared_for")
    wrong = [name for name, value in said.items() if getattr(pack, name) != value]
    if made.facts.get("summary_hash") != sha256(canonical_json(pack.summary)):
        wrong.append("summary")
    return wrong


def _made(pack: EvidencePack) -> Event | None:
    events = [one for one in events_of(pack.item_id) if one.name == "pack.made"]
    return events[0] if events else None


def _check_file(
    pack: EvidencePack, manifest: dict[str, Any], content: bytes
) -> Iterator[Line]:
    made = _made(pack)
    sealed = made.facts if made else {}
    spelled = canonical_json(pack.manifest)
    if canonical_json(manifest) != spelled or sealed.get("manifest_hash") != sha256(
        spelled
    ):
        yield Line(MANIFEST, True, "ALTERED: it is not the manifest that was stored")
    if not hash_of(content) == pack.pdf_hash == sealed.get("pdf_hash"):
        yield Line(pack.number, True, "ALTERED: the file is not the one that was made")
    else:
        yield Line(pack.number, False, "the file is the one that was made")
    head = pack.manifest["trail_head"]
    if head != pack.trail_head or (head and not Seal.objects.filter(hash=head)):
        yield Line("trail", True, "ALTERED: it no longer contains the head of then")


def verify_records(records: Mapping[str, dict[str, Any]]) -> Iterator[Line]:
    """Compare records of a manifest, by their numbers, with what is stored today."""
    ids = dict(Item.objects.filter(number__in=records).values_list("number", "pk"))
    for number in sorted(records.keys() - ids.keys()):
        yield Line(number, True, "ALTERED: the record is gone")
    until = {pk: records[number]["last_event"] for number, pk in ids.items()}
    reader, erased = system_user("reporting"), true_erasures()
    for number, found in fingerprints(until, reader=reader, until=until):
        yield _line(number, records[number], found, erased)


def _line(
    number: str,
    expected: dict[str, Any],
    found: Fingerprint,
    erased: Mapping[int, Event],
) -> Line:
    if found.kind != expected["kind"] or not found.parts:
        return Line(number, True, "ALTERED: the record is gone")
    if found.events < expected["events"]:
        missing = expected["events"] - found.events
        return Line(number, True, f"ALTERED: {missing} of its events are missing")
    if found.events_hash != expected["events_hash"]:
        return Line(number, True, "ALTERED: its events do not read the same")
    events = events_of(found.item_id)
    if faults := [fault for event in events if (fault := _fault(event, erased))]:
        return Line(number, True, f"ALTERED: {faults[0]}")
    since = [event for event in events if event.pk > expected["last_event"]]
    if lost := [one for one in since if not is_kept(found.kind, one, found.parts)]:
        return Line(number, True, f"ALTERED: the row of event {lost[0].pk} is gone")
    became = _became(expected["parts"], found, since, events)
    wrong = [one.part for one in became if not is_explained(found.kind, one)]
    wrong += misread_parts(found.kind, found.parts, events)
    if wrong:
        return Line(
            number, True, f"ALTERED without an event: {', '.join(dict.fromkeys(wrong))}"
        )
    changes = [one for one in became if not one.is_none]
    gone = {erased[event.pk] for event in events if event.has_lost_values}
    words = _words(len(changes), len(since))
    return Line(number, False, "; ".join([words, *map(_erased, gone)]))


def _words(changes: int, since: int) -> str:
    if changes and since:
        return f"changed since by {since} recorded events"
    if changes:
        return "unchanged; its clocks follow a changed calendar"
    return f"unchanged, {since} events recorded since" if since else "unchanged"


def _fault(event: Event, erased: Mapping[int, Event]) -> str:
    erasure = erased.get(event.pk)
    if event.has_lost_values and not (erasure and is_trace(event, erasure)):
        return f"the personal values of event {event.pk} ({event.name}) are gone"
    return event.fault()


def _erased(erasure: Event) -> str:
    return f"personal values erased on {erasure.occurred_at:%Y-%m-%d}"


def _became(
    was: dict[str, str],
    found: Fingerprint,
    since: Sequence[Event],
    history: Sequence[Event],
) -> list[Change]:
    """Return what became of each part: what is as it was may be so unlawfully."""
    now, about = found.hashes, dict[str, Any]()
    # Rows that came since, and went: only events know of them.
    told = {part for event in since for part in event.facts.get(ROWS, {})}
    return [
        Change(
            found.item_id,
            p,
            was.get(p, ""),
            found.parts.get(p),
            since,
            history,
            about,
        )
        for p in sorted({*was, *found.parts, *told})
        if since or was.get(p) != now.get(p)
    ]


def verify_names(names: Mapping[str, str]) -> Iterator[Line]:
    """Yield a line for each name or calendar of a manifest that reads otherwise."""
    now = names_now(names)
    for key, was in names.items():
        if part_hash(now.get(key)) != was:
            yield _line_of_name(key, was, now.get(key))
    versions = versions_since(names)
    untold = untold_versions({one.calendar_id for one in versions})
    for one in versions:
        words = f"agreed since, as version {one.number}"
        if one.pk in untold:
            words = "ALTERED: nobody recorded that these hours were agreed"
        yield Line(f"hours {one.pk}", one.pk in untold, words)


def _line_of_name(key: str, was: str, now: Any) -> Line:
    about = events_naming(key)
    erased = [event for event in about if event.name == ERASED and not event.fault()]
    if erased and now == erased[-1].facts["name"]:
        return Line(key, False, f"erased on {erased[-1].occurred_at:%Y-%m-%d}")
    # Which of them the pack knew does not matter: some of the last lead from there.
    for first in range(len(about)):
        since = about[first:]
        if Change(0, "name", was, now, since).follows():
            return Line(key, False, f"changed since by {len(since)} recorded events")
    return Line(key, True, "ALTERED: its name or hours read otherwise")
