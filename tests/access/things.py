"""What the lines of the table can name as arguments."""

from typing import Any


def things(cast: dict[str, Any], **made: Any) -> dict[str, Any]:
    """Return the values that lines of the table can name as arguments."""
    person = cast["requester"].person
    return {
        "incident": made["incident"].number,
        "resolved": made["resolved"].number,
        "service": made["service"].number,
        "team": made["team"].pk,
        "person": person.pk,
        "agent_person": cast["agent"].person.pk,
        "organisation": person.organisation.pk,
        "location": made["location"].pk,
        "draft": made["agreement"].number,
        "target": made["target"],
        "calendar": made["calendar"].number,
        "report": made["report"].number,
        "decision": made["report"].decisions.get().pk,
        "definition": made["report"].definition.number,
        "absent_pack": "EVP-000000",
        "nothing": 0,
        "word": "x",
    }
