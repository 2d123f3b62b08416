import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from accounts.models import Person
from accounts.services import edit_person
from tests.spreadsheets import table_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, administrator):
    client.force_login(administrator)
    return client


def test_the_list_is_filtered_and_shown(desk, cast):
    shown = desk.get(reverse("person_list"), {"q": "stella"}).content.decode()
    assert "Stella Stranger" in shown
    assert "Rita Requester" not in shown


def test_a_wrong_filter_is_told(desk):
    answer = desk.get(reverse("person_list"), {"organisation": "none"})
    assert answer.status_code == 400


def test_a_list_costs_the_same_however_long(
    desk, customer, django_assert_max_num_queries
):
    Person.objects.bulk_create(
        Person(name=f"No {n}", organisation=customer) for n in range(40)
    )
    desk.get(reverse("person_list"))
    with django_assert_max_num_queries(12):
        assert desk.get(reverse("person_list")).status_code == 200


@pytest.mark.parametrize(("kind", "name"), [("csv", "'=1+1"), ("xlsx", "=1+1")])
def test_the_export_is_what_is_shown_and_no_formula(desk, customer, cast, kind, name):
    Person.objects.create(name="=1+1", organisation=customer)
    address = {"export": kind, "organisation": customer.pk}
    answer = desk.get(reverse("person_list"), address)

    file = f"people-{localdate():%Y-%m-%d}.{kind}"
    assert f'filename="{file}"' in answer["Content-Disposition"]
    _heading, *people = table_of(answer)
    assert name in [row[0] for row in people]
    assert "Stella Stranger" not in [row[0] for row in people]


def test_a_workbook_has_numbers_as_numbers(desk, team, agent):
    _heading, *teams = table_of(desk.get(reverse("team_list"), {"export": "xlsx"}))

    assert [row[:3] for row in teams] == [["Service desk", None, 1]]


def test_a_person_is_made_and_edited(desk, customer):
    form = {
        "name": "Nia New",
        "organisation": customer.pk,
        "time_zone": "Europe/Berlin",
        "language": "en",
    }
    assert desk.post(reverse("person_new"), {}).status_code == 422
    assert desk.post(reverse("person_new"), form).status_code == 302
    person = Person.objects.get(name="Nia New")
    path = reverse("person_edit", args=[person.pk])
    answer = desk.post(path, {**form, "name": "Nia Newer", "version": 1})
    assert answer.status_code == 302
    person.refresh_from_db()
    assert person.name == "Nia Newer"


def test_a_stale_save_shows_both_and_keeps_what_was_entered(
    desk, requester, administrator, noon
):
    person = requester.person
    edit_person(person_id=person.pk, actor=administrator, at=noon, phone="111")
    form = {
        "name": person.name,
        "email": person.email,
        "phone": "222",
        "organisation": person.organisation_id,
        "time_zone": "Europe/Berlin",
        "language": "en",
        "version": 1,
    }
    answer = desk.post(reverse("person_edit", args=[person.pk]), form)
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "111" in shown
    assert 'value="222"' in shown

    desk.post(reverse("person_edit", args=[person.pk]), {**form, "version": 2})
    person.refresh_from_db()
    assert person.phone == "222"


def test_an_import_is_checked_then_confirmed(desk, customer):
    path = reverse("person_import")
    text = "name,organisation\nBo Berg,Customer\n"
    assert desk.post(path, {"text": text + "Cy,Nowhere\n"}).status_code == 422
    checked = desk.post(path, {"text": text})
    assert "1 person can be taken in" in checked.content.decode()
    assert not Person.objects.filter(name="Bo Berg").exists()
    desk.post(path, {"text": text, "confirm": "1"})
    assert Person.objects.filter(name="Bo Berg").exists()


def test_a_token_is_shown_once(client, agent):
    client.force_login(agent)
    client.post(reverse("account_reauthenticate"), {"password": "long-enough-1"})
    form = {"name": "Import", "scope": "read", "days": 30}
    made = client.post(reverse("token_new"), form)
    assert made.status_code == 201
    assert "sms_" in made.content.decode()
    token = agent.api_tokens.get()
    shown = client.get(reverse("token_list")).content.decode()
    assert token.prefix in shown
    assert shown.count("sms_") == 1
    client.post(reverse("token_revoke", args=[token.pk]))
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_members_are_added_on_the_teams_page(desk, team, service_level_manager):
    path = reverse("team_detail", args=[team.pk])
    assert desk.post(path, {}).status_code == 422
    desk.post(path, {"person": service_level_manager.person.pk})
    assert team.members.filter(user=service_level_manager).exists()
