"""
What a service rests on, as a value: pure, and the same for a page and a what-if.

A service works while itself, all its parts in series, and of each redundant group as
many as are needed do. A part that is a service has parts of its own. The same part may
be there several times: whoever multiplies chances must not take it for two.
"""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """A service or a component by its number, and what it needs in turn."""

    number: str
    name: str
    is_component: bool = False
    role: str = ""
    series: tuple["Part", ...] = ()
    groups: tuple["Group", ...] = ()

    def parts(self) -> Iterator["Part"]:
        """Yield it and all that it rests on, as often as it is named."""
        yield self
        for part in self.series:
            yield from part.parts()
        for group in self.groups:
            for part in group.parts:
                yield from part.parts()


@dataclass(frozen=True, slots=True)
class Group:
    """Parts that stand for each other: so many of them are needed."""

    name: str
    needed: int
    parts: tuple[Part, ...]

    @property
    def is_short(self) -> bool:
        """Whether more are needed than there are."""
        return self.needed > len(self.parts)
