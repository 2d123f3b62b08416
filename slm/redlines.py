"""What is said, clause by clause, and where two wordings differ. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import TypeVar

Said = TypeVar("Said", str, tuple[str, str])
# A group and one thing said in it: ("2026", "25 Dec Christmas Day").
Part = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Clause:
    """
    One part of what is said, by a key that is the same in every version.

    Where a line of it says many things, `parts` are these one by one, each with the
    group that it is said in: by them two wordings are compared.
    """

    key: str
    heading: str
    text: str
    parts: Sequence[Part] = ()

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a redline: `how` is “kept”, “removed” or “added”."""

    how: str
    text: str


@dataclass(frozen=True, slots=True)
class Redline:
    """A clause with what became of each of its lines between two versions."""

    key: str
    heading: str
    lines: Sequence[Line]

    @property
    def is_changed(self) -> bool:
        return any(line.how != "kept" for line in self.lines)


def redline(before: Sequence[Clause], after: Sequence[Clause]) -> list[Redline]:
    """Return every clause of either wording, with the lines removed and added."""
    old = {clause.key: clause for clause in before}
    new = {clause.key: clause for clause in after}
    return [
        Redline(
            key,
            (new.get(key) or old[key]).heading,
            _between(old.get(key), new.get(key)),
        )
        for key in dict.fromkeys([*new, *old])
    ]


def _between(old: Clause | None, new: Clause | None) -> list[Line]:
    if old and new and old.parts and new.parts and old.text != new.text:
        return _grouped(_differences(old.parts, new.parts))
    lines = _differences(old.lines if old else [], new.lines if new else [])
    return [Line(how, text) for how, text in lines]


def _grouped(parts: Iterable[tuple[str, Part]]) -> list[Line]:
    """Return what became of the parts, those of a group on one line again."""
    found = []
    for (how, group), run in groupby(parts, lambda one: (one[0], one[1][0])):
        said = " · ".join(text for _how, (_group, text) in run)
        found.append(Line(how, f"{group}: {said}" if group else said))
    return found


def _differences(
    old: Sequence[Said], new: Sequence[Said]
) -> Iterator[tuple[str, Said]]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, first, last, start, end in matcher.get_opcodes():
        if tag == "equal":
            yield from (("kept", one) for one in new[start:end])
            continue
        yield from (("removed", one) for one in old[first:last])
        yield from (("added", one) for one in new[start:end])
