"""A pack shows one instant, however much is done while it is collected."""

import csv
from datetime import date
from io import BytesIO, StringIO

import pytest
from pypdf import PdfReader

from core.periods import days
from incidents.models import Incident
from incidents.services import edit_incident
from reporting.services import make_pack
from tests.reporting.conftest import FIRST_OF_APRIL, HOUR
from tests.reporting.test_packs import verify

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def made_meanwhile(month, agent, auditor):
    """A pack during which an incident is renamed, between the first two readings."""
    heard = []

    def tell(done: int, total: int, message: str = "") -> None:
        heard.append(message)
        if done == 1:
            edit_incident(
                number=month["open"].number,
                title="Renamed meanwhile",
                description="",
                actor=agent,
                at=FIRST_OF_APRIL + HOUR,
            )

    pack = make_pack(
        clauses=["8.1"],
        period=days(date(2026, 3, 1), date(2026, 4, 1)),
        prepared_for="x",
        actor=auditor,
        at=FIRST_OF_APRIL + HOUR,
        tell=tell,
    )
    assert heard[-1] == "Stored"
    return pack


def titles_in(pack) -> set[str]:
    with pack.pdf.open() as file:
        attached = PdfReader(BytesIO(file.read())).attachments
    tables = [files[0] for name, files in attached.items() if name.endswith(".csv")]
    rows = [
        row for t in tables for row in csv.DictReader(StringIO(t.decode("utf-8-sig")))
    ]
    return {row["title"] for row in rows}


def test_what_is_done_meanwhile_is_not_shown_and_told_as_done_since(
    made_meanwhile, month
):
    number = month["open"].number
    assert Incident.objects.get(item__number=number).title == "Renamed meanwhile"
    assert "Open" in titles_in(made_meanwhile)
    assert "Renamed meanwhile" not in titles_in(made_meanwhile)

    said = verify(made_meanwhile.pdf.path)
    assert "ALTERED" not in said
    assert f"{number}: changed since by 1 recorded events" in said
