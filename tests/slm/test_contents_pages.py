"""The contents of an agreement on its pages, in the portal and on paper."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from calendars.hours import Budget
from slm.models import Agreement
from slm.parts import Contents, Limit
from slm.selectors import wording_hash
from slm.services import add_target, edit_contents
from tests.factories.slm import put_into_force
from tests.slm.conftest import HOUR
from tests.slm.test_screens import address, desk

__all__ = ["desk"]
pytestmark = pytest.mark.django_db
ROWS = {
    "rows-TOTAL_FORMS": "2",
    "rows-INITIAL_FORMS": "0",
    "rows-0-lower": "10",
    "rows-0-upper": "200",
    "rows-0-per": "month",
    "rows-1-per": "month",
}


@pytest.fixture
def by(service_level_manager, noon):
    return {"actor": service_level_manager, "at": noon}


@pytest.fixture
def corporate(promise, resolution):
    """In force for all customers: a first response, complaints and security."""
    first = {"metric": "first_response", "budgets": {None: Budget(3 * HOUR)}}
    said = {"complaints": "Write to the desk.", "security": "As the law asks."}
    return promise(replace(resolution, **first), sections=said)


@pytest.fixture
def own(draft, resolution, corporate, by):
    """In force for the customer: it says its own on security."""
    add_target(number=draft.number, terms=resolution, **by)
    edit_contents(
        number=draft.number,
        sections={"security": "Stricter."},
        limits=[Limit(record_kind="incident", upper=20)],
        **by,
    )
    put_into_force(number=draft.number, **by)
    return draft


def stored(agreement):
    return Contents.of(agreement.versions.drafts().get())


def test_a_section_is_written_and_shown(desk, draft):
    url = address("section_edit", draft, "continuity")

    page = desk.post(url, {"text": "Within a day.\r\n\r\nTested."}, follow=True).text

    assert stored(draft).sections == {"continuity": "Within a day.\n\nTested."}
    assert "<p>Within a day.</p>" in page
    assert 'id="continuity"' in page
    assert "Says nothing yet about" in page


def test_numbers_are_written_as_people_say_them(desk, draft):
    url = address("section_edit", draft, "planned_interruptions")
    data = {
        "notice_hours": "5 d",
        "interruptions_at_most": "2",
        "interruptions_per": "month",
        "longest_minutes": "1 h 30 min",
    }

    page = desk.post(url, data, follow=True).text

    assert stored(draft).numbers.notice_hours == 120
    assert stored(draft).numbers.longest_minutes == 90
    assert "Announced at least 5 days before." in page
    assert 'value="5 d"' in desk.get(url).text


def test_rows_are_added_and_taken_out(desk, draft):
    url = address("section_edit", draft, "workload_limits")

    desk.post(url, ROWS)
    assert stored(draft).limits == (Limit(lower=10, upper=200),)
    gone = {**ROWS, "rows-INITIAL_FORMS": "1", "rows-0-DELETE": "on"}
    desk.post(url, gone)
    assert stored(draft).limits == ()


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        ("planned_interruptions", {"notice_hours": "soon"}),
        ("planned_interruptions", {"longest_minutes": "2 d"}),
        ("planned_interruptions", {"interruptions_at_most": "2"}),
        ("reports_and_reviews", {"review_every_months": "0"}),
        ("workload_limits", {**ROWS, "rows-0-lower": "300"}),
        ("workload_limits", {**ROWS, "rows-0-lower": "x"}),
        ("workload_limits", {**ROWS, "rows-1-upper": "9", "rows-1-lower": "1"}),
        ("workload_limits", {}),
        ("workload_limits", {"rows-TOTAL_FORMS": "x", "rows-INITIAL_FORMS": "y"}),
    ],
)
def test_what_is_wrong_is_refused_and_kept(key, wrong, desk, draft):
    answer = desk.post(
        address("section_edit", draft, key), {"text": "Kept words", **wrong}
    )

    assert answer.status_code == 422
    assert "Kept words" in answer.text
    assert stored(draft) == Contents()


def test_a_stale_save_shows_both(desk, draft, by):
    seen = draft.version
    edit_contents(
        number=draft.number,
        sections={"workload_limits": "Theirs"},
        limits=[Limit(upper=7)],
        **by,
    )
    url = address("section_edit", draft, "workload_limits")

    answer = desk.post(url, {**ROWS, "text": "Mine", "version": seen})

    assert answer.status_code == 409
    both = {label: (now, yours) for label, now, yours in answer.context["comparison"]}
    assert both["Text"] == ("Theirs", "Mine")
    assert both["List"] == (
        "Records: at most 7 per month",
        "Records: 10 to 200 per month",
    )


def test_a_section_without_a_draft_is_refused(desk, own):
    answer = desk.post(address("section_edit", own, "continuity"), {"text": "x"})

    assert answer.status_code == 422


def test_the_page_says_what_is_inherited_and_what_is_its_own(desk, own, corporate):
    page = desk.get(address("agreement_detail", own)).text

    assert "Write to the desk." in page
    assert "for all customers" in page
    assert "As the law asks." not in page
    assert f"instead of {corporate.number}" in page
    assert "Also holds, from what is agreed more widely" in page
    assert "Incidents: at most 20 per month" in page


def test_what_stays_empty_is_named_before_it_enters_force(desk, draft, resolution, by):
    add_target(number=draft.number, terms=resolution, **by)

    page = desk.get(address("agreement_activate", draft)).text

    assert "Says nothing about" in page
    assert "Continuity requirements" in page


def test_a_representative_reads_our_agreement(client, representative, own, corporate):
    client.force_login(representative)

    page = client.get(reverse("portal_agreement")).text

    assert "Write to the desk." in page
    assert "Stricter." in page
    assert "As the law asks." not in page
    assert f"for {own.customer}" in page
    assert corporate.title in page
    assert "around the clock" in page


def test_our_agreement_says_so_if_there_is_none(client, representative):
    client.force_login(representative)

    page = client.get(reverse("portal_agreement")).text

    assert "No agreement is in force" in page


def test_it_is_printed(client, representative, own, corporate):
    client.force_login(representative)

    answer = client.get(address("agreement_pdf", own))

    content = b"".join(answer.streaming_content)
    paper = PdfReader(BytesIO(content))
    text = " ".join("".join(page.extract_text() for page in paper.pages).split())
    for words in ("Workplace", own.number, "Stricter.", "at most 20", "Signatures"):
        assert words in text
    for words in (
        "What is agreed more widely",
        "Write to the desk.",
        "Signed on paper on",
    ):
        assert words in text
    assert wording_hash(own.versions.get()) in text.replace(" ", "")
    assert answer["Content-Disposition"].endswith(f'{own.number}-1.pdf"')


def test_a_draft_is_printed_for_staff_alone(client, desk, representative, draft):
    url = address("agreement_pdf", draft)

    assert desk.get(url).status_code == 200
    client.force_login(representative)
    assert client.get(url).status_code == 404


def test_making_a_corporate_agreement(desk, customer, provider):
    data = {
        "title": "Terms",
        "leg": "sla",
        "level": "corporate",
        "customer": customer.pk,
        "provider": provider.pk,
        "time_zone": "UTC",
        "valid_from": str(date(2026, 1, 1)),
    }

    page = desk.post(reverse("agreement_create"), data, follow=True).text

    made = Agreement.objects.get()
    assert (made.level, made.customer) == ("corporate", None)
    assert "All customers" in page


def test_what_is_inherited_is_not_missing_before_it_enters_force(
    desk, draft, resolution, corporate, by
):
    add_target(number=draft.number, terms=resolution, **by)

    page = desk.get(address("agreement_activate", draft)).text

    assert "Continuity requirements" in page
    assert "Complaints" not in page
