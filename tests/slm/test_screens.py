from datetime import date

import pytest
from django.urls import reverse

from slm.choices import VersionStatus
from slm.models import Agreement, Target
from tests.factories.slm import sign_for_all

pytestmark = pytest.mark.django_db

READERS = {
    *("agent", "team_lead", "service_level_manager", "contract_manager"),
    *("auditor", "administrator"),
}


@pytest.fixture
def desk(client, service_level_manager):
    """The browser of the service level manager."""
    client.force_login(service_level_manager)
    return client


def address(name, agreement, *args):
    return reverse(name, args=[agreement.number, *args])


def status(client, user, url):
    client.force_login(user)
    return client.get(url).status_code


def target_data(office, **values):
    return {
        "metric": "resolution",
        "calendar": office.pk,
        "budget_1": "4 h",
        "budget_any": "2 d end of day",
        "pauses": ["customer"],
        "goal_percent": "95",
        "thresholds": "50, 75, 100",
        **values,
    }


def test_who_reads_the_list(client, cast, agreement):
    url = reverse("agreement_list")

    seen = {role: status(client, user, url) for role, user in cast.items()}

    assert seen == {role: 200 if role in READERS else 404 for role in cast}


def test_who_reads_an_agreement_in_force(client, cast, agreement):
    url = address("agreement_detail", agreement)

    seen = {role: status(client, user, url) for role, user in cast.items()}

    elsewhere = {"representative": 302}
    assert seen == {
        role: elsewhere.get(role, 200 if role in READERS else 404) for role in cast
    }


@pytest.mark.parametrize(
    "name",
    [
        "agreement_edit",
        "agreement_activate",
        "agreement_new_version",
        "agreement_discard",
        "agreement_terminate",
        "target_create",
    ],
)
def test_who_changes_an_agreement(name, client, cast, draft):
    url = address(name, draft)

    seen = {role: status(client, user, url) for role, user in cast.items()}

    manager = {"service_level_manager": 200}
    assert seen == {
        role: manager.get(role, 403 if role in READERS else 404) for role in cast
    }


def test_the_page_says_what_is_promised(client, representative, agreement):
    client.force_login(representative)

    page = client.get(address("agreement_detail", agreement), follow=True).text

    assert "4 h" in page.replace("\u00a0", " ")
    assert "Pauses while waiting for" in page
    assert "New version" not in page


def test_a_representative_does_not_see_the_next_draft(
    client, desk, representative, agreement
):
    desk.post(address("agreement_new_version", agreement))

    assert agreement.versions.count() == 2
    client.force_login(representative)
    page = client.get(address("offer_detail", agreement))
    assert page.context["draft"] is None
    url = address("data_collection", agreement) + "?version=2"
    assert status(client, representative, url) == 404


@pytest.mark.parametrize("version", ["9", "x", "-1"])
def test_a_version_that_is_not_there_is_not_found(version, desk, agreement):
    url = address("agreement_detail", agreement) + f"?version={version}"

    assert desk.get(url).status_code == 404


def test_making_an_agreement_from_nothing_to_force(
    desk, customer, provider, office, service_level_manager, noon
):
    sent = {
        "title": "Workplace",
        "leg": "sla",
        "customer": customer.pk,
        "provider": provider.pk,
        "time_zone": "Europe/Berlin",
        "valid_from": "2026-01-01",
    }
    made = desk.post(reverse("agreement_create"), sent, follow=True)
    agreement = Agreement.objects.get()
    assert "Before it can enter into force" in made.content.decode()

    mine = {"responsible": service_level_manager.person.pk}
    desk.post(address("target_create", agreement), target_data(office, **mine))
    refused = desk.post(address("agreement_activate", agreement))
    assert "Signatures are missing" in refused.text
    sign_for_all(number=agreement.number, actor=service_level_manager, at=noon)
    shown = desk.post(address("agreement_activate", agreement), follow=True)

    assert agreement.versions.get().status == VersionStatus.IN_FORCE
    assert "2 working days, until closing" in shown.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"customer": ""},
        {"customer": "999"},
        {"leg": "uc"},
        {"time_zone": "Mars"},
        {"valid_from": "soon"},
        {"valid_from": "2026-01-01", "valid_to": "2025-01-01"},
        {"services": "x"},
    ],
)
def test_a_wrong_agreement_keeps_what_was_entered(wrong, desk, customer, provider):
    data = {
        "title": "Kept",
        "leg": "sla",
        "customer": customer.pk,
        "provider": provider.pk,
        "time_zone": "UTC",
    }

    answer = desk.post(reverse("agreement_create"), {**data, **wrong})

    assert answer.status_code == 422
    assert "Kept" in answer.content.decode() or "title" in wrong
    assert not Agreement.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"metric": "beauty"},
        {"calendar": "7000000"},
        {"budget_1": "soon"},
        {"budget_1": "0 min"},
        {"budget_1": "", "budget_any": ""},
        {"thresholds": "50, half"},
        {"thresholds": "50"},
        {"goal_percent": "101"},
        {"pauses": ["weather"]},
        {"record_kind": "dream"},
    ],
)
def test_a_wrong_target_is_refused_at_its_field(wrong, desk, draft, office):
    url = address("target_create", draft)

    answer = desk.post(url, target_data(office, name="Kept", **wrong))

    assert answer.status_code == 422
    assert "Kept" in answer.content.decode()
    assert not Target.objects.exists()


def test_a_target_is_shown_as_it_was_entered_and_can_be_changed(desk, draft, office):
    desk.post(address("target_create", draft), target_data(office))
    target = Target.objects.get()
    url = address("target_edit", draft, target.pk)

    page = desk.get(url).content.decode()
    assert 'value="4 h"' in page
    assert 'value="2 d end of day"' in page
    desk.post(url, target_data(office, budget_1="90 min"))

    assert target.budgets.get(priority=1).seconds == 5400
    desk.post(address("target_remove", draft, target.pk))
    assert not Target.objects.exists()


def test_what_stands_in_the_way_is_said_when_it_is_tried(desk, draft):
    answer = desk.post(address("agreement_activate", draft))

    assert answer.status_code == 422
    assert "It has no target." in answer.content.decode()


def test_terminating_needs_a_day_and_a_reason(desk, agreement):
    url = address("agreement_terminate", agreement)

    assert desk.post(url, {"ends_on": "x"}).status_code == 422
    desk.post(url, {"ends_on": "2099-01-01", "reason": "Moved away."})
    version = agreement.versions.get()
    assert version.status == VersionStatus.TERMINATED
    assert version.valid_to == date(2099, 1, 2)
    assert "1 Jan 2099" in desk.get(address("agreement_detail", agreement)).text
    assert desk.post(url, {"ends_on": "9999-12-31", "reason": "x"}).status_code == 422


def test_the_pages_cost_few_queries(desk, agreement, django_assert_max_num_queries):
    # Nine of them are sign-in, session and permissions.
    desk.get(reverse("agreement_list"))

    with django_assert_max_num_queries(14):
        page = desk.get(
            reverse("agreement_list"), {"status": "in_force", "text": "work"}
        )
    assert agreement.number in page.content.decode()
    with django_assert_max_num_queries(52):
        desk.get(address("agreement_detail", agreement))
