"""
What an incident costs to import, against the same service calls made live.

The service calls of some incidents are noted while they are imported once. Then each
of them is imported again and its calls are made live, in turns, so that a noisy
machine disturbs both alike; the ratio is the median over the pairs. Everything
happens in one transaction that is taken back. The log is made here: a hand-over, a
wait, an update from outside, a reopening, an end.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sms.settings")
django.setup()

from django.db import transaction
from django.utils import timezone

from core.choices import Channel
from core.origin import acting_through
from core.system_users import system_user
from incidents.models import Incident
from incidents.replay import Cast, ReplayReport, replaying
from incidents.servicenow_log import LoggedIncident, Row
from records.services import lock_record
from slm.exchange import import_agreement
from slm.selectors import services_by_category

CLAIMED_RATIO = 1.3
PAIRS = 40
AGREEMENT = Path(__file__).parent.parent / "docs/examples/servicenow-log.yaml"
OPENED_AT = datetime(2016, 3, 1, 8, tzinfo=UTC)
COURSE = (
    ("New", "Group 1", 0),
    ("Active", "Group 1", 20),
    ("Active", "Group 2", 45),
    ("Awaiting User Info", "Group 2", 60),
    ("Awaiting User Info", "Group 2", 90),
    ("Active", "Group 2", 200),
    ("Resolved", "Group 2", 260),
    ("Active", "Group 2", 900),
    ("Resolved", "Group 2", 950),
    ("Closed", "Group 2", 9000),
)
ACTS = (
    "open_incident",
    "assign_incident",
    "classify_incident",
    "start_incident",
    "pend_incident",
    "resume_incident",
    "resolve_incident",
    "reopen_incident",
    "close_incident",
    "note_outside_update",
)
Call = tuple[Callable[..., Any], dict[str, Any]]


class TakenBack(Exception):
    """Ends the transaction of the benchmark without a trace."""


def logged(number: str) -> LoggedIncident:
    rows = [
        Row(
            line=place + 2,
            number=number,
            place=place,
            state=state,
            opened_at=OPENED_AT,
            updated_at=OPENED_AT + timedelta(minutes=minutes),
            updated_by=f"Updated by {group}",
            caller="Caller 1",
            channel="Phone",
            category="Category 23",
            group=group,
            assignee=f"Resolver {group}",
            impact=2,
            urgency=2,
            closed_code="code 1",
            symptom="Symptom 1",
        )
        for place, (state, group, minutes) in enumerate(COURSE)
    ]
    return LoggedIncident(number, rows)


@contextmanager
def noting(calls: list[Call]) -> Iterator[None]:
    """Note every service that the import calls, with what."""
    services = {name: getattr(replaying, name) for name in ACTS}

    def note(service: Callable[..., Any]) -> Callable[..., Any]:
        def noted(*record: Any, **values: Any) -> Any:
            calls.append((service, dict(values)))
            return service(*record, **values)

        return noted

    for name, service in services.items():
        setattr(replaying, name, note(service))
    try:
        yield
    finally:
        for name, service in services.items():
            setattr(replaying, name, service)


def bring_in(number: str, cast: Cast) -> None:
    with transaction.atomic():
        replaying.Replay(logged(number), cast, ReplayReport()).run()


def make_live(calls: list[Call]) -> None:
    """Make the calls as the screens would: by number, through what is visible."""
    (first, values), *others = calls
    with transaction.atomic():
        incident = first(**{**values, "incident": _copy(values["incident"])})
        for service, arguments in others:
            if "number" in arguments:
                service(**{**arguments, "number": incident.number})
            else:
                visible = Incident.objects.visible_to(arguments["actor"])
                service(lock_record(visible, number=incident.number), **arguments)


def _copy(incident: Incident) -> Incident:
    names = (
        "title",
        "requester",
        "customer",
        "impact",
        "urgency",
        "category",
        "service",
        "team",
        "assignee",
        "contact_channel",
    )
    return Incident(**{name: getattr(incident, name) for name in names})


def seconds_of(act: Callable[[], None]) -> float:
    begin = time.perf_counter()
    act()
    return time.perf_counter() - begin


def measure() -> list[tuple[float, float]]:
    importer = system_user("incidents")
    agreement = import_agreement(
        AGREEMENT.read_text(), actor=importer, at=timezone.now()
    ).agreement
    if agreement.customer is None:
        raise SystemExit("The agreement names no customer.")
    cast = Cast(
        customer=agreement.customer,
        provider=agreement.provider,
        services=services_by_category(agreement.customer),
        importer=importer,
    )
    calls: list[Call] = []
    bring_in("warm-up", cast)
    with noting(calls):
        bring_in("noted", cast)
    make_live(calls)
    pairs = []
    for place in range(PAIRS):
        imported = seconds_of(partial(bring_in, f"pair-{place}", cast))
        pairs.append((imported, seconds_of(partial(make_live, calls))))
    return pairs


def main() -> int:
    pairs: list[tuple[float, float]] = []
    try:
        with transaction.atomic(), acting_through(Channel.IMPORT):
            pairs = measure()
            raise TakenBack
    except TakenBack:
        pass
    ratio = median(imported / live for imported, live in pairs)
    print(f"import, {PAIRS} pairs of an incident with {len(COURSE)} rows")
    print(f"  imported:  {median(one for one, _ in pairs) * 1000:>8.0f} ms")
    print(f"  live:      {median(live for _, live in pairs) * 1000:>8.0f} ms")
    print(f"  ratio:     {ratio:>8.2f} (claimed: at most {CLAIMED_RATIO})")
    return int(ratio > CLAIMED_RATIO)


if __name__ == "__main__":
    sys.exit(main())
