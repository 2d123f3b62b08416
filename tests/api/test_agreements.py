"""Agreements: read by whom they concern, changed as drafts, put into force."""

import pytest

from core.models import Event
from slm.models import Agreement, Target
from tests.api.conftest import assert_problem
from tests.factories.slm import sign_for_all
from tests.slm.conftest import agreement, draft, office, resolution

__all__ = ["agreement", "draft", "office", "resolution"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(program, service_level_manager):
    return program(service_level_manager)


@pytest.fixture
def terms(office, service_level_manager):
    return {
        "responsible": service_level_manager.person.pk,
        "metric": "resolution",
        "calendar": office.number,
        "budgets": {"1": "4 h", "any": "2 d end of day"},
        "pauses": ["customer"],
        "goal_percent": "97.5",
    }


def test_the_detail_says_all_that_was_agreed(program, agreement, representative):
    found = program(representative).get(f"agreements/{agreement.number}/").json()
    (version,) = found["versions"]
    (target,) = version["targets"]

    assert (found["title"], found["customer"]["name"]) == ("Workplace", "Customer")
    assert (version["status"], version["valid_from"]) == ("in_force", "2026-01-01")
    assert target["budgets"] == {"1": "4 h", "any": "8 h"}
    assert found["available_actions"] == found["obstacles"] == []


def test_drafts_and_other_customers_agreements_are_not_there(
    program, draft, representative, stranger
):
    for user in (representative, stranger):
        assert program(user).get("agreements/").json()["results"] == []
        assert_problem(program(user).get(f"agreements/{draft.number}/"), 404)


def test_the_list_is_narrowed_as_on_the_screen(program, agreement, auditor):
    def count(query):
        return len(program(auditor).get(f"agreements/?{query}").json()["results"])

    assert count("leg=sla&status=in_force&text=workplace") == 1
    assert count("leg=ola") == count("status=draft") == count("text=nothing") == 0
    assert_problem(program(auditor).get("agreements/?leg=maybe"), 400)


def test_an_agreement_is_made_agreed_upon_and_ended(
    manager, provider, customer, service, terms, service_level_manager, noon
):
    body = {
        "leg": "sla",
        "title": "Mail",
        "provider": provider.pk,
        "customer": customer.pk,
        "valid_from": "2027-01-01",
        "services": [service.number],
    }
    number = manager.post("agreements/", body).json()["number"]
    path = f"agreements/{number}/"
    assert manager.get(path).json()["obstacles"][0] == "It has no target."
    answers_for = {"responsible": service_level_manager.person.pk}
    assert manager.post(f"{path}targets/", terms | answers_for).status_code == 201
    sign_for_all(number=number, actor=service_level_manager, at=noon)
    assert manager.post(f"{path}activate/").json()["obstacles"] == []
    assert manager.post(f"{path}new_version/").json()["versions"][0]["number"] == 2
    offered = {"edit", "activate", "terminate", "discard", "offer"}
    assert offered <= set(manager.get(path).json()["available_actions"])
    assert len(manager.post(f"{path}discard/").json()["versions"]) == 1
    ended = manager.post(f"{path}terminate/", {"ends_on": "2027-02-01", "reason": "x"})
    assert ended.json()["versions"][0]["status"] == "terminated"


def test_what_was_changed_is_recorded_as_of_the_api(manager, draft, terms):
    path = f"agreements/{draft.number}/"
    target = manager.post(f"{path}targets/", terms).json()["versions"][0]["targets"][0]
    manager.patch(f"{path}targets/{target['id']}/", {"budgets": {"any": "1 h"}})
    manager.patch(path, {"title": "Renamed"})
    manager.delete(f"{path}targets/{target['id']}/")

    events = Event.objects.filter(item=draft.item, channel="api").order_by("pk")
    assert [event.name for event in events] == [
        "agreement.target_added",
        "agreement.target_changed",
        "agreement.draft_edited",
        "agreement.target_removed",
    ]
    assert "budgets" in events[1].changes
    assert events[2].changes == {"title": ["Workplace", "Renamed"]}


def test_a_change_keeps_what_was_not_sent(manager, draft, terms):
    path = f"agreements/{draft.number}/"
    target = manager.post(f"{path}targets/", terms).json()["versions"][0]["targets"][0]
    manager.patch(f"{path}targets/{target['id']}/", {"name": "Repair"})
    manager.patch(path, {"summary": "In short"})

    version = manager.get(path).json()["versions"][0]
    assert (version["valid_from"], version["summary"]) == ("2026-01-01", "In short")
    kept = version["targets"][0]
    assert (kept["name"], kept["goal_percent"]) == ("Repair", "97.50")
    assert kept["budgets"] == terms["budgets"]


def test_what_is_in_force_does_not_change(manager, agreement, terms):
    path = f"agreements/{agreement.number}/"
    target = Target.objects.get()

    assert_problem(manager.patch(path, {"title": "x"}), 409)
    assert_problem(manager.post(f"{path}activate/"), 409)
    assert_problem(manager.post(f"{path}discard/"), 409)
    assert_problem(manager.post(f"{path}targets/", terms), 409)
    assert_problem(manager.patch(f"{path}targets/{target.pk}/", {}), 404)


def test_a_stale_version_changes_nothing(manager, draft, terms):
    path = f"agreements/{draft.number}/"
    seen = manager.get(path)["ETag"]
    manager.patch(path, {"title": "Renamed"})

    stale = {"If-Match": seen}
    for answer in (
        manager.patch(path, {"title": "Mine"}, **stale),
        manager.post(f"{path}targets/", terms, **stale),
        manager.post(f"{path}activate/", **stale),
    ):
        assert assert_problem(answer, 412)["current_version"] == 2
    assert Agreement.objects.get().title == "Renamed"
    assert not Target.objects.exists()


def test_only_who_manages_agreements_changes_them(program, draft, cast):
    refused = {"agent": 403, "auditor": 403, "administrator": 403}
    for who, status in {**refused, "representative": 404}.items():
        answer = program(cast[who]).patch(f"agreements/{draft.number}/", {"title": "x"})
        assert_problem(answer, status)
    assert Agreement.objects.get().title == "Workplace"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"budgets": {"5": "4 h"}}, "budgets"),
        ({"budgets": {"1": "soon"}}, "budgets"),
        ({"budgets": {}}, ""),
        ({"calendar": "CAL-999999"}, "calendar"),
        ({"thresholds": [50]}, "thresholds"),
        ({"pauses": ["lunch"]}, "pauses.0"),
        ({"record_kind": "parcel"}, ""),
        ({"goal_percent": 101}, "goal_percent"),
    ],
)
def test_wrong_terms_are_named(manager, draft, terms, change, field):
    answer = manager.post(f"agreements/{draft.number}/targets/", {**terms, **change})
    assert assert_problem(answer, 400)["errors"][0]["field"] == field
    assert not Target.objects.exists()


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_day_that_no_calendar_counts_is_named(manager, draft, day):
    answer = manager.patch(f"agreements/{draft.number}/", {"valid_from": day})
    assert assert_problem(answer, 400)["errors"][0]["field"] == "valid_from"


def test_contents_are_said_in_part_and_read_back(manager, draft, service):
    path = f"agreements/{draft.number}/"
    limits = [{"service": service.number, "upper": 20}]
    numbers = {"notice_hours": 48}

    manager.patch(f"{path}contents/", {"limits": limits, "numbers": numbers})
    answer = manager.patch(f"{path}contents/", {"sections": {"continuity": "Soon."}})

    (version,) = answer.json()["versions"]
    found = version["contents"]
    assert found["sections"] == {"continuity": "Soon."}
    assert (found["limits"][0]["upper"], found["limits"][0]["per"]) == (20, "month")
    assert found["numbers"]["notice_hours"] == 48
    assert "security" in found["empty"]
    assert "continuity" not in found["empty"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"sections": {"weather": "x"}},
        {"sections": "x"},
        {"limits": [{"lower": 3, "upper": 2}]},
        {"limits": [{"service": "SVC-999999", "upper": 2}]},
        {"periods": [{"name": "x"}]},
        {"numbers": {"interruptions_at_most": 2}},
        {"numbers": {"notice_hours": "soon"}},
    ],
)
def test_wrong_contents_are_refused(wrong, manager, draft):
    assert_problem(manager.patch(f"agreements/{draft.number}/contents/", wrong), 400)
    assert draft.versions.get().workload_limits.count() == 0


def test_an_agreement_for_all_customers_names_none(manager, provider):
    body = {"leg": "sla", "level": "corporate", "title": "x", "provider": provider.pk}

    made = manager.post("agreements/", body).json()

    assert (made["level"], made["customer"]) == ("corporate", None)
