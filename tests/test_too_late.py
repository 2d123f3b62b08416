"""What another did meanwhile: said on the screen, never refused as if forbidden."""

from datetime import date

import pytest
from django.urls import reverse

from governance.models import Improvement
from slm.models import Clock
from slm.services import comment_on_draft, settle_comment, withdraw_outage
from tests.api.conftest import Program, assert_problem
from tests.governance.test_improvements import approved, late, proposed
from tests.reporting.conftest import month
from tests.reporting.test_queries import answer, query, report
from tests.slm.conftest import agreement, draft, incident, office, resolution
from tests.slm.test_outages import NOW, open_outage, terms
from tests.slm.test_requirements import by, need, needed, resolved
from tests.workflow.conftest import called, held, minuted, planned
from tests.workflow.test_tasks import task
from workflow.services import finish_task

__all__ = [
    "agreement",
    "approved",
    "by",
    "called",
    "draft",
    "held",
    "incident",
    "late",
    "minuted",
    "month",
    "need",
    "needed",
    "office",
    "open_outage",
    "planned",
    "proposed",
    "query",
    "report",
    "resolution",
    "resolved",
    "task",
    "terms",
]
pytestmark = pytest.mark.django_db
TYPED = "What somebody took their time to write."


@pytest.fixture
def desk(client, service_level_manager):
    client.force_login(service_level_manager)
    return client


def assert_too_late(client, name, *args, **data):
    """Asked for, it is said on a page; sent, the words are kept."""
    path = reverse(name, args=args)
    asked = client.get(path)
    assert asked.status_code == 409, asked.status_code
    assert "This is not possible now" in asked.text
    sent = client.post(path, data)
    assert sent.status_code in (409, 422), sent.status_code
    assert not data or TYPED in sent.text


def test_an_improvement_is_decided_on_once(desk, approved):
    number = approved.number
    assert_too_late(desk, "improvement_move", number, "reject", reason=TYPED)
    assert_too_late(desk, "improvement_edit", number, description=TYPED, title="x")
    assert_too_late(desk, "improvement_move", number, "approve")
    assert Improvement.objects.get().state == "approved"


def test_a_query_is_answered_once(desk, query, service_level_manager):
    answer(query, service_level_manager)
    assert_too_late(desk, "query_move", query.number, "answer", answer=TYPED)


def test_minutes_are_approved_once(desk, minuted):
    assert_too_late(desk, "meeting_minutes", minuted.number, minutes=TYPED)
    assert_too_late(desk, "meeting_move", minuted.number, "cancel", reason=TYPED)
    assert_too_late(desk, "meeting_edit", minuted.number, title=TYPED)


def test_a_task_is_done_once(desk, task, service_level_manager, noon):
    finish_task(task_id=task.pk, result="x", actor=service_level_manager, at=noon)

    assert_too_late(desk, "task_finish", task.pk, result=TYPED)
    assert_too_late(desk, "task_move", task.pk)


def test_a_need_is_resolved_once(desk, resolved):
    number = resolved.number
    assert_too_late(desk, "requirement_edit", number, need=TYPED)
    assert_too_late(desk, "requirement_move", number, "assess", assessment=TYPED)


def test_who_stated_a_need_is_told_that_others_work_with_it(
    need, representative, desk, by
):
    program = Program(representative)
    need.gathered_by = representative
    need.save(update_fields=["gathered_by"])
    desk.post(
        reverse("requirement_move", args=[need.number, "assess"]), {"assessment": "x"}
    )

    assert_problem(
        program.patch(f"requirements/{need.number}/", {"wished": "1 h"}), 409
    )


def test_an_outage_is_withdrawn_once(desk, open_outage, service_level_manager):
    number = open_outage.number
    withdraw_outage(number=number, reason="x", actor=service_level_manager, at=NOW)

    assert_too_late(desk, "outage_edit", number, text=TYPED)
    assert_too_late(desk, "outage_move", number, "withdraw", reason=TYPED)


def test_what_was_kept_needs_no_cause(desk, incident):
    clock = Clock.objects.get(record=incident.pk, leg="sla")
    assert_too_late(desk, "clock_cause", clock.pk, words=TYPED)


@pytest.mark.parametrize(
    ("name", "args", "data"),
    [
        ("section_edit", ("service_description",), {}),
        ("escalation_add", (), {}),
        ("target_create", (), {}),
        ("agreement_activate", (), {}),
        ("agreement_offer", (), {}),
        ("agreement_comment", (), {"text": TYPED}),
    ],
)
def test_what_is_in_force_is_no_draft(name, args, data, desk, agreement):
    assert_too_late(desk, name, agreement.number, *args, **data)
    assert agreement.versions.get().valid_from == date(2026, 1, 1)


def test_a_comment_within_is_unknown_to_the_other_side(
    client, draft, resolution, representative, service_level_manager, noon
):
    manager = {"actor": service_level_manager, "at": noon}
    about = {"number": draft.number, **manager}
    desk_only = comment_on_draft(text="Too dear.", is_internal=True, **about)
    settled = comment_on_draft(text="Too slow.", is_internal=True, **about)
    settle_comment(number=draft.number, comment_id=settled.pk, **manager)
    client.force_login(representative)

    for one in (desk_only, settled):
        path = reverse("offer_comment_settle", args=[draft.number, one.pk])
        assert client.post(path).status_code == 404
    client.force_login(service_level_manager)
    path = reverse("comment_settle", args=[draft.number, settled.pk])
    assert "It is settled already." in client.post(path, follow=True).text
