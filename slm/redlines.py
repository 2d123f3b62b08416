"""What is said, clause by clause, and where two wordings differ. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True)
class Clause:
    """One part of what is said, by a key that is the same in every version."""

    key: str
    heading: str
    text: str

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
    keys = dict.fromkeys([*new, *old])
    return [
        Redline(
            key,
            (new.get(key) or old[key]).heading,
            _lines(
                old[key].lines if key in old else [],
                new[key].lines if key in new else [],
            ),
        )
        for key in keys
    ]


def _lines(old: list[str], new: list[str]) -> list[Line]:
    found = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, first, last, start, end in matcher.get_opcodes():
        if tag == "equal":
            found += [Line("kept", text) for text in new[start:end]]
            continue
        found += [Line("removed", text) for text in old[first:last]]
        found += [Line("added", text) for text in new[start:end]]
    return found
