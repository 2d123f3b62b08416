from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts.models import Person
from accounts.services import edit_profile
from core.models import Event

pytestmark = pytest.mark.django_db

WANTED: dict[str, Any] = {
    "time_zone": "Asia/Tokyo",
    "language": "de",
    "phone": "+49 30 1",
}


def test_one_edits_ones_own_profile(requester, noon):
    edit_profile(person_id=requester.person.pk, actor=requester, at=noon, **WANTED)

    person = Person.objects.get(user=requester)
    assert (person.time_zone, person.language) == ("Asia/Tokyo", "de")


def test_the_telephone_is_kept_where_it_can_be_erased(requester, noon):
    edit_profile(person_id=requester.person.pk, actor=requester, at=noon, **WANTED)

    event = Event.objects.get(name="person.profile_edited")
    assert event.changes["language"] == ["en", "de"]
    assert "phone" not in event.changes
    assert event.data.values == {"phone": ["", "+49 30 1"]}


def test_editing_twice_is_refused(requester, noon):
    given = {"person_id": requester.person.pk, "actor": requester, "at": noon}
    edit_profile(**given, **WANTED)
    with pytest.raises(ValidationError):
        edit_profile(**given, **WANTED)


@pytest.mark.parametrize("role", ["representative", "agent", "administrator"])
def test_nobody_edits_somebody_elses(cast, role, requester, noon):
    with pytest.raises(PermissionDenied):
        edit_profile(person_id=requester.person.pk, actor=cast[role], at=noon, **WANTED)


def test_another_customer_does_not_see_the_person(requester, stranger, noon):
    with pytest.raises(Person.DoesNotExist):
        edit_profile(person_id=requester.person.pk, actor=stranger, at=noon, **WANTED)


def test_there_is_no_such_zone(requester, noon):
    wanted = {**WANTED, "time_zone": "Mars/Olympus"}
    with pytest.raises(ValidationError):
        edit_profile(person_id=requester.person.pk, actor=requester, at=noon, **wanted)


def test_pages_are_in_the_readers_zone_and_language(client, requester):
    Person.objects.filter(user=requester).update(time_zone="Asia/Tokyo", language="de")
    client.force_login(requester)
    page = client.get(reverse("profile"))
    assert 'lang="de"' in page.text
    assert "Asia/Tokyo" in page.text
    assert page.headers["Content-Language"] == "de"


def test_the_next_reader_is_not_shown_the_language_of_the_last(
    client, requester, agent
):
    Person.objects.filter(user=requester).update(language="de")
    client.force_login(requester)
    client.get(reverse("profile"))
    client.force_login(agent)
    assert 'lang="en"' in client.get(reverse("profile")).text


def test_the_page_saves(client, requester):
    client.force_login(requester)
    response = client.post(reverse("profile"), WANTED)
    assert response.status_code == 302
    assert Person.objects.get(user=requester).phone == "+49 30 1"


def test_a_wrong_choice_is_named(client, requester):
    client.force_login(requester)
    response = client.post(reverse("profile"), {**WANTED, "language": "xx"})
    assert response.status_code == 422


def test_the_language_chosen_in_the_footer_is_remembered(client, requester):
    client.force_login(requester)
    client.post(reverse("set_language"), {"language": "de", "next": "/profile/"})
    assert Person.objects.get(user=requester).language == "de"
    assert 'lang="de"' in client.get(reverse("profile")).text


def test_before_sign_in_the_language_is_kept_in_the_browser(client, db):
    client.post(reverse("set_language"), {"language": "de"})
    assert 'lang="de"' in client.get(reverse("account_login")).text


def test_nobody_is_led_elsewhere_by_the_language(client, db):
    response = client.post(
        reverse("set_language"), {"language": "de", "next": "https://evil.example/"}
    )
    assert response.url == "/"
