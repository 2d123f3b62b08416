"""The table of everything that can be done to an incident at the desk."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from core.models import User
from incidents import forms, services
from incidents.models import Incident
from incidents.permissions import can_be_supplied, is_supplied
from incidents.selectors import incident_rules
from records.permissions import has_ended


@dataclass(frozen=True, slots=True)
class Act:
    """
    One thing that can be done: what is asked, what is called, what is said after.

    `steps` names the moves of the lifecycle that it stands for, if it is one; else
    `when` says of which incidents it can be done.
    """

    name: str
    title: str | Promise
    run: Callable[..., Any]
    done: str | Promise
    form: type[forms.ActForm] = forms.ActForm
    initial: Callable[[Incident, datetime], dict[str, Any]] | None = None
    steps: tuple[str, ...] = ()
    when: Callable[[Incident], bool] | None = None
    button: str | Promise = ""
    is_danger: bool = False

    @property
    def url_name(self) -> str:
        return f"incident_{self.name}"

    @property
    def is_plain(self) -> bool:
        """Whether nothing is asked."""
        return self.form is forms.ActForm


def _for_the_customer(incident: Incident, now: datetime) -> dict[str, Any]:
    return {"waiting_for": "customer"}


def _words(incident: Incident, now: datetime) -> dict[str, Any]:
    return {"title": incident.title, "description": incident.description}


def _class(incident: Incident, now: datetime) -> dict[str, Any]:
    names = ("impact", "urgency", "service", "category", "customer")
    values = {name: getattr(incident, name) for name in names}
    if incident.priority_reason:
        values["priority"] = incident.priority
        values["reason"] = incident.priority_reason
    return values


def _resolution(incident: Incident, now: datetime) -> dict[str, Any]:
    return {"resolution": incident.resolution, "close_code": incident.close_code}


def _supply(incident: Incident, now: datetime) -> dict[str, Any]:
    return {
        "supplier": incident.supplier,
        "reference": incident.supplier_reference,
        "control": "theirs" if incident.supplier_in_control else "",
    }


def _reference(incident: Incident, now: datetime) -> dict[str, Any]:
    return {"reference": incident.supplier_reference}


ASSIGN = Act(
    "assign",
    gettext_lazy("Hand over"),
    services.assign_incident,
    gettext_lazy("Handed over."),
    forms.AssignForm,
)
TAKE = Act(
    "take",
    gettext_lazy("Assign to me"),
    services.take_incident,
    gettext_lazy("It is yours now."),
)
START = Act(
    "start",
    gettext_lazy("Start work"),
    services.start_incident,
    gettext_lazy("Work has begun."),
    steps=("start",),
)
RESUME = Act(
    "resume",
    gettext_lazy("Resume work"),
    services.resume_incident,
    gettext_lazy("Work goes on."),
    steps=("resume",),
)
PEND = Act(
    "pend",
    gettext_lazy("Let it wait"),
    services.let_incident_wait,
    gettext_lazy("It waits now."),
    forms.PendForm,
    _for_the_customer,
    steps=("wait_for_customer", "wait_for_supplier"),
)
RESOLVE = Act(
    "resolve",
    gettext_lazy("Resolve"),
    services.resolve_incident,
    gettext_lazy("Resolved."),
    forms.ResolveForm,
    _resolution,
    steps=("resolve",),
)
REOPEN = Act(
    "reopen",
    gettext_lazy("Reopen"),
    services.reopen_incident,
    gettext_lazy("It is open again."),
    forms.ReasonForm,
    steps=("reopen",),
)
CLOSE = Act(
    "close",
    gettext_lazy("Close"),
    services.close_incident,
    gettext_lazy("Closed."),
    steps=("close",),
)
CANCEL = Act(
    "cancel",
    gettext_lazy("Cancel incident"),
    services.cancel_incident,
    gettext_lazy("Cancelled."),
    forms.ReasonForm,
    steps=("cancel",),
    is_danger=True,
)
DUPLICATE = Act(
    "duplicate",
    gettext_lazy("Mark as duplicate"),
    services.mark_duplicate,
    gettext_lazy("Cancelled as a duplicate."),
    forms.DuplicateForm,
    steps=("cancel",),
    is_danger=True,
)
HAND_TO_SUPPLIER = Act(
    "hand_to_supplier",
    gettext_lazy("Hand to supplier"),
    services.hand_incident_to_supplier,
    gettext_lazy("The supplier has it now."),
    forms.SupplierForm,
    _supply,
    when=can_be_supplied,
)
SUPPLIER_ANSWERED = Act(
    "supplier_answered",
    gettext_lazy("Supplier answered"),
    services.note_answer_of_supplier,
    gettext_lazy("The supplier's answer is noted."),
    forms.AnswerForm,
    _reference,
    when=is_supplied,
)
TAKE_BACK = Act(
    "take_back",
    gettext_lazy("Take back"),
    services.take_incident_back,
    gettext_lazy("It is back from the supplier."),
    forms.BackForm,
    when=is_supplied,
)
EDIT = Act(
    "edit",
    gettext_lazy("Edit title and description"),
    services.edit_incident,
    gettext_lazy("Saved."),
    forms.EditForm,
    _words,
    button=gettext_lazy("Save"),
)
CLASSIFY = Act(
    "classify",
    gettext_lazy("Change classification"),
    services.classify_incident,
    gettext_lazy("Saved."),
    forms.ClassifyForm,
    _class,
    button=gettext_lazy("Save"),
)
# What the header of the record offers, the likeliest first.
MOVES = (
    START,
    RESUME,
    RESOLVE,
    PEND,
    SUPPLIER_ANSWERED,
    TAKE_BACK,
    HAND_TO_SUPPLIER,
    CLOSE,
    REOPEN,
    DUPLICATE,
    CANCEL,
)


def is_possible(act: Act, incident: Incident, user: User, at: datetime) -> bool:
    """Whether the act may be made now; what is no move, as long as it is not closed."""
    if act.steps or act.when:
        return act in possible_acts(incident, user, at)
    return not has_ended(incident)


def possible_acts(incident: Incident, user: User, at: datetime) -> list[Act]:
    """Return the moves that the incident's state offers now and the user may make."""
    offered = {
        step.name
        for step in incident.lifecycle.leaving(incident.state)
        if user.has_perm(step.permission)
    }
    if "reopen" in offered and not incident_rules().still_reopens(incident, at):
        offered.remove("reopen")
    works = user.has_perm("incidents.work_incident")
    return [
        act
        for act in MOVES
        if offered.intersection(act.steps)
        or (works and act.when and act.when(incident))
    ]
