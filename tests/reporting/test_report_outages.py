"""The outages of a month, and why promises were broken, as the report tells of them."""

from io import BytesIO

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from pypdf import PdfReader

from records.models import Record
from reporting.selectors import figures_of, present
from reporting.services import issue_report
from slm.models import Agreement, BreachCause, Clock, Outage
from slm.services import (
    OutageTerms,
    Wording,
    create_agreement,
    explain_breach,
    explain_outage,
    report_outage,
    withdraw_outage,
)
from tests.reporting.conftest import FIRST_OF_APRIL, HOUR, MARCH, TENTH

pytestmark = pytest.mark.django_db
SECRET = "Somebody pulled the wrong plug."


@pytest.fixture
def by(service_level_manager):
    return {"actor": service_level_manager, "at": FIRST_OF_APRIL}


@pytest.fixture
def cause():
    return BreachCause.objects.get(name="Capacity")


@pytest.fixture
def explained(outage, cause, by):
    explain_outage(number=outage.number, cause=cause, words=SECRET, **by)
    return outage


@pytest.fixture
def report(explained, customer, by):
    return issue_report(customer=customer, month=MARCH, **by)


def befell(service, agent, hours, **values):
    start = TENTH + 10 * HOUR
    terms = OutageTerms(
        service=service, start=start, end=start + hours * HOUR, text="x", **values
    )
    return report_outage(terms=terms, actor=agent, at=start + hours * HOUR)


def paper_of(report):
    with report.pdf.open() as file:
        pages = PdfReader(BytesIO(file.read())).pages
        return " ".join(" ".join(one.extract_text() for one in pages).split())


def test_each_outage_is_frozen_with_what_counts_of_it(report, explained, cause):
    (row,) = report.data["outages"]

    assert report.data["format"] == 4
    assert (row["number"], row["service"]) == (explained.number, "E-mail")
    assert (row["counted"], row["weight"], row["is_planned"]) == (4 * 3600, 100, False)
    assert row["counted"] == report.data["months"][0]["account"]["downtime"]
    assert row["cause"] == cause.name
    assert SECRET not in str(report.data)


def test_what_is_degraded_counts_in_part_and_tells_of_its_users(
    promised, service, agent, customer, by
):
    befell(service, agent, 2, loss="partial", users=30)
    report = issue_report(customer=customer, month=MARCH, **by)
    (row,) = report.data["outages"]
    (shown,) = present(report.data).outages or []

    assert (row["weight"], row["counted"], row["users"]) == (50, 2 * 3600, 30)
    assert row["user_seconds"] == 2 * 3600 * 30
    assert shown["share"] == "counts for 50 %"
    assert shown["planned"] == "not planned"


def test_what_was_planned_is_told_and_does_not_count(
    promised, service, agent, service_level_manager, customer, by
):
    start = TENTH + 10 * HOUR
    terms = OutageTerms(
        service=service, start=start, end=start + HOUR, text="x", is_planned=True
    )
    report_outage(terms=terms, actor=service_level_manager, at=TENTH)
    report = issue_report(customer=customer, month=MARCH, **by)
    (shown,) = present(report.data).outages or []

    assert (shown["counted"], shown["planned"]) == (0, "planned, as agreed")


def test_what_was_withdrawn_befell_others_or_hit_no_user_is_not_told(
    promised, service, agent, customer, other_customer, by
):
    withdrawn = befell(service, agent, 1)
    withdraw_outage(number=withdrawn.number, reason="x", **by)
    befell(service, agent, 1, customer=other_customer)
    befell(service, agent, 1, loss="none", component="Node")

    report = issue_report(customer=customer, month=MARCH, **by)
    assert report.data["outages"] == []
    others = issue_report(customer=other_customer, month=MARCH, **by)
    assert others.data["outages"] == []


def test_what_was_only_drafted_tells_a_customer_of_no_service(
    explained, service, other_customer, provider, by
):
    draft = create_agreement(
        agreement=Agreement(
            leg="sla", title="Theirs", provider=provider, customer=other_customer
        ),
        wording=Wording(valid_from=MARCH, services=(service,)),
        **by,
    )
    assert list(draft.versions.get().services.all()) == [service]

    report = issue_report(customer=other_customer, month=MARCH, **by)
    assert report.data["outages"] == []


def test_why_a_confidential_record_was_opened_stays_with_us(
    explained, incident, customer, by
):
    Record.objects.filter(pk=incident.pk).update(is_confidential=True)
    Outage.objects.update(record=incident.pk)
    report = issue_report(customer=customer, month=MARCH, **by)

    (row,) = report.data["outages"]
    assert (row["number"], row["cause"]) == (explained.number, "")


def test_page_and_paper_list_it_with_its_cause(report, explained, client, cast, cause):
    client.force_login(cast["representative"])
    page = client.get(reverse("portal_service_report", args=[report.number])).text

    for text in (page, paper_of(report)):
        assert "Outages of the month" in text
        assert explained.number in text
        assert str(cause) in text
        assert SECRET not in text


def test_the_outage_can_be_queried(report, explained):
    labels = {one.key: (one.label, one.value) for one in figures_of(report)}

    assert labels["outage.0"] == (f"Outage {explained.number}, E-mail", "4 h counted")


def test_reports_of_older_formats_are_set_without_outages_and_causes(report):
    older = {key: value for key, value in report.data.items() if key != "outages"}
    for part, name in (("months", "cause"), ("targets", "causes")):
        older[part] = [
            {key: value for key, value in row.items() if key != name}
            for row in report.data[part]
        ]
    shown = present({**older, "format": 3})
    context = {"report": report, "data": older, "shown": shown, "on_paper": True}
    text = render_to_string("reporting/_report_body.html", context)

    assert shown.outages is None
    assert "Outages of the month" not in text
    assert "99.4623" in text


def test_the_cause_of_a_breach_stands_beside_it_and_its_target(
    month, customer, cause, by
):
    late = Clock.objects.get(record=month["late"].pk, leg="sla")
    explain_breach(clock_id=late.pk, cause=cause, words=SECRET, **by)
    report = issue_report(customer=customer, month=MARCH, **by)
    shown = present(report.data)

    assert (str(cause), 1) in [pair for row in shown.targets for pair in row["causes"]]
    assert [row["cause"] for row in shown.breaches].count(str(cause)) == 1
    assert SECRET not in str(report.data)
    assert str(cause) in paper_of(report)
