"""The list of tasks: what it leads to, keeps narrowed to, and hands out."""

import pytest
from django.urls import reverse

from tests.workflow.test_tasks import task
from workflow.services import finish_task

__all__ = ["task"]
pytestmark = pytest.mark.django_db
ALL = "?of=all"


@pytest.mark.parametrize(
    ("who", "leads"),
    [("agent", True), ("team_lead", True), ("auditor", False)],
)
def test_a_task_is_read_and_only_whoever_may_is_led_to_call_it_done(
    who, leads, client, cast, task
):
    client.force_login(cast[who])
    detail = reverse("task_detail", args=[task.pk])
    assert detail in client.get(reverse("task_list") + ALL).text
    page = client.get(detail).text
    finish = reverse("task_finish", args=[task.pk])
    assert (task.text in page, task.item.number in page) == (True, True)
    assert (finish in page) == leads
    assert client.get(finish).status_code == (200 if leads else 403)


def test_what_is_done_shows_its_result_and_no_more_acts(client, agent, task, noon):
    finish_task(task_id=task.pk, result="They call back.", actor=agent, at=noon)
    client.force_login(agent)
    page = client.get(reverse("task_detail", args=[task.pk])).text
    assert "They call back." in page
    assert reverse("task_finish", args=[task.pk]) not in page
    assert reverse("task_move", args=[task.pk]) not in page


def test_filtering_all_tasks_stays_with_all(client, auditor, task):
    client.force_login(auditor)
    page = client.get(reverse("task_list") + ALL)
    form = page.context["listing"].filterset.form
    assert form["of"].value() == "all"
    assert 'value="all" selected' in page.text
    mine = client.get(reverse("task_list")).text
    assert task.text not in mine


def test_what_is_shown_is_handed_out(client, agent, task):
    client.force_login(agent)
    answer = client.get(reverse("task_list") + "?export=csv")
    handed = b"".join(answer).decode()
    assert task.text in handed
    assert task.item.number in handed
    assert (
        task.text
        not in b"".join(
            client.get(reverse("task_list") + "?state=done&export=csv")
        ).decode()
    )
