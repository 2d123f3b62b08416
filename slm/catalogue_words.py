"""A customer's catalogue in words, and where two versions of it differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from calendars.definition import Definition, parse_definition
from calendars.hours import Budget
from catalogue.choices import ServiceState
from core.kinds import get_kind
from records.choices import Priority
from slm.choices import Metric
from slm.credits import parse_credits
from slm.durations import plain_percent, target_words
from slm.models import Measure, Target
from slm.redlines import Clause, Part, Redline, redline
from slm.selectors import goal_words
from slm.selectors.catalogue import OF_MONTHS
from slm.selectors.hours import lines_of, parts_of
from slm.selectors.target_words import counting_lines, credit_words

Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """A service as it stands in a catalogue."""

    number: str
    name: str
    points: Sequence[Clause]


@dataclass(frozen=True, slots=True)
class ChangedEntry:
    """A service of which something changed: `how` is “added”, “removed”, “changed”."""

    number: str
    name: str
    how: str
    points: Sequence[Redline]


def entries_of(content: Content) -> list[Entry]:
    """Return the services of a catalogue in the reader's language."""
    return [_entry(service) for service in content["services"]]


def changes_between(before: Content | None, after: Content) -> list[ChangedEntry]:
    """Return the services that were added, removed or changed, in their order."""
    old = {one.number: one for one in entries_of(before)} if before else {}
    new = {one.number: one for one in entries_of(after)}
    found = []
    for number in dict.fromkeys([*new, *old]):
        was, now = old.get(number), new.get(number)
        points = _points(was, now)
        if points:
            how = "changed" if was and now else "added" if now else "removed"
            name = now.name if now else was.name if was else ""
            found.append(ChangedEntry(number, name, how, points))
    return found


def _points(was: Entry | None, now: Entry | None) -> list[Redline]:
    before, after = was.points if was else (), now.points if now else ()
    return [one for one in redline(before, after) if one.is_changed]


def _entry(service: dict[str, Any]) -> Entry:
    said = (
        ("name", _("Name"), [service["name"]]),
        ("state", _("State"), [str(ServiceState(service["state"]).label)]),
        ("summary", _("Summary"), [service["summary"]]),
        ("description", _("Description"), service["description"].splitlines()),
        ("included", _("Included"), service["included"].splitlines()),
        ("excluded", _("Not included"), service["excluded"].splitlines()),
        ("how_to_get", _("How to get it"), service["how_to_get"].splitlines()),
        ("price", _("Price"), [service["price_note"]]),
        ("hours", _("Service hours"), _hours(service["hours"])),
        ("rests_on", _("Rests on"), [_part(one) for one in service["rests_on"]]),
        ("targets", _("Promised"), [_target(one) for one in service["targets"]]),
        (
            "months",
            _("Promised for each month"),
            [_month(one) for one in service.get("months", ())],
        ),
    )
    parts = {"hours": _hours_one_by_one(service["hours"])}
    points = [
        Clause(
            key,
            label,
            "\n".join(line for line in lines if line.strip()),
            parts.get(key, ()),
        )
        for key, label, lines in said
    ]
    return Entry(
        service["number"], service["name"], [point for point in points if point.text]
    )


def _hours(hours: dict[str, Any] | None) -> list[str]:
    if hours is None:
        return []
    if hours["definition"] is None:
        return [hours["calendar"]]
    return lines_of(*_agreed(hours))


def _hours_one_by_one(hours: dict[str, Any] | None) -> list[Part]:
    """Return the same as parts, by which two versions are compared."""
    if hours is None or hours["definition"] is None:
        return []
    return parts_of(*_agreed(hours))


def _agreed(hours: dict[str, Any]) -> tuple[Definition, str, int]:
    definition = parse_definition(hours["definition"])
    return definition, hours["calendar"], hours["version"]


def _part(one: dict[str, Any]) -> str:
    kind = _("component") if one["is_component"] else _("service")
    said = f"{one['service']} → {one['part']} ({kind})"
    if one["role"]:
        said = f"{said}: {one['role']}"
    if one["group"]:
        said += "; " + _("%(needed)s needed of “%(group)s”") % one
    return said


def _target(one: dict[str, Any]) -> str:
    times = [
        f"{Priority(row['priority']).label} {target_words(one['metric'], _budget(row))}"
        for row in one["budgets"]
    ]
    known = dict(Metric.choices)
    name = one["name"] or str(known.get(one["metric"], one["metric"]))
    kind = str(get_kind(one["kind"]).label_plural)
    goal = f"{plain_percent(Decimal(one['goal']))} %"
    parts = (f"{name}, {kind}: {', '.join(times)}", one["calendar"], goal)
    return " · ".join((*parts, *_credits(one), one["agreement"]))


def _month(one: dict[str, Any]) -> str:
    said = {name: one[name] for name in OF_MONTHS}
    goal, unit = one["goal_value"], one["unit"]
    target = Target(
        **said,
        goal_value=None if goal is None else Decimal(goal),
        measure=Measure(unit=unit) if unit else None,
    )
    parts = (f"{target}: {goal_words(target)}", one["calendar"])
    return " · ".join(
        (*parts, *counting_lines(target), *_credits(one), one["agreement"])
    )


def _credits(one: dict[str, Any]) -> list[str]:
    return [credit_words(credit) for credit in parse_credits(one.get("credits", {}))]


def _budget(row: dict[str, Any]) -> Budget:
    return Budget(
        seconds=row["seconds"],
        working_days=row["working_days"],
        end_of_working_day=row["end_of_working_day"],
    )
