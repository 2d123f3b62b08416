"""All that is wrong with typed hours is said at once, in the words of the form."""

import pytest
from django.urls import reverse

from calendars.models import Calendar
from tests.calendars.test_screens import desk, office, typed

__all__ = ["desk", "office"]
pytestmark = pytest.mark.django_db


def test_every_field_that_is_wrong_is_named_by_its_label(desk):
    wrong = typed(
        name="New",
        mon="nine, ten, 9:00-17:00",
        tue="08:00-12:00, 11:00-15:00",
        wed="18:00-08:00",
        holidays="2026-02-30 No day\n2026-12-25\n2026-12-25",
        special_days="soon\n2026-12-24 noon",
        breaks="2026-05-04 08:00-12:00, 11:00-15:00",
    )
    page = desk.post(reverse("calendar_create"), wrong)

    assert page.status_code == 422
    assert not Calendar.objects.exists()
    errors = page.context["form"].errors
    assert [len(errors[day]) for day in ("mon", "tue", "wed")] == [2, 1, 1]
    assert errors["tue"][0].startswith("08:00–12:00 and 11:00–15:00 overlap")
    assert [one[:12] for one in errors["holidays"]] == ["“2026-02-30”", "2026-12-25 i"]
    assert len(errors["special_days"]) == 2
    assert errors["breaks"][0].startswith("2026-05-04: 08:00–12:00 and 11:00")
    for key in ("weekly.", "holidays:", "special_days", "breaks."):
        assert not any(key in text for texts in errors.values() for text in texts)


def test_overlapping_hours_are_refused_for_a_calendar_that_there_is(desk, office):
    url = reverse("calendar_edit", args=[office.number])
    page = desk.post(url, typed(mon="8:00-12:00, 11:00-15:00"))

    assert page.status_code == 422
    assert office.versions.count() == 1
    assert desk.post(url, typed(mon="8:00-12:00, 12:00-15:00")).status_code == 302
    assert office.versions.count() == 2
