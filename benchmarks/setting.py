"""A customer, an agreement around the clock, and an incident, to be copied."""

from datetime import UTC, date, datetime
from typing import Any

from accounts.models import Organisation, Person, Team
from calendars.definition import WEEKDAYS
from calendars.hours import Budget
from calendars.services import create_calendar
from catalogue.services import create_service
from core.system_users import system_user
from incidents.models import Incident
from incidents.services import open_incident
from slm.models import Agreement
from slm.services import (
    OnPaper,
    Wording,
    activate_agreement,
    add_target,
    create_agreement,
    offer_draft,
    record_paper_signature,
)
from slm.terms import TargetTerms

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
HOUR = 3600


class Setting:
    """Who is needed for incidents with clocks; everything goes through the services."""

    def __init__(self, name: str = "Benchmark") -> None:
        self.actor = system_user("slm")
        self.provider = Organisation.objects.create(
            name=f"{name} provider", is_provider=True
        )
        self.customer = Organisation.objects.create(name=name, is_customer=True)
        self.requester = Person.objects.create(name=name, organisation=self.customer)
        self.team = Team.objects.create(name=f"{name} team")
        self.service = create_service(
            name=name,
            state="live",
            customers=[self.customer],
            actor=self.actor,
            at=LONG_AGO,
        )
        self._agree(name)

    def _agree(self, name: str) -> None:
        calendar = create_calendar(
            name=name,
            definition={
                "timezone": "UTC",
                "weekly": {day: [["00:00", "24:00"]] for day in WEEKDAYS},
            },
            valid_from=LONG_AGO,
            actor=self.actor,
            at=LONG_AGO,
        )
        agreement = create_agreement(
            agreement=Agreement(
                leg="sla",
                title=name,
                provider=self.provider,
                customer=self.customer,
            ),
            wording=Wording(valid_from=date(2020, 1, 1)),
            actor=self.actor,
            at=LONG_AGO,
        )
        terms = TargetTerms(
            "resolution",
            calendar,
            {None: Budget(8 * HOUR)},
            responsible=Person.objects.create(name=name, organisation=self.provider),
        )
        add_target(number=agreement.number, terms=terms, actor=self.actor, at=LONG_AGO)
        self._put_into_force(agreement)

    def _put_into_force(self, agreement: Agreement) -> None:
        by: dict[str, Any] = {"number": agreement.number, "actor": self.actor}
        offer = offer_draft(**by, at=LONG_AGO)
        for role in agreement.signatories:
            paper = OnPaper(role.value, "All", LONG_AGO.date(), "Folder 1")
            record_paper_signature(
                role=role, paper=paper, digest=offer.digest, **by, at=LONG_AGO
            )
        activate_agreement(**by, at=LONG_AGO)

    def open(
        self, at: datetime, title: str = "Mail does not arrive", **values: Any
    ) -> Incident:
        """Open an incident, as the desk would."""
        usual = {"service": self.service, "team": self.team}
        return open_incident(
            incident=Incident(
                title=title, requester=self.requester, **{**usual, **values}
            ),
            actor=self.actor,
            at=at,
        )
