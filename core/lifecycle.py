"""The states a thing may be in, and the moves between them."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _


class TransitionNotAllowed(Exception):
    """Raised when a thing is asked to make a move its state does not offer."""


@dataclass(frozen=True, slots=True)
class Transition:
    """
    One move: its name, where it may start, where it leads, who may make it.

    `required` names the fields that must be filled in for it.
    """

    name: str
    label: str | Promise
    sources: frozenset[str]
    target: str
    permission: str
    required: frozenset[str] = frozenset()


class Lifecycle:
    """A closed table of transitions: every move a thing can make, and no other."""

    def __init__(self, *transitions: Transition) -> None:
        self._by_name = {transition.name: transition for transition in transitions}

    def __iter__(self) -> Iterator[Transition]:
        return iter(self._by_name.values())

    def find(self, name: str, source: str) -> Transition:
        """
        Return the move of that name.

        :raises TransitionNotAllowed: if the state does not offer it
        """
        transition = self._by_name.get(name)
        if transition is None or source not in transition.sources:
            raise TransitionNotAllowed(
                _("“%(move)s” is not possible from “%(state)s”.")
                % {
                    "move": transition.label if transition else name,
                    "state": source.replace("_", " "),
                }
            )
        return transition

    def leaving(self, source: str) -> list[Transition]:
        """Return the moves that the state offers, in the order of the table."""
        return [transition for transition in self if source in transition.sources]
