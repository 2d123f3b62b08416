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
    pend_incident,
    resolve_incident,
    resume_incident,
    start_incident,
)
from incidents.services.opening import open_incident
from incidents.services.rules import change_incident_rules

__all__ = [
    "answer_incident",
    "assign_incident",
    "cancel_incident",
    "change_incident_rules",
    "classify_incident",
    "close_incident",
    "close_resolved_incidents",
    "edit_incident",
    "mark_duplicate",
    "open_incident",
    "pend_incident",
    "rate_incident",
    "reopen_incident",
    "resolve_incident",
    "resume_incident",
    "set_incident_confidential",
    "start_incident",
    "take_incident",
    "write_on_incident",
]
