"""By when reviews are due: what was late stays late, what was never due is not late."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from core.evidence import Verdict
from core.models import Event
from core.periods import month
from slm.evidence_reviews import reviews
from slm.review_subscribers import set_the_day_of_the_meeting, set_the_next_review
from slm.selectors.punctual import punctuality_of
from slm.selectors.reviewing import next_review, reviews_due
from slm.services import (
    Wording,
    edit_draft,
    follow_review_day,
    move_review,
    plan_review,
    start_new_version,
)
from tests.factories.slm import put_into_force
from tests.slm.test_reviews import APRIL, DAY, TODAY, explain, held, late, review
from workflow.models import Meeting

__all__ = ["late", "review"]
pytestmark = pytest.mark.django_db


def test_one_held_after_the_day_it_was_due_is_a_gap(
    review, late, agreement, representative, service_level_manager, who
):
    day = APRIL.date() - DAY
    move_review(number=agreement.number, review_on=day, **who)
    follow_review_day(agreement, **who)
    explain(late, service_level_manager)
    held(review, representative, service_level_manager)

    found = reviews(month(date(2026, 4, 1)), service_level_manager)
    assert (found.verdict, found.rows[0].is_overdue) == (Verdict.GAP, True)
    assert dict(found.figures)["Not held when due"] == "1"


def test_the_review_planned_is_due_on_the_day_that_is_set_later(
    review, agreement, service_level_manager, who
):
    before = review.due_on
    move_review(number=agreement.number, review_on=date(2026, 8, 3), **who)
    event = Event.objects.get(name="agreement.review_moved")
    for _twice in range(2):
        set_the_day_of_the_meeting(event, service_level_manager, TODAY)

    review.refresh_from_db()
    assert review.due_on == date(2026, 8, 3)
    told = Event.objects.get(name="meeting.changed")
    assert told.changes["due_on"] == [str(before), "2026-08-03"]


def test_a_review_that_is_late_stays_late_whatever_day_is_set(
    review, agreement, service_level_manager
):
    after = datetime(2026, 7, 20, 8, tzinfo=UTC)
    Meeting.objects.filter(pk=review.pk).update(due_on=date(2026, 7, 1))
    who = {"actor": service_level_manager, "at": after}
    move_review(number=agreement.number, review_on=date(2026, 9, 1), **who)
    follow_review_day(agreement, **who)

    review.refresh_from_db()
    assert review.due_on == date(2026, 7, 1)


def test_an_extraordinary_review_moves_no_day_and_is_not_punctual(
    review, late, agreement, representative, service_level_manager
):
    by = {"number": agreement.number, "actor": service_level_manager, "at": TODAY}
    extra = plan_review(starts_at=APRIL - 5 * DAY, **by)
    explain(late, service_level_manager)
    held(extra, representative, service_level_manager)

    (due,) = reviews_due(APRIL)
    assert (due.planned, due.due_on) == (review, review.due_on)
    extra.refresh_from_db()
    (counted,) = punctuality_of([extra], APRIL)
    assert counted.counted
    assert "Held when it was due" not in [str(one.label) for one in counted.counted]
    found = reviews(month(date(2026, 4, 1)), service_level_manager)
    assert [row.number for row in found.rows if row.is_overdue] == [review.number]


def test_one_held_before_the_day_that_was_set_is_the_one_of_that_day(
    late, agreement, representative, service_level_manager, who
):
    move_review(number=agreement.number, review_on=APRIL.date() + 2 * DAY, **who)
    by = {"actor": service_level_manager, "at": TODAY}
    review = plan_review(number=agreement.number, starts_at=APRIL, **by)
    explain(late, service_level_manager)
    held(review, representative, service_level_manager)
    (due,) = reviews_due(APRIL + DAY)
    event = Event.objects.get(name="meeting.held")
    for _twice in range(2):
        set_the_next_review(event, service_level_manager, APRIL + DAY)

    day = date(2026, 7, 14)
    assert agreement.versions.get(status="in_force").review_on == day
    assert [due.due_on, *(one.due_on for one in reviews_due(APRIL + DAY))] == [day, day]
    found = reviews(month(date(2026, 4, 1)), service_level_manager)
    assert found.verdict == Verdict.EVIDENCED


def test_a_version_to_come_names_no_day_whose_review_was_held(
    client, late, agreement, representative, service_level_manager, who
):
    number, by = agreement.number, {"actor": service_level_manager, "at": TODAY}
    start_new_version(number=number, **by)
    wording = Wording(valid_from=date(2026, 6, 1))
    edit_draft(number=number, title=agreement.title, wording=wording, **by)
    put_into_force(number=number, **by)
    day = APRIL.date() + 2 * DAY
    move_review(number=number, review_on=day, **by)
    later = agreement.versions.get(number=2)
    assert (later.review_on, next_review(later, TODAY)) == (day, day)
    review = plan_review(number=number, starts_at=APRIL, **by)
    Meeting.objects.filter(pk=review.pk).update(due_on=day)
    review.refresh_from_db()
    explain(late, service_level_manager)
    held(review, representative, service_level_manager)

    (due,) = reviews_due(APRIL + DAY)
    assert next_review(later, APRIL + DAY) == due.due_on == date(2026, 7, 14)
    client.force_login(service_level_manager)
    page = client.get(f"{reverse('agreement_detail', args=[number])}?version=2")
    assert page.context["next_review"] == date(2026, 7, 14)


def test_what_is_to_come_takes_the_next_day_over_once(
    late, agreement, representative, service_level_manager
):
    by = {"number": agreement.number, "actor": service_level_manager, "at": TODAY}
    move_review(review_on=APRIL.date() + 2 * DAY, **by)
    start_new_version(**by)
    wording = Wording(valid_from=date(2026, 6, 1))
    edit_draft(title=agreement.title, wording=wording, **by)
    put_into_force(**by)
    review = plan_review(starts_at=APRIL, **by)
    explain(late, service_level_manager)
    held(review, representative, service_level_manager)
    event = Event.objects.get(name="meeting.held")
    for _twice in range(2):
        set_the_next_review(event, service_level_manager, APRIL + DAY)

    assert agreement.versions.get(number=2).review_on == date(2026, 7, 14)


def test_of_a_draft_the_day_is_that_which_it_proposes(agreement, who):
    draft = start_new_version(number=agreement.number, **who)
    assert next_review(draft, TODAY) is None
    wording = Wording(valid_from=date(2026, 6, 1), review_on=date(2026, 12, 1))
    said = {"number": agreement.number, "title": agreement.title}
    edit_draft(**said, wording=wording, **who)
    draft.refresh_from_db()
    assert next_review(draft, TODAY) == date(2026, 12, 1)
