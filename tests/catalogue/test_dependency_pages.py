"""Dependencies as people see and say them."""

import pytest
from django.urls import reverse

from catalogue.services import edit_service
from tests.api.conftest import Program, assert_problem
from tests.catalogue.test_dependencies import by, chained, cluster, directory

__all__ = ["by", "chained", "cluster", "directory"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client, service_level_manager):
    client.force_login(service_level_manager)
    return client


def page(name, thing) -> str:
    return reverse(name, args=[thing.number])


def test_the_page_draws_and_lists_both_directions(browser, directory, chained):
    text = browser.get(page("service_detail", directory)).content.decode()

    assert "It depends on" in text
    assert "It is needed by" in text
    assert text.count("<path") >= 2


def test_a_dependency_is_added_and_removed_by_form(browser, service, cluster):
    added = browser.post(
        page("dependency_add", service),
        {"on_component": cluster.pk, "role": "Runs it", "group": "Two of them"},
    )
    row = service.dependencies.get()
    assert added.status_code == 302
    assert (row.group, row.needed) == ("Two of them", 1)

    browser.post(reverse("dependency_remove", args=[service.number, row.pk]))
    assert not service.dependencies.exists()


def test_a_circle_is_told_at_the_field(browser, chained, directory):
    answer = browser.post(page("dependency_add", directory), {"on_service": chained.pk})

    assert answer.status_code == 422
    assert "round in a circle" in answer.content.decode()


def test_the_lists_export_what_they_show(browser, chained):
    path = reverse("dependency_list")
    rows = b"".join(browser.get(f"{path}?export=csv").streaming_content).decode()

    assert "E-mail,Directory,Supporting service,Names" in rows


def test_a_component_is_named_by_form_and_shows_what_rests_on_it(
    browser, chained, cluster, team
):
    made = browser.post(reverse("component_create"), {"name": "Line", "team": team.pk})
    text = browser.get(page("component_detail", cluster)).content.decode()

    assert made.status_code == 302
    assert "E-mail" in text


def test_programs_add_and_remove_dependencies(chained, cluster, service_level_manager):
    asks, path = Program(service_level_manager), f"services/{chained.number}/"
    made = asks.post(f"{path}dependencies/", {"on_component": cluster.number})
    assert made.status_code == 201
    assert len(asks.get(f"{path}dependencies/").json()) == 3
    assert_problem(
        asks.post(f"{path}dependencies/", {"on_component": cluster.number}), 400
    )

    one = f"{path}dependencies/{made.json()['id']}/"
    assert asks.delete(one).status_code == 204
    assert asks.delete(one).status_code == 404


def test_programs_name_components(service_level_manager, team):
    asks = Program(service_level_manager)
    made = asks.post("components/", {"name": "Line", "team": team.pk}).json()

    changed = asks.patch(f"components/{made['number']}/", {"description": "Copper"})
    assert (changed.json()["description"], changed.json()["version"]) == ("Copper", 2)


def test_turning_into_a_supporting_service_is_told_in_the_history(
    browser, by, directory
):
    edit_service(number=directory.number, is_supporting=False, **by)
    text = browser.get(page("service_detail", directory)).content.decode()

    assert "supporting service from “yes” to “no”" in text
