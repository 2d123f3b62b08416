import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.test import RequestFactory

from core.generic import (
    actor_of,
    errors_into,
    fragment_of,
    redirect_with,
    render_form,
    wants_fragment,
)
from core.lifecycle import TransitionNotAllowed
from core.models import Job
from core.navigation import Door, Entry, navigation_for
from core.roles import Role
from tests.conftest import sign_up

HTMX = {"HX-Request": "true"}


class TitleForm(forms.Form):
    title = forms.CharField()


def request_with(**headers: str) -> HttpRequest:
    request = RequestFactory().get("/", headers=headers)
    request.user = AnonymousUser()
    request.session = SessionBase()
    setattr(request, "_messages", FallbackStorage(request))  # noqa: B010
    return request


@pytest.mark.parametrize(
    ("headers", "is_fragment"),
    [
        ({}, False),
        (HTMX, True),
        ({**HTMX, "HX-Boosted": "true"}, False),
        ({**HTMX, "HX-History-Restore-Request": "true"}, False),
    ],
)
def test_only_htmx_gets_a_fragment(headers, is_fragment):
    assert wants_fragment(request_with(**headers)) is is_fragment


def test_the_fragment_lies_beside_its_page():
    assert fragment_of("records/queue.html") == "records/_queue_fragment.html"


@pytest.mark.django_db
def test_a_form_with_errors_is_answered_with_422():
    context = {"title": "New", "action": "Save", "cancel_url": "/"}
    request = request_with()

    fresh = render_form(request, "generic/form.html", TitleForm(), context)
    wrong = render_form(request, "generic/form.html", TitleForm({}), context)

    assert (fresh.status_code, wrong.status_code) == (200, 422)
    assert "HX-Request" in wrong["Vary"]


@pytest.mark.parametrize(
    ("error", "field"),
    [
        (ValidationError({"title": "Too short."}), "title"),
        (ValidationError({"priority": "Too short."}), "__all__"),
        (ValidationError("Too short."), "__all__"),
        (TransitionNotAllowed("Too short."), "__all__"),
    ],
)
def test_what_a_service_refuses_is_an_error_of_the_form(error, field):
    form = TitleForm({"title": "x"})
    assert form.is_valid()

    with errors_into(form):
        raise error

    assert form.errors == {field: ["Too short."]}


def test_other_errors_are_not_swallowed():
    with pytest.raises(ZeroDivisionError), errors_into(TitleForm({"title": "x"})):
        raise ZeroDivisionError


@pytest.mark.parametrize(
    ("headers", "header"), [({}, "Location"), (HTMX, "HX-Redirect")]
)
def test_going_on_says_what_was_done(headers, header):
    request = request_with(**headers)
    response = redirect_with(request, "Resolved.", "/desk/")

    assert response[header] == "/desk/"
    assert [str(message) for message in get_messages(request)] == ["Resolved."]


def test_nobody_is_no_actor():
    with pytest.raises(PermissionDenied):
        actor_of(request_with())


ENTRIES = (
    Entry(Door.PORTAL, "Sessions", "usersessions_list", "home"),
    Entry(Door.DESK, "Outbox", "mfa_index", "inbox", "core.view_outbox"),
)


@pytest.mark.django_db
def test_a_door_is_shown_to_those_who_may_use_something_behind_it(customer):
    user = sign_up("Una User", customer, Role.USER)
    auditor = sign_up("Otto Auditor", customer, Role.AUDITOR)

    def doors(who):
        found = navigation_for(who, path="/accounts/2fa/", entries=ENTRIES)
        return [str(door.label) for door in found.doors]

    assert doors(user) == ["Portal"]
    assert doors(auditor) == ["Portal", "Desk"]
    assert doors(AnonymousUser()) == []


@pytest.mark.django_db
def test_the_page_one_is_on_is_marked(customer):
    auditor = sign_up("Otto Auditor", customer, Role.AUDITOR)
    path = "/accounts/2fa/totp/activate/"
    found = navigation_for(auditor, path=path, entries=ENTRIES)

    assert found.sections["desk"][0].links[0].is_current
    assert not found.sections["portal"][0].links[0].is_current


@pytest.mark.django_db
def test_only_its_owner_sees_a_job(client, requester, stranger, noon):
    job = Job.objects.create(kind="x", owner=requester, created_at=noon, heard_at=noon)
    url = f"/jobs/{job.pk}/"

    client.force_login(stranger)
    assert client.get(url).status_code == 404
    client.force_login(requester)
    assert b"It waits for a worker." in client.get(url).content


@pytest.mark.django_db
def test_a_finished_job_asks_no_more(client, requester, noon):
    job = Job.objects.create(
        kind="x", owner=requester, state="done",
        created_at=noon, heard_at=noon, finished_at=noon,
    )  # fmt: skip
    client.force_login(requester)

    fragment = client.get(f"/jobs/{job.pk}/", headers=HTMX).content.decode()

    assert "Finished" in fragment
    assert "hx-get" not in fragment
    assert "<html" not in fragment
