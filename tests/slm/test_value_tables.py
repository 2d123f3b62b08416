"""A table of measured values: all its faults at once, and what it would change."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from slm.models import MeasuredValue
from slm.services import import_values, read_values

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 10, tzinfo=UTC)
RIGHT = [
    (datetime(2026, 3, 4, 12, tzinfo=UTC), Decimal("250.5")),
    (datetime(2026, 3, 4, 13, tzinfo=UTC), Decimal(3)),
]
ROWS = ["at{0}value", "2026-03-04T12:00Z{0}250{1}5", "2026-03-04T13:00Z{0}3"]


@pytest.fixture
def desk(client, service_level_manager):
    client.force_login(service_level_manager)
    return client


def test_every_fault_of_a_table_is_named_in_one_go(service_level_manager):
    rows = [
        "at,value",
        *("soon,1", "2026-03-04 12:00,x", "2026-03-04 12:00,2", "2030-01-01 12:00,y"),
        *("2026-03-05 12:00,1.1234567", "2026-03-05 12:00,1,2"),
    ]
    table = read_values("\n".join(rows), actor=service_level_manager, at=AT)

    assert [(one.row, one.column) for one in table.faults] == [
        *((2, "at"), (3, "value"), (4, "at"), (5, "value"), (5, "at")),
        *((6, "value"), (7, "")),
    ]
    assert table.faults[2].message == "There are two values for this instant."
    assert table.faults[4].message == "This instant has not come yet."


@pytest.mark.parametrize(
    ("delimiter", "point"), [(",", "."), (";", ","), (";", "."), ("\t", ",")]
)
def test_commas_semicolons_and_tabs_part_columns(
    delimiter, point, service_level_manager
):
    text = "\n".join(ROWS).format(delimiter, point)
    table = read_values(text, actor=service_level_manager, at=AT)

    assert not table.faults
    assert table.values == RIGHT


def test_a_table_parted_otherwise_is_told_what_is_expected(service_level_manager):
    text = "\n".join(ROWS).format("|", ".")
    (fault,) = read_values(text, actor=service_level_manager, at=AT).faults

    assert (fault.row, fault.column) == (1, "at")
    assert "a comma, a semicolon or a tab" in fault.message


def test_what_would_be_corrected_is_shown_before_it_is(
    desk, measure, service_level_manager
):
    by = {"number": measure.number, "how": "CSV", "actor": service_level_manager}
    import_values("\n".join(ROWS).format(",", "."), **by, at=AT)
    text = "at,value\n2026-03-04T12:00Z,99\n2026-03-04T13:00Z,3\n2026-03-04T14:00Z,7"
    url = reverse("measure_import", args=[measure.number])
    page = desk.post(url, {"text": text})

    assert "1 new, 1 as they are known, 1 correct what is known." in page.text
    ((stored, value),) = page.context["found"].corrected
    assert (stored.value, value) == (Decimal("250.5"), Decimal(99))
    assert "250.5" in page.text
    assert MeasuredValue.objects.count() == 2
    done = desk.post(url, {"text": text, "confirm": "1"}, follow=True)
    assert "1 new, 1 corrected, 1 known before." in done.text
