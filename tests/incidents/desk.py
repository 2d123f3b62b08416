"""What the tests of the desk need more than once."""

from datetime import timedelta

from incidents.models import Incident
from incidents.services import open_incident


def make_incidents(count, requester, agent, noon):
    """Open as many incidents, a minute apart."""
    return [
        open_incident(
            incident=Incident(title=f"Incident {place}", requester=requester.person),
            actor=agent,
            at=noon + timedelta(minutes=place),
        )
        for place in range(count)
    ]


def statements(captured):
    """Return the statements without the savepoints that only tests have."""
    marks = ("SAVEPOINT", "RELEASE SAVEPOINT")
    return [
        query["sql"]
        for query in captured.captured_queries
        if not query["sql"].startswith(marks)
    ]
