"""What a service rests on, and what rests on it, as a picture."""

from django.utils.translation import gettext as _

from catalogue.models import Component, Service, ServiceDependency
from catalogue.selectors import dependants_of, dependencies_of
from core.layers import Layers, Link, Node, layers


def web_around(thing: Service | Component) -> tuple[
    list[ServiceDependency], list[ServiceDependency], Layers | None
]:  # fmt: skip
    """Return what it rests on, what rests on it, and both drawn, if there is any."""
    below = dependencies_of(thing) if isinstance(thing, Service) else []
    above = dependants_of(thing)
    if not below and not above:
        return below, above, None
    nodes = {thing.pk: _node(thing, is_subject=True)}
    for row in (*above, *below):
        for end in (row.service, row.part):
            if end is not None:
                nodes.setdefault(end.pk, _node(end))
    # What rests on it may rest on the same parts: such a line is drawn once.
    rows = {row.pk: row for row in (*above, *below)}
    chart = layers(
        name=f"web-{thing.number}",
        title=_("What rests on what"),
        description=_(
            "From left to right: each line leads from what needs something to what it"
            " needs. Dashed lines lead to parts that stand for each other."
        ),
        nodes=list(nodes.values()),
        links=[_link(row) for row in rows.values()],
    )
    return below, above, chart


def _node(thing: Service | Component, *, is_subject: bool = False) -> Node:
    note = _("Component") if isinstance(thing, Component) else thing.kind_label
    return Node(thing.pk, thing.name, note, is_subject)


def _link(row: ServiceDependency) -> Link:
    target = row.on_service_id or row.on_component_id or 0
    return Link(row.service_id, target, row.role, is_shared=bool(row.group))
