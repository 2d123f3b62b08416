"""Checking a pack against what is stored today."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from core.canonical import canonical_json
from core.models import Item
from core.system_users import system_user
from reporting.models import EvidencePack
from reporting.selectors.manifest import fingerprints, newer_events
from reporting.services.packs import MANIFEST
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
    yield from _check_file(pack, manifest, content)
    for name, expected in sorted(pack.manifest["annexes"].items()):
        is_whole = name in attached and hash_of(attached[name]) == expected
        yield Line(name, not is_whole, "unchanged" if is_whole else "ALTERED annex")
    yield from _check_records(pack.manifest["records"])


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
    pack: EvidencePack, manifest: dict[str, Any], content: bytes
) -> Iterator[Line]:
    if canonical_json(manifest) != canonical_json(pack.manifest):
        yield Line(MANIFEST, True, "ALTERED: it is not the manifest that was stored")
    if hash_of(content) != pack.pdf_hash:
        yield Line(pack.number, True, "ALTERED: the file is not the one that was made")
    else:
        yield Line(pack.number, False, "the file is the one that was made")


def _check_records(records: dict[str, dict[str, Any]]) -> Iterator[Line]:
    ids = dict(Item.objects.filter(number__in=records).values_list("number", "pk"))
    until = {pk: records[number]["last_event"] for number, pk in ids.items()}
    found = fingerprints(until, reader=system_user("reporting"), until=until)
    newer = newer_events(until)
    for number, expected in sorted(records.items()):
        if number not in found:
            yield Line(number, True, "ALTERED: the record is gone")
            continue
        yield _line(number, expected, found[number].values(), newer[ids[number]])


def _line(
    number: str, expected: dict[str, Any], found: dict[str, Any], newer: int
) -> Line:
    if found["events"] < expected["events"]:
        missing = expected["events"] - found["events"]
        return Line(number, True, f"ALTERED: {missing} of its events are missing")
    if found["events_hash"] != expected["events_hash"]:
        return Line(number, True, "ALTERED: its events do not read the same")
    if found["row"] == expected["row"]:
        since = f", {newer} events recorded since" if newer else ""
        return Line(number, False, f"unchanged{since}")
    if newer:
        return Line(number, False, f"changed since by {newer} recorded events")
    return Line(number, True, "ALTERED: it changed without any recorded event")
