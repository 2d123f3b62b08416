"""An SLA for a service inherits from its customer's, and both from the corporate one."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from calendars.hours import Budget
from catalogue.services import create_service
from slm.choices import Leg
from slm.models import Agreement
from slm.selectors import target_book, terms_around
from slm.services import Wording, add_target, create_agreement
from slm.views.sheet import sheet_of
from tests.slm.conftest import HOUR, YEAR_START
from tests.slm.test_agreement_pages import words
from tests.slm.test_screens import address, desk

__all__ = ["desk"]
pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 4)


def terms(resolution, metric, hours, priority=None):
    return replace(resolution, metric=metric, budgets={priority: Budget(hours * HOUR)})


@pytest.fixture
def corporate(promise, resolution):
    """All customers are promised a response in 9 h and a solution in 90 h."""
    return promise(
        terms(resolution, "first_response", 9),
        terms(resolution, "resolution", 90),
        sections={"complaints": "To the desk.", "continuity": "In a week."},
    )


@pytest.fixture
def whole(corporate, promise, resolution, availability, service, customer):
    """The customer is promised a solution in 20 h, and what is there of a service."""
    return promise(
        terms(resolution, "resolution", 20),
        replace(availability, service=service),
        sections={"continuity": "In a day.", "security": "Strict."},
        customer=customer,
        level="customer",
    )


@pytest.fixture
def fax(customer, who):
    return create_service(name="Fax", state="live", customers=[customer], **who)


@pytest.fixture
def for_service(whole, provider, customer, service, resolution, who):
    """A draft for one service alone: critical cases are answered within the hour."""
    return drafted([service], whole, provider, resolution, who)


def drafted(services, whole, provider, resolution, who):
    made = create_agreement(
        agreement=Agreement(
            leg="sla",
            level="service",
            title="For a service",
            provider=provider,
            customer=whole.customer,
        ),
        wording=Wording(valid_from=YEAR_START, services=services),
        **who,
    )
    urgent = terms(resolution, "first_response", 1, priority=1)
    add_target(number=made.number, terms=urgent, **who)
    return made


def inherited(agreement):
    version = agreement.versions.get()
    return terms_around(version, TODAY).beneath(version)


def test_it_inherits_of_its_customer_before_of_all(for_service, whole, corporate):
    found = inherited(for_service)

    assert [one.agreement for one in found.sources] == [whole, corporate]
    said = [(one.line.key, one.line.text, one.came_from) for one in found.sections]
    of_customer, of_all = found.sources
    assert sorted(said, key=lambda one: one[0]) == [
        ("complaints", "To the desk.", of_all),
        ("continuity", "In a day.", of_customer),
        ("security", "Strict.", of_customer),
    ]
    assert [one.target.metric for one in found.months] == ["availability"]


def test_what_applies_of_it_is_what_the_engine_chooses(
    for_service, whole, corporate, service, customer, noon
):
    applying = {
        one.line.target.metric: one.came_from.agreement
        for one in inherited(for_service).applying.targets
    }
    facts = {"customer": customer.pk, "service": service.pk, "category": None}
    chosen = target_book().choose(
        {**facts, "priority": 2, "kind": "incident"}, noon, Leg.SLA
    )

    assert applying == {"first_response": corporate, "resolution": whole}
    assert {rule.metric: rule.agreement_id for rule in chosen} == {
        metric: agreement.pk for metric, agreement in applying.items()
    }
    (response,) = [
        one
        for one in inherited(for_service).targets
        if one.line.target.metric == "first_response"
    ]
    assert response.instead == {1: for_service}


def test_the_customers_own_inherits_nothing_of_its_services(
    whole, for_service, corporate
):
    assert [one.agreement for one in inherited(whole).sources] == [corporate]


def test_months_of_other_services_are_not_inherited(
    whole, fax, provider, resolution, who
):
    about_fax = drafted([fax], whole, provider, resolution, who)

    assert inherited(about_fax).months == []


def test_of_several_services_it_replaces_what_it_says_of_each(
    whole, corporate, fax, service, provider, resolution, who
):
    about_both = drafted([fax, service], whole, provider, resolution, who)

    (response,) = [
        one
        for one in inherited(about_both).targets
        if one.line.target.metric == "first_response"
    ]
    assert response.instead == {1: about_both}
    assert [one.came_from.agreement for one in inherited(about_both).months] == [whole]


def test_its_page_names_the_source_of_each_line(desk, for_service, whole, corporate):
    page = words(desk.get(address("agreement_detail", for_service)))

    assert f"for {whole.customer} {whole.number}" in page
    assert f"for all customers {corporate.number}" in page
    assert "In a day." in page
    assert "In a week." not in page


def test_what_the_customer_has_agreed_is_not_missing(
    for_service, service_level_manager, desk
):
    sheet = sheet_of(for_service.versions.get(), service_level_manager, TODAY)
    page = desk.get(address("agreement_activate", for_service)).text

    assert "security" not in {one.section.key for one in sheet["missing"]}
    assert "Says nothing about" in page
    assert "Security requirements" not in page


def test_its_print_names_them_too(desk, for_service, whole, corporate):
    answer = desk.get(address("agreement_pdf", for_service))

    paper = PdfReader(BytesIO(b"".join(answer.streaming_content)))
    text = " ".join("".join(page.extract_text() for page in paper.pages).split())
    for source in (whole, corporate):
        assert f"Targets {source.number}, version 1" in text
    assert f"{whole.number}, version 1, for {whole.customer}" in text
    assert "In a day." in text
    assert "In a week." not in text
