"""Nobody's cause is replaced unseen, and what was said before stays readable."""

from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from core.versions import StaleVersion
from slm.models import BreachCause, ClockCause, MonthCause, OutageCause
from slm.services import explain_breach, explain_month, explain_outage
from tests.api.conftest import program
from tests.slm.test_causes import NOW, late, tool
from tests.slm.test_month_causes import by, missed, promise
from tests.slm.test_month_targets import APRIL
from tests.slm.test_outage_causes import outage

__all__ = ["by", "late", "missed", "outage", "program", "promise", "tool"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def skills():
    return BreachCause.objects.get(name="Skills")


@pytest.fixture
def desk(client, service_level_manager):
    client.force_login(service_level_manager)
    return client


def save_in_two_tabs(desk, url, tool, skills):
    """Open the form twice while nobody has said a cause, and save both."""
    seen = desk.get(url).context["form"]["version"].value()
    desk.post(url, {"cause": tool.pk, "words": "It hung.", "version": seen})
    mine = {"cause": skills.pk, "words": "Too few.", "version": seen}
    answer = desk.post(url, mine)
    assert answer.status_code == 409
    both = {label: (now, yours) for label, now, yours in answer.context["comparison"]}
    assert both == {"Cause": ("Tool", "Skills"), "In words": ("It hung.", "Too few.")}
    assert 'name="version" value="1"' in answer.text
    return {**mine, "version": 1}


def test_the_first_cause_of_a_breach_said_twice(desk, late, tool, skills):
    url = reverse("clock_cause", args=[late.pk])
    again = save_in_two_tabs(desk, url, tool, skills)
    assert ClockCause.objects.get().cause == tool

    page = desk.post(url, again, follow=True).text
    assert ClockCause.objects.get().cause == skills
    assert "What was said before" in page
    assert "cause: Tool → Skills; in words: It hung. → Too few." in page


def test_the_first_cause_of_an_outage_said_twice(desk, outage, tool, skills):
    url = reverse("outage_cause", args=[outage.number])
    again = save_in_two_tabs(desk, url, tool, skills)
    assert OutageCause.objects.get().cause == tool

    page = desk.post(url, again, follow=True).text
    assert "cause: – → Tool" in page
    assert "cause: Tool → Skills" in page


def test_the_first_cause_of_a_missed_month_said_twice(desk, missed, tool, skills):
    url = reverse("month_cause", args=["2026-03", missed.pk])
    again = save_in_two_tabs(desk, url, tool, skills)
    assert MonthCause.objects.get().cause == tool

    desk.post(url, again)
    assert "cause: Tool → Skills" in desk.get(url).text


def test_of_several_breaches_none_is_replaced(desk, late, tool, service_level_manager):
    explain_breach(clock_id=late.pk, cause=tool, actor=service_level_manager, at=NOW)
    page = f"{reverse('cause_list')}?month=2026-03"
    answer = desk.post(page, {"clocks": [late.pk], "cause": tool.pk, "words": "x"})

    assert answer.status_code == 422
    assert "somebody has said the cause meanwhile" in answer.text
    assert ClockCause.objects.get().words == ""


def refuse_what_is_long_or_unseen(explain, tool, **about):
    with pytest.raises(ValidationError, match="at most 2000 characters"):
        explain(cause=tool, words="x" * 2001, **about)
    with pytest.raises(StaleVersion):
        explain(cause=tool, version=1, **about)


def test_long_words_about_breaches_and_outages_are_refused(
    late, outage, tool, service_level_manager, desk
):
    who = {"actor": service_level_manager, "at": APRIL}
    refuse_what_is_long_or_unseen(explain_breach, tool, clock_id=late.pk, **who)
    refuse_what_is_long_or_unseen(explain_outage, tool, number=outage.number, **who)
    url = reverse("clock_cause", args=[late.pk])
    data = {"cause": tool.pk, "words": "x" * 20_000, "version": 0}
    assert desk.post(url, data).status_code == 422


def test_long_words_about_a_month_are_refused(by, tool):
    refuse_what_is_long_or_unseen(explain_month, tool, **by)
    assert not MonthCause.objects.exists()


def explain_by_api(manager, path, tool, skills, **about):
    none = {"If-Match": '"0"'}
    first = manager.post(path, {**about, "cause": tool.pk}, **none)
    assert first.status_code in {200, 204}
    other = {**about, "cause": skills.pk}
    assert manager.post(path, other, **none).status_code == 412
    assert manager.post(path, {**other, "words": "x" * 2001}).status_code == 400
    again = manager.post(path, other, **{"If-Match": '"1"'})
    assert again.status_code in {200, 204}


def test_programs_name_the_cause_that_they_saw(
    program, late, outage, tool, skills, service_level_manager
):
    manager = program(service_level_manager)
    explain = partial(explain_by_api, manager, tool=tool, skills=skills)
    explain("breach_causes/explain/", clocks=[late.pk])
    explain(f"outages/{outage.number}/explain/")
    assert manager.get(f"outages/{outage.number}/").json()["cause"]["version"] == 2


def test_programs_do_so_of_a_missed_month(
    program, missed, tool, skills, service_level_manager
):
    manager, about = program(service_level_manager), {"month": "2026-03"}
    path = "missed_targets/"
    explain_by_api(manager, path, tool, skills, target=missed.pk, **about)
    [told] = manager.get("missed_targets/?month=2026-03").json()
    assert told["cause"]["version"] == 2
