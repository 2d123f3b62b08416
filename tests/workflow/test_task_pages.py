"""The list of tasks: what it leads to, keeps narrowed to, and hands out."""

import pytest
from django.urls import reverse

from tests.workflow.test_tasks import task

__all__ = ["task"]
pytestmark = pytest.mark.django_db
ALL = "?of=all"


@pytest.mark.parametrize(
    ("who", "leads"),
    [("agent", True), ("team_lead", True), ("auditor", False)],
)
def test_only_whoever_may_call_it_done_is_led_there(who, leads, client, cast, task):
    client.force_login(cast[who])
    page = client.get(reverse("task_list") + ALL).text
    finish = reverse("task_finish", args=[task.pk])
    assert task.text in page
    assert (finish in page) == leads
    assert client.get(finish).status_code == (200 if leads else 403)


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
