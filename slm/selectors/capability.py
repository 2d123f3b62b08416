"""What bears on the capability of services, and how the catalogue followed a decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from core.models import Event, User
from records.doors import list_url
from records.models import Record
from slm.choices import CatalogueState, RequirementState
from slm.models import (
    AgreedCatalogue,
    CapabilityAssessment,
    CapabilityLine,
    ServiceLevelRequirement,
)

MOST = 30


@dataclass(frozen=True, slots=True)
class Asked:
    """A row with what the year shows of the service's demand."""

    line: CapabilityLine
    records: int
    earlier: int
    requirements: int

    @property
    def records_url(self) -> str:
        """Where the records of the year are listed."""
        return self._list_of(self.line.assessment.year)

    @property
    def earlier_url(self) -> str:
        """Where the records of the year before are listed."""
        return self._list_of(self.line.assessment.year - 1)

    def _list_of(self, year: int) -> str:
        first, last = date(year, 1, 1), date(year, 12, 31)
        within = {"opened_after": first, "opened_before": last}
        return list_url(service=self.line.service_id, **within)


def asked_of(assessment: CapabilityAssessment, reader: User) -> list[Asked]:
    """
    Return the rows, each with its records of the year and of the one before.

    And the needs of customers that are not documented yet; in three statements. Once
    it is decided, all as it was then.
    """
    rows = assessment.lines.select_related(
        "service__item", "update_event", "update_catalogue__item"
    )
    lines = list(rows.order_by("service__name"))
    services = [line.service_id for line in lines]
    year = assessment.year
    records = Record.objects.visible_to(reader).filter(
        service__in=services, opened_at__year__in=[year, year - 1]
    )
    if assessment.decided_at is not None:
        records = records.filter(opened_at__lte=assessment.decided_at)
    counted = {
        found["service"]: (found["now"], found["earlier"])
        for found in records.order_by()
        .values("service")
        .annotate(
            now=Count("pk", filter=Q(opened_at__year=year)),
            earlier=Count("pk", filter=Q(opened_at__year=year - 1)),
        )
    }
    needs = _open_needs(assessment, reader).filter(service__in=services).order_by()
    waiting = dict(needs.values_list("service").annotate(n=Count("pk")))
    return [
        Asked(
            line,
            *counted.get(line.service_id, (0, 0)),
            waiting.get(line.service_id, 0),
        )
        for line in lines
    ]


def _open_needs(
    assessment: CapabilityAssessment, reader: User
) -> QuerySet[ServiceLevelRequirement]:
    """Return the needs that are not documented yet, or were not at the decision."""
    needs = ServiceLevelRequirement.objects.visible_to(reader)
    decided_at = assessment.decided_at
    if decided_at is None:
        return needs.exclude(state=RequirementState.DOCUMENTED)
    documented = Event.objects.named("requirement.documented").filter(
        item=OuterRef("pk"), occurred_at__lte=decided_at
    )
    return needs.filter(~Exists(documented), gathered_at__lte=decided_at)


def updates_of(
    line: CapabilityLine,
) -> tuple[Sequence[Event], Sequence[AgreedCatalogue]]:
    """Return what was done to the service, and agreed of it, since it was assessed."""
    began = Event.objects.of(line.assessment_id).named("capability.started").first()
    if began is None:
        return [], []
    events = Event.objects.of(line.service_id).filter(
        name__startswith="service.", occurred_at__gte=began.occurred_at
    )
    agreed = AgreedCatalogue.objects.filter(
        customer__entitlements__service=line.service_id,
        state__in=[CatalogueState.AGREED, CatalogueState.SUPERSEDED],
        decided_at__gte=began.occurred_at,
    ).distinct()
    return (
        list(events.order_by("-pk")[:MOST]),
        list(agreed.select_related("item", "customer").order_by("-pk")[:MOST]),
    )
