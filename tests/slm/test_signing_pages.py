"""Reading and signing what is offered: in the portal, on paper, by programs."""

import re
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from slm.selectors import wording_hash
from slm.services import Wording, add_target, edit_draft
from tests.api.conftest import Program
from tests.slm.conftest import YEAR_START
from tests.slm.parties import offer
from tests.slm.test_agreement_pages import words
from tests.slm.test_negotiating import by, customers, offered, version_of
from tests.slm.test_screens import address, desk

__all__ = ["by", "customers", "desk", "offered"]

pytestmark = pytest.mark.django_db
NOON_DAY = date(2026, 3, 4)


def sent(agreement, **values: Any) -> dict[str, Any]:
    """Return what is sent by who has read the wording and signs it."""
    read = {"digest": wording_hash(version_of(agreement))}
    who = {"role": "customer", "authority": "Head of IT", "is_meant": "on"}
    return {**read, **who, **values}


def test_the_customer_reads_comments_and_signs_in_the_portal(customers, offered):
    home = customers.get(reverse("portal_home")).text
    url = reverse("offer_detail", args=[offered.number])
    assert url in home
    page = words(customers.get(url))
    assert "As we spoke." in page
    assert "First day: 1 Jan 2026" in page
    customers.post(
        reverse("offer_comment", args=[offered.number]), {"text": "Soon?", "key": ""}
    )
    customers.post(reverse("offer_sign", args=[offered.number]), sent(offered))
    page = words(customers.get(url))
    assert "Soon?" in page
    assert "Rolf Representative Head of IT" in page


def test_without_saying_that_it_is_meant_nothing_is_signed(customers, offered):
    answer = customers.post(
        reverse("offer_sign", args=[offered.number]),
        sent(offered, is_meant=""),
    )
    assert answer.status_code == 422
    assert not version_of(offered).valid_signatures


def test_reworded_while_it_was_read_it_is_not_signed(customers, offered, by):
    page = customers.get(reverse("offer_detail", args=[offered.number])).text
    url = reverse("offer_sign", args=[offered.number])
    (read,) = re.findall(rf'href="{url}\?digest=(\w+)"', page)
    wording = Wording(valid_from=YEAR_START, summary="Other.")
    edit_draft(number=offered.number, title="Workplace", wording=wording, **by)
    offer(offered, **by)

    answer = customers.post(url, sent(offered, digest=read))
    assert answer.status_code == 422
    assert "read it again before you sign" in answer.text
    assert (
        customers.get(f"{url}?digest={read}").context["form"].initial["digest"] == read
    )
    assert not version_of(offered).valid_signatures


def test_what_was_read_is_sent_with_a_signature_on_paper(desk, offered):
    url = address("agreement_sign_on_paper", offered)
    paper = {"name": "Paula", "signed_on": str(NOON_DAY), "reference": "Folder 7"}
    data = {**sent(offered), **paper}

    assert desk.post(url, {**data, "digest": ""}).status_code == 422
    assert "read it again" in desk.post(url, {**data, "digest": "0" * 64}).text
    assert not version_of(offered).valid_signatures


def test_programs_offer_comment_and_sign(draft, resolution, by, representative):
    add_target(number=draft.number, terms=resolution, **by)
    ours, theirs = Program(by["actor"]), Program(representative)
    path = f"agreements/{draft.number}/"
    made = ours.post(f"{path}offer/", {}).json()
    assert made["versions"][0]["stage"] == "in_negotiation"
    assert set(theirs.get(path).json()["available_actions"]) == {
        *("sign", "decline", "comment")
    }
    said = theirs.post(f"{path}comments/", {"text": "Soon?"})
    assert said.status_code == 201
    role = {"role": "customer", "authority": "x"}
    assert theirs.post(f"{path}sign/", role).status_code == 400
    other = theirs.post(f"{path}sign/", {**role, "digest": "0" * 64})
    assert other.status_code == 409
    role["digest"] = theirs.get(path).json()["versions"][0]["digest"]
    signed = theirs.post(f"{path}sign/", role)
    (signature,) = signed.json()["versions"][0]["signatures"]
    assert signature["digest"] == signed.json()["versions"][0]["digest"]
    assert theirs.post(f"{path}sign/", role).status_code == 409
