"""Pages and API of repairs and what-ifs."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from core.jobs import run_job
from core.models import Job
from core.wording import day
from slm.jobs import ask_what_if
from slm.models import Repair, WhatIf
from slm.selectors import rows_of_what_if
from slm.services import add_target
from slm.terms import TargetTerms
from tests.reporting.conftest import month
from tests.slm.test_repairs import (
    approved,
    of_hours,
    of_terms,
    right_hours,
    right_terms,
)
from tests.slm.test_what_if import afternoons, in_force, tighter

__all__ = ["month", "of_hours", "of_terms", "right_hours", "right_terms", "tighter"]
__all__ += ["afternoons", "in_force"]
pytestmark = pytest.mark.django_db


def test_a_repair_is_asked_for_previewed_and_approved(
    client, right_terms, month, team_lead, service_level_manager
):
    client.force_login(team_lead)
    sent = {
        "agreement_version": right_terms.pk,
        "effective_on": "2026-03-01",
        "text": "Eight hours were typed instead of ten and a half.",
    }
    page = client.post(reverse("repair_create"), sent, follow=True).text
    assert "As it would be now." in page
    assert month["late"].number in page

    repair = Repair.objects.get()
    client.force_login(service_level_manager)
    url = reverse("repair_move", args=[repair.number, "approve"])
    assert "This cannot be undone." in client.get(url).text
    page = client.post(url, {"version": 1}, follow=True).text
    assert "Clocks being recalculated" in page
    assert "As it was at the decision" in page
    assert repair.number in client.get(reverse("repair_list")).text


def test_what_held_by_it_is_told_on_the_page_of_what_was_wrong(
    client, of_hours, of_terms, office, agreement, service_level_manager
):
    client.force_login(service_level_manager)
    said = f"holds from {day(date(2026, 3, 1))}"
    for repair, page, version in (
        (of_hours, reverse("calendar_detail", args=[office.number]), 2),
        (of_terms, reverse("agreement_detail", args=[agreement.number]), 2),
    ):
        assert said not in client.get(page).text
        approved(repair, service_level_manager)
        told = (
            client.get(page).text.split('id="repairs-title"')[1].split("</section>")[0]
        )
        assert f"Version {version}</dt>" in told
        assert said in told
        assert f'href="/manage/repairs/{repair.number}/"' in told


def test_its_day_is_written_as_days_are(client, of_terms, team_lead):
    client.force_login(team_lead)
    page = client.get(reverse("repair_move", args=[of_terms.number, "retract"])).text

    assert f"<dd>{day(of_terms.effective_on)}</dd>" in page


def test_what_is_wrong_about_a_request_is_said_at_its_field(client, month, team_lead):
    client.force_login(team_lead)
    sent = {"effective_on": "2026-03-01", "text": "x"}
    page = client.post(reverse("repair_create"), sent)

    assert page.status_code == 422
    assert "about a calendar or about an agreement" in page.text


def test_programs_ask_for_repairs_by_version(client, right_hours, office, team_lead):
    client.force_login(team_lead)
    sent = {
        "calendar": office.number,
        "version_number": right_hours.number,
        "effective_on": "2026-03-01",
        "text": "x",
    }
    url, kind = reverse("api_repair_list"), {"content_type": "application/json"}
    made = client.post(url, sent, **kind)

    assert made.status_code == 201
    assert made.json()["right"] == str(right_hours)
    assert client.post(url, sent, **kind).status_code == 400
    assert client.post(url, {**sent, "version_number": 9}, **kind).status_code == 400


def test_programs_read_the_effect(client, of_terms, service_level_manager):
    client.force_login(service_level_manager)
    shown = client.get(reverse("api_repair_detail", args=[of_terms.number])).json()

    assert shown["effect"]["verdicts_changed"] == 1
    assert shown["available_actions"] == ["approve", "reject", "count"]


def test_a_draft_is_replayed_from_its_page(
    client, tighter, agreement, month, service_level_manager
):
    client.force_login(service_level_manager)
    page = reverse("agreement_detail", args=[agreement.number])
    ask = reverse("what_if_ask", args=[agreement.number])
    assert f"{ask}?version=2" in client.get(page, {"version": "2"}).text
    filled = client.get(ask, {"version": "1", "first_on": "2026-03-01"}).context
    assert [filled["form"][name].value() for name in ("version", "first_on")] == [
        "1",
        "2026-03-01",
    ]
    sent = {"first_on": "2026-03-01", "last_on": "2026-03-31", "percent": 100}
    client.post(ask, sent)
    run_job(job_id=Job.objects.get().pk, clock=timezone.now)

    shown = reverse("what_if_detail", args=[WhatIf.objects.get().number])
    # It is found again beside what it is about.
    assert shown in client.get(page).text
    page = client.get(shown).text
    assert month["met"].number in page
    assert "Records whose verdict would be another" in page
    exported = client.get(shown, {"export": "csv"})
    assert month["met"].number in b"".join(exported.streaming_content).decode()


def test_lines_say_to_what_they_are_limited_as_far_as_was_kept(
    client, tighter, service, who, service_level_manager
):
    terms = TargetTerms.of(tighter.targets.get())
    number = tighter.agreement.number
    add_target(number=number, terms=replace(terms, service=service), **who)
    first_on, last_on = date(2026, 3, 1), date(2026, 3, 31)
    job = ask_what_if(version=tighter, first_on=first_on, last_on=last_on, **who)
    run_job(job_id=job.pk, clock=timezone.now)

    client.force_login(service_level_manager)
    made = WhatIf.objects.get()
    page = client.get(reverse("what_if_detail", args=[made.number])).context
    assert [row["limits"] for row in page["rows"]] == [[], [service.name]]
    for row in made.data["rows"]:
        del row["record_kind"], row["only"]
    assert [row["limits"] for row in rows_of_what_if(made)] == [[], []]


def test_programs_have_a_draft_replayed(
    client, tighter, agreement, service_level_manager
):
    client.force_login(service_level_manager)
    sent = {
        "agreement": agreement.number,
        "version_number": 2,
        "first_on": "2026-03-01",
        "last_on": "2026-03-31",
    }
    kind = {"content_type": "application/json"}
    asked = client.post(reverse("api_what_if_list"), sent, **kind)
    run_job(job_id=asked.json()["id"], clock=timezone.now)

    number = WhatIf.objects.get().number
    shown = client.get(reverse("api_what_if_detail", args=[number])).json()
    assert shown["result"]["differing"] == 2
    assert "lines" not in shown["result"]


def test_hours_yet_to_begin_are_replayed_by_page_and_program(
    client, afternoons, agreement, office, service_level_manager
):
    client.force_login(service_level_manager)
    ask = reverse("what_if_ask", args=[agreement.number])
    page = client.get(ask).text
    assert "Office 2, from 1 May 2026" in page
    assert "working days stay" not in page
    span = {"first_on": "2026-03-01", "last_on": "2026-03-31"}
    client.post(ask, {**span, "percent": 100, "calendar_version": afternoons.pk})
    of_office = {"calendar": office.number, "number": 2}
    sent = {**span, "agreement": agreement.number, "version_number": 1}
    url, kind = reverse("api_what_if_list"), {"content_type": "application/json"}
    client.post(url, {**sent, "calendar_version": of_office}, **kind)
    for job in Job.objects.all():
        run_job(job_id=job.pk, clock=timezone.now)

    one, other = WhatIf.objects.order_by("pk")
    assert one.data == other.data
    assert one.data["differing"] == 2
    page = client.get(reverse("what_if_detail", args=[one.number])).text
    assert "throughout by version Office 2" in page
    shown = client.get(reverse("api_what_if_detail", args=[other.number])).json()
    assert shown["calendar_version"] == of_office


def test_a_version_of_a_calendar_that_is_not_there_is_refused(
    client, in_force, agreement, office, service_level_manager
):
    client.force_login(service_level_manager)
    sent = {
        "agreement": agreement.number,
        "version_number": 1,
        "first_on": "2026-03-01",
        "last_on": "2026-03-31",
        "calendar_version": {"calendar": office.number, "number": 9},
    }
    url, kind = reverse("api_what_if_list"), {"content_type": "application/json"}
    answer = client.post(url, sent, **kind)

    assert (answer.status_code, Job.objects.count()) == (400, 0)
