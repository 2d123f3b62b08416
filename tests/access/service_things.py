"""What a service rests on, and what is known of how it runs."""

from datetime import datetime, timedelta
from typing import Any

from catalogue.models import Service
from catalogue.services import add_dependency, create_component
from core.models import User
from slm.models import Exclusion, Measure
from slm.services import OutageTerms, create_measure, report_outage, request_exclusion


def service_things(
    service: Service, cast: dict[str, User], at: datetime
) -> dict[str, Any]:
    """Make what a service rests on, and what is known of how it runs."""
    agent, manager = cast["agent"], cast["service_level_manager"]
    by: dict[str, Any] = {"actor": manager, "at": at}
    part = create_component(name=f"Cluster of {service}", person=agent.person, **by)
    needs = add_dependency(number=service.number, on_component=part, **by)
    return {
        "service": service.number,
        "component": part.number,
        "dependency": needs.pk,
        "exclusion": _exclusion(service, agent, at),
        "outage": _outage(service, agent, at),
        "measure": _measure(service, manager, at),
    }


def _exclusion(service: Service, actor: User, at: datetime) -> str:
    planned = Exclusion(
        reason="maintenance",
        text=f"New servers for {service}",
        start=at,
        end=at + timedelta(hours=1),
        service=service,
    )
    return request_exclusion(exclusion=planned, actor=actor, at=at).number


def _outage(service: Service, actor: User, at: datetime) -> str:
    begin = at - timedelta(hours=2)
    terms = OutageTerms(service, begin, "No mail", end=begin + timedelta(hours=1))
    return report_outage(terms=terms, actor=actor, at=at).number


def _measure(service: Service, actor: User, at: datetime) -> str:
    measure = Measure(
        name=f"Opening {service}",
        unit="ms",
        service=service,
        point="Branch",
        source="Probe",
        responsible=actor.person,
    )
    return create_measure(measure=measure, actor=actor, at=at).number
