"""What happened, as a sentence for people: each app words its own events."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from core.models import Event

# For each kind of thing ("team", "person", "service"…), names by id.
Names = Mapping[str, Mapping[Any, str]]
Wording = Callable[[Event, Names], str]


@dataclass(frozen=True, slots=True)
class Sentence:
    """How an event is told: its words, which follow the actor's name, and an icon."""

    words: Wording
    icon: str = "arrow-right"


_sentences: dict[str, Sentence] = {}


def register_sentence(name: str, words: Wording, *, icon: str = "arrow-right") -> None:
    """
    Say how events of that name are told on timelines.

    `words(event, names)` returns what follows the actor's name ("took it"), or
    nothing if the event tells people nothing; once for each, in `sentences.py`.
    """
    _sentences[name] = Sentence(words, icon)


def tell(event: Event, names: Names) -> tuple[str, str]:
    """Return the words and the icon of an event; no words if it is not told."""
    sentence = _sentences.get(event.name)
    if sentence is None:
        return "", ""
    return sentence.words(event, names), sentence.icon


def personal(event: Event) -> dict[str, Any]:
    """Return the event's personal values, none if they were erased."""
    data = getattr(event, "data", None)
    return dict(data.values) if data is not None else {}
