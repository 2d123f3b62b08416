"""A page on paper speaks the language it is set in, whoever asked for it."""

from datetime import UTC, datetime

import pytest
from django.template.defaultfilters import date as as_date
from django.utils import timezone, translation
from django.utils.formats import number_format
from weasyprint import HTML

from core.pdf import set_in
from tests.paper import beyond_the_edge

AT = datetime(2026, 3, 10, 22, 30, tzinfo=UTC)


def test_words_and_dates_are_those_of_the_language():
    with translation.override("en"):
        with set_in("de"):
            said = as_date(AT, "j. F"), number_format("96.4")

        assert said == ("10. März", "96,4")
        assert translation.get_language() == "en"


def test_times_are_in_the_zone_of_the_provider(settings):
    settings.TIME_ZONE = "Europe/Berlin"
    with timezone.override("Asia/Tokyo"), set_in("en"):
        assert timezone.localtime(AT).hour == 23


@pytest.mark.parametrize(
    ("box", "letters", "is_beyond"),
    [
        ("block", 25, False),
        ("block", 150, True),
        ("inline-block", 5, False),
        ("inline-block", 25, True),
        ("table-cell", 5, False),
        ("table-cell", 25, True),
    ],
)
def test_what_reaches_beyond_its_edge_is_found(monkeypatch, box, letters, is_beyond):
    monkeypatch.undo()  # These pages alone may hold what does not fit.
    word = "x" * letters
    page = f'<p>Fits.<p style="display: {box}; max-width: 9em">{word} y'

    found = list(beyond_the_edge(HTML(string=page).render()))
    assert found == [f"page 1: {word}"] * is_beyond
