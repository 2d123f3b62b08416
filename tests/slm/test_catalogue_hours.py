"""Hours in a customer's catalogue: said whole, and what differs of them told alone."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.urls import reverse

from calendars.services import add_calendar_version
from catalogue.services import edit_service
from slm.catalogue_words import changes_between, entries_of
from slm.selectors import hash_of, live_catalogue
from tests.slm.conftest import office
from tests.slm.test_agreed_catalogues import by, drafted, offered, signed

__all__ = ["by", "drafted", "offered", "office", "signed"]
pytestmark = pytest.mark.django_db
NOVEMBER = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def with_hours(service, office, by):
    edit_service(number=service.number, service_hours=office, **by)
    return service


@pytest.fixture
def outing(with_hours, signed, office, service_level_manager, noon):
    """The same week, but for one day on which nobody is there."""
    before = office.versions.get().definition
    add_calendar_version(
        number=office.number,
        definition={
            **before,
            "holidays": [{"date": "2026-11-20", "name": "Works outing"}],
        },
        valid_from=noon,
        actor=service_level_manager,
        at=noon,
    )
    return signed


def lines_of(change: Any) -> list[tuple[str, str]]:
    (point,) = [one for one in change.points if one.key == "hours"]
    return [(one.how, one.text) for one in point.lines if one.how != "kept"]


def test_the_day_that_differs_is_told(outing, customer):
    (change,) = changes_between(outing.content, live_catalogue(customer, NOVEMBER))

    assert lines_of(change) == [
        ("removed", "Calendar “Office”, version 1"),
        ("added", "Calendar “Office”, version 2"),
        ("added", "2026: 20 Nov Works outing"),
    ]


def test_customers_see_it_marked(client, outing, representative):
    client.force_login(representative)
    page = client.get(reverse("portal_our_catalogue")).text

    assert "2026: 20 Nov Works outing</ins>" in page


def test_a_catalogue_says_its_days_too(outing, customer):
    (entry,) = entries_of(live_catalogue(customer, NOVEMBER))
    (hours,) = [one for one in entry.points if one.key == "hours"]

    assert hours.lines[1:] == [
        "Calendar “Office”, version 2",
        "2026: 20 Nov Works outing",
    ]


def test_what_was_agreed_reads_and_verifies_as_it_was(outing):
    outing.refresh_from_db()
    (entry,) = entries_of(outing.content)

    assert hash_of(outing.content) == outing.content_hash
    assert changes_between(outing.content, outing.content) == []
    assert "version 1" in "".join(point.text for point in entry.points)
