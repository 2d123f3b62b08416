"""A need that is resolved leads on to a target as it is wished."""

from decimal import Decimal

import pytest
from django.urls import reverse

from calendars.hours import Budget
from slm.models import Target
from slm.services import (
    assess_requirement,
    gather_requirement,
    resolve_requirement,
    start_new_version,
)
from tests.slm.conftest import HOUR
from tests.slm.test_requirement_pages import page_of
from tests.slm.test_requirements import by, need, needed, resolved
from tests.slm.test_screens import desk

__all__ = ["by", "desk", "need", "needed", "resolved"]
pytestmark = pytest.mark.django_db


def ways(desk, need) -> list[str]:
    return [one.url for one in desk.get(page_of(need)).context["ways"]]


def test_it_opens_the_form_in_the_draft_filled_in_as_wished(
    desk, resolved, agreement, service, by
):
    start_new_version(number=agreement.number, **by)
    (url,) = ways(desk, resolved)
    initial = desk.get(url).context["form"].initial

    assert url.startswith(reverse("target_create", args=[agreement.number]))
    assert (initial["metric"], initial["service"]) == ("resolution", service)
    assert initial["budget_any"] == Budget(2 * HOUR)
    assert f"{resolved.number}</a> Faster mail" in desk.get(url).text


def test_without_a_draft_a_version_is_made_first(desk, resolved, agreement):
    (url,) = ways(desk, resolved)
    answer = desk.post(url, {})

    assert agreement.versions.drafts().count() == 1
    assert answer.url.startswith(reverse("target_create", args=[agreement.number]))
    assert answer.url.endswith(f"?requirement={resolved.number}")


def test_what_is_saved_there_is_a_target_of_the_draft(
    desk, resolved, agreement, office, by
):
    start_new_version(number=agreement.number, **by)
    (url,) = ways(desk, resolved)
    form = desk.get(url).context["form"]
    data = {one.html_name: one.value() for one in form if one.value() is not None}
    data |= {"calendar": office.pk, "service": resolved.service_id}
    data |= {"budget_any": "2 h", "thresholds": "50, 75, 100", "credits": ""}
    assert desk.post(url, data).status_code == 302

    draft = agreement.versions.drafts().get()
    added = Target.objects.filter(version=draft, service=resolved.service)
    assert [one.budgets.get().seconds for one in added] == [2 * HOUR]


def test_what_is_wished_of_a_month_fills_in_the_other_form(
    desk, needed, agreement, service, by
):
    month = {"wished": "", "metric": "availability", "goal_value": Decimal("99.9")}
    made = gather_requirement(requirement=needed(**month), **by)
    assess_requirement(number=made.number, assessment="x", **by)
    resolve_requirement(number=made.number, resolution="change_need", reason="x", **by)
    start_new_version(number=agreement.number, **by)
    (url,) = ways(desk, made)
    initial = desk.get(url).context["form"].initial

    assert url.startswith(reverse("target_create_period", args=[agreement.number]))
    assert (initial["metric"], initial["service"]) == ("availability", service)
    assert initial["goal_value"] == Decimal("99.9")


def test_a_need_of_another_customer_or_of_nobody_fills_nothing_in(
    desk, needed, agreement, other_customer, by
):
    made = gather_requirement(requirement=needed(customer=other_customer), **by)
    start_new_version(number=agreement.number, **by)
    url = reverse("target_create", args=[agreement.number])
    for named in (made.number, "SLR-999999", "%00", ""):
        answer = desk.get(f"{url}?requirement={named}")

        assert answer.status_code == 200
        assert "metric" not in answer.context["form"].initial


def test_nothing_leads_on_before_it_is_resolved_or_if_nothing_is_to_be_done(
    desk, need, agreement, by
):
    assert desk.get(page_of(need)).context["ways"] is None
    assess_requirement(number=need.number, assessment="x", **by)
    resolve_requirement(number=need.number, resolution="no_action", reason="x", **by)
    assert desk.get(page_of(need)).context["ways"] is None


def test_who_may_only_read_is_offered_nothing(client, resolved, agreement, auditor):
    client.force_login(auditor)
    assert client.get(page_of(resolved)).context["ways"] is None


def test_where_nothing_is_agreed_yet_that_is_said(desk, resolved):
    html = desk.get(page_of(resolved)).text
    assert "There is no agreement with Customer yet." in html


def test_assessing_shows_what_was_measured_and_is_promised(desk, need, agreement):
    html = desk.get(f"{page_of(need)}assess/").text
    assert "What was measured in the last year" in html
    assert "What customers are promised on it" in html
    assert "Mail must be back within two hours." in html
