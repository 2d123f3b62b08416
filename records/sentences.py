"""How the events of records are told on their timeline."""

from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from core.kinds import get_kind
from core.language import local_time
from core.models import Event
from core.sentences import Names, personal, register_event, register_fields
from records.choices import ContactChannel, Impact, Priority, Urgency, Visibility
from records.lifecycle import state_label, step_label
from records.models import Category, Entry, Record

LABELS = {"impact": Impact, "urgency": Urgency, "priority": Priority}
KINDS = {"service": "service", "customer": "organisation", "category": "category"}


def opened(event: Event, names: Names) -> str:
    channel = ContactChannel(event.facts["channel"]).label
    requester = personal(event).get("requester")
    if requester is None or requester == str(event.actor):
        return _("reported it (%(channel)s)") % {"channel": channel}
    return _("opened it for %(person)s (%(channel)s)") % {
        "person": requester,
        "channel": channel,
    }


def held(event: Event, names: Names) -> str:
    team = names["team"].get(event.facts["team"], "")
    person = names["person"].get(event.facts["assignee"], "")
    if person and person == str(event.actor):
        told = _("took it")
    elif person and team:
        told = _("handed it to %(person)s, %(team)s") % {"person": person, "team": team}
    else:
        told = _("handed it to %(holder)s") % {"holder": person or team}
    return with_reason(told, event)


def moved(event: Event, names: Names) -> str:
    step = event.facts["step"]
    wordings = {
        "assign": "",
        "resolve": "",
        "start": _("began to work on it"),
        "resume": _("went on working on it"),
        "reopen": _("took it up again"),
        "close": _("closed it"),
        "cancel": _("cancelled it"),
    }
    state = state_label(event.facts["kind"], event.facts["state"])
    told = wordings.get(step, _("set it to “%(state)s”") % {"state": state})
    if told and event.facts.get("expected_at"):
        told = _("%(told)s until %(day)s") % {
            "told": told,
            "day": short(event.facts["expected_at"]),
        }
    return with_reason(told, event)


def reclassified(event: Event, names: Names) -> str:
    parts = [
        _("%(field)s from %(before)s to %(after)s")
        % {
            "field": _field(name),
            "before": _value(name, before, names),
            "after": _value(name, after, names),
        }
        for name, (before, after) in event.changes.items()
    ]
    return with_reason(_("changed %s") % ", ".join(parts), event)


def edited(event: Event, names: Names) -> str:
    fields = [_field(name) for name in event.facts["fields"]]
    return _("changed %s") % ", ".join(fields)


def handed_to_supplier(event: Event, names: Names) -> str:
    if "supplier" not in event.changes:
        told = _control(event)
    else:
        supplier = _supplier(event, names, 1)
        if event.facts["supplier_in_control"]:
            told = _("put it into the hands of %s") % supplier
        else:
            told = _("had %s work on it") % supplier
    return with_reason(_with_reference(told, event), event)


def _control(event: Event) -> str:
    if "supplier_in_control" not in event.changes:
        return _("noted the supplier's reference")
    if event.facts["supplier_in_control"]:
        return _("left it in the supplier's hands")
    return _("took control of it again; the supplier goes on working on it")


def supplier_answered(event: Event, names: Names) -> str:
    name = names["organisation"].get(event.facts["supplier"], "")
    told = _with_reference(_("noted that %s answered") % name, event)
    text = personal(event).get("text")
    return f"{told}: {text}" if text else told


def taken_back(event: Event, names: Names) -> str:
    told = _("took it back from %s") % _supplier(event, names, 0)
    return with_reason(told, event)


def _supplier(event: Event, names: Names, side: int) -> str:
    pk = event.changes["supplier"][side]
    return names["organisation"].get(pk, _("a supplier"))


def _with_reference(told: str, event: Event) -> str:
    _was, reference = event.changes.get("supplier_reference", ("", ""))
    return (
        _("%(told)s (their reference: %(reference)s)")
        % {
            "told": told,
            "reference": reference,
        }
        if reference
        else told
    )


def confidentiality_changed(event: Event, names: Names) -> str:
    if event.changes["is_confidential"][1]:
        return _("made it confidential")
    return _("showed it to all staff again")


def rated(event: Event, names: Names) -> str:
    told = _("rated it %(score)s of 5") % {"score": event.facts["score"]}
    comment = personal(event).get("comment")
    return f"{told}: {comment}" if comment else told


def updated_outside(event: Event, names: Names) -> str:
    return _("updated it in %(system)s") % {"system": event.facts["system"]}


def with_reason(told: str, event: Event) -> str:
    """Return the words with the reason that was given for the act."""
    reason = personal(event).get("reason")
    return f"{told}: {reason}" if told and reason else told


def short(text: str) -> str:
    """Return an instant that was stored as text, in the reader's zone."""
    instant = parse_datetime(text)
    shown = pgettext("date format", "j M, H:i")
    return date_format(local_time(instant), shown) if instant else text


def _field(name: str) -> str:
    return {
        "impact": _("the impact"),
        "urgency": _("the urgency"),
        "priority": _("the priority"),
        "service": _("the service"),
        "customer": _("the customer"),
        "category": _("the category"),
        "title": _("the title"),
        "description": _("the description"),
        "requester": _("the caller"),
    }.get(name, name)


def _value(name: str, value: Any, names: Names) -> str:
    if value is None:
        return _("none")
    if name in LABELS:
        return str(LABELS[name](value).label)
    return names[KINDS[name]].get(value, str(value))


register_event("records.opened", gettext_lazy("Opened"), opened, icon="plus")
register_event("records.held", gettext_lazy("Handed over"), held, icon="user")
register_event(
    "records.handed_to_supplier",
    gettext_lazy("Handed to a supplier"),
    handed_to_supplier,
    icon="truck",
)
register_event(
    "records.supplier_answered",
    gettext_lazy("Answered by the supplier"),
    supplier_answered,
    icon="chat-bubble-left-right",
)
register_event(
    "records.taken_back",
    gettext_lazy("Taken back from the supplier"),
    taken_back,
    icon="arrow-uturn-left",
)
register_event("records.moved", gettext_lazy("Moved on"), moved, icon="arrow-right")
register_event(
    "records.reclassified",
    gettext_lazy("Classified anew"),
    reclassified,
    icon="adjustments-horizontal",
)
register_event(
    "records.edited", gettext_lazy("Words or caller changed"), edited, icon="pencil"
)
register_event(
    "records.confidentiality_changed",
    gettext_lazy("Confidentiality changed"),
    confidentiality_changed,
    icon="eye-slash",
)
register_event(
    "records.rated",
    gettext_lazy("Rated"),
    rated,
    detail=lambda event: _("%s of 5") % event.facts.get("score", "–"),
    icon="star",
)
register_event(
    "records.entry_added",
    gettext_lazy("Entry written"),
    detail=lambda event: str(Visibility(event.facts["visibility"]).label),
)
register_event(
    "records.updated_outside",
    gettext_lazy("Updated in another system"),
    updated_outside,
    icon="arrow-path",
)

for name, title in (
    ("records.matrix_changed", gettext_lazy("Priority matrix changed")),
    ("category.created", gettext_lazy("Category added")),
    ("category.edited", gettext_lazy("Category changed")),
):
    register_event(name, title)

register_fields(
    "records",
    Record,
    Entry,
    shows={
        "state": lambda event, value: state_label(event.facts["kind"], value),
        "step": lambda event, value: step_label(event.facts["kind"], value),
        "kind": lambda event, value: get_kind(value).label,
        "channel": lambda event, value: ContactChannel(value).label,
    },
    channel=gettext_lazy("came in by"),
    cells=gettext_lazy("priorities"),
    computed=gettext_lazy("priority by the matrix"),
    matrix=gettext_lazy("version of the matrix"),
    is_overridden=gettext_lazy("other priority than the matrix gives"),
    system=gettext_lazy("system"),
    reference=gettext_lazy("reference"),
)
register_fields("category", Category)
