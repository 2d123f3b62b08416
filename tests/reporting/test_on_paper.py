"""The report as its customer is given it: in its language, with what was decided."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from pypdf import PdfReader

from reporting.services import complete_decision, decide_on_report, issue_report
from slm.services import OutageTerms, report_outage
from tests.reporting.conftest import FIRST_OF_APRIL, HOUR, MARCH, TENTH

pytestmark = pytest.mark.django_db
APRIL = date(2026, 4, 1)
FIRST_OF_MAY = FIRST_OF_APRIL + timedelta(days=30)


def text_of(report) -> str:
    with report.pdf.open("rb") as file:
        pages = PdfReader(BytesIO(file.read())).pages
    return " ".join(" ".join(one.extract_text().split()) for one in pages)


@pytest.fixture
def issue(month, customer, service_level_manager):
    def issued(first=MARCH, at=FIRST_OF_APRIL, **about):
        return issue_report(
            customer=customer,
            month=first,
            actor=service_level_manager,
            at=at,
            **about,
        )

    return issued


@pytest.fixture
def decide(service_level_manager):
    def decided(report, text="Train the desk.", **about):
        about = {"owner": service_level_manager.person, **about}
        return decide_on_report(
            number=report.number,
            text=text,
            due_on=date(2026, 4, 10),
            actor=service_level_manager,
            at=FIRST_OF_APRIL + HOUR,
            **about,
        )

    return decided


def test_the_pdf_is_set_in_the_language_of_the_customer(issue, customer):
    customer.language = "de"
    customer.save(update_fields=["language"])
    report = issue()

    text = text_of(report).replace("\xa0", " ")
    assert report.language == "de"
    assert "50,0 %" in text
    assert "50.0 %" not in text
    assert "März 2026" in text


def test_the_figures_are_of_no_language(issue, customer):
    english = issue()
    customer.language = "de"
    customer.save(update_fields=["language"])
    german = issue(reason="x")

    assert (english.language, german.language) == ("en", "de")
    assert german.data_hash == english.data_hash


def test_the_page_speaks_as_its_reader_does(issue, client, service_level_manager):
    person = service_level_manager.person
    person.language = "de"
    person.save(update_fields=["language"])
    client.force_login(service_level_manager)

    page = client.get(f"/manage/reports/{issue().number}/").content.decode()
    assert "50,0 %" in page.replace("\xa0", " ")


def test_a_report_names_its_zone_on_page_and_paper(
    issue, settings, client, representative
):
    settings.TIME_ZONE = "Asia/Tokyo"
    report = issue(at=FIRST_OF_APRIL + 10 * HOUR)
    client.force_login(representative)
    page = client.get(f"/reports/{report.number}/").content.decode()

    assert "Asia/Tokyo" in page
    assert "19:05 JST" in page
    assert "Asia/Tokyo" in text_of(report)


def test_a_superseded_revision_says_so_on_its_page(
    issue, client, representative, service_level_manager
):
    first, second = issue(), issue(reason="A late entry.")
    for user, door in ((service_level_manager, "/manage"), (representative, "")):
        client.force_login(user)
        pages = [
            client.get(f"{door}/reports/{one.number}/").content.decode()
            for one in (first, second)
        ]
        assert "Superseded by revision 2" in pages[0]
        assert f"{door}/reports/{second.number}/" in pages[0]
        assert "Superseded" not in pages[1]
    assert first.number in text_of(second)


def test_decisions_are_on_every_revisions_page(issue, decide, client, representative):
    first, second = issue(), issue(reason="x")
    decide(first)
    client.force_login(representative)

    for report in (first, second):
        page = client.get(f"/reports/{report.number}/").content.decode()
        assert "Train the desk." in page


def test_the_next_report_tells_what_became_of_decisions(
    issue, decide, service_level_manager
):
    first = issue()
    decide(first)
    done = decide(first, "Call the supplier.")
    complete_decision(
        decision_id=done.pk, actor=service_level_manager, at=FIRST_OF_APRIL + 2 * HOUR
    )
    revision = text_of(issue(reason="x", at=FIRST_OF_APRIL + 3 * HOUR))
    following = text_of(issue(APRIL, FIRST_OF_MAY))

    for text in (revision, following):
        assert "Train the desk." in text
        assert "Done on 1 Apr 2026" in text
    assert "Overdue" in following
    assert "Overdue" not in revision
    assert "Train the desk." not in text_of(first)


def test_who_is_neither_of_the_provider_nor_the_customer_is_given_nothing_to_do(
    issue, decide, stranger, representative, client, service_level_manager
):
    report = issue()
    with pytest.raises(ValidationError, match="provider or of this customer"):
        decide(report, owner=stranger.person)
    assert decide(report, owner=representative.person).owner == representative.person

    client.force_login(service_level_manager)
    page = client.get(f"/manage/reports/{report.number}/decide/").content.decode()
    assert str(stranger.person) not in page
    assert str(representative.person) in page


def test_what_is_late_at_the_end_is_said_to_be_so(issue):
    assert "at the end of the month" in text_of(issue())


def test_availability_stands_on_paper_whole_in_longer_words_too(
    promised, service, agent, customer, service_level_manager
):
    customer.language = "de"
    customer.save(update_fields=["language"])
    terms = OutageTerms(
        service=service,
        start=TENTH,
        detected_at=TENTH + timedelta(minutes=22),
        responded_at=TENTH + timedelta(minutes=44),
        repaired_at=TENTH + timedelta(minutes=176),
        end=TENTH + timedelta(minutes=220),
        text="x",
        loss="partial",
    )
    report_outage(terms=terms, actor=agent, at=FIRST_OF_APRIL)
    about = {"customer": customer, "month": MARCH, "actor": service_level_manager}
    report = issue_report(**about, at=FIRST_OF_APRIL)

    # That nothing of it reaches beyond the edge is asked of every PDF.
    said = text_of(report).replace("\xa0", " ")
    assert "MTRS 3 h 40 min MTBF 740 h 20 min" in said
    assert "bis zur Reparatur 2 h 12 min" in said
