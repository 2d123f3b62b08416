"""A page on paper speaks the language it is set in, whoever asked for it."""

from datetime import UTC, datetime

from django.template.defaultfilters import date as as_date
from django.utils import timezone, translation
from django.utils.translation import gettext

from core.pdf import set_in

AT = datetime(2026, 3, 10, 22, 30, tzinfo=UTC)


def test_words_and_dates_are_those_of_the_language():
    with translation.override("en"), set_in("de"):
        said = gettext("Service reports"), as_date(AT, "j. F")

    assert said == ("Serviceberichte", "10. März")
    assert translation.get_language() == "en"


def test_times_are_in_the_zone_of_the_provider(settings):
    settings.TIME_ZONE = "Europe/Berlin"
    with timezone.override("Asia/Tokyo"), set_in("en"):
        assert timezone.localtime(AT).hour == 23
