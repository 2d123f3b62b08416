"""Who signed on paper, what exactly, when, and where the paper is."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from core.lifecycle import TransitionNotAllowed
from core.models import Event
from core.wording import day
from slm.models import Signature
from slm.selectors import wording_hash
from slm.services import OnPaper, record_paper_signature
from tests.factories.slm import sign_on_paper
from tests.slm.parties import sign
from tests.slm.test_signing import by, offered, owner, version_of

__all__ = ["by", "offered", "owner"]

pytestmark = pytest.mark.django_db

PAPER = OnPaper("Paula Paper", "Managing director", date(2026, 3, 4), "Folder 7")


def test_another_wording_than_the_one_that_was_read_is_not_signed(
    offered, representative, by, noon
):
    with pytest.raises(TransitionNotAllowed, match="read it again"):
        sign(offered, "customer", representative, noon, digest="0" * 64)
    with pytest.raises(TransitionNotAllowed, match="read it again"):
        record_paper_signature(
            number=offered.number, role="customer", paper=PAPER, digest="0" * 64, **by
        )
    assert not Signature.objects.exists()


def wording_of_paper(agreement):
    return {"number": agreement.number, "digest": wording_hash(version_of(agreement))}


def test_on_paper_the_place_and_the_day_are_kept(offered, by, noon):
    signature = record_paper_signature(
        role="customer", paper=PAPER, **wording_of_paper(offered), **by
    )

    assert (signature.signer, signature.reference) == ("Paula Paper", "Folder 7")
    assert signature.signed_at == offered.start_of(PAPER.signed_on)
    assert signature.signed_on == PAPER.signed_on
    event = Event.objects.get(name="agreement.signed")
    assert event.facts["is_on_paper"]
    assert event.data.values["reference"] == "Folder 7"


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"authority": " "},
        {"reference": ""},
        {"signed_on": date(2026, 3, 5)},
        # Before it was offered there was no such wording.
        {"signed_on": date(2026, 3, 3)},
    ],
)
def test_a_paper_that_says_too_little_is_refused(wrong, offered, by):
    with pytest.raises(ValidationError):
        record_paper_signature(
            role="customer",
            paper=replace(PAPER, **wrong),
            **wording_of_paper(offered),
            **by,
        )
    assert not Signature.objects.exists()


def test_the_day_before_which_nothing_was_offered_is_written_as_days_are(offered, by):
    early = replace(PAPER, signed_on=date(2026, 3, 3))
    said = f"not offered before {day(date(2026, 3, 4))}."
    with pytest.raises(ValidationError, match=said):
        record_paper_signature(
            role="customer", paper=early, **wording_of_paper(offered), **by
        )


def test_one_name_on_paper_signs_for_one_party(offered, by):
    sign_on_paper(number=offered.number, role="customer", name="Paul", **by)

    with pytest.raises(ValidationError, match="two parties"):
        sign_on_paper(number=offered.number, role="service_owner", name="paul", **by)


@pytest.mark.parametrize("who", ["agent", "representative", "auditor"])
def test_paper_is_recorded_by_service_level_managers_only(who, offered, cast, noon):
    with pytest.raises(PermissionDenied):
        sign_on_paper(number=offered.number, role="customer", actor=cast[who], at=noon)
