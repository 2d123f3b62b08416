"""A pack is checked in the browser, and what stands in it can be taken from its page."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from core.jobs import run_job
from core.models import Job
from reporting.jobs import ask_for_check, named_shortly
from tests.reporting.test_packs import alter, pack

__all__ = ["pack"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def checked(client, auditor, pack):
    """What the job of a check ended with, asked for on the pack's page."""

    def check() -> Job:
        client.force_login(auditor)
        assert client.post(reverse("pack_check", args=[pack.number])).status_code == 302
        job = Job.objects.latest("pk")
        run_job(job_id=job.pk, clock=timezone.now)
        job.refresh_from_db()
        return job

    return check


def test_an_untouched_pack_is_said_to_hold(checked, pack):
    job = checked()

    assert job.state == "done"
    assert f"{pack.number}: all of" in job.message


def test_what_was_altered_is_named(checked, month):
    alter("UPDATE records_record SET title = 'x' WHERE item_id = %s", month["met"].pk)
    job = checked()

    assert (job.state, job.message) == ("failed", f"Altered: {month['met'].number}")


def test_a_pack_whose_file_is_lost_is_altered(checked, client, pack):
    pack.pdf.storage.delete(str(pack.pdf.name))
    job = checked()

    assert (job.state, job.message) == ("failed", f"Altered: {pack.number}")
    lost = reverse("pack_file", args=[pack.number, "manifest.json"])
    assert client.get(lost).status_code == 404


def test_an_agent_checks_nothing(pack, agent, noon):
    with pytest.raises(PermissionDenied):
        ask_for_check(pack=pack, actor=agent, at=noon)


def test_manifest_and_annexes_are_on_the_page(client, auditor, pack):
    client.force_login(auditor)
    page = client.get(reverse("pack_detail", args=[pack.number])).content.decode()
    for name in ("manifest.json", *pack.manifest["annexes"]):
        url = reverse("pack_file", args=[pack.number, name])
        assert url in page
        assert client.get(url).getvalue()

    missing = reverse("pack_file", args=[pack.number, "other.csv"])
    assert client.get(missing).status_code == 404


@pytest.mark.parametrize(
    ("count", "words"),
    [(1, "R0"), (12, "R8, R9 and 2 more; the command names them all")],
)
def test_what_is_not_named_is_counted(count, words):
    assert named_shortly([f"R{n}" for n in range(count)]).endswith(words)
