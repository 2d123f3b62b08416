import pytest
from django.urls import reverse

from records.models import PriorityMatrix

pytestmark = pytest.mark.django_db

READERS = {
    *("agent", "team_lead", "service_level_manager", "contract_manager"),
    *("auditor", "administrator"),
}
MANAGERS = {"service_level_manager", "administrator"}


def changed(**values):
    return {**PriorityMatrix.objects.get(version=1).cells, "version": 1, **values}


def test_who_reads_and_who_changes(client, cast):
    url = reverse("priority_matrix")
    for role, user in cast.items():
        client.force_login(user)
        answer = client.get(url)
        assert answer.status_code == (200 if role in READERS else 404), role
        may = b"Save as a new version" in answer.content
        assert may == (role in MANAGERS), role
        if role not in MANAGERS:
            refused = 403 if role in READERS else 404
            assert client.post(url, changed()).status_code == refused, role


def test_saving_makes_a_new_version(client, service_level_manager):
    client.force_login(service_level_manager)

    client.post(reverse("priority_matrix"), changed(**{"3-3": 1}))

    assert PriorityMatrix.objects.get(version=2).priority(3, 3) == 1


@pytest.mark.parametrize(
    "wrong", [{}, {"1-1": ""}, {"1-1": 9}, {"1-1": "x"}, {"version": "x"}]
)
def test_nothing_changed_or_wrong_is_refused(wrong, client, administrator):
    client.force_login(administrator)

    answer = client.post(reverse("priority_matrix"), changed(**wrong))

    assert answer.status_code == 422
    assert PriorityMatrix.objects.count() == 1


def test_a_stale_save_keeps_what_was_chosen(client, administrator):
    client.force_login(administrator)
    url = reverse("priority_matrix")
    client.post(url, changed(**{"3-3": 1}))

    answer = client.post(url, changed(**{"3-3": 2}))

    assert answer.status_code == 409
    assert b'name="version" value="2"' in answer.content
    assert [row[1:] for row in answer.context["comparison"]] == [("Critical", "High")]
    assert PriorityMatrix.objects.count() == 2
    assert client.post(url, changed(**{"3-3": 2, "version": 2})).status_code == 302
