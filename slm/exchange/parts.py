"""What a file says of an agreement, part by part."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from calendars.definition import Definition
from calendars.hours import Budget
from slm.credits import Credit
from slm.exchange.contents import ContentsPart


@dataclass(frozen=True, slots=True)
class CalendarPart:
    name: str
    valid_from: date | None
    definition: Definition | None


@dataclass(frozen=True, slots=True)
class RestPart:
    """An agreement that a target rests on: with a team, or with a supplier."""

    path: str
    team: str
    supplier: str
    agreement: str
    metric: str
    is_beside: bool


@dataclass(frozen=True, slots=True)
class MeasurePart:
    name: str
    unit: str
    service: str
    point: str
    source: str


@dataclass(frozen=True, slots=True)
class TargetPart:
    metric: str
    calendar: str
    budgets: Mapping[int | None, Budget]
    name: str
    record_kind: str
    customer: str
    service: str
    category: str
    pauses: tuple[str, ...]
    thresholds: tuple[int, ...]
    goal: Decimal
    source: str
    measuring_point: str
    formula: str
    responsible: str
    goal_value: Decimal | None
    direction: str
    statistic: str
    measure: str
    least_answers: int | None
    partial_weight: int | None
    planned_minutes: int | None
    credits: tuple[Credit, ...]
    rests_on: tuple[RestPart, ...]


@dataclass(frozen=True, slots=True)
class SignaturePart:
    """That somebody signed what the file says, on paper."""

    role: str
    name: str
    authority: str
    signed_on: date
    reference: str


@dataclass(frozen=True, slots=True)
class StepPart:
    """A step of the escalation: when, which way, and whom."""

    path: str
    percent: int
    minutes: int | None
    ladder: str
    whom: str
    team: str
    person: str
    role: str
    acknowledge_minutes: int | None


@dataclass(frozen=True, slots=True)
class Document:
    """One agreement with everything it needs."""

    kind: str
    level: str
    title: str
    provider: str
    customer: str
    team: str
    supplier: str
    time_zone: str
    valid_from: date
    valid_to: date | None
    summary: str
    limited_to: tuple[str, ...]
    is_interim: bool
    notice_months: int | None
    notice_days: int | None
    renews_months: int | None
    review_on: date | None
    signatures: tuple[SignaturePart, ...]
    responsible: str
    measures: tuple[MeasurePart, ...]
    calendars: tuple[CalendarPart, ...]
    services: Mapping[str, str]
    categories: Mapping[str, str] | None
    targets: tuple[TargetPart, ...]
    contents: ContentsPart
    escalation: tuple[StepPart, ...]
