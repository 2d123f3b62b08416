"""Replaying a log through the services, so that all comes out as it would have live."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Team
from core.lifecycle import TransitionNotAllowed
from core.models import User
from incidents.choices import CloseCode, IncidentState
from incidents.lifecycle import FRESH, OPEN, PENDING
from incidents.models import Incident
from incidents.replay.cast import Cast
from incidents.servicenow_log import SYSTEM, UNKNOWN, WAITING, LoggedIncident, Row
from incidents.services import (
    assign_incident,
    classify_incident,
    close_incident,
    open_incident,
    pend_incident,
    reopen_incident,
    resolve_incident,
    resume_incident,
    start_incident,
)
from records.choices import ContactChannel, WaitingFor
from records.models import ExternalReference
from records.permissions import has_ended
from records.services import lock_record, note_outside_update

FROM_LOG = "As in the log"
CHANNELS = {"Phone": ContactChannel.PHONE, "Email": ContactChannel.MAIL}
WAITING_STATES = set(PENDING.values())
ENDED = {IncidentState.RESOLVED, IncidentState.CLOSED}

# A service, ready to be called with what it needs besides; counts as one act.
Act = Callable[..., int]


@dataclass(slots=True)
class ReplayReport:
    """What came in, and every row that is not simply an event, with its reason."""

    imported: int = 0
    known: int = 0
    rows: int = 0
    listed: list[tuple[int, str, str]] = field(default_factory=list)


def replay_log(
    incidents: list[LoggedIncident], *, cast: Cast, progress: Callable[[int], object]
) -> ReplayReport:
    """
    Bring every logged incident in through the services, one transaction for each.

    What has come in already is left alone, so a run that was cut off is resumed by
    running it again. `progress` is told how many incidents are done.
    """
    report = ReplayReport()
    references = ExternalReference.objects.filter(system=SYSTEM)
    known = dict(references.values_list("reference", "position"))
    for done, logged in enumerate(incidents, 1):
        report.rows += len(logged.rows)
        for line, reason in logged.clamped:
            report.listed.append((line, logged.number, reason))
        if known.get(logged.number, 0) >= len(logged.rows):
            report.known += 1
        else:
            with transaction.atomic():
                Replay(logged, cast, report).run()
            report.imported += 1
        progress(done)
    return report


class Replay:
    """One logged incident on its way through the services."""

    incident: Incident

    def __init__(
        self, logged: LoggedIncident, cast: Cast, report: ReplayReport
    ) -> None:
        self.logged = logged
        self.cast = cast
        self.report = report

    def run(self) -> None:
        rows = self.logged.rows
        reference = ExternalReference.objects.filter(
            system=SYSTEM, reference=self.logged.number
        ).first()
        if reference is None:
            self.incident = self._open()
            reference = ExternalReference(
                record_id=self.incident.pk, system=SYSTEM, reference=self.logged.number
            )
        else:
            incidents = Incident.objects.visible_to(self.cast.importer)
            self.incident = incidents.select_related("item").get(pk=reference.record_id)
        for index in range(reference.position, len(rows)):
            self._apply(index, is_opening=index == 0 and self._opens(rows[0]))
        reference.position = len(rows)
        reference.save()

    @staticmethod
    def _opens(row: Row) -> bool:
        """Whether the log kept the opening itself; otherwise it is made."""
        return row.state == "New" and row.place == 0

    def _open(self) -> Incident:
        first, at = self.logged.rows[0], self.logged.opened_at
        is_logged = self._opens(first)
        team = self.cast.team(first.group, at) if is_logged else None
        person = None
        if is_logged and first.assignee != UNKNOWN:
            person = self.cast.worker(first.assignee, team, at)
        return open_incident(
            incident=Incident(
                title=f"{first.category}, {first.symptom}",
                requester=self.cast.caller(first.caller, at),
                customer=self.cast.customer,
                impact=first.impact,
                urgency=first.urgency,
                category=self.cast.category(first.category, at),
                service=self.cast.service(first.category),
                team=team,
                assignee=person,
                contact_channel=CHANNELS.get(first.channel, ContactChannel.OTHER),
            ),
            actor=self.cast.actor(first.updated_by, team, at),
            at=at,
        )

    def _apply(self, index: int, *, is_opening: bool) -> None:
        row = self.logged.rows[index]
        at = row.updated_at
        team = self.cast.team(row.group, at)
        actor = self.cast.actor(row.updated_by, team, at)
        acts = 0
        if not is_opening:
            acts += self._reclassify(row, actor, at)
            acts += self._hand_over(row, team, actor, at)
            acts += self._move(index, actor, at)
        if not acts:
            self._note(row, actor, at)

    def _note(self, row: Row, actor: User, at: datetime) -> None:
        incidents = Incident.objects.visible_to(actor)
        note_outside_update(
            lock_record(incidents, number=self.incident.number),
            system=SYSTEM,
            reference=f"{row.number}/{row.place}",
            actor=actor,
            at=at,
        )

    def _act(self, service: Callable[..., Incident], actor: User, at: datetime) -> Act:
        def act(**values: Any) -> int:
            self.incident = service(
                number=self.incident.number, actor=actor, at=at, **values
            )
            return 1

        return act

    def _reclassify(self, row: Row, actor: User, at: datetime) -> int:
        category = self.cast.category(row.category, at)
        service = self.cast.service(row.category)
        values: dict[str, Any] = {}
        if row.impact != self.incident.impact:
            values["impact"] = row.impact
        if row.urgency != self.incident.urgency:
            values["urgency"] = row.urgency
        if category and category.pk != self.incident.category_id:
            values["category"] = category
        if service and service.pk != self.incident.service_id:
            values["service"] = service
        if not values:
            return 0
        if has_ended(self.incident):
            self._list(row, "is reclassified after its end")
            return 0
        return self._act(classify_incident, actor, at)(reason=FROM_LOG, **values)

    def _hand_over(self, row: Row, team: Team | None, actor: User, at: datetime) -> int:
        incident = self.incident
        # Unknown is not nobody: the holder stays, unless the team went on.
        stays = team is None or team.pk == incident.team_id
        team = incident.team if stays else team
        person = incident.assignee if stays else None
        if row.assignee != UNKNOWN:
            person = self.cast.worker(row.assignee, team, at)
        if stays and (person.pk if person else None) == incident.assignee_id:
            return 0
        if incident.state not in OPEN:
            self._list(row, "changes hands after its end")
            return 0
        return self._act(assign_incident, actor, at)(team=team, person=person)

    def _move(self, index: int, actor: User, at: datetime) -> int:
        row = self.logged.rows[index]
        state = self.incident.state
        try:
            return self._step(index, actor, at)
        except (TransitionNotAllowed, ValidationError) as error:
            self._list(row, f"{state} → {row.state}: {error}")
            return 0

    def _step(self, index: int, actor: User, at: datetime) -> int:
        """Make the moves that lead from the present state to the row's."""
        target = self.logged.rows[index].state
        acts = 0
        if self.incident.state in ENDED and target not in {"Resolved", "Closed"}:
            acts = self._act(reopen_incident, actor, at)(reason=FROM_LOG)
        state = self.incident.state
        if target in WAITING:
            return acts + self._wait(index, actor, at)
        if target in {"Resolved", "Closed"}:
            return acts + self._end(index, actor, at)
        if target == "New" and state not in FRESH:
            raise TransitionNotAllowed("there is no way back to new")
        if target == "Active" and state in WAITING_STATES:
            return acts + self._act(resume_incident, actor, at)()
        if target == "Active" and state in FRESH:
            return acts + self._act(start_incident, actor, at)()
        return acts

    def _wait(self, index: int, actor: User, at: datetime) -> int:
        row = self.logged.rows[index]
        waiting_for = WaitingFor(WAITING[row.state])
        if self.incident.state == PENDING[waiting_for]:
            return 0
        return self._act(pend_incident, actor, at)(
            waiting_for=waiting_for,
            reason=row.state,
            expected_at=self.logged.expected_at(index),
        )

    def _end(self, index: int, actor: User, at: datetime) -> int:
        row = self.logged.rows[index]
        acts = 0
        if self.incident.state in OPEN:
            acts += self._act(resolve_incident, actor, at)(
                resolution=f"Closed code in the log: {row.closed_code}",
                close_code=CloseCode.SOLVED,
            )
        if row.state == "Closed" and self.incident.state != IncidentState.CLOSED:
            acts += self._act(close_incident, actor, at)()
        return acts

    def _list(self, row: Row, reason: str) -> None:
        self.report.listed.append((row.line, row.number, reason))
