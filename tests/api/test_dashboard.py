"""The figures of the dashboard: those of the page, narrowed alike."""

import pytest

from tests.api.conftest import assert_problem
from tests.reporting.conftest import month
from tests.slm.conftest import agreement, draft, office, resolution

__all__ = ["agreement", "draft", "month", "office", "resolution"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(program, auditor):
    return lambda query="": program(auditor).get(f"sla_dashboard/{query}")


def test_now_and_the_month_are_told(ask, month, service, agreement):
    found = ask("?month=2026-03").json()
    (line,) = found["agreements"]

    assert found["now"]["overall"]["breached"] == 1
    assert found["now"]["services"][0]["id"] == service.pk
    assert (found["month"], found["total"]["n"]) == ("2026-03", 4)
    assert found["total"]["share"] == "0.5000"
    assert (line["number"], len(line["months"])) == (agreement.number, 12)
    assert {row["verdict"] for row in line["targets"]} == {"missed", "nothing"}
    assert found["causes"] == [{"cause": None, "breaches": 2}]
    assert [len(one["clocks"]) for one in found["holders"]] == [2]
    assert (line["is_closed"], found["month_targets"]) == (False, [])
    assert {row["record"] for row in found["breaches"]} == {
        month["late"].number,
        month["open"].number,
    }


def test_it_says_what_the_page_shows(ask, month, client, auditor):
    client.force_login(auditor)
    shown = client.get("/manage/?month=2026-03").context["shown"]
    found = ask("?month=2026-03").json()

    assert found["total"]["met"] == shown.total.met
    assert found["now"]["overall"]["total"] == shown.now.overall.total
    assert len(found["breaches"]) == len(shown.breaches)


def test_it_says_whether_the_confidential_is_left_out(
    ask, month, program, service_level_manager
):
    theirs = program(service_level_manager).get("sla_dashboard/?month=2026-03").json()

    assert (theirs["leaves_out"], ask().json()["leaves_out"]) == (True, False)
    assert theirs["breaches_as_of"].startswith("2026-04-01T00:00:00")


def test_it_is_narrowed(ask, month, service, customer, other_customer, second_team):
    def count(query):
        return ask(f"?month=2026-03&{query}").json()["total"]["n"]

    assert count(f"customer={customer.pk}&service={service.number}") == 4
    assert count(f"customer={other_customer.pk}") == 0
    assert count(f"team={second_team.pk}") == 0


@pytest.mark.parametrize(
    "query",
    [
        "month=9999-12",
        "month=march",
        "customer=x",
        "service=0",
        "team=%00",
        "supplier=0",
    ],
)
def test_an_odd_filter_is_named(ask, db, query):
    errors = assert_problem(ask(f"?{query}"), 400)["errors"]
    assert errors[0]["field"] == query.split("=")[0]


def test_customers_do_not_see_it(program, representative, requester):
    for user in (representative, requester):
        assert_problem(program(user).get("sla_dashboard/"), 403)
