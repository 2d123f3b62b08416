"""What is confidential counts in reports and packs, and is named to nobody else."""

from datetime import date

import pytest
from django.test import Client
from pypdf import PdfReader

from core.canonical import canonical_json
from core.periods import days
from incidents.services import set_incident_confidential
from reporting.models import EvidencePack
from reporting.services import issue_report, make_pack
from tests.reporting.conftest import (
    FIRST_OF_APRIL,
    HOUR,
    MARCH,
    TENTH,
    an_incident,
    resolved,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def secret(month, agent, requester, service, team):
    """A confidential incident of critical priority that broke its promise of 4 h."""
    made = an_incident(
        agent, requester, TENTH, title="Leaver in payroll", service=service,
        team=team, impact=1, urgency=1,
    )  # fmt: skip
    assert made.priority == 1
    resolved(made, agent, TENTH + 9 * HOUR)
    return set_incident_confidential(
        number=made.number, is_confidential=True, actor=agent, at=TENTH + 9 * HOUR
    )


@pytest.fixture
def report(secret, customer, service_level_manager):
    return issue_report(
        customer=customer, month=MARCH, actor=service_level_manager, at=FIRST_OF_APRIL
    )


def test_a_report_counts_a_confidential_breach_and_does_not_name_it(report, secret):
    hidden = [row for row in report.data["breaches"] if not row["number"]]
    spelled = canonical_json(report.data)

    assert report.data["totals"]["breached"] == 3
    assert [(row["title"], row["clock"]) for row in hidden] == [("", None)]
    assert len(report.data["major"]) == 1
    assert secret.number not in spelled
    assert secret.title not in spelled


def test_no_door_of_a_report_names_what_is_confidential(
    report, secret, client: Client, representative, service_level_manager
):
    client.force_login(representative)
    pages = [
        client.get(f"/reports/{report.number}/").content.decode(),
        client.get(f"/api/v1/service-reports/{report.number}/").content.decode(),
    ]
    client.force_login(service_level_manager)
    pages.append(client.get(f"/manage/reports/{report.number}/").content.decode())
    with report.pdf.open("rb") as file:
        pages.append(" ".join(p.extract_text() for p in PdfReader(file).pages))

    for text in pages:
        assert secret.number not in text
        assert secret.title not in text
    assert "A confidential record" in pages[0]
    assert "A confidential record" in " ".join(pages[3].split())


def pack_by(user) -> EvidencePack:
    return make_pack(
        clauses=["8.1"],
        period=days(date(2026, 3, 1), date(2026, 3, 31)),
        prepared_for="x",
        actor=user,
        at=FIRST_OF_APRIL,
    )


def test_who_may_not_see_the_confidential_sees_only_packs_of_their_own(
    secret, auditor, service_level_manager, client: Client
):
    theirs, own = pack_by(auditor), pack_by(service_level_manager)

    assert secret.number in theirs.manifest["records"]
    assert secret.number not in own.manifest["records"]
    assert list(EvidencePack.objects.visible_to(service_level_manager)) == [own]
    assert set(EvidencePack.objects.visible_to(auditor)) == {own, theirs}
    client.force_login(service_level_manager)
    for door in (
        f"/manage/evidence/{theirs.number}/",
        f"/api/v1/evidence_packs/{theirs.number}/",
    ):
        assert client.get(door).status_code == 404
        assert client.get(door.replace(theirs.number, own.number)).status_code == 200


def test_a_pack_without_the_confidential_says_so_on_its_cover(
    secret, auditor, service_level_manager
):
    words = "Confidential records are not among them"
    for user, is_said in ((auditor, False), (service_level_manager, True)):
        with pack_by(user).pdf.open("rb") as file:
            cover = " ".join(PdfReader(file).pages[0].extract_text().split())
        assert (words in cover) == is_said
