from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from core import wording
from core.templatetags import core_tags


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (None, "–"),
        (0, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (3600, "1 h"),
        (7830, "2 h 10 min"),
        (90_000, "1 d 1 h"),
        (86_400, "1 d"),
        (-7800, "−2 h 10 min"),
        (timedelta(minutes=5), "5 min"),
    ],
)
def test_a_duration_is_shown_in_its_two_greatest_units(seconds, shown):
    assert wording.duration(seconds) == shown


@pytest.mark.parametrize(
    ("value", "table", "said"),
    [
        ("open", "open=risk closed=track", "risk"),
        ("gone", "open=risk closed=track", ""),
        ("gone", "open=risk else=track", "track"),
        ("open", "open= else=track", ""),
    ],
)
def test_a_table_says_how_a_state_looks(value, table, said):
    assert core_tags.among(value, table) == said


def test_the_last_instant_there_is_can_be_shown():
    last = datetime(9999, 12, 31, 23, 59, tzinfo=UTC)

    with timezone.override("Europe/Berlin"):
        assert "31 Dec 9999, 23:59" in core_tags.instant(last)


def test_service_time_is_never_shown_in_days():
    assert wording.service_duration(187_200) == "52 h"


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (None, "–"),
        (1, "100.0 %"),
        (0.9731, "97.3 %"),
        (0.9467, "94.6 %"),
        (Decimal("0.99999"), "99.9 %"),
        (0, "0.0 %"),
    ],
)
def test_a_percentage_is_never_rounded_up(share, shown):
    assert wording.percent(share) == shown


def test_an_instant_is_shown_in_the_readers_zone_with_the_exact_one_on_hover(noon):
    with timezone.override("Europe/Berlin"):
        html = core_tags.instant(noon, "long")

    assert ">4 March 2026, 13:00 CET</time>" in html
    assert 'datetime="2026-03-04T13:00:00+01:00"' in html
    assert 'title="Wednesday 4 March 2026, 13:00:00 CET"' in html


def test_an_instant_of_another_year_names_the_year():
    html = core_tags.instant(datetime(2019, 5, 1, 8, 0, tzinfo=UTC))

    assert ">1 May 2019, 08:00<" in html


def test_an_age_can_grow_on_the_page():
    html = core_tags.instant(timezone.now() - timedelta(minutes=5), "ago")

    assert "data-ago" in html
    assert "ago</time>" in html


def test_no_instant_is_a_dash():
    assert "–" in Template("{% instant value %}").render(Context({"value": None}))


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Ada Berg", "AB"), ("Ada Maria Berg", "AB"), ("ada@example.com", "AD"), ("", "")],
)
def test_initials_come_from_first_and_last_name(name, letters):
    assert core_tags.initials(name) == letters


def test_drawings_use_points_in_every_language():
    with translation.override("de"):
        html = Template("{{ share|scaled }}").render(Context({"share": 0.125}))

    assert html == "12.50"
