from incidents.services.answering import answer_incident, rate_incident
from incidents.services.changing import (
    classify_incident,
    edit_incident,
    set_incident_confidential,
    write_on_incident,
)
from incidents.services.duplicates import mark_duplicate
from incidents.services.ending import (
    close_incident,
    close_resolved_incidents,
    reopen_incident,
)
from incidents.services.holding import assign_incident, take_incident
from incidents.services.moving import (
    cancel_incident,
    let_incident_wait,
    pend_incident,
    resolve_incident,
    resume_incident,
    start_incident,
)
from incidents.services.opening import open_incident
from incidents.services.rules import change_incident_rules
from incidents.services.supplying import (
    hand_incident_to_supplier,
    note_answer_of_supplier,
    take_incident_back,
)

__all__ = [
    "answer_incident",
    "assign_incident",
    "cancel_incident",
    "change_incident_rules",
    "classify_incident",
    "close_incident",
    "close_resolved_incidents",
    "edit_incident",
    "hand_incident_to_supplier",
    "let_incident_wait",
    "mark_duplicate",
    "note_answer_of_supplier",
    "open_incident",
    "pend_incident",
    "rate_incident",
    "reopen_incident",
    "resolve_incident",
    "resume_incident",
    "set_incident_confidential",
    "start_incident",
    "take_incident",
    "take_incident_back",
    "write_on_incident",
]
