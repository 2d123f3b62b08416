import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Location, Organisation, Person
from accounts.selectors import language_for
from accounts.services import (
    add_member,
    assign_roles,
    create_organisation,
    create_person,
    deactivate_person,
    edit_person,
    import_people,
    invite,
    reactivate_person,
    read_people,
    remove_member,
    set_lead,
)
from accounts.subscribers import invite_by_mail
from core.models import Event, User
from core.roles import Role
from core.system_users import system_user
from core.versions import StaleVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def newcomer(customer, administrator, noon):
    person = Person(name="Nia New", email="nia@example.com", organisation=customer)
    return create_person(person=person, actor=administrator, at=noon)


def test_making_somebody_known_keeps_their_name_among_personal_values(
    newcomer, administrator, customer
):
    event = Event.objects.get(name="person.created")
    assert event.facts["person"] == newcomer.pk
    assert event.facts["organisation"] == customer.pk
    assert event.data.values["name"] == "Nia New"
    assert "Nia" not in str(event.facts)


@pytest.mark.parametrize("who", ["agent", "team_lead", "auditor", "representative"])
def test_only_administrators_manage_people(cast, who, customer, noon):
    with pytest.raises(PermissionDenied):
        create_person(
            person=Person(name="x", organisation=customer), actor=cast[who], at=noon
        )
    with pytest.raises(PermissionDenied):
        create_organisation(
            organisation=Organisation(name="x"), actor=cast[who], at=noon
        )


def test_editing_records_before_and_after(newcomer, administrator, noon):
    edited = edit_person(
        person_id=newcomer.pk, version=1, actor=administrator, at=noon, phone="123"
    )
    assert (edited.phone, edited.version) == ("123", 2)
    event = Event.objects.get(name="person.edited")
    assert event.data.values == {"phone": ["", "123"]}


def test_saving_over_another_persons_change_is_refused(newcomer, administrator, noon):
    act = {"person_id": newcomer.pk, "version": 1, "actor": administrator, "at": noon}
    edit_person(phone="123", **act)
    with pytest.raises(StaleVersion):
        edit_person(phone="456", **act)


def test_changing_nothing_is_refused(newcomer, administrator, noon):
    with pytest.raises(ValidationError):
        edit_person(person_id=newcomer.pk, actor=administrator, at=noon, phone="")


def test_a_place_of_another_organisation_is_refused(
    newcomer, provider, administrator, noon
):
    place = Location.objects.create(organisation=provider, name="Hall 1")
    with pytest.raises(ValidationError):
        edit_person(person_id=newcomer.pk, actor=administrator, at=noon, location=place)


def test_nobody_is_their_own_manager(newcomer, administrator, noon):
    with pytest.raises(ValidationError):
        edit_person(
            person_id=newcomer.pk, actor=administrator, at=noon, manager=newcomer
        )


def test_an_invitation_brings_a_link_that_works_once(
    newcomer, administrator, noon, client
):
    invite(person_id=newcomer.pk, actor=administrator, at=noon)
    event = Event.objects.get(name="person.invited")
    invite_by_mail(event, system_user("accounts"), noon)

    (sent,) = mail.outbox
    assert sent.to == ["nia@example.com"]
    link = next(word for word in sent.body.split() if word.startswith("http"))
    path = "/" + link.split("/", 3)[3]
    form = client.get(path, follow=True).redirect_chain[-1][0]
    choice = {"password1": "correct horse 9", "password2": "correct horse 9"}
    client.post(form, choice)
    assert User.objects.get(email="nia@example.com").check_password("correct horse 9")


def test_who_has_a_password_is_not_invited(agent, administrator, noon):
    with pytest.raises(ValidationError):
        invite(person_id=agent.person.pk, actor=administrator, at=noon)


def test_roles_are_given_and_recorded(agent, administrator, noon):
    assign_roles(
        person_id=agent.person.pk, roles=[Role.AUDITOR], actor=administrator, at=noon
    )
    again = User.objects.get(pk=agent.pk)
    assert not again.has_perm("incidents.work_incident")
    event = Event.objects.get(name="person.roles_assigned")
    assert event.changes == {"roles": [["agent"], ["auditor"]]}


def test_nobody_changes_their_own_roles(administrator, noon):
    with pytest.raises(PermissionDenied):
        assign_roles(
            person_id=administrator.person.pk,
            roles=[Role.ADMINISTRATOR, Role.AUDITOR],
            actor=administrator,
            at=noon,
        )


def test_the_last_administrator_stays(administrator, noon):
    core = system_user("core")
    with pytest.raises(ValidationError):
        assign_roles(
            person_id=administrator.person.pk, roles=[Role.USER], actor=core, at=noon
        )
    with pytest.raises(ValidationError):
        deactivate_person(person_id=administrator.person.pk, actor=core, at=noon)


def test_nobody_becomes_part_of_the_portal(agent, administrator, noon):
    with pytest.raises(ValidationError):
        assign_roles(
            person_id=agent.person.pk, roles=[Role.SYSTEM], actor=administrator, at=noon
        )


def test_access_is_closed_and_opened_again(agent, administrator, client, noon):
    client.force_login(agent)
    act = {"person_id": agent.person.pk, "actor": administrator, "at": noon}
    deactivate_person(**act)
    assert client.get("/profile/tokens/").status_code == 302
    with pytest.raises(ValidationError):
        deactivate_person(**act)

    reactivate_person(**act)
    agent.refresh_from_db()
    assert agent.is_active


def test_members_come_lead_and_go(team, administrator, service_level_manager, noon):
    person = service_level_manager.person
    act = {"team_id": team.pk, "actor": administrator, "at": noon}
    add_member(person=person, **act)
    with pytest.raises(ValidationError):
        add_member(person=person, **act)
    assert set_lead(person_id=person.pk, is_lead=True, **act).is_lead
    remove_member(person_id=person.pk, **act)
    assert not team.members.filter(pk=person.pk).exists()
    # All at one instant: only their keys say which came first.
    events = Event.objects.filter(name__startswith="team.").order_by("pk")
    assert list(events.values_list("name", flat=True)) == [
        "team.member_added",
        "team.lead_changed",
        "team.member_removed",
    ]


def test_a_customers_person_is_in_no_team(team, requester, administrator, noon):
    with pytest.raises(ValidationError):
        add_member(
            team_id=team.pk, person=requester.person, actor=administrator, at=noon
        )


def test_a_table_is_read_without_taking_anything_in(customer, administrator):
    text = "name,organisation,email\nBo,Customer,bo@example.com\nCy,Nowhere,cy\n"
    table = read_people(text, actor=administrator)

    assert [(f.row, f.column) for f in table.faults] == [(3, "organisation")]
    assert not Person.objects.filter(name="Bo").exists()


@pytest.mark.parametrize(
    ("text", "row", "column"),
    [
        ("name\nBo\n", 1, "organisation"),
        ("name,organisation,shoe\nBo,Customer,9\n", 1, "shoe"),
        ("name,organisation\nBo,Customer,9\n", 2, ""),
        ("name,organisation,email\nBo,Customer,bo\n", 2, "email"),
        ("name,organisation,time_zone\nBo,Customer,Mars\n", 2, "time_zone"),
        ("name,organisation,location\nBo,Customer,Hall\n", 2, "location"),
        ("name,organisation\n", 1, ""),
        ('name,organisation\n"Bo,Customer\n', 1, ""),
    ],
)
def test_each_fault_names_row_and_column(customer, administrator, text, row, column):
    (fault,) = read_people(text, actor=administrator).faults
    assert (fault.row, fault.column) == (row, column)
    assert fault.message


def test_a_table_is_taken_in_whole_or_not_at_all(customer, administrator, noon):
    good = "name,organisation\nBo,Customer\nCy,customer\n"
    with pytest.raises(ValidationError):
        import_people(good + "Di,Nowhere\n", actor=administrator, at=noon)
    assert not Person.objects.filter(name="Bo").exists()
    assert len(import_people(good, actor=administrator, at=noon)) == 2


def test_a_customer_is_written_to_in_its_language_or_the_providers(provider, customer):
    unset = language_for(customer)
    provider.language = "de"
    provider.save(update_fields=["language"])
    inherited = language_for(customer)
    customer.language = "en"

    assert [unset, inherited, language_for(customer)] == ["en", "de", "en"]
