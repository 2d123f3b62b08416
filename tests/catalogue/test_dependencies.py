"""What services rest on: said by those who manage services, never in a circle."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from catalogue.models import Component, Service, ServiceDependency
from catalogue.selectors import dependants_of, dependencies_of, structure_of
from catalogue.services import (
    add_dependency,
    create_component,
    create_service,
    edit_component,
    edit_service,
    entitle_customer,
    move_service,
    remove_dependency,
)
from core.models import Event
from core.versions import StaleVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(service_level_manager, noon) -> dict[str, Any]:
    return {"actor": service_level_manager, "at": noon}


@pytest.fixture
def directory(by) -> Service:
    return create_service(name="Directory", state="live", is_supporting=True, **by)


@pytest.fixture
def cluster(by, team) -> Component:
    return create_component(name="Cluster", team=team, **by)


@pytest.fixture
def chained(service, directory, cluster, by):
    """E-mail, which needs the directory, which needs the cluster."""
    add_dependency(number=service.number, on_service=directory, role="Names", **by)
    add_dependency(number=directory.number, on_component=cluster, **by)
    return service


def named(rows) -> list[str]:
    return [str(row) for row in rows]


def test_what_it_rests_on_is_found_all_the_way_down(chained, cluster):
    expected = ["E-mail – Directory", "Directory – Cluster"]

    assert named(dependencies_of(chained)) == expected
    assert named(dependants_of(cluster)) == expected[::-1]


def test_it_is_recorded(chained, directory, by):
    event = Event.objects.get(name="service.dependency_added", item=chained.item)
    assert event.facts["on_service"] == directory.pk
    assert event.data.values == {"role": "Names"}


def test_a_circle_is_refused_and_named(chained, directory, by):
    with pytest.raises(ValidationError, match="Directory → E-mail → Directory"):
        add_dependency(number=directory.number, on_service=chained, **by)


def test_a_service_does_not_depend_on_itself(service, by):
    with pytest.raises(ValidationError):
        add_dependency(number=service.number, on_service=service, **by)
    assert not ServiceDependency.objects.exists()


@pytest.mark.parametrize("needed", [None, 1])
def test_the_same_twice_is_refused(chained, directory, by, needed):
    with pytest.raises(ValidationError):
        add_dependency(
            number=chained.number,
            on_service=directory,
            group="x" if needed else "",
            needed=needed,
            **by,
        )


def test_it_names_one_thing_neither_none_nor_two(service, directory, cluster, by):
    both = {"on_service": directory, "on_component": cluster}
    for parts in ({}, both):
        with pytest.raises(ValidationError):
            add_dependency(number=service.number, **parts, **by)


def test_only_portfolio_managers_say_it(cast, service, cluster, noon):
    for role in ("agent", "team_lead", "auditor", "requester"):
        with pytest.raises((PermissionDenied, Service.DoesNotExist)):
            add_dependency(
                number=service.number, on_component=cluster, actor=cast[role], at=noon
            )
    assert not ServiceDependency.objects.exists()


def test_what_is_removed_is_gone_and_recorded(chained, by):
    row = chained.dependencies.get()
    remove_dependency(number=chained.number, dependency_id=row.pk, **by)

    assert not chained.dependencies.exists()
    assert Event.objects.named("service.dependency_removed").exists()
    with pytest.raises(ServiceDependency.DoesNotExist):
        remove_dependency(number=chained.number, dependency_id=row.pk, **by)


def test_a_retired_service_is_kept_as_it_was(chained, cluster, by):
    for step in ("phase_out", "retire"):
        move_service(number=chained.number, step=step, **by)
    with pytest.raises(ValidationError):
        add_dependency(number=chained.number, on_component=cluster, **by)


def test_what_stands_for_each_other_is_a_group_of_which_so_many_are_needed(
    service, by, team
):
    for name, needed in (("One", 1), ("Two", 2), ("Three", 2)):
        part = create_component(name=name, team=team, **by)
        add_dependency(
            number=service.number,
            on_component=part,
            group="Servers",
            needed=needed,
            **by,
        )
    structure = structure_of(service)

    (group,) = structure.groups
    assert (group.needed, len(group.parts), group.is_short) == (2, 3, False)
    assert structure.series == ()


def test_the_structure_goes_all_the_way_down(chained):
    found = [(part.name, part.is_component) for part in structure_of(chained).parts()]

    assert found == [("E-mail", False), ("Directory", False), ("Cluster", True)]


def test_no_customer_is_entitled_to_a_supporting_service(directory, customer, by):
    with pytest.raises(ValidationError):
        entitle_customer(number=directory.number, customer=customer, **by)
    with pytest.raises(ValidationError):
        create_service(name="X", is_supporting=True, customers=[customer], **by)


def test_what_customers_use_does_not_become_a_supporting_service(service, by):
    with pytest.raises(ValidationError):
        edit_service(number=service.number, is_supporting=True, **by)


def test_a_supporting_service_is_not_in_the_portal(directory, requester):
    assert not Service.objects.visible_to(requester).filter(pk=directory.pk).exists()


def test_a_component_needs_somebody_who_answers_for_it(by):
    with pytest.raises(ValidationError):
        create_component(name="Nobody's", **by)


def test_a_component_changes_only_over_what_was_seen(cluster, by):
    edit_component(number=cluster.number, name="Big cluster", version=1, **by)
    with pytest.raises(StaleVersion):
        edit_component(number=cluster.number, name="Small", version=1, **by)

    event = Event.objects.get(name="component.edited")
    assert event.changes["name"] == ["Cluster", "Big cluster"]


def test_an_agent_changes_no_component(cluster, agent, noon):
    with pytest.raises(PermissionDenied):
        edit_component(number=cluster.number, name="Mine", actor=agent, at=noon)
    with pytest.raises(PermissionDenied):
        create_component(name="Mine", team=cluster.team, actor=agent, at=noon)
