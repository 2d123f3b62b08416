"""What pages show of the demonstration."""

import pytest
from django.urls import reverse

from core.models import Job, JobState
from core.system_users import system_user
from sms.demo import context
from sms.demo.sign_ins import write_sign_ins

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def own_state(settings, tmp_path, monkeypatch):
    """A data folder of the test's own, and nothing seen before."""
    settings.STATE_DIR = tmp_path
    monkeypatch.setattr(context, "_seen", (0.0, None))


@pytest.fixture
def job(noon):
    write_sign_ins()
    return Job.objects.create(
        kind="demonstration",
        owner=system_user("sms"),
        state=JobState.RUNNING,
        done=420,
        total=1500,
        created_at=noon,
        heard_at=noon,
    )


def test_whoever_is_signed_in_sees_how_far_it_is(client, agent, job):
    client.force_login(agent)

    page = client.get(reverse("agreement_list")).content.decode()

    assert "Demonstration data is being made: 420 of 1,500" in page
    assert reverse("demonstration_progress") in page


def test_the_note_renews_itself_and_goes_when_all_is_made(client, agent, job):
    client.force_login(agent)
    url = reverse("demonstration_progress")

    during = client.get(url, headers=HTMX).content.decode()
    Job.objects.update(state=JobState.DONE, finished_at=job.created_at)
    context._seen = (0.0, None)
    after = client.get(url, headers=HTMX)

    assert 'hx-trigger="every 4s"' in during
    assert (after.status_code, after.content) == (200, b"")


def test_once_made_nobody_asks_for_it_again(agent, job, rf, django_assert_num_queries):
    Job.objects.update(state=JobState.DONE, finished_at=job.created_at)
    request = rf.get("/")
    request.user = agent
    with django_assert_num_queries(1):
        assert context.Demonstration(request).unfinished is None
        assert context.Demonstration(request).unfinished is None


def test_without_a_demonstration_nothing_is_asked(agent, rf, django_assert_num_queries):
    request = rf.get("/")
    request.user = agent
    with django_assert_num_queries(0):
        assert context.Demonstration(request).unfinished is None


def test_strangers_see_no_progress(client, job):
    answer = client.get(reverse("demonstration_progress"), headers=HTMX)

    assert answer.status_code == 302
    assert "being made" not in client.get(reverse("account_login")).content.decode()


def test_the_sign_in_page_names_the_sign_ins_of_a_demonstration(client, job):
    page = client.get(reverse("account_login")).content.decode()

    assert "agent@demo.example" in page
    assert "demonstration</code>" in page


def test_without_a_demonstration_it_names_none(client, db):
    assert "demo.example" not in client.get(reverse("account_login")).content.decode()
