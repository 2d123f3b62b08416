"""A page on paper speaks the language it is set in, whoever asked for it."""

from datetime import UTC, datetime

from django.template.defaultfilters import date as as_date
from django.utils import timezone, translation
from django.utils.formats import number_format

from core.pdf import set_in

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
