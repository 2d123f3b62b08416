"""The contents of an agreement in a file: sections, limits, periods and numbers."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from catalogue.models import Service
from slm.choices import InterruptionsPer, Per, Recurrence
from slm.contents import BY_KEY
from slm.exchange.reading import Value
from slm.parts import Contents, CriticalSpan, Limit

LONGEST = 20_000
# The numbers of `slm.parts.Numbers` by where the file has them.
PLACES = {
    "planned_interruptions": {
        "notice_hours": "notice_hours",
        "at_most": "interruptions_at_most",
        "per": "interruptions_per",
        "longest_minutes": "longest_minutes",
    },
    "reports_and_reviews": {
        "report_every_months": "report_every_months",
        "review_every_months": "review_every_months",
    },
}


@dataclass(frozen=True, slots=True)
class LimitPart:
    service: str
    record_kind: str
    lower: int | None
    upper: int | None
    per: str


@dataclass(frozen=True, slots=True)
class ContentsPart:
    """What a file says beside targets, by names."""

    sections: Mapping[str, str] = field(default_factory=dict)
    limits: tuple[LimitPart, ...] = ()
    periods: tuple[CriticalSpan, ...] = ()
    numbers: Mapping[str, Any] = field(default_factory=dict)

    def resolved(self, services: Mapping[str, Service]) -> Contents:
        """Return it with services in place of their names."""
        limits = [
            Limit(
                services[one.service] if one.service else None,
                one.record_kind,
                one.lower,
                one.upper,
                one.per,
            )
            for one in self.limits
        ]
        return Contents().changed(
            sections=self.sections,
            limits=limits,
            periods=self.periods,
            numbers=self.numbers,
        )


def read_contents(contents: Value) -> ContentsPart:
    """Read what stands under `contents`; nothing if there is no such key."""
    contents.keys((), ("sections", "workload_limits", "critical_periods", *PLACES))
    numbers: dict[str, Any] = {}
    for place, names in PLACES.items():
        numbers |= _numbers(contents.at(place), names)
    return ContentsPart(
        sections=_sections(contents.at("sections")),
        limits=tuple(_limit(one) for one in contents.at("workload_limits").items()),
        periods=tuple(_period(one) for one in contents.at("critical_periods").items()),
        numbers=numbers,
    )


def check_services(root: Value, contents: ContentsPart, known: Collection[str]) -> None:
    """Note services that limits name and the file does not."""
    for place, limit in enumerate(contents.limits):
        if limit.service and limit.service not in known:
            here = Value(f"contents.workload_limits[{place}]", None, root.problems)
            here.at("service").wrong(
                _("“%s” is not among the services") % limit.service
            )


def _sections(sections: Value) -> dict[str, str]:
    sections.keys((), BY_KEY)
    return {str(key): text.text(LONGEST) for key, text in sections.pairs()}


def _limit(limit: Value) -> LimitPart:
    limit.keys((), ("service", "record_kind", "lower", "upper", "per"))
    if not (limit.at("lower").is_given or limit.at("upper").is_given):
        limit.wrong(_("says neither “lower” nor “upper”"))
    return LimitPart(
        service=limit.at("service").text(),
        record_kind=limit.at("record_kind").text(30),
        lower=_optional(limit.at("lower")),
        upper=_optional(limit.at("upper")),
        per=limit.at("per").one_of(Per.values) or Per.MONTH,
    )


def _period(period: Value) -> CriticalSpan:
    period.keys(("name", "starts_on", "ends_on"), ("recurrence",))
    return CriticalSpan(
        name=period.at("name").text(100),
        starts_on=period.at("starts_on").day() or date.min,
        ends_on=period.at("ends_on").day() or date.min,
        recurrence=period.at("recurrence").one_of(Recurrence.values) or Recurrence.ONCE,
    )


def _numbers(value: Value, names: Mapping[str, str]) -> dict[str, Any]:
    value.keys((), names)
    readers: dict[str, Callable[[Value], Any]] = {
        "per": lambda one: one.one_of(InterruptionsPer.values)
    }
    return {
        names[name]: readers.get(name, _optional)(value.at(name))
        for name in names
        if value.at(name).is_given
    }


def _optional(value: Value) -> int | None:
    if not value.is_given:
        return None
    found = value.whole()
    if not 0 <= found < 32_000:
        value.wrong(_("must lie between 0 and 32000"))
    return found


def written_contents(contents: Contents) -> dict[str, Any]:
    """Return the contents as a file has them, without what says nothing."""
    found: dict[str, Any] = {
        "sections": dict(contents.sections),
        "workload_limits": [_written_limit(limit) for limit in contents.limits],
        "critical_periods": [period.facts() for period in contents.periods],
    }
    for place, names in PLACES.items():
        values = {key: getattr(contents.numbers, name) for key, name in names.items()}
        found[place] = _said(values.items())
    return {key: value for key, value in found.items() if value}


def _written_limit(limit: Limit) -> dict[str, Any]:
    values = {**limit.facts(), "service": limit.service.name if limit.service else ""}
    return _said(values.items())


def _said(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    return {
        key: str(value) if isinstance(value, str) else value
        for key, value in pairs
        if value not in (None, "")
    }
