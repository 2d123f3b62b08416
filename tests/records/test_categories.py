"""Categories: every change through the services, at every door, and recorded."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.urls import reverse

from core.models import Event
from records.models import Category
from records.services import create_category, edit_category

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail(administrator, noon):
    return create_category(name="Mail", actor=administrator, at=noon)


def rename(category, actor, at, name="E-mail", parent=None):
    return edit_category(
        category_id=category.pk,
        name=name,
        parent=parent,
        is_active=True,
        actor=actor,
        at=at,
    )


def test_renaming_is_recorded_before_and_after(mail, administrator, noon):
    rename(mail, administrator, noon)

    event = Event.objects.get(name="category.edited")
    assert event.changes == {"name": ["Mail", "E-mail"]}
    assert event.facts == {"category": mail.pk}


def test_others_may_not(mail, agent, auditor, noon):
    for actor in (agent, auditor):
        with pytest.raises(PermissionDenied):
            rename(mail, actor, noon)
        with pytest.raises(PermissionDenied):
            create_category(name="Other", actor=actor, at=noon)


def test_nothing_new_a_taken_name_and_a_circle_are_refused(mail, administrator, noon):
    below = create_category(name="Spam", parent=mail, actor=administrator, at=noon)
    for name, parent in (("Mail", None), ("Spam", None), ("E-mail", below)):
        with pytest.raises(ValidationError):
            rename(mail, administrator, noon, name, parent)


@pytest.fixture
def desk(client, administrator):
    administrator.is_staff = True
    administrator.save()
    client.force_login(administrator)
    return client


def test_what_is_added_as_inactive_is_not_offered(desk):
    desk.post(reverse("admin:records_category_add"), {"name": "VPN", "parent": ""})

    assert not Category.objects.get().is_active
    assert Event.objects.get(name="category.created").facts["is_active"] is False


def test_what_another_did_first_is_a_message(desk, mail):
    page = reverse("admin:records_category_change", args=[mail.pk])

    def overtaken(execute, sql, *args):
        if "FOR NO KEY UPDATE" in sql:
            Category.objects.update(name="E-mail")
        return execute(sql, *args)

    with connection.execute_wrapper(overtaken):
        sent = {"name": "E-mail", "parent": "", "is_active": "on"}
        answer = desk.post(page, sent, follow=True)
    assert answer.status_code == 200
    assert "Nothing was changed." in answer.content.decode()
    assert not Event.objects.filter(name="category.edited").exists()


def test_the_administration_page_renames_by_the_same_service(desk, mail, administrator):
    page = reverse("admin:records_category_change", args=[mail.pk])
    sent = {"name": "E-mail", "parent": "", "is_active": "on"}

    assert desk.post(page, sent).status_code == 302
    assert Category.objects.get().name == "E-mail"
    assert Event.objects.get(name="category.edited").actor == administrator
    circle = desk.post(page, {**sent, "parent": mail.pk})
    assert "below itself" in circle.content.decode()
    added = desk.post(reverse("admin:records_category_add"), {**sent, "name": "VPN"})
    assert (added.status_code, Category.objects.count()) == (302, 2)
