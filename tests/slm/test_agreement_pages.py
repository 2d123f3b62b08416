"""What is agreed is never hidden by a draft, and what is confirmed is shown first."""

import re
from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from slm.models import Agreement
from slm.services import (
    Wording,
    activate_agreement,
    add_target,
    create_agreement,
    edit_draft,
    start_new_version,
    terminate_agreement,
)
from tests.factories.slm import put_into_force, sign_for_all
from tests.slm.conftest import YEAR_START
from tests.slm.test_screens import address, desk, status

__all__ = ["desk"]

pytestmark = pytest.mark.django_db
COMING = date(timezone.localdate().year + 2, 1, 1)


@pytest.fixture
def by(service_level_manager, noon):
    return {"actor": service_level_manager, "at": noon}


@pytest.fixture
def ended(agreement, by):
    """An agreement that ended, with a draft of how it might go on."""
    day = date(2026, 1, 1)
    terminate_agreement(number=agreement.number, ends_on=day, reason="x", **by)
    start_new_version(number=agreement.number, **by)
    return agreement


@pytest.fixture
def second(customer, provider, service, resolution, by):
    """A draft of another agreement with the customer, about one service."""
    made = create_agreement(
        agreement=Agreement(
            leg="sla", title="Mail", provider=provider, customer=customer
        ),
        wording=Wording(
            valid_from=YEAR_START, valid_to=date(2027, 1, 1), services=[service]
        ),
        **by,
    )
    add_target(number=made.number, terms=resolution, **by)
    return made


def words(page) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


def test_a_draft_hides_nothing_that_was_agreed(desk, ended):
    listed = words(desk.get(reverse("agreement_list")))
    page = desk.get(address("agreement_detail", ended))

    assert "Terminated and a draft" in listed
    assert page.context["shown"].number == 1
    assert "There is a draft of version 2" in page.text
    draft = desk.get(address("agreement_detail", ended) + "?version=2")
    assert "To version 1, which was agreed" in draft.text


def test_one_in_force_with_a_draft_is_listed_as_in_force(desk, agreement, by):
    start_new_version(number=agreement.number, **by)

    assert "In force and a draft" in words(desk.get(reverse("agreement_list")))


def test_whoever_does_not_see_drafts_is_not_told_of_them(client, representative, ended):
    client.force_login(representative)

    assert client.get(reverse("agreement_list")).status_code == 404
    page = client.get(address("agreement_detail", ended), follow=True)
    assert page.redirect_chain == [(address("offer_detail", ended), 302)]
    assert "draft" not in words(page)


def test_customers_read_at_their_own_door_how_it_is_measured(
    client, representative, agreement
):
    client.force_login(representative)
    offer, measured = address("offer_detail", agreement), "data_collection"
    assert address(measured, agreement) in client.get(offer).text
    page = client.get(address(measured, agreement))
    assert page.context["layout"] == "layouts/portal.html"
    assert page.context["crumbs"] == [(agreement.number, offer)]


@pytest.mark.parametrize(
    ("first", "end", "word"),
    [
        (date(2025, 1, 1), date(2026, 1, 1), "Terminated"),
        (date(2025, 1, 1), date(2027, 1, 1), "In force, terminated"),
        (date(2026, 12, 1), date(2027, 1, 1), "To come, terminated"),
        (date(2026, 12, 1), date(2026, 12, 1), "Terminated"),
    ],
)
def test_what_was_terminated_says_so(first, end, word, agreement):
    version = agreement.versions.get()
    version.status, version.valid_from, version.valid_to = "terminated", first, end

    assert version.standing_on(date(2026, 6, 1))[0] == word


def test_the_end_shown_is_the_last_day_on_which_it_holds(desk, second):
    page = words(desk.get(address("agreement_detail", second)))
    form = desk.get(address("agreement_edit", second)).text

    assert "Last day 31 Dec" in page
    assert 'value="2026-12-31"' in form
    desk.post(
        address("agreement_edit", second),
        {"title": "Mail", "valid_from": "2026-01-01", "valid_to": "2026-06-30"},
    )
    assert second.versions.get().valid_to == date(2026, 7, 1)


def test_what_is_put_into_force_is_shown_before(desk, second, service, customer):
    page = words(desk.get(address("agreement_activate", second)))

    assert f"With {customer}" in page
    assert f"First day 1 Jan Last day 31 Dec Services {service}" in page
    assert "Resolution Critical 4 h, High 8 h, Moderate 8 h, Low 8 h · Office" in page
    assert "promise the same" not in page


def test_agreements_that_overlap_are_listed_and_not_refused(
    desk, agreement, second, by
):
    line = f"{agreement}, version 1, 1 Jan – open: Resolution"

    page = words(desk.get(address("agreement_activate", second)))
    assert "the more specific target applies" in page
    assert line in page
    sign_for_all(number=second.number, **by)
    desk.post(address("agreement_activate", second))
    assert second.versions.get().status == "in_force"


def test_agreements_between_which_nothing_decides_are_refused(
    desk, agreement, second, resolution, service, by
):
    put_into_force(number=second.number, **by)
    third = create_agreement(
        agreement=Agreement(
            leg="sla", title="Post", provider=second.provider, customer=second.customer
        ),
        wording=Wording(valid_from=YEAR_START, services=[service]),
        **by,
    )
    add_target(number=third.number, terms=replace(resolution, name="Post"), **by)

    answer = desk.post(address("agreement_activate", third))
    assert answer.status_code == 422
    assert "neither is the more specific" in answer.text


def test_the_buttons_are_what_the_program_may_do(client, desk, auditor, ended, by):
    url = address("agreement_detail", ended)
    told = desk.get(f"/api/v1/agreements/{ended.number}/").json()["available_actions"]

    assert set(told) == {"edit", "activate", "discard", "offer", "comment"}
    draft = desk.get(f"{url}?version=2").text
    for name in ("edit", "activate", "discard"):
        assert address(f"agreement_{name}", ended) in draft
    assert address("agreement_terminate", ended) not in desk.get(url).text
    client.force_login(auditor)
    assert address("agreement_edit", ended) not in client.get(f"{url}?version=2").text
    assert status(client, auditor, url) == 200


@pytest.fixture
def following(agreement, by):
    """A second version of the agreement, which follows in the year after next."""
    start_new_version(number=agreement.number, **by)
    wording = Wording(valid_from=COMING)
    edit_draft(number=agreement.number, title=agreement.title, wording=wording, **by)
    sign_for_all(number=agreement.number, **by)
    return agreement


def test_what_is_put_into_force_says_from_when(desk, following, by):
    page = address("agreement_activate", following)
    version = desk.get(page).context["form"].initial["version"]
    answer = desk.post(page, {"version": version}, follow=True)

    day = date_format(COMING, "j F Y")
    assert f"{following.number}, version 2, enters into force on {day}." in answer.text
    assert following.versions.get(number=2).status == "in_force"


def test_the_version_that_follows_is_listed_beside_what_holds(desk, following, by):
    activate_agreement(number=following.number, **by)
    listed = desk.get(reverse("agreement_list"))

    assert "?version=2" in listed.text
    assert f"Version 2, {date_format(COMING, 'j M Y')}" in words(listed)
    file = desk.get(reverse("agreement_list"), {"export": "csv"})
    assert COMING.isoformat() in b"".join(file.streaming_content).decode()


def test_agreements_are_found_by_how_they_stand_today(desk, following, second, by):
    def found(status):
        page = desk.get(reverse("agreement_list"), {"status": status})
        return {agreement.number for agreement, *_rest in page.context["rows"]}

    assert found("in_force") == {following.number}
    assert found("to_come") == set()
    assert {second.number} <= found("draft")
    activate_agreement(number=following.number, **by)

    assert found("in_force") == found("to_come") == {following.number}
