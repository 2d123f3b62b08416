"""Contents and levels of agreements in files: read back as they were written."""

import pytest
import yaml

from slm.exchange import ExchangeError, export_agreement, import_agreement
from slm.parts import Contents
from tests.slm.test_exchange import manager

__all__ = ["manager"]
pytestmark = pytest.mark.django_db
TEXT = """
format: sms-portal-agreement/1
agreement:
  kind: sla
  level: corporate
  title: Terms for all
  provider: Provider
  time_zone: UTC
  valid_from: 2026-01-01
calendars:
  - {name: Office, valid_from: 2026-01-01, timezone: UTC, weekly: {mon: [[10:00, 24:00]]}}
services:
  - {name: Mail}
targets:
  - {metric: resolution, calendar: Office, budgets: {any: 3 d}}
signatures:
  - {role: service_owner, name: O, authority: Owner, signed_on: 2025-12-01, reference: F 1}
  - role: service_level_manager
    name: M
    authority: Manager
    signed_on: 2025-12-01
    reference: Folder 1
contents:
  sections:
    complaints: To the desk.
  workload_limits:
    - {service: Mail, record_kind: incident, lower: 1, upper: 20, per: week}
  critical_periods:
    - {name: Closing, starts_on: 2026-01-29, ends_on: 2026-01-31, recurrence: monthly}
  planned_interruptions: {notice_hours: 48, at_most: 2, per: month, longest_minutes: 60}
  reports_and_reviews: {report_every_months: 1, review_every_months: 3}
"""


def test_what_is_written_is_read_back(manager):
    made = import_agreement(TEXT, **manager).agreement
    version = made.versions.get()

    again = yaml.safe_load(export_agreement(version))

    given = yaml.safe_load(TEXT.replace("2026-01-29", "'2026-01-29'"))["contents"]
    given["critical_periods"][0]["starts_on"] = "2026-01-29"
    given["critical_periods"][0]["ends_on"] = "2026-01-31"
    assert again["contents"] == given
    assert again["agreement"]["level"] == "corporate"
    assert "customer" not in again["agreement"]
    assert Contents.of(version).numbers.review_every_months == 3


def test_a_second_import_changes_nothing(manager):
    made = import_agreement(TEXT, **manager).agreement
    text = export_agreement(made.versions.get())

    assert not import_agreement(TEXT, **manager).has_changed
    assert not import_agreement(text, **manager).has_changed


def test_other_contents_are_a_new_version(manager):
    import_agreement(TEXT, **manager)
    other = TEXT.replace("To the desk.", "To the manager.").replace(
        "valid_from: 2026-01-01\ncal", "valid_from: 2026-02-01\ncal"
    )

    made = import_agreement(other, **manager).agreement

    newest = made.versions.get(number=2)
    assert Contents.of(newest).sections == {"complaints": "To the manager."}


@pytest.mark.parametrize(
    ("found", "put", "path"),
    [
        ("complaints:", "weather:", "contents.sections.weather"),
        ("service: Mail", "service: Fax", "contents.workload_limits[0].service"),
        ("lower: 1, upper: 20", "upper: many", "contents.workload_limits[0].upper"),
        ("lower: 1, upper: 20, ", "", "contents.workload_limits[0]"),
        ("per: week", "per: year", "contents.workload_limits[0].per"),
        ("monthly}", "daily}", "contents.critical_periods[0].recurrence"),
        ("notice_hours: 48", "notice: 48", "contents.planned_interruptions.notice"),
        ("level: corporate", "level: global", "agreement.level"),
        ("level: corporate", "level: customer", "agreement.customer"),
        ("level: corporate", "level: corporate\n  customer: X", "agreement.customer"),
    ],
)
def test_what_is_wrong_is_named_by_its_path(found, put, path, manager):
    with pytest.raises(ExchangeError) as error:
        import_agreement(TEXT.replace(found, put), **manager)
    assert path in [problem.path for problem in error.value.problems]
