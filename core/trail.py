"""The audit trail as people read it: events in words, fields and values as shown."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format, number_format
from django.utils.timezone import is_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from core.evidence_rows import ROWS
from core.models import Event
from core.sentences import personal, subject_of, title_of
from core.wording import exactly

# What many events say beside the fields of their subjects.
LABELS = {
    "by": gettext_lazy("by"),
    "by_desk": gettext_lazy("by the desk"),
    "comment": gettext_lazy("comment"),
    "fields": gettext_lazy("fields"),
    "has_reason": gettext_lazy("with a reason"),
    "kind": gettext_lazy("kind"),
    "name": gettext_lazy("name"),
    "opened_at": gettext_lazy("opened"),
    "percent": gettext_lazy("percent"),
    "person": gettext_lazy("person"),
    "reason": gettext_lazy("reason"),
    "score": gettext_lazy("score"),
    "state": gettext_lazy("state"),
    "step": gettext_lazy("step"),
    "targets": gettext_lazy("targets"),
    "team": gettext_lazy("team"),
    "terms": gettext_lazy("terms"),
    "text": gettext_lazy("text"),
    "title": gettext_lazy("title"),
    "version": gettext_lazy("version"),
}
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Told:
    """
    An event as people read it.

    `changes` are fields with before and after, `said` what was written or given with
    it, `facts` what else was recorded; `raw` is the entry as it is stored.
    """

    event: Event
    title: str
    changes: Sequence[tuple[str, str, str]]
    said: Sequence[tuple[str, str]]
    facts: Sequence[tuple[str, str]]

    @property
    def raw(self) -> str:
        event = self.event
        kept = {"name": event.name, "changes": event.changes, "facts": event.facts}
        whole = {"id": event.pk, **kept, "personal": personal(event)}
        return json.dumps(whole, indent=2, ensure_ascii=False, sort_keys=True)

    @property
    def summary(self) -> str:
        """What changed and what was said, in one text."""
        changes = [f"{label}: {was} → {now}" for label, was, now in self.changes]
        return "; ".join(
            [*changes, *(f"{label}: {value}" for label, value in self.said)]
        )


def told(events: Sequence[Event]) -> list[Told]:
    """Return the events in words; the names of all that they mention at once."""
    names = _names(events)
    return [_told(event, names) for event in events]


Names = Mapping[tuple[type[Model], Any], str]


def _told(event: Event, names: Names) -> Told:
    given = personal(event)
    # Of whom one knows the name and the id, the name as it was then.
    by_name = {field: pair for field, pair in given.items() if _is_pair(pair)}
    by_code = {
        field: [_shown(event, field, one, names) for one in pair]
        for field, pair in event.changes.items()
        if _is_pair(pair) and field not in by_name
    }
    if "state" in by_code:
        # It says better what the phase says.
        by_code.pop("phase", None)
    said = {field: value for field, value in given.items() if field not in by_name}
    return Told(
        event,
        title_of(event),
        [
            (label_of(event.name, field), str(was) or "–", str(now) or "–")
            for field, (was, now) in {**by_code, **by_name}.items()
            if was != now
        ],
        _lines(event, said, names),
        _lines(event, {k: v for k, v in event.facts.items() if k != ROWS}, names),
    )


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2


def _lines(
    event: Event, values: Mapping[str, Any], names: Names
) -> list[tuple[str, str]]:
    return [
        (label_of(event.name, field), _shown(event, field, value, names))
        for field, value in values.items()
        if value not in (None, "", [])
    ]


def label_of(name: str, field: str) -> str:
    """Return what people call a field in events of that name."""
    subject = subject_of(name)
    if field in subject.labels:
        return str(subject.labels[field])
    if found := _field(name, field):
        return str(found.verbose_name)
    return str(LABELS.get(field) or field.replace("_", " "))


def _field(name: str, field: str) -> "Field[Any, Any] | None":
    for model in subject_of(name).models:
        try:
            found = model._meta.get_field(field)
        except FieldDoesNotExist:
            continue
        if isinstance(found, Field):
            return found
    return None


def _names(events: Iterable[Event]) -> Names:
    wanted: dict[type[Model], set[Any]] = {}
    for event in events:
        for model, ids in _mentioned(event):
            wanted.setdefault(model, set()).update(ids)
    return {
        (model, row.pk): str(row)
        for model, ids in wanted.items()
        for row in model._default_manager.filter(pk__in=ids)
    }


def _mentioned(event: Event) -> Iterator[tuple[type[Model], list[Any]]]:
    values = {**event.facts, **event.changes}
    for field, value in values.items():
        found = _field(event.name, field)
        if found is not None and isinstance(found.related_model, type):
            yield found.related_model, [pk for pk in _flat(value) if type(pk) is int]


def _flat(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        for one in value:
            yield from _flat(one)
    else:
        yield value


def _shown(event: Event, field: str, value: Any, names: Names) -> str:
    """Return a value as people see it."""
    if value is None or value in ("", []):
        return "–"
    if shows := subject_of(event.name).shows.get(field):
        return str(shows(event, value))
    if isinstance(value, list):
        return ", ".join(_shown(event, field, one, names) for one in value)
    found = _field(event.name, field)
    if found is not None and isinstance(found.related_model, type):
        unknown = f"#{value}" if isinstance(value, int) else str(value)
        return names.get((found.related_model, value), unknown)
    choices = dict(found.flatchoices) if found is not None else {}
    return str(choices[value]) if _is_among(choices, value) else plainly(value)


def _is_among(choices: Mapping[Any, Any], value: Any) -> bool:
    return isinstance(value, str | int) and value in choices


def plainly(value: Any) -> str:
    """Return a value of no certain field: yes or no, an instant, a day, else itself."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return number_format(value)
    if isinstance(value, dict):
        text = json.dumps(value, ensure_ascii=False)
        return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    return _moment(str(value)) or str(value)


def _moment(text: str) -> str:
    """Return an instant or a day that was stored as text, as the reader writes it."""
    try:
        at, day = parse_datetime(text), parse_date(text)
    except ValueError:
        return ""
    if at is not None and "T" in text and is_aware(at):
        return exactly(at)
    return date_format(day, pgettext("date format", "j M Y")) if day else ""
