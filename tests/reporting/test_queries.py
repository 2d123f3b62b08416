"""Queries on figures: asked by the customer, answered, closed; they lead the review."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from core.lifecycle import TransitionNotAllowed
from core.models import Event
from core.roles import Role
from core.services import deliver_outbox
from core.versions import StaleVersion
from notifications.models import Notification
from reporting.models import FigureQuery, ServiceReport
from reporting.selectors import figures_of, talk_on
from reporting.services import (
    answer_query,
    close_query,
    issue_report,
    query_figure,
    reopen_query,
)
from slm.services import plan_review
from tests.api.conftest import Program
from tests.reporting.conftest import FIRST_OF_APRIL, LATER, MARCH

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def report(month, customer, service_level_manager):
    return issue_report(
        customer=customer,
        month=MARCH,
        actor=service_level_manager,
        at=FIRST_OF_APRIL,
    )


@pytest.fixture
def query(report, representative):
    return ask(report, representative)


def ask(report, actor, figure="totals.share", at=LATER):
    return query_figure(
        number=report.number, figure=figure, text="How so?", actor=actor, at=at
    )


def answer(query, actor, **values):
    usual = {"number": query.number, "actor": actor, "at": LATER}
    return answer_query(**{**usual, "answer": "Two were late.", **values})


def test_a_query_keeps_the_figure_as_it_was_printed(query, representative):
    assert query.number.startswith("QRY-")
    assert (query.label, query.value) == ("Targets met", "50.0 % (2 of 4)")
    event = Event.objects.get(name="query.asked")
    assert event.facts["figure"] == "totals.share"
    assert (query.state, query.asked_by) == ("open", representative)


def test_every_figure_has_a_key_of_its_own(report):
    keys = [one.key for one in figures_of(report)]

    assert len(keys) == len(set(keys)) > 10
    assert {"breach.0", "workload.backlog"} < set(keys)


def test_a_target_called_after_what_it_measures_is_named_once(report):
    row = report.data["targets"][0]
    row["target"] = "Resolution, urgent"

    found = {one.key: one.label for one in figures_of(report)}
    assert found[f"target.{row['budget']}"].startswith("Resolution, urgent, ")


@pytest.mark.parametrize("figure", ["", "totals.beauty", "target.0"])
def test_what_the_report_does_not_say_is_not_asked_about(
    figure, report, representative
):
    with pytest.raises(ValidationError):
        ask(report, representative, figure)
    assert not FigureQuery.objects.exists()


def test_only_who_speaks_for_the_customer_asks(report, agent, auditor, stranger):
    for actor in (agent, stranger):
        with pytest.raises(ServiceReport.DoesNotExist):
            ask(report, actor)
    with pytest.raises(PermissionDenied):
        ask(report, auditor)


def test_the_manager_is_told_and_then_who_asked(
    query, representative, service_level_manager
):
    deliver_outbox(at=timezone.now())
    assert Notification.objects.filter(recipient=service_level_manager).exists()
    answer(query, service_level_manager)
    deliver_outbox(at=timezone.now())

    told = Notification.objects.filter(recipient=representative, topic="query.answered")
    assert query.number in told.get().subject


def test_an_answer_is_given_once_and_closed_by_who_asked(
    query, representative, service_level_manager
):
    answer(query, service_level_manager)
    with pytest.raises(TransitionNotAllowed):
        answer(query, service_level_manager)
    with pytest.raises(PermissionDenied):
        close_query(number=query.number, actor=service_level_manager, at=LATER)
    close_query(number=query.number, actor=representative, at=LATER)

    query.refresh_from_db()
    assert (query.state, query.closed_at) == ("closed", LATER)
    assert Event.objects.get(name="query.closed").changes["state"] == [
        "answered",
        "closed",
    ]


def test_others_answer_nothing(query, representative, auditor, agent):
    for actor in (representative, auditor):
        with pytest.raises(PermissionDenied):
            answer(query, actor)
    with pytest.raises(FigureQuery.DoesNotExist):
        answer(query, agent)


def test_who_is_not_content_asks_again(query, representative, service_level_manager):
    answered = answer(query, service_level_manager)
    by = {"number": query.number, "actor": representative, "at": LATER}
    with pytest.raises(StaleVersion):
        reopen_query(text="Which?", version=1, **by)
    again = reopen_query(text="Which?", version=answered.version, **by)

    assert (again.state, again.text) == ("open", "Which?")
    said = [(one.text, one.is_answer) for one in talk_on(again)]
    assert said == [("How so?", False), ("Two were late.", True), ("Which?", False)]
    with pytest.raises(TransitionNotAllowed):
        reopen_query(text="Which?", **by)


def test_what_is_closed_can_be_replied_to_and_is_on_the_agenda_again(
    report, query, agreement, representative, service_level_manager
):
    by = {"number": query.number, "actor": representative, "at": LATER}
    answer(query, service_level_manager)
    close_query(**by)
    review = plan_review(
        number=agreement.number,
        starts_at=LATER + 12 * DAY,
        actor=service_level_manager,
        at=LATER,
    )
    assert not review.agenda.filter(source="queries").exists()
    again = reopen_query(text="And in May?", **by)

    assert (again.state, again.closed_at) == ("open", None)
    line = review.agenda.get(source="queries")
    assert (line.about, line.text) == (query.item, "How so?\n\nAnd in May?")
    event = Event.objects.get(name="query.reopened")
    assert event.changes["state"] == ["closed", "open"]


def test_whoever_answered_is_told_of_the_reply(
    query, representative, service_level_manager
):
    answer(query, service_level_manager)
    reopen_query(number=query.number, text="x", actor=representative, at=LATER)
    deliver_outbox(at=timezone.now())

    told = Notification.objects.filter(recipient=service_level_manager)
    subjects = list(told.values_list("subject", flat=True))
    assert subjects.count(f"{query.number}: Customer replies to our answer") == 1


def test_only_the_customer_replies_and_with_words(
    query, representative, service_level_manager, auditor, agent
):
    answer(query, service_level_manager)
    by = {"number": query.number, "at": LATER}
    for actor in (service_level_manager, auditor):
        with pytest.raises(PermissionDenied):
            reopen_query(text="x", actor=actor, **by)
    with pytest.raises(FigureQuery.DoesNotExist):
        reopen_query(text="x", actor=agent, **by)
    with pytest.raises(ValidationError):
        reopen_query(text="  ", actor=representative, **by)
    query.refresh_from_db()
    assert query.state == "answered"


def test_the_page_of_what_is_closed_offers_a_reply_and_shows_the_talk(
    client, query, representative, service_level_manager
):
    answer(query, service_level_manager)
    close_query(number=query.number, actor=representative, at=LATER)
    client.force_login(representative)
    page = reverse("portal_query", args=[query.number])
    move = reverse("query_move", args=[query.number, "reopen"])
    assert move in client.get(page).text
    version = FigureQuery.objects.get().version
    shown = client.post(move, {"text": "And in May?", "version": version}, follow=True)

    for words in ("How so?", "Two were late.", "And in May?"):
        assert words in shown.text
    assert FigureQuery.objects.get().state == "open"


def test_a_program_replies_to_what_is_closed(
    query, representative, service_level_manager
):
    answer(query, service_level_manager)
    close_query(number=query.number, actor=representative, at=LATER)
    found = Program(representative).post(
        f"figure_queries/{query.number}/reopen/", {"text": "And in May?"}
    )

    assert (found.json()["state"], found.json()["text"]) == ("open", "And in May?")
    said = [(one["text"], one["is_answer"]) for one in found.json()["talk"]]
    assert said == [
        ("How so?", False),
        ("Two were late.", True),
        ("And in May?", False),
    ]


def test_a_wrong_figure_names_the_revision_that_has_it_right(
    query, report, customer, service_level_manager
):
    with pytest.raises(ValidationError):
        answer(query, service_level_manager, corrected_in=report)
    by = {"actor": service_level_manager, "at": LATER}
    revised = issue_report(customer=customer, month=MARCH, reason="Wrong.", **by)

    found = answer(query, service_level_manager, corrected_in=revised)
    assert found.corrected_in == revised
    reopen_query(number=query.number, text="Why?", actor=query.asked_by, at=LATER)
    named = [one.corrected_in for one in talk_on(query)]
    assert named == [None, revised, None]


def test_open_queries_lead_the_agenda_and_the_report_is_its_paper(
    report, agreement, representative, service_level_manager
):
    review = plan_review(
        number=agreement.number,
        starts_at=LATER + 12 * DAY,
        actor=service_level_manager,
        at=LATER,
    )
    assert review.papers.get().item == report.item
    query = ask(report, representative)
    assert review.agenda.all()[0].about == query.item
    answer(query, service_level_manager)

    assert not review.agenda.filter(source="queries").exists()


def test_what_was_asked_is_found_again_beside_the_reports(
    client, query, representative, stranger
):
    url = reverse("portal_service_reports")
    client.force_login(representative)
    assert query.number in client.get(url).text
    speaks = Group.objects.get(name=Role.CUSTOMER_REPRESENTATIVE.value)
    stranger.groups.add(speaks)
    client.force_login(stranger)
    assert query.number not in client.get(url).text
