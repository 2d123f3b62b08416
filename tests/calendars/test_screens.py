import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from calendars.definition import parse_definition
from calendars.models import Calendar
from calendars.services import create_calendar
from calendars.wording import read_windows, week_in_words

pytestmark = pytest.mark.django_db

READERS = {
    *("agent", "team_lead", "service_level_manager", "contract_manager"),
    *("auditor", "administrator"),
}
MANAGERS = {"service_level_manager", "administrator"}
TOMORROW = (timezone.localdate() + timedelta(2)).isoformat()


@pytest.fixture
def office(service_level_manager, noon) -> Calendar:
    return create_calendar(
        name="Office",
        definition={
            "timezone": "Europe/Berlin",
            "weekly": {"mon": [["08:00", "12:00"], ["13:00", "17:00"]]},
            "holidays": [{"date": "2026-12-25", "name": "Christmas Day"}],
            "special_days": {"2026-12-24": [["08:00", "12:00"]]},
        },
        valid_from=datetime(2026, 1, 1, tzinfo=UTC),
        actor=service_level_manager,
        at=noon,
    )


@pytest.fixture
def desk(client, service_level_manager):
    client.force_login(service_level_manager)
    return client


def typed(**values):
    return {
        "valid_from": TOMORROW,
        "timezone": "Europe/Berlin",
        "mon": "9:00-17:00",
    } | values


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("calendar_list", READERS),
        ("calendar_create", MANAGERS),
        ("calendar_detail", READERS),
        ("calendar_edit", MANAGERS),
    ],
)
def test_who_opens_which_page(name, allowed, client, cast, office):
    about_one = name in {"calendar_detail", "calendar_edit"}
    url = reverse(name, args=[office.number] if about_one else [])
    for role, user in cast.items():
        client.force_login(user)
        unseen = 403 if role in READERS else 404
        assert client.get(url).status_code == (200 if role in allowed else unseen), role


def test_the_page_says_the_hours(desk, office):
    page = desk.get(reverse("calendar_detail", args=[office.number])).content.decode()

    assert "Mon 08:00–12:00 and 13:00–17:00" in page
    assert "Christmas Day" in page


def test_making_a_calendar(desk):
    desk.post(
        reverse("calendar_create"),
        typed(name="Night", holidays="2026-12-25 Christmas\n01-01 New Year"),
    )

    agreed = Calendar.objects.get().versions.get().agreed
    assert agreed.weekly[0] == ((540, 1020),)
    assert list(agreed.yearly_holidays) == ["01-01"]


def test_new_hours_are_a_new_version(desk, office):
    url = reverse("calendar_edit", args=[office.number])
    assert "08:00-12:00, 13:00-17:00" in desk.get(url).content.decode()

    desk.post(url, typed(special_days="2026-12-31 closed"))

    old, new = office.versions.order_by("number")
    assert old.agreed.weekly[0] == ((480, 720), (780, 1020))
    assert new.valid_from > timezone.now()


def test_hours_that_another_changed_meanwhile_are_compared(desk, office):
    url = reverse("calendar_edit", args=[office.number])
    assert 'name="version" value="1"' in desk.get(url).content.decode()
    desk.post(url, typed(version=1, mon="10:00-16:00"))
    later = (timezone.localdate() + timedelta(3)).isoformat()

    answer = desk.post(url, typed(version=1, valid_from=later))

    assert answer.status_code == 409
    both = {label: (now, yours) for label, now, yours in answer.context["comparison"]}
    assert both.keys() == {"Valid from", "Monday"}
    assert both["Monday"] == ("10:00-16:00", "09:00-17:00")
    assert b'name="version" value="2"' in answer.content
    assert office.versions.count() == 2
    assert desk.post(url, typed(version=2, valid_from=later)).status_code == 302


@pytest.mark.parametrize(
    "wrong",
    [
        {"valid_from": "2020-01-01"},
        {"valid_from": ""},
        {"timezone": "Mars/Base"},
        {"mon": "morning"},
        {"mon": "22:00-06:00"},
        {"mon": "08:00-25:00"},
        {"mon": ""},
        {"holidays": "Christmas"},
        {"holidays": "2026-02-30 Never"},
        {"special_days": "2026-12-24 morning"},
        {"breaks": "2026-12-24 08:00-09:00\n2026-12-24 10:00-11:00"},
    ],
)
def test_wrong_hours_are_refused_and_kept(wrong, desk, office):
    url = reverse("calendar_edit", args=[office.number])

    answer = desk.post(
        url, typed(tue="10:01-10:02" if wrong.get("mon") else "", **wrong)
    )

    assert answer.status_code == 422
    assert office.versions.count() == 1


def test_public_holidays_are_proposed_and_nothing_stored(desk, office):
    url = reverse("calendar_edit", args=[office.number])

    page = desk.post(
        url,
        typed(
            propose="1",
            country="DE",
            region="by",
            year="2031",
            holidays="2026-12-24 Ours",
        ),
    ).text

    assert "2026-12-24 Ours" in page
    assert "2031-01-06 " in page
    assert "2032-01-06 " not in page
    assert office.versions.count() == 1


def test_a_proposal_judges_nothing_but_itself(desk, office):
    url = reverse("calendar_edit", args=[office.number])
    wrong = typed(propose="1", country="DE", year="2031", mon="nine", valid_from="x")

    page = desk.post(url, wrong)

    assert page.status_code == 200
    assert "2031-01-01 " in page.text
    assert 'value="nine"' in page.text
    assert "is not a window" not in page.text
    assert not page.context["form"].errors


def test_hours_can_be_sent_without_a_proposal(desk, office):
    page = desk.get(reverse("calendar_edit", args=[office.number])).text
    country = re.search(r'<select name="country"[^>]*>', page)

    assert country
    assert "required" not in country[0]


def test_the_first_year_not_covered_is_proposed(desk, office):
    this_year = timezone.localdate().year
    url = reverse("calendar_edit", args=[office.number])

    def proposed(*years) -> int:
        lines = "\n".join(f"{year}-01-01 New Year" for year in years)
        sent = typed(propose="1", country="DE", year=str(2199), holidays=lines)
        return int(desk.post(url, sent).context["proposal"].initial["year"])

    assert proposed(this_year - 1) == this_year
    assert proposed(this_year - 1, this_year) == this_year + 1
    page = desk.post(
        reverse("calendar_create"), typed(propose="1", country="DE", name="New")
    )
    assert f"{this_year}-12-25 " in page.text


def test_the_page_opens_the_holidays_of_this_year(desk, service_level_manager, noon):
    this_year = timezone.localdate().year
    made = create_calendar(
        name="Old",
        definition={
            "timezone": "UTC",
            "weekly": {"mon": [["08:00", "12:00"]]},
            "holidays": [f"{this_year + by}-12-25" for by in (-1, 0, 1)],
        },
        valid_from=datetime(2026, 1, 1, tzinfo=UTC),
        actor=service_level_manager,
        at=noon,
    )
    page = desk.get(reverse("calendar_detail", args=[made.number])).text

    assert re.findall(r"<details[^>]* open>\s*<summary>(\d+)", page) == [str(this_year)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"country": "DE", "region": "XX"},
        {"country": "??"},
        {"country": "DE", "year": "1"},
        {},
    ],
)
def test_an_unknown_region_is_said(wrong, desk, office):
    url = reverse("calendar_edit", args=[office.number])

    assert desk.post(url, typed(propose="1", **wrong)).status_code == 422


def test_hours_are_typed_and_said():
    week = {
        day: [["00:00", "24:00"]]
        for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    }

    assert read_windows(" 8:00 – 12:00 ; closed") == [["08:00", "12:00"]]
    assert (
        week_in_words(parse_definition({"timezone": "UTC", "weekly": week}))
        == "around the clock"
    )
    del week["wed"]
    said = week_in_words(parse_definition({"timezone": "UTC", "weekly": week}))
    assert said == "Mon, Tue 00:00–24:00, Thu–Sun 00:00–24:00"
