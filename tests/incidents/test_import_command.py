"""What `import_incidents` refuses before it touches anything."""

import gzip

import pytest
from django.core.management import CommandError, call_command

from core.models import Event
from tests.incidents.log_file import AGREEMENT, row, write_log

pytestmark = pytest.mark.django_db


def refusal(path, **options):
    """Return with which words the import is refused; it must store nothing."""
    options = {"format": "servicenow-log", "agreement": AGREEMENT, **options}
    before = Event.objects.count()
    with pytest.raises(CommandError) as refused:
        call_command("import_incidents", path, **options)
    assert Event.objects.count() == before
    return str(refused.value)


@pytest.fixture
def log(tmp_path):
    return write_log(tmp_path / "log.csv", row("New"))


def test_a_log_that_is_not_there_is_named(tmp_path):
    assert "missing.csv" in refusal(tmp_path / "missing.csv")


def test_a_folder_is_no_log(tmp_path):
    assert "directory" in refusal(tmp_path)


def test_a_time_zone_that_does_not_exist_is_named(log):
    assert "Nowhere" in refusal(log, time_zone="Nowhere/At_All")


@pytest.mark.parametrize("zone", ["", "../../etc/passwd"])
def test_what_is_no_time_zone_is_refused(log, zone):
    assert "is not a time zone" in refusal(log, time_zone=zone)


def test_an_unknown_format_is_refused(log):
    assert "invalid choice: 'nothing'" in refusal(log, format="nothing")


def test_a_limit_below_one_is_refused(log):
    assert "at least 1" in refusal(log, limit=0)


def test_without_agreement_and_customer_it_is_refused(log):
    assert "name a --customer" in refusal(log, agreement=None)


def test_a_customer_who_does_not_exist_is_named(log):
    assert "Nobody Ltd" in refusal(log, agreement=None, customer="Nobody Ltd")


def test_a_wrong_header_names_what_is_missing(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text("number,caller_id\nINC1,Caller 1\n")

    assert "columns incident_state, sys_mod_count," in refusal(path)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"opened_at": "2016-03-01"}, "Line 3, opened_at: '2016-03-01'"),
        (
            {"sys_updated_at": "01-03-0016 08:00"},
            "Line 3, sys_updated_at: '01-03-0016 08:00' is not from 1990",
        ),
        ({"incident_state": "Odd"}, "Line 3, incident_state: 'Odd'"),
        ({"sys_mod_count": "x"}, "Line 3, sys_mod_count: 'x'"),
        ({"impact": "very"}, "Line 3, impact: 'very'"),
        ({"number": ""}, "Line 3, number: it is empty"),
        ({"caller_id": "x" * 91}, "Line 3, caller_id: it is longer"),
        ({"category": "a\x01b"}, "Line 3, category: it has characters"),
    ],
)
def test_a_bad_row_is_named_by_line_and_column(tmp_path, values, words):
    path = write_log(tmp_path / "log.csv", row("New"), {**row("New"), **values})

    assert words in refusal(path)


def test_a_row_with_too_many_columns_is_named(log):
    log.write_text(log.read_text() + ",".join("x" * 20) + "\n")

    assert "Line 3: it has too many columns" in refusal(log)


def test_a_file_that_only_looks_compressed_is_refused(tmp_path):
    path = tmp_path / "log.csv.gz"
    path.write_bytes(b"number")

    assert "log.csv.gz: Not a gzipped file" in refusal(path)


def test_a_file_that_was_cut_off_is_refused(tmp_path, log):
    path = tmp_path / "log.csv.gz"
    path.write_bytes(gzip.compress(log.read_bytes())[:-20])

    assert "cannot be read" in refusal(path)


def test_a_file_in_another_encoding_is_refused(tmp_path, log):
    log.write_bytes(log.read_bytes().replace(b"Caller", b"\xff\xfe"))

    assert "cannot be read" in refusal(log)


def test_an_agreement_that_is_not_there_is_named(log, tmp_path):
    assert "nothing.yaml" in refusal(log, agreement=tmp_path / "nothing.yaml")


@pytest.mark.parametrize("text", ["{", "a: 1", "- x", "format: 1\nformat: 2"])
def test_an_agreement_that_is_none_is_refused(log, tmp_path, text):
    path = tmp_path / "agreement.yaml"
    path.write_text(text)

    assert "agreement.yaml: " in refusal(log, agreement=path)
