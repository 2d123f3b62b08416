"""What happened, in words for people: each app words its own events and fields."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from core.models import Event, Job

# For each kind of thing ("team", "person", "service"…), names by id.
Names = Mapping[str, Mapping[Any, str]]
Wording = Callable[[Event, Names], str]


@dataclass(frozen=True, slots=True)
class Sentence:
    """How an event is told: its title; its words, which follow the actor's name."""

    title: str | Promise
    words: Wording | None
    detail: Callable[[Event], str] | None
    icon: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What the fields in events are of, and what of them no model knows."""

    models: Sequence[type[Model]]
    labels: Mapping[str, str | Promise]
    shows: Mapping[str, Callable[[Event, Any], str | Promise]]


NOTHING: Mapping[str, Any] = {}
_sentences: dict[str, Sentence] = {}
_subjects: dict[str, Subject] = {}


def register_event(
    name: str,
    title: str | Promise,
    words: Wording | None = None,
    *,
    detail: Callable[[Event], str] | None = None,
    icon: str = "arrow-right",
) -> None:
    """
    Say how events of that name are called in the trail, and told on timelines.

    `words(event, names)` returns what follows the actor's name ("took it"), or
    nothing if the event tells people nothing; `detail(event)` what belongs to its
    title. Once for each, in `sentences.py`.
    """
    _sentences[name] = Sentence(title, words, detail, icon)


def register_fields(
    prefix: str,
    *models: type[Model],
    shows: Mapping[str, Callable[[Event, Any], str | Promise]] = NOTHING,
    **labels: str | Promise,
) -> None:
    """
    Say of which models the fields are that events of that prefix name.

    Of several models the first counts that has the field; `labels` names what is no
    field of any, and `shows` how values are shown that no field explains. Once for
    each prefix, in `sentences.py`.
    """
    _subjects[prefix] = Subject(models, labels, shows)


def title_of(event: Event) -> str:
    """Return what the event is called, with the detail that belongs to it."""
    sentence = _sentences.get(event.name)
    if sentence is None:
        return event.name
    detail = sentence.detail(event) if sentence.detail else ""
    return f"{sentence.title}: {detail}" if detail else str(sentence.title)


def event_titles() -> list[tuple[str, str]]:
    """Return the names of all events with their titles, by title."""
    titles = [(name, str(one.title)) for name, one in _sentences.items()]
    return sorted(titles, key=lambda pair: pair[1].casefold())


def subject_of(name: str) -> Subject:
    """Return what the fields in events of that name are of."""
    return _subjects.get(name.partition(".")[0], Subject((), {}, NOTHING))


def tell(event: Event, names: Names) -> tuple[str, str]:
    """Return the words and the icon of an event; no words if it is not told."""
    sentence = _sentences.get(event.name)
    if sentence is None or sentence.words is None:
        return "", ""
    return sentence.words(event, names), sentence.icon


def personal(event: Event) -> dict[str, Any]:
    """Return the event's personal values, none if they were erased."""
    data = getattr(event, "data", None)
    return dict(data.values) if data is not None else {}


register_event("outbox.retried", gettext_lazy("Parked delivery tried again"))
register_event("job.finished", gettext_lazy("Long work ended"))
register_fields("job", Job)
