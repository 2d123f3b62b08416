"""Things that rest on each other, drawn in layers from left to right."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.charts import Label

BOX, GAP, HIGH, APART = 168.0, 64.0, 46.0, 16.0
LONGEST = 23


@dataclass(frozen=True, slots=True)
class Node:
    """A thing to be drawn: its key, its name, a word on what it is."""

    key: int
    name: str
    note: str = ""
    is_subject: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """That one rests on another, in words for whoever points at the line."""

    source: int
    target: int
    title: str = ""
    # One of several that stand for each other.
    is_shared: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    node: Node
    x: float
    y: float

    @property
    def middle(self) -> float:
        return self.y + HIGH / 2

    @property
    def lines(self) -> list[tuple[float, float, str]]:
        """The words within, each with its place."""
        place = self.x + 10
        return [
            (place, self.y + 19, _short(self.node.name)),
            (place, self.y + 36, _short(self.node.note)),
        ]


@dataclass(frozen=True, slots=True)
class Curve:
    link: Link
    path: str


@dataclass(frozen=True, slots=True)
class Layers:
    """A drawing; its table stands beside it."""

    name: str
    title: Label
    description: Label
    boxes: list[Box]
    curves: list[Curve]
    width: float
    height: float
    box_width: float = BOX
    box_height: float = HIGH


def layers(
    *,
    name: str,
    title: Label,
    description: Label,
    nodes: Sequence[Node],
    links: Sequence[Link],
) -> Layers:
    """Draw nodes so that every link goes to the right; there must be no circle."""
    columns = _columns(nodes, links)
    boxes: dict[int, Box] = {}
    for depth, column in enumerate(columns):
        for place, node in enumerate(_in_order(column, links, boxes)):
            x = 1 + depth * (BOX + GAP)
            boxes[node.key] = Box(node, x, 1 + place * (HIGH + APART))
    deepest = max((len(column) for column in columns), default=1)
    return Layers(
        name,
        title,
        description,
        list(boxes.values()),
        [Curve(link, _path(boxes[link.source], boxes[link.target])) for link in links],
        width=max(len(columns), 1) * (BOX + GAP) - GAP + 2,
        height=deepest * (HIGH + APART) - APART + 2,
    )


def _columns(nodes: Sequence[Node], links: Iterable[Link]) -> list[list[Node]]:
    below: dict[int, list[int]] = {}
    for link in links:
        below.setdefault(link.source, []).append(link.target)
    depths = {node.key: 0 for node in nodes}
    waiting = list(depths)
    while waiting:
        key = waiting.pop()
        for target in below.get(key, []):
            if depths[target] <= depths[key]:
                depths[target] = depths[key] + 1
                waiting.append(target)
    last = max(depths.values(), default=0)
    return [[n for n in nodes if depths[n.key] == depth] for depth in range(last + 1)]


def _in_order(
    column: Sequence[Node], links: Iterable[Link], boxes: Mapping[int, Box]
) -> list[Node]:
    """Put each beside what leads to it, so that few lines cross."""
    above: dict[int, list[float]] = {}
    for link in links:
        if link.source in boxes:
            above.setdefault(link.target, []).append(boxes[link.source].y)

    def height(node: Node) -> float:
        found = above.get(node.key, [])
        return sum(found) / len(found) if found else 0.0

    return sorted(column, key=height)


def _path(source: Box, target: Box) -> str:
    start, end = source.x + BOX, target.x
    bend = (end - start) / 2 if target.x - source.x < 2 * BOX else GAP / 2
    return (
        f"M{start} {source.middle} C{start + bend} {source.middle}"
        f" {end - bend} {target.middle} {end} {target.middle}"
    )


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
