"""Reviews of agreements: planned by interval, with an agenda from the facts."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from core.evidence import Verdict
from core.models import Event
from core.periods import month
from slm.evidence_causes import causes
from slm.evidence_reviews import reviews
from slm.models import BreachCause, Clock
from slm.notice import add_months
from slm.review_subscribers import set_the_next_review
from slm.selectors.reviewing import breaches_without_cause, reviews_due
from slm.services import (
    add_target,
    edit_contents,
    explain_breach,
    move_review,
    plan_due_reviews,
    plan_review,
    sweep_clocks,
)
from tests.factories.slm import put_into_force
from tests.slm.acts import resolve
from workflow.models import Meeting
from workflow.services import call_meeting, give_task, hold_meeting, make_agenda

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
APRIL = datetime(2026, 4, 14, 8, tzinfo=UTC)
TODAY = datetime(2026, 4, 1, 8, tzinfo=UTC)


@pytest.fixture
def late(incident, agent):
    """The incident's clock, breached in March."""
    resolve(incident, agent, datetime(2026, 3, 5, 9, tzinfo=UTC))
    sweep_clocks(at=datetime(2026, 3, 6, tzinfo=UTC))
    return Clock.objects.get(record=incident.pk, leg="sla")


@pytest.fixture
def review(late, agreement, representative, service_level_manager):
    return plan_review(
        number=agreement.number,
        starts_at=APRIL,
        actor=service_level_manager,
        at=TODAY,
    )


def explain(clock, actor, at=TODAY):
    cause = BreachCause.objects.get(name="Tool")
    return explain_breach(clock_id=clock.pk, cause=cause, actor=actor, at=at)


def held(review, representative, actor):
    by = {"number": review.number, "actor": actor}
    call_meeting(**by, at=TODAY)
    came = [representative.person.pk]
    return hold_meeting(**by, held_at=APRIL, attended=came, at=APRIL)


def test_a_review_looks_back_on_whole_months_and_invites_the_customer(
    review, agreement, representative
):
    assert (review.covers_from, review.covers_until) == (
        date(2026, 1, 1),
        date(2026, 3, 31),
    )
    assert review.about == agreement.item
    assert review.attendance.filter(person=representative.person).exists()
    assert review.due_on == date(2026, 4, 1)


def test_its_agenda_comes_from_the_facts(review):
    points = {point.source: point for point in review.agenda.all()}

    assert "0 of 1 promises" in points["performance"].text
    assert "cause is not given" in points["breaches"].text
    label, count, _url = points["workload"].facts[0]
    assert (label, count) == ("Opened", "1")


def test_a_breach_without_a_cause_keeps_a_review_from_being_held(
    review, late, representative, service_level_manager
):
    with pytest.raises(ValidationError) as refusal:
        held(review, representative, service_level_manager)
    assert late.record.number in str(refusal.value)
    explain(late, service_level_manager)

    assert breaches_without_cause(review) == []
    review.refresh_from_db()
    by = {"number": review.number, "actor": service_level_manager}
    came = [representative.person.pk]
    assert hold_meeting(**by, attended=came, at=APRIL).state == "held"


def test_open_actions_stand_on_the_next_agenda(
    review, late, agreement, representative, service_level_manager
):
    explain(late, service_level_manager)
    held(review, representative, service_level_manager)
    give_task(
        number=review.number,
        text="Train the desk.",
        owner=representative.person,
        due_on=APRIL.date() + 9 * DAY,
        actor=service_level_manager,
        at=APRIL,
    )
    (following,) = plan_due_reviews(actor=service_level_manager, at=APRIL)

    first = following.agenda.all()[0]
    assert first.source == "actions"
    assert "Train the desk." in first.facts[0][0]
    assert following.covers_from == date(2026, 4, 1)


def test_a_second_review_is_not_planned_beside_the_first(
    review, agreement, service_level_manager
):
    with pytest.raises(ValidationError):
        plan_review(
            number=agreement.number,
            starts_at=APRIL + DAY,
            actor=service_level_manager,
            at=TODAY,
        )


def test_only_managers_plan_reviews(agreement, agent, auditor):
    for actor in (agent, auditor):
        with pytest.raises(PermissionDenied):
            plan_review(number=agreement.number, starts_at=APRIL, actor=actor, at=TODAY)
    assert not Meeting.objects.exists()


def test_reviews_are_planned_by_interval_and_once(agreement, service_level_manager):
    by = {"actor": service_level_manager}
    (planned,) = plan_due_reviews(**by, at=datetime(2026, 3, 4, 12, tzinfo=UTC))

    assert planned.starts_at == datetime(2026, 4, 1, 8, tzinfo=UTC)
    assert plan_due_reviews(**by, at=TODAY - DAY) == []
    (due,) = reviews_due(TODAY)
    assert (due.planned, due.is_overdue(date(2026, 4, 2))) == (planned, True)


def test_what_is_overdue_is_planned_as_soon_as_notice_can_be_given(
    agreement, service_level_manager
):
    (planned,) = plan_due_reviews(actor=service_level_manager, at=APRIL)

    assert planned.starts_at.date() == date(2026, 4, 24)


def test_an_agenda_made_anew_from_the_same_facts_is_no_event(
    review, service_level_manager
):
    before = Event.objects.filter(name="meeting.agenda_made").count()
    make_agenda(number=review.number, actor=service_level_manager, at=TODAY)

    assert Event.objects.filter(name="meeting.agenda_made").count() == before


def test_the_day_and_interval_agreed_say_when_a_review_is_due(draft, resolution, who):
    about = {"number": draft.number, **who}
    add_target(**about, terms=resolution)
    edit_contents(**about, numbers={"review_every_months": 6})
    put_into_force(**about)
    assert [due.due_on for due in reviews_due(TODAY)] == [date(2026, 7, 1)]
    move_review(**about, review_on=date(2026, 4, 20))

    assert [due.due_on for due in reviews_due(TODAY)] == [date(2026, 4, 20)]


def test_once_it_was_held_the_next_review_stands_on_the_agreement(
    review, late, agreement, representative, service_level_manager, who
):
    move_review(number=agreement.number, review_on=date(2026, 4, 14), **who)
    explain(late, service_level_manager)
    held(review, representative, service_level_manager)
    event = Event.objects.get(name="meeting.held")
    for _twice in range(2):
        set_the_next_review(event, service_level_manager, APRIL + DAY)

    day = date(2026, 7, 14)
    assert agreement.versions.get(status="in_force").review_on == day
    assert [due.due_on for due in reviews_due(APRIL + DAY)] == [day]


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 4, 14), 6, date(2026, 10, 14)),
    ],
)
def test_months_are_added_to_the_last_day_there_is(day, months, then):
    assert add_months(day, months) == then


def test_reviews_and_causes_are_evidence(
    agreement, late, representative, service_level_manager, who
):
    move_review(number=agreement.number, review_on=APRIL.date(), **who)
    by = {"actor": service_level_manager, "at": TODAY}
    review = plan_review(number=agreement.number, starts_at=APRIL, **by)
    march = month(date(2026, 3, 1))
    april = month(date(2026, 4, 1))
    assert causes(march, service_level_manager).verdict == Verdict.GAP
    assert reviews(april, service_level_manager).verdict == Verdict.GAP
    explain(late, service_level_manager)
    held(review, representative, service_level_manager)

    assert causes(march, service_level_manager).verdict == Verdict.EVIDENCED
    found = reviews(april, service_level_manager)
    assert (found.verdict, found.rows[0].number) == (Verdict.EVIDENCED, review.number)


def test_an_extraordinary_review_is_held_before_the_next(
    review, agreement, service_level_manager
):
    by = {"number": agreement.number, "actor": service_level_manager, "at": TODAY}
    extra = plan_review(starts_at=APRIL - 5 * DAY, **by)
    for start in (extra.starts_at, APRIL - 2 * DAY):
        with pytest.raises(ValidationError) as refusal:
            plan_review(starts_at=start, **by)
        assert extra.number in str(refusal.value)

    assert extra.title == f"Extraordinary service review: {agreement.title}"
    assert extra.due_on is None
    assert Event.objects.get(name="meeting.planned", item=extra.item)
    (due,) = reviews_due(TODAY)
    assert (due.planned, due.due_on) == (extra, review.due_on)


def test_where_a_review_is_planned_an_extraordinary_one_is_offered(
    client, agreement, service_level_manager, auditor
):
    words = "Plan an extraordinary review"
    detail = reverse("agreement_detail", args=[agreement.number])
    pages = [reverse("review_list"), detail]
    client.force_login(service_level_manager)
    assert not any(words in client.get(page).text for page in pages)
    plan_due_reviews(actor=service_level_manager, at=timezone.now())

    assert all(words in client.get(page).text for page in pages)
    client.force_login(auditor)
    assert not any(words in client.get(page).text for page in pages)
