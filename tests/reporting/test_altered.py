"""What is altered behind the portal is named, whatever was recorded later."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.postgres.fields import ArrayField
from django.core.management import CommandError
from django.db import connection, models, transaction

from catalogue.models import Entitlement, Service
from core.models import Event, Seal
from incidents.models import Incident
from records.models import Entry, Holding, Record
from reporting.models import ReportDecision, ServiceReport
from reporting.services.verifying import verify_names, verify_records
from slm.models import (
    Agreement,
    AgreementService,
    AgreementVersion,
    Clock,
    Point,
    Target,
    TargetBudget,
)
from tests.reporting.test_packs import alter, verify

pytestmark = pytest.mark.django_db
Rows = models.QuerySet[Any]


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def rows_behind(incident, agreement, service) -> Iterator[tuple[Rows, str]]:
    """Return all the rows that packs read, each with the number of its record."""
    own, points = {"record": incident.pk}, {"clock__record": incident.pk}
    version, target = "version__agreement", "target__version__agreement"
    found: list[tuple[Any, dict[str, Any], str]] = [
        (Record, {"pk": incident.pk}, incident.number),
        (Incident, {"pk": incident.pk}, incident.number),
        *((model, own, incident.number) for model in (Entry, Holding, Clock)),
        (Point, points, incident.number),
        (Agreement, {"pk": agreement.pk}, agreement.number),
        (AgreementVersion, {"agreement": agreement}, agreement.number),
        (Target, {version: agreement}, agreement.number),
        (TargetBudget, {target: agreement}, agreement.number),
        (AgreementService, {version: agreement}, agreement.number),
        (Service, {"pk": service.pk}, service.number),
        (Entitlement, {"service": service}, service.number),
    ]
    for report in ServiceReport.objects.all():
        found.append((ServiceReport, {"pk": report.pk}, report.number))
        found.append((ReportDecision, {"report": report}, report.number))
    for model, narrowed, number in found:
        yield model.objects.filter(**narrowed), number


def other_value(field: Any, now: Any) -> tuple[str, list[Any]]:
    """Return SQL for a value that the field does not have."""
    if isinstance(field, models.BooleanField):
        return f"NOT coalesce({field.column}, false)", []
    if isinstance(field, models.DateTimeField):
        return "coalesce(%s, now()) - interval '1 second'", [now]
    if isinstance(field, models.DateField):
        return "coalesce(%s, current_date) + 1", [now]
    if isinstance(field, models.JSONField):
        return "'{\"altered\": true}'", []
    if isinstance(field, ArrayField):
        return "'{}'", []
    if isinstance(field, models.CharField | models.TextField | models.FileField):
        return "'altered'" if (field.max_length or 9) > 6 else "'al'", []
    return f"coalesce({field.column}, 0) + 1", []


def drop_checks() -> None:
    """Take away what the database itself would refuse."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("""
            SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass,
                conname) FROM pg_constraint JOIN pg_namespace n ON n.oid = connamespace
            WHERE contype IN ('c', 'u') AND nspname = 'public' AND conrelid > 0
            UNION ALL
            SELECT format('DROP INDEX %s', indexrelid::regclass) FROM pg_index
            JOIN pg_class ON pg_class.oid = indrelid
            JOIN pg_namespace n ON n.oid = relnamespace
            WHERE indisunique AND nspname = 'public' AND NOT EXISTS (
                SELECT FROM pg_constraint WHERE conindid = indexrelid)
        """)
        for (sql,) in cursor.fetchall():
            cursor.execute(sql)


def unseen(pack, rows: Rows, number: str) -> Iterator[str]:
    """Name each field of the rows that can be altered without being named."""
    table = rows.model._meta.db_table
    fields = [f for f in rows.model._meta.local_concrete_fields if not f.primary_key]
    for row in rows:
        for field in fields:
            spelled, values = other_value(field, getattr(row, field.attname))
            with undone():
                key = rows.model._meta.pk.column
                column = f'"{field.column}"'
                sql = f"UPDATE {table} SET {column} = {spelled} WHERE {key} = %s"
                alter(sql, *values, row.pk)
                lines = verify_records({number: pack.manifest["records"][number]})
                if not any(one.is_altered and one.number == number for one in lines):
                    yield f"{table} {row.pk} {field.name}"


@pytest.mark.parametrize("when", ["made", "later"])
def test_every_field_of_every_row(request, when, noted, agreement, service):
    pack = request.getfixturevalue(when)
    assert "ALTERED" not in verify(pack.pdf.path)

    drop_checks()
    behind = rows_behind(noted, agreement, service)
    missed = [field for rows, number in behind for field in unseen(pack, rows, number)]
    assert not missed, ", ".join(missed)


def assert_named(pack, sql: str, *values: Any, number: str) -> None:
    with undone():
        alter(sql, *values)
        lines = verify_records({number: pack.manifest["records"][number]})
        assert [one.number for one in lines if one.is_altered] == [number], sql


def test_every_event_of_a_record(later, noted):
    opened = Event.objects.get(item=noted.pk, name="records.opened")
    last = Event.objects.filter(item=noted.pk).exclude(digest="").latest("pk")
    Seal.objects.create(
        position=1, event=last, hash=Seal.compute_hash("", last), previous_hash=""
    )
    for event in (opened, last):
        for said in (
            "core_event SET occurred_at = now() WHERE id = %s",
            "core_event SET channel = 'mail' WHERE id = %s",
            "core_event SET facts = facts || '{\"team\": 0}' WHERE id = %s",
            "core_eventdata SET values = '{}' WHERE event_id = %s",
        ):
            assert_named(later, f"UPDATE {said}", event.pk, number=noted.number)
        gone = "DELETE FROM core_eventdata WHERE event_id = %s"
        assert_named(later, gone, event.pk, number=noted.number)


def test_a_row_that_is_gone(later, noted):
    report = ServiceReport.objects.get()
    for table in ("entry", "holding"):
        sql = f"DELETE FROM records_{table} WHERE record_id = %s"
        assert_named(later, sql, noted.pk, number=noted.number)
    sql = """
        WITH clocks AS (SELECT id FROM slm_clock WHERE record_id = %s),
        points AS (DELETE FROM slm_point WHERE clock_id IN (SELECT id FROM clocks)),
        told AS (DELETE FROM slm_crossing WHERE clock_id IN (SELECT id FROM clocks))
        DELETE FROM slm_clock WHERE id IN (SELECT id FROM clocks)
    """
    assert_named(later, sql, noted.pk, number=noted.number)
    report.pdf.storage.delete(str(report.pdf.name))
    with pytest.raises(CommandError, match=f"^Altered: {report.number}$"):
        verify(later.pdf.path)


NAMES = {
    "organisation": "accounts_organisation SET name = 'x' WHERE name = 'Customer'",
    "person": "accounts_person SET name = 'x' WHERE name = 'Rita Requester'",
    "team": "accounts_team SET name = 'x' WHERE name = 'Service desk'",
    "user": "core_user SET name = 'x' WHERE name = 'Anna Agent'",
    "service": "catalogue_service SET name = 'x'",
    "category": "records_category SET name = 'x'",
    "calendar": "calendars_calendar SET name = 'x'",
    "hours": "calendars_calendarversion SET definition = '{}'",
}


def test_every_name_and_the_hours_that_are_printed(later):
    for kind, sql in NAMES.items():
        with undone():
            alter(f"UPDATE {sql}")
            lines = [
                one for one in verify_names(later.manifest["names"]) if one.is_altered
            ]
            assert [one.number.split()[0] for one in lines] == [kind]


def test_the_pack_itself(later):
    for sql, named in (
        ("reporting_evidencepack SET pdf_hash = 'x'", later.number),
        (
            "reporting_evidencepack SET manifest = manifest || '{\"made_at\": 0}'",
            "manifest.json",
        ),
        ("core_event SET facts = '{}' WHERE name = 'pack.made'", "manifest.json"),
        ("reporting_evidencepack SET trail_head = 'x'", "trail"),
        ("reporting_evidencepack SET summary = '[]'", later.number),
        ("reporting_evidencepack SET prepared_for = 'y'", later.number),
        ("reporting_evidencepack SET clauses = '{}'", later.number),
        ("reporting_evidencepack SET made_at = now()", later.number),
        ('reporting_evidencepack SET "end" = now()', later.number),
    ):
        with undone():
            alter(f"UPDATE {sql}")
            with pytest.raises(CommandError, match=named):
                verify(later.pdf.path)
