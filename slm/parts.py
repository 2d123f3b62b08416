"""What a version says beside its targets, as values: from a form, a file or rows."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from catalogue.models import Service
from slm.choices import Per, Recurrence
from slm.models import AgreementVersion, Arrangement

# What a version is loaded with, so that its contents are read once.
STORED = ("sections", "workload_limits__service", "critical_periods", "arrangement")
NUMBERS = (
    "notice_hours",
    "interruptions_at_most",
    "interruptions_per",
    "longest_minutes",
    "report_every_months",
    "review_every_months",
)


@dataclass(frozen=True, slots=True)
class Limit:
    """Between which numbers of records, of what, the targets hold."""

    service: Service | None = None
    record_kind: str = ""
    lower: int | None = None
    upper: int | None = None
    per: str = Per.MONTH

    def facts(self) -> dict[str, Any]:
        service = self.service.pk if self.service else None
        return {
            "service": service,
            "record_kind": self.record_kind,
            "lower": self.lower,
            "upper": self.upper,
            "per": str(self.per),
        }


@dataclass(frozen=True, slots=True)
class CriticalSpan:
    """Days that matter most: both are included, and come again as `recurrence` says."""

    name: str
    starts_on: date
    ends_on: date
    recurrence: str = Recurrence.ONCE

    def facts(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "starts_on": self.starts_on.isoformat(),
            "ends_on": self.ends_on.isoformat(),
            "recurrence": str(self.recurrence),
        }


@dataclass(frozen=True, slots=True)
class Numbers:
    """What is agreed in numbers on planned interruptions, reports and reviews."""

    notice_hours: int | None = None
    interruptions_at_most: int | None = None
    interruptions_per: str = ""
    longest_minutes: int | None = None
    report_every_months: int | None = None
    review_every_months: int | None = None

    @classmethod
    def of(cls, version: AgreementVersion) -> "Numbers":
        """Return the numbers that a stored version has."""
        row: Arrangement | None = getattr(version, "arrangement", None)
        return cls(**{name: getattr(row, name) for name in NUMBERS}) if row else cls()


@dataclass(frozen=True, slots=True)
class Contents:
    """All of it: texts by the key of their section, and what is computed with."""

    sections: Mapping[str, str] = field(default_factory=dict)
    limits: Sequence[Limit] = ()
    periods: Sequence[CriticalSpan] = ()
    numbers: Numbers = Numbers()

    @classmethod
    def of(cls, version: AgreementVersion) -> "Contents":
        """Return the contents that a stored version has."""
        texts = {row.key: row.text for row in version.sections.all()}
        return cls(
            sections=dict(sorted(texts.items())),
            limits=tuple(
                Limit(row.service, row.record_kind, row.lower, row.upper, row.per)
                for row in version.workload_limits.all()
            ),
            periods=tuple(
                CriticalSpan(row.name, row.starts_on, row.ends_on, row.recurrence)
                for row in version.critical_periods.all()
            ),
            numbers=Numbers.of(version),
        )

    def changed(
        self,
        *,
        sections: Mapping[str, str] | None = None,
        limits: Sequence[Limit] | None = None,
        periods: Sequence[CriticalSpan] | None = None,
        numbers: Mapping[str, Any] | None = None,
    ) -> "Contents":
        """Return these contents with what is given in place; an empty text goes."""
        texts = {**self.sections, **(sections or {})}
        return Contents(
            sections={key: text.strip() for key, text in texts.items() if text.strip()},
            limits=self.limits if limits is None else tuple(limits),
            periods=self.periods if periods is None else tuple(periods),
            numbers=replace(self.numbers, **(numbers or {})),
        )

    def facts(self) -> dict[str, Any]:
        """Return what is no free text as an event keeps it."""
        return {
            "limits": [limit.facts() for limit in self.limits],
            "periods": [period.facts() for period in self.periods],
            **asdict(self.numbers),
        }
