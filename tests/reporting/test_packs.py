"""Evidence packs: what they show, and that nothing behind them changes unseen."""

import re
from collections import Counter
from datetime import date
from io import BytesIO, StringIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from pypdf import PdfReader, PdfWriter

from core.models import Event
from core.periods import days
from incidents.services import reopen_incident
from reporting.models import EvidencePack
from reporting.selectors.contents import clauses_named
from reporting.services import issue_report, make_pack
from reporting.services.packs import MANIFEST
from tests.reporting.conftest import FIRST_OF_APRIL, HOUR, MARCH

pytestmark = pytest.mark.django_db
PERIOD = days(date(2026, 3, 1), date(2026, 3, 31))


@pytest.fixture
def pack(month, customer, service_level_manager, auditor):
    issue_report(
        customer=customer, month=MARCH, actor=service_level_manager, at=FIRST_OF_APRIL
    )
    return make_pack(
        clauses=["6.1", "6.2", "8.1"],
        period=PERIOD,
        prepared_for="The certification body",
        actor=auditor,
        at=FIRST_OF_APRIL + HOUR,
    )


def reader_of(pack) -> PdfReader:
    with pack.pdf.open("rb") as file:
        return PdfReader(BytesIO(file.read()))


def text_of(pack) -> str:
    pages = [page.extract_text() for page in reader_of(pack).pages]
    return " ".join(" ".join(pages).split())


def verify(path) -> str:
    out = StringIO()
    call_command("verify_evidence", str(path), stdout=out)
    return out.getvalue()


def alter(sql: str, *values) -> None:
    """Do what only somebody with the keys of the database can."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(sql, values)
        cursor.execute("SET session_replication_role = origin")


def summary(pack, key):
    return next(row for row in pack.summary if row["key"] == key)


def test_every_item_says_what_was_found_and_gaps_are_said(pack, month):
    recorded = summary(pack, "incidents.recorded")
    assert (recorded["count"], recorded["verdict"]) == (5, "evidenced")
    resolved = summary(pack, "incidents.resolved")
    assert (resolved["count"], resolved["verdict"]) == (4, "gap")
    assert "1 incidents are open" in resolved["reason"]
    assert summary(pack, "slm.slas")["verdict"] == "evidenced"
    assert summary(pack, "slm.olas")["verdict"] == "gap"
    assert summary(pack, "slm.performance")["count"] == 2
    for nothing in ("incidents.major", "slm.reviews"):
        assert summary(pack, nothing)["verdict"] == "nothing_occurred"
    for missing in ("slm.documents", "incidents.requests"):
        assert summary(pack, missing)["verdict"] == "gap"
        assert summary(pack, missing)["reason"]


def test_the_pdf_prints_the_counts_and_the_records(pack, month):
    text = text_of(pack)

    for words in ("The certification body", "1 March 2026", "Adam Auditor", "Provider"):
        assert words in text
    assert "5 records: 3 in full, 2 by reference." in text
    assert all(incident.number in text for incident in month.values())
    assert "→ Resolved" in text
    assert "All days and times are those of UTC." in text


def test_the_pdf_has_bookmarks_and_the_annexes_with_every_row(pack, month):
    paper = reader_of(pack)
    table = paper.attachments["8.1-recorded.csv"][0].decode("utf-8-sig")

    assert [one.title for one in paper.outline if not isinstance(one, list)][:2] == [
        "Contents",
        "Summary",
    ]
    assert len(table.splitlines()) == 1 + 5
    assert MANIFEST in paper.attachments


def test_making_a_pack_is_recorded(pack, auditor):
    event = Event.objects.get(name="pack.made")

    assert (event.actor, event.item) == (auditor, pack.item)
    assert event.facts["records"] == len(pack.manifest["records"])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"clauses": ["99.9"]}, "clauses"),
        ({"clauses": []}, "clauses"),
        ({"period": days(date(2026, 3, 2), date(2026, 3, 1))}, "last_day"),
        ({"period": days(date(2027, 3, 2), date(2027, 3, 3))}, "first_day"),
        ({"prepared_for": " "}, "prepared_for"),
    ],
)
def test_what_cannot_be_collected_is_refused_by_name(month, auditor, change, words):
    asked = {"clauses": ["8.1"], "period": PERIOD, "prepared_for": "x", **change}
    with pytest.raises(ValidationError) as refused:
        make_pack(**asked, actor=auditor, at=FIRST_OF_APRIL)

    assert words in refused.value.error_dict
    assert not EvidencePack.objects.exists()


def test_an_agent_makes_no_pack(month, agent):
    with pytest.raises(PermissionDenied):
        make_pack(
            clauses=["8.1"],
            period=PERIOD,
            prepared_for="x",
            actor=agent,
            at=FIRST_OF_APRIL,
        )


def test_an_untouched_pack_holds(pack):
    said = verify(pack.pdf.path)

    assert "ALTERED" not in said
    assert f"{pack.number}: the file is the one that was made" in said


def test_a_field_altered_behind_the_portal_is_named(pack, month):
    late = month["late"]
    alter("UPDATE records_record SET title = 'x' WHERE item_id = %s", late.pk)

    with pytest.raises(CommandError, match=f"^Altered: {late.number}$"):
        verify(pack.pdf.path)


def test_a_promise_altered_behind_the_portal_is_named(pack, agreement):
    alter("UPDATE slm_targetbudget SET seconds = 99999")

    with pytest.raises(CommandError, match=agreement.number):
        verify(pack.pdf.path)


def test_an_altered_event_is_named(pack, month):
    event = Event.objects.get(item=month["met"].item, name="records.opened")
    alter("UPDATE core_event SET channel = 'mail' WHERE id = %s", event.pk)

    with pytest.raises(CommandError, match=f"^Altered: {month['met'].number}$"):
        verify(pack.pdf.path)


def test_altered_personal_values_are_named(pack, month):
    event = Event.objects.get(item=month["met"].item, name="records.opened")
    alter("UPDATE core_eventdata SET values = '{}' WHERE event_id = %s", event.pk)

    with pytest.raises(CommandError, match=f"^Altered: {month['met'].number}$"):
        verify(pack.pdf.path)


def test_missing_events_are_named(pack, month):
    # One to which no other row refers but the outbox.
    event = Event.objects.get(item=month["void"].item, name="incident.opened")
    alter("DELETE FROM core_outbox WHERE event_id = %s", event.pk)
    alter("DELETE FROM core_event WHERE id = %s", event.pk)

    with pytest.raises(CommandError, match=month["void"].number):
        verify(pack.pdf.path)


def test_an_ordinary_later_change_is_said_and_holds(pack, month, agent):
    met = month["met"]
    reopen_incident(
        number=met.number, reason="x", actor=agent, at=FIRST_OF_APRIL + 2 * HOUR
    )

    said = verify(pack.pdf.path)
    assert f"{met.number}: changed since by" in said
    assert "ALTERED" not in said


def test_a_tampered_pdf_is_told_apart(pack, tmp_path):
    writer = PdfWriter(clone_from=reader_of(pack))
    writer.add_metadata({"/Title": "Another"})
    forged = tmp_path / "forged.pdf"
    writer.write(forged)

    with pytest.raises(CommandError, match=pack.number):
        verify(forged)


def test_any_other_file_is_refused(tmp_path, db):
    other = tmp_path / "other.pdf"
    other.write_bytes(b"%PDF-1.4 nothing")

    with pytest.raises(CommandError, match="no manifest"):
        verify(other)


def test_each_clause_is_a_chapter_once(pack):
    places = re.findall(r"\b6\.1-[0-9]+\b", text_of(pack))
    # In the contents, the summary, and over the item itself.
    assert set(Counter(places).values()) == {3}
    assert clauses_named(["8.3.3, 8.2.2", "9.1", "8.2.2"]) == "8.3.3, 8.2.2, 9.1"
