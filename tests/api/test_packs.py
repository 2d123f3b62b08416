"""Evidence packs: asked for, read by whom they are for, taken along as PDF."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.services import create_token
from core.jobs import run_job
from core.models import Event, Job
from core.periods import days
from reporting.services import make_pack
from tests.api.conftest import assert_problem
from tests.reporting.conftest import FIRST_OF_APRIL

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files")]

ASKED = {
    "clauses": ["8.1"],
    "first_day": "2026-03-01",
    "last_day": "2026-03-31",
    "prepared_for": "The certification body",
}


@pytest.fixture
def pack(resolved_incident, auditor, files):
    return make_pack(
        clauses=["8.1"],
        period=days(date(2026, 3, 1), date(2026, 3, 31)),
        prepared_for="The certification body",
        actor=auditor,
        at=FIRST_OF_APRIL,
    )


def test_a_pack_says_what_was_found_and_hashed(program, pack, auditor):
    (row,) = program(auditor).get("evidence_packs/?text=body").json()["results"]
    found = program(auditor).get(f"evidence_packs/{row['number']}/").json()

    assert (found["pdf_hash"], found["clauses"]) == (pack.pdf_hash, ["8.1"])
    assert found["manifest"] == pack.manifest
    assert {line["clause"] for line in found["summary"]} == {"8.1"}


def test_the_pdf_is_the_stored_one(program, pack, auditor):
    answer = program(auditor).get(f"evidence_packs/{pack.number}/pdf/")

    assert answer["Content-Type"] == "application/pdf"
    assert b"".join(answer.streaming_content).startswith(b"%PDF")


def test_a_program_takes_it_along_with_a_token_that_only_reads(program, pack, auditor):
    now = timezone.now()
    life = {"expires_at": now + timedelta(days=1), "actor": auditor, "at": now}
    _token, secret = create_token(name="Archive", scope="read", **life)
    asker = program(token=secret)
    answer = asker.get(f"evidence_packs/{pack.number}/pdf/", Accept="application/pdf")

    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert_problem(asker.post("evidence_packs/", ASKED), 403)


def test_asking_for_one_leads_to_it(program, resolved_incident, auditor):
    answer = program(auditor).post("evidence_packs/", ASKED)
    assert (answer.status_code, answer.json()["state"]) == (202, "queued")
    job = Job.objects.get()
    run_job(job_id=job.pk, clock=timezone.now)

    found = program(auditor).get(f"jobs/{job.pk}/").json()
    assert program(auditor).get(f"evidence_packs/{found['result']}/").status_code == 200
    assert Event.objects.get(name="pack.made").actor == auditor


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"clauses": ["99.9"]}, "clauses"),
        ({"clauses": []}, "clauses"),
        ({"last_day": "2026-02-01"}, "last_day"),
        ({"last_day": "9999-12-31"}, "last_day"),
        ({"first_day": "0001-01-01"}, "first_day"),
        ({"first_day": "2198-01-01", "last_day": "2198-06-01"}, "first_day"),
        ({"prepared_for": " "}, "prepared_for"),
    ],
)
def test_what_cannot_be_collected_is_named(program, auditor, change, field):
    answer = program(auditor).post("evidence_packs/", {**ASKED, **change})
    assert assert_problem(answer, 400)["errors"][0]["field"] == field
    assert not Job.objects.exists()


def test_packs_are_not_there_for_others(program, pack, cast):
    for who in ("representative", "agent", "team_lead", "administrator"):
        asker = program(cast[who])
        assert asker.get("evidence_packs/").json()["results"] == []
        assert_problem(asker.get(f"evidence_packs/{pack.number}/"), 404)
        assert_problem(asker.get(f"evidence_packs/{pack.number}/pdf/"), 404)
        assert_problem(asker.post("evidence_packs/", ASKED), 403)
    assert not Job.objects.exists()
