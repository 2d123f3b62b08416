"""What the calendar does to agreements, each once."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from core.lifecycle import TransitionNotAllowed
from core.models import Event, Outbox
from core.system_users import system_user
from core.tasks import deliver_outbox
from incidents.models import Incident
from incidents.services import open_incident
from notifications.models import Notification
from slm.choices import Leg
from slm.models import Agreement
from slm.selectors import target_book
from slm.services import (
    Wording,
    add_target,
    create_agreement,
    edit_draft,
    follow_agreements,
    move_review,
    terminate_agreement,
)
from slm.tasks import follow_agreements as task
from sms.celery import app
from tests.factories.slm import put_into_force

pytestmark = pytest.mark.django_db
YEAR = {"valid_from": date(2026, 4, 1), "valid_to": date(2027, 4, 1)}
RENEWING = {**YEAR, "notice_months": 3, "renews_months": 12}


@pytest.fixture
def by(service_level_manager, noon):
    return {"actor": service_level_manager, "at": noon}


@pytest.fixture
def agreed(draft, resolution, by):
    """Make an agreement with these days, in force."""

    def make(**wording):
        add_target(number=draft.number, terms=resolution, **by)
        edit_draft(number=draft.number, title="x", wording=Wording(**wording), **by)
        put_into_force(number=draft.number, **by)
        return draft

    return make


def on(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T08:00:00+00:00")


def follow(day: str) -> list[str]:
    """Run the task on that day, and return what it recorded."""
    last = Event.objects.latest("pk").pk
    follow_agreements(actor=system_user("slm"), at=on(day))
    return [event.name for event in Event.objects.filter(pk__gt=last).order_by("pk")]


def test_it_warns_90_60_and_30_days_before_the_last_day_each_once(agreed):
    agreed(**YEAR)

    found = {}
    for back in (91, 90, 89, 61, 60, 59, 31, 30, 29, 0):
        day = (date(2027, 3, 31) - timedelta(back)).isoformat()
        for _twice in range(2):
            for _name in follow(day):
                found[back] = Event.objects.latest("pk").facts["days"]
    assert found == {90: 90, 60: 60, 30: 30}


def test_what_was_slept_through_is_told_by_the_nearest_warning_alone(agreed):
    agreed(**YEAR)

    assert follow("2027-03-20") == ["agreement.ends_soon"]
    assert Event.objects.get(name="agreement.ends_soon").facts["days"] == 30
    assert follow("2027-03-21") == []


def test_what_renews_itself_warns_before_the_last_day_of_notice(agreed):
    agreed(**RENEWING)

    assert follow("2026-10-02") == ["agreement.ends_soon"]
    facts = Event.objects.get(name="agreement.ends_soon").facts
    assert (facts["deadline"], facts["is_notice"]) == ("2026-12-31", True)


def test_without_notice_it_renews_after_the_last_day_of_notice(agreed, customer):
    agreement = agreed(**RENEWING)
    assert "agreement.renewed" not in follow("2026-12-31")

    assert follow("2027-01-01") == ["agreement.renewed"]

    assert agreement.versions.get().valid_to == date(2028, 4, 1)
    event = Event.objects.get(name="agreement.renewed")
    assert event.changes["valid_to"] == ["2027-04-01", "2028-04-01"]
    of = {"customer": customer.pk, "service": None, "category": None, "priority": 1}
    seen = {**of, "kind": "incident"}
    book = target_book()
    assert book.choose(seen, datetime(2027, 6, 1, tzinfo=UTC), Leg.SLA)
    assert not book.choose(seen, datetime(2028, 6, 1, tzinfo=UTC), Leg.SLA)
    assert follow("2027-01-01") == []


def renewing() -> Wording:
    days: dict[str, Any] = RENEWING
    return Wording(**days)


def test_one_that_cannot_be_followed_keeps_no_other_waiting(
    agreed, other_customer, provider, resolution, by
):
    wrong = agreed(**RENEWING)
    good = create_agreement(
        agreement=Agreement(
            leg="sla", title="y", provider=provider, customer=other_customer
        ),
        **by,
    )
    edit_draft(number=good.number, title="y", wording=renewing(), **by)
    add_target(number=good.number, terms=resolution, **by)
    put_into_force(number=good.number, **by)
    Agreement.objects.filter(pk=wrong.pk).update(title="")

    assert follow("2027-01-01") == ["agreement.renewed"]
    assert Event.objects.get(name="agreement.renewed").item == good.item


def test_terms_that_were_slept_through_are_renewed_one_by_one(agreed):
    agreement = agreed(**RENEWING)

    assert follow("2029-02-01")[:2] == ["agreement.renewed"] * 2
    assert agreement.versions.get().valid_to == date(2030, 4, 1)


def test_it_does_not_renew_backwards(agreed, requester, service, agent):
    agreement = agreed(**RENEWING)
    incident = Incident(title="x", requester=requester.person, service=service)
    open_incident(incident=incident, actor=agent, at=on("2027-05-01"))

    assert follow("2027-05-02") == ["agreement.not_renewed", "agreement.expired"]
    assert agreement.versions.get().valid_to == date(2027, 4, 1)
    assert follow("2027-05-03") == []


def test_what_was_terminated_renews_no_more(agreed, by):
    agreement = agreed(**RENEWING)
    day = date(2027, 4, 1)
    terminate_agreement(number=agreement.number, ends_on=day, reason="Moved.", **by)

    assert follow("2027-01-02") == []
    assert agreement.versions.get().valid_to == day


def test_what_has_run_out_is_noted_once_and_shown(agreed):
    agreement = agreed(**YEAR)

    assert follow("2027-04-01") == ["agreement.expired"]
    assert follow("2027-04-02") == []
    version = agreement.versions.get()
    assert version.standing_on(date(2027, 4, 1))[0] == "Expired"


def test_a_review_that_is_due_is_told_once_and_shown(agreed):
    agreement = agreed(**YEAR, review_on=date(2026, 9, 1))

    assert follow("2026-08-31") == []
    assert follow("2026-09-01") == ["agreement.review_due"]
    assert follow("2026-09-02") == []
    standing = agreement.versions.get().standing_on(date(2026, 9, 2))
    assert standing[0] == "In force, under review"


def test_after_a_review_the_next_is_set(agreed, by):
    agreement = agreed(**YEAR, review_on=date(2026, 9, 1))
    day = date(2026, 12, 1)
    move_review(number=agreement.number, review_on=day, **by)

    event = Event.objects.get(name="agreement.review_moved")
    assert event.changes["review_on"] == ["2026-09-01", "2026-12-01"]
    assert agreement.versions.get().review_on == day
    with pytest.raises(ValidationError):
        move_review(number=agreement.number, review_on=day, **by)
    with pytest.raises(ValidationError):
        move_review(number=agreement.number, review_on=date(2026, 1, 1), **by)


def test_who_sets_reviews_and_of_what(draft, agent, by, noon):
    with pytest.raises(PermissionDenied):
        move_review(number=draft.number, review_on=None, actor=agent, at=noon)
    with pytest.raises(TransitionNotAllowed):
        move_review(number=draft.number, review_on=date(2027, 1, 1), **by)


@pytest.mark.parametrize(
    ("wording", "ends_on"),
    [
        ({"valid_from": date(2026, 4, 1), "notice_months": 3}, date(2026, 6, 4)),
        (RENEWING, date(2027, 3, 1)),
    ],
)
def test_an_end_without_its_notice_takes_both_sides(wording, ends_on, agreed, by):
    agreement = agreed(**wording)
    end = {"number": agreement.number, "ends_on": ends_on, "reason": "Moved.", **by}
    with pytest.raises(ValidationError, match="both sides"):
        terminate_agreement(**end)

    terminate_agreement(is_mutual=True, **end)
    event = Event.objects.get(name="agreement.terminated")
    assert event.facts["is_mutual"]
    assert event.changes["notice_given_on"] == [None, "2026-03-04"]


def test_with_its_notice_it_ends(agreed, by):
    agreement = agreed(valid_from=date(2026, 4, 1), notice_months=3)

    day = date(2026, 6, 5)
    terminate_agreement(number=agreement.number, ends_on=day, reason="Moved.", **by)
    assert agreement.versions.get().valid_to == day


@pytest.mark.parametrize("wrong", [{"valid_to": None}, {"notice_months": None}])
def test_what_renews_needs_an_end_and_a_notice_period(wrong, draft, by):
    wording = Wording(**{**RENEWING, **wrong})

    with pytest.raises(ValidationError, match="notice period"):
        edit_draft(number=draft.number, title="x", wording=wording, **by)


def test_managers_are_told_in_their_inbox(agreed, service_level_manager):
    agreed(**YEAR)
    Outbox.objects.all().delete()
    follow("2027-03-20")
    deliver_outbox()

    told = Notification.objects.get(recipient=service_level_manager)
    assert "soon" in told.subject
    assert "31 Mar 2027" in told.body


def test_the_timetable_asks_every_hour(agreed):
    entry = app.conf.beat_schedule["follow-agreements"]

    assert entry["task"] == task.name
    assert entry["schedule"].minute == {37}
    assert task() == 0
