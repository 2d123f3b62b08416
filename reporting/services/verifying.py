"""Checking a pack against what is stored today."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from accounts.models import Person
from core.canonical import canonical_json, sha256
from core.evidence import Change, is_explained, part_hash
from core.models import Event, Item, Seal
from core.system_users import system_user
from reporting.models import EvidencePack
from reporting.selectors.manifest import Fingerprint, events_after, fingerprints
from reporting.selectors.names import names_now
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

    Yields a line for the file, for each annex and for each record.

    :raises NotAPack: if the file is none of our packs
    """
    manifest, attached = _embedded(content)
    pack = EvidencePack.objects.filter(item__number=manifest.get("pack")).first()
    if pack is None:
        raise NotAPack("No pack of that number was made here.")
    if pack.manifest["format"] != FORMAT:
        raise NotAPack("It was made by an earlier release, which kept less: use that.")
    made = Event.objects.filter(item=pack.item, name="pack.made").first()
    yield from _check_file(pack, made, manifest, content)
    for name, expected in sorted(pack.manifest["annexes"].items()):
        is_whole = name in attached and hash_of(attached[name]) == expected
        yield Line(name, not is_whole, "unchanged" if is_whole else "ALTERED annex")
    yield from _check_records(pack.manifest["records"])
    yield from _check_names(pack.manifest["names"], made.pk if made else 0)


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


def _check_file(
    pack: EvidencePack,
    made: Event | None,
    manifest: dict[str, Any],
    content: bytes,
) -> Iterator[Line]:
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


def _check_records(records: dict[str, dict[str, Any]]) -> Iterator[Line]:
    ids = dict(Item.objects.filter(number__in=records).values_list("number", "pk"))
    for number in sorted(records.keys() - ids.keys()):
        yield Line(number, True, "ALTERED: the record is gone")
    until = {pk: records[number]["last_event"] for number, pk in ids.items()}
    reader = system_user("reporting")
    for number, found in fingerprints(until, reader=reader, until=until):
        yield _line(number, records[number], found)


def _line(number: str, expected: dict[str, Any], found: Fingerprint) -> Line:
    if found.kind != expected["kind"] or not found.parts:
        return Line(number, True, "ALTERED: the record is gone")
    if found.events < expected["events"]:
        missing = expected["events"] - found.events
        return Line(number, True, f"ALTERED: {missing} of its events are missing")
    if found.events_hash != expected["events_hash"]:
        return Line(number, True, "ALTERED: its events do not read the same")
    since = events_after(expected["last_event"], item_id=found.item_id)
    changes = _changes(expected["parts"], found, since)
    if wrong := [one.part for one in changes if not is_explained(found.kind, one)]:
        return Line(number, True, f"ALTERED without an event: {', '.join(wrong)}")
    if changes and since:
        return Line(number, False, f"changed since by {len(since)} recorded events")
    if changes:
        return Line(number, False, "unchanged; its clocks follow a changed calendar")
    recorded = f", {len(since)} events recorded since" if since else ""
    return Line(number, False, f"unchanged{recorded}")


def _changes(
    was: dict[str, str], found: Fingerprint, since: Sequence[Event]
) -> list[Change]:
    now = found.hashes
    return [
        Change(found.item_id, part, was.get(part, ""), found.parts.get(part), since)
        for part in sorted({*was, *now})
        if was.get(part) != now.get(part)
    ]


def _check_names(names: dict[str, str], made: int) -> Iterator[Line]:
    """Yield a line for each name or calendar that reads otherwise."""
    now = names_now(names)
    differing = [key for key, was in names.items() if part_hash(now.get(key)) != was]
    recorded = events_after(made, item_id=None) if differing else []
    for key in differing:
        since = _about(key, made, recorded)
        if Change(0, "name", names[key], now.get(key), since).follows():
            yield Line(key, False, f"changed since by {len(since)} recorded events")
        else:
            yield Line(key, True, "ALTERED: its name or hours read otherwise")


def _about(key: str, made: int, recorded: Sequence[Event]) -> list[Event]:
    """Return the events among these that changed what a name is of."""
    kind, pk = key.split()
    about = [event for event in recorded if event.facts.get(kind) == int(pk)]
    if kind == "user":
        # Who signs in is called as the person is.
        people = set(Person.objects.filter(user=int(pk)).values_list("pk", flat=True))
        about = [event for event in recorded if event.facts.get("person") in people]
    if kind == "service":
        about = events_after(made, item_id=int(pk))
    return [event for event in about if event.name.endswith(".edited")]
