"""Of everything that packs show, what is altered is named; what is done lawfully, never."""

import pytest

from reporting.services.verifying import verify_records
from tests.governance.test_improvements import late
from tests.reporting.lives import Kept
from tests.reporting.test_altered import drop_checks, undone, unseen
from tests.reporting.things import (
    Life,
    a_catalogue,
    a_closed_agreement,
    a_measure,
    a_meeting_with_all,
    a_repair,
    a_requirement,
    a_what_if,
    agreement,
    an_assessment,
    an_exclusion,
    an_improvement_proposed,
    an_outage,
    who,
)
from tests.slm.conftest import incident, measure
from tests.slm.test_repairs import of_terms, right_terms
from tests.slm.test_requirements import needed

LIVES = (
    a_closed_agreement,
    a_meeting_with_all,
    an_improvement_proposed,
    a_catalogue,
    a_requirement,
    an_assessment,
    a_measure,
    a_what_if,
    an_outage,
    an_exclusion,
    a_repair,
)
__all__ = [
    "LIVES",
    "agreement",
    "incident",
    "late",
    "measure",
    "needed",
    "of_terms",
    "right_terms",
    "who",
]
pytestmark = pytest.mark.django_db


def missed(kept: Kept, life: Life) -> list[str]:
    with undone():
        drop_checks()
        rows = life.rows()
        return [one for each in rows for one in unseen(kept, each, life.number)]


@pytest.mark.parametrize("life_of", LIVES, ids=lambda one: one.__name__)
def test_every_field_is_told_and_nothing_lawful_is_called_altered(
    life_of, request, auditor
):
    life = request.getfixturevalue(life_of.__name__)
    kept = Kept.of(life.number, reader=auditor)
    assert not missed(kept, life)

    life.live()
    (line,) = verify_records(kept.manifest["records"])
    assert not line.is_altered, line.words
    assert not missed(kept, life)
