"""Somebody else saves while a form is open: both versions are shown, nothing is lost."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from calendars.hours import Budget
from slm.models import Target
from slm.services import (
    Wording,
    add_target,
    change_target,
    edit_draft,
    remove_target,
    terminate_agreement,
)
from tests.slm.test_screens import address, desk, target_data

__all__ = ["desk"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def by(service_level_manager, noon):
    return {"actor": service_level_manager, "at": noon}


def send_stale(desk, url, seen, **values):
    """Send the form as it was seen, and return both versions that are shown."""
    answer = desk.post(url, {**values, "version": seen})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Not saved yet: somebody else changed it meanwhile" in page
    assert f'name="version" value="{seen + 1}"' in page
    return {label: (now, yours) for label, now, yours in answer.context["comparison"]}


def test_a_draft(desk, draft, by):
    seen = draft.version
    edit_draft(number=draft.number, title="Theirs", wording=Wording(), **by)
    url = address("agreement_edit", draft)

    both = send_stale(desk, url, seen, title="Mine")

    assert both["Title"] == ("Theirs", "Mine")
    desk.post(url, {"title": "Mine", "version": seen + 1})
    draft.refresh_from_db()
    assert draft.title == "Mine"


def test_a_target(desk, draft, office, resolution, by):
    target = add_target(number=draft.number, terms=resolution, **by)
    draft.refresh_from_db()
    seen = draft.version
    theirs = replace(resolution, budgets={1: Budget(3600)})
    change_target(number=draft.number, target_id=target.pk, terms=theirs, **by)
    url = address("target_edit", draft, target.pk)
    mine = target_data(office, budget_1="90 min")

    both = send_stale(desk, url, seen, **mine)

    assert both["Critical"] == ("1 h", "1 h 30 min")
    assert not {"Service hours", "Pauses while waiting for"} & both.keys()
    desk.post(url, {**mine, "version": seen + 1})
    assert target.budgets.get(priority=1).seconds == 5400


def test_a_target_that_was_removed_meanwhile_keeps_what_was_typed(
    desk, draft, office, by, resolution
):
    target = add_target(number=draft.number, terms=resolution, **by)
    remove_target(number=draft.number, target_id=target.pk, **by)
    typed = target_data(office, name="Mine", budget_1="3 h", version=draft.version)

    answer = desk.post(address("target_edit", draft, target.pk), typed)

    assert answer.status_code == 422
    assert "Somebody removed this target meanwhile" in answer.text
    assert 'value="3 h"' in answer.text
    again = answer.context["form"].data.dict()
    desk.post(answer.context["action_url"], {**again, "pauses": ["customer"]})
    assert draft.versions.get().targets.get().name == "Mine"


def test_a_target_that_is_not_there_is_not_found(desk, draft, agent, client):
    url = address("target_edit", draft, 4711)

    assert desk.get(url).status_code == 404
    client.force_login(agent)
    assert client.post(url, {}).status_code == 403


def test_a_new_target_is_shown_beside_what_there_is(
    desk, draft, office, by, resolution
):
    seen = draft.version
    add_target(number=draft.number, terms=replace(resolution, name="Theirs"), **by)
    url = address("target_create", draft)

    both = send_stale(desk, url, seen, **target_data(office, name="Mine"))

    assert both["Name"] == ("Theirs", "Mine")
    assert Target.objects.count() == 1


def test_an_end(desk, agreement, by):
    agreement.refresh_from_db()
    seen = agreement.version
    terminate_agreement(
        number=agreement.number, ends_on=date(2099, 1, 1), reason="Theirs", **by
    )
    url = address("agreement_terminate", agreement)

    both = send_stale(desk, url, seen, ends_on="2098-01-01", reason="Mine")

    assert both["Reason"] == ("Theirs", "Mine")
    assert both["Last day"] == ("Dec. 31, 2098", "Jan. 1, 2098")
    assert agreement.versions.get().end_reason == "Theirs"


def test_what_is_only_confirmed_is_asked_again(desk, draft, by):
    seen = draft.version
    edit_draft(number=draft.number, title="Theirs", wording=Wording(), **by)

    answer = desk.post(address("agreement_discard", draft), {"version": seen})

    assert answer.status_code == 409
    assert "Somebody else changed this meanwhile." in answer.content.decode()
    assert reverse("agreement_detail", args=[draft.number]) in answer.content.decode()
