"""The targets of the month as a whole, as the monthly report freezes and shows them."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from pypdf import PdfReader

from reporting.selectors import figures_of, present, service_report_figures
from reporting.services import issue_report
from slm.models import PeriodResult
from slm.services import OutageTerms, close_period, report_outage
from tests.reporting.conftest import FIRST_OF_APRIL, HOUR, LATER, MARCH, TENTH

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(outage, customer, service_level_manager):
    return issue_report(
        customer=customer, month=MARCH, actor=service_level_manager, at=FIRST_OF_APRIL
    )


def test_the_report_freezes_what_each_service_lost(report):
    available, restored = report.data["months"]
    account = available["account"]

    assert report.data["format"] == 4
    assert (available["metric"], available["service"]) == ("availability", "E-mail")
    assert available["verdict"] == restored["verdict"] == "missed"
    # 4 of 744 hours
    assert (account["agreed"], account["downtime"]) == (744 * 3600, 4 * 3600)
    assert account["availability"] == "0.994623"
    hour = 3600
    parts = ["detect", "respond", "repair", "restore"]
    assert account["phases"] == [[name, hour] for name in parts]
    assert (account["count"], account["longest"]) == (1, 4 * hour)
    assert (account["restore"], account["between"]) == (4 * hour, 740 * hour)
    assert Decimal(restored["value"]) == 240


def test_what_befell_it_later_leaves_the_report_as_it_was(report, service, agent):
    before = report.data["months"]
    terms = OutageTerms(
        service=service, start=TENTH + 9 * HOUR, end=TENTH + 10 * HOUR, text="Again."
    )
    report_outage(terms=terms, actor=agent, at=LATER)
    report.refresh_from_db()

    assert report.data["months"] == before


def test_of_a_closed_month_the_report_says_what_was_frozen(
    report, customer, service, agent, service_level_manager
):
    close_period(month=MARCH, actor=service_level_manager, at=FIRST_OF_APRIL)
    terms = OutageTerms(
        service=service, start=TENTH + 9 * HOUR, end=TENTH + 10 * HOUR, text="Again."
    )
    report_outage(terms=terms, actor=agent, at=LATER)

    told = service_report_figures(customer=customer, service=None, month=MARCH)

    assert told["months"] == report.data["months"]
    assert told["months"][0]["account"]["phases"]


def test_a_month_closed_before_phases_were_kept_is_reported_without_them(
    report, customer, service_level_manager
):
    close_period(month=MARCH, actor=service_level_manager, at=FIRST_OF_APRIL)
    [closed] = PeriodResult.objects.all()
    older = {**closed.data, "format": 2}
    older["months"] = [
        {key: value for key, value in row.items() if key != "phases"}
        for row in older["months"]
    ]
    values = {name: getattr(closed, name) for name in ("agreement", "month", "verdict")}
    PeriodResult.objects.create(
        **values,
        revision=2,
        reason="x",
        data=older,
        data_hash="0" * 64,
        closed_at=LATER,
        closed_by=closed.closed_by,
    )

    told = service_report_figures(customer=customer, service=None, month=MARCH)

    account = report.data["months"][0]["account"]
    assert told["months"][0]["account"] == {**account, "phases": []}


def test_of_another_service_nothing_of_it_is_told(
    outage, customer, service, service_level_manager, noon
):
    told = service_report_figures(customer=customer, service=service, month=MARCH)
    earlier = service_report_figures(
        customer=customer,
        service=None,
        month=(MARCH - timedelta(days=1)).replace(day=1),
    )
    assert [row["service"] for row in told["months"]] == ["E-mail", "E-mail"]
    assert [row["verdict"] for row in earlier["months"]] == ["kept", "nothing"]


def test_page_and_paper_say_where_the_downtime_went(
    report, client, service_level_manager
):
    client.force_login(service_level_manager)
    page = client.get(reverse("report_detail", args=[report.number])).text
    with report.pdf.open() as file:
        pages = PdfReader(BytesIO(file.read())).pages
        paper = " ".join(" ".join(one.extract_text() for one in pages).split())

    for text in (page, paper):
        assert "99.4623" in text
        assert "744 h" in text
        assert "to detect 1 h" in text
    assert "2 were missed" in page


def test_what_counts_as_lost_stands_beside_the_downtime(
    promised, service, agent, customer, service_level_manager
):
    terms = OutageTerms(
        service=service, start=TENTH, end=TENTH + 4 * HOUR, text="x", loss="partial"
    )
    report_outage(terms=terms, actor=agent, at=FIRST_OF_APRIL)
    report = issue_report(
        customer=customer, month=MARCH, actor=service_level_manager, at=FIRST_OF_APRIL
    )

    first, restored = present(report.data).months
    # 742 of 744 hours
    assert (first["weighted"], first["result"]) == (2 * 3600, "99.7311 %")
    assert restored["weighted"] is None
    with report.pdf.open() as file:
        paper = " ".join(one.extract_text() for one in PdfReader(file).pages)
    assert "counted as lost: 2 h" in " ".join(paper.split())


@pytest.mark.parametrize("older", [True, False])
def test_without_a_weight_nothing_stands_beside_it(report, older):
    first = report.data["months"][0]
    if older:
        del first["facts"]["lost"]

    assert present(report.data).months[0]["weighted"] is None


def test_the_figure_can_be_queried(report):
    labels = {one.key: (one.label, one.value) for one in figures_of(report)}

    assert labels["month.0"] == ("Availability, E-mail", "99.4623 %")


@pytest.mark.parametrize(
    ("name", "said", "beside"),
    [
        ("", "Availability, E-mail", ""),
        ("Availability, E-mail", "Availability, E-mail", ""),
        ("E-mail at any time", "E-mail at any time", "E-mail at any time"),
        ("Day and night", "Day and night, E-mail", "Day and night"),
        ("Availability of E-mails", "Availability of E-mails, E-mail", None),
    ],
)
def test_a_target_is_named_with_its_service_and_nothing_twice(
    report, name, said, beside
):
    first, *others = report.data["months"]
    report.data["months"] = [{**first, "target": name, "verdict": "unknown"}, *others]
    shown = present(report.data)
    labels = {one.key: one.label for one in figures_of(report)}
    context = {"data": report.data, "shown": shown}
    summary = render_to_string("reporting/_report_summary.html", context)

    assert shown.months[0]["named"] == labels["month.0"] == said
    assert f"one cannot be told: {said}." in " ".join(summary.split())
    assert beside in (None, shown.months[0]["limits"])


def test_reports_of_older_formats_are_still_read(report):
    older = {key: value for key, value in report.data.items() if key != "months"}

    assert present({**older, "format": 2}).months == []


def test_what_is_not_settled_of_a_figure_is_said(report):
    first, *others = report.data["months"]
    disputed = {**first, "facts": {**first["facts"], "disputed": 2}}
    shown = present({**report.data, "months": [disputed, *others]})

    assert [row["notes"] for row in shown.months] == [["2 outages are disputed"], []]
