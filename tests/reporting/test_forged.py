"""A pack forged as a whole, with its row and what tells of it, is named."""

import json
from io import BytesIO

import pytest
from django.core.management import CommandError
from pypdf import PdfWriter

from core.canonical import canonical_json, sha256
from core.models import Event, Seal
from reporting.services.packs import MANIFEST
from reporting.services.paper import hash_of
from tests.reporting.test_packs import alter, pack, reader_of, verify

__all__ = ["pack"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed(pack):
    made = Event.objects.get(name="pack.made")
    link = Seal.compute_hash("", made)
    Seal.objects.create(position=1, event=made, hash=link, previous_hash="")
    return pack


@pytest.fixture
def forged(sealed, tmp_path):
    """A file whose manifest leaves a record out; row and event were set to fit."""
    manifest = sealed.manifest
    manifest["records"].popitem()
    path = with_manifest(sealed, manifest, tmp_path / "forged.pdf")
    facts = {
        "pdf_hash": hash_of(path.read_bytes()),
        "manifest_hash": sha256(canonical_json(manifest)),
    }
    alter(
        "UPDATE reporting_evidencepack SET manifest = %s, pdf_hash = %s",
        json.dumps(manifest),
        facts["pdf_hash"],
    )
    alter(
        "UPDATE core_event SET facts = facts || %s WHERE name = 'pack.made'",
        json.dumps(facts),
    )
    return path


def with_manifest(pack, manifest, path):
    writer = PdfWriter()
    with pack.pdf.open("rb") as file:
        writer.append(BytesIO(file.read()))
    for name in manifest["annexes"]:
        writer.add_attachment(name, reader_of(pack).attachments[name][0])
    writer.add_attachment(MANIFEST, canonical_json(manifest).encode())
    writer.write(path)
    return path


def test_a_sealed_pack_holds(sealed):
    assert "ALTERED" not in verify(sealed.pdf.path)


def test_a_pack_forged_with_what_tells_of_it(sealed, forged):
    with pytest.raises(CommandError, match=f"Altered: {sealed.number}$"):
        verify(forged)


def test_a_pack_of_which_less_is_told(sealed):
    alter(
        "DELETE FROM core_eventdata WHERE event_id IN (SELECT event_id FROM core_seal)"
    )
    with pytest.raises(CommandError, match=sealed.number):
        verify(sealed.pdf.path)
