"""What may be wrong with a chain, in words: which leg, by how much, what would help."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.wording import day, service_duration
from records.choices import Priority
from slm.models import Agreement, Target

# What only is worth knowing.
WARNINGS = ("nothing", "runs_out", "partly", "hours")

TEXTS: Mapping[str, Any] = {
    "nothing": gettext_lazy("“%(target)s” does not say what it rests on."),
    "unsigned": gettext_lazy(
        "“%(target)s” rests on %(leg)s, which is not signed yet: put that into force"
        " first."
    ),
    "absent": gettext_lazy(
        "“%(target)s” rests on %(leg)s, which is not in force: agree it anew, or rest"
        " on another."
    ),
    "gap": gettext_lazy(
        "“%(target)s” rests on %(leg)s, which is not in force from %(first)s to"
        " %(last)s: let it begin earlier."
    ),
    "ends": gettext_lazy(
        "“%(target)s” rests on %(leg)s, whose last day is %(ended)s: prolong it, or end"
        " the promise with it."
    ),
    "runs_out": gettext_lazy(
        "“%(target)s” has no end, but rests on %(leg)s, whose last day is %(ended)s."
    ),
    "below": gettext_lazy(
        "“%(target)s” rests on %(leg)s, which itself rests on too little."
    ),
    "silent": gettext_lazy(
        "“%(target)s” rests on %(leg)s, which promises nothing for it (%(priority)s):"
        " add a target there."
    ),
    "partly": gettext_lazy(
        "“%(target)s” rests on %(leg)s, which promises nothing for some of its records"
        " (%(priority)s)."
    ),
    "closed": gettext_lazy(
        "“%(target)s” (%(priority)s) cannot be checked: “%(text)s” never has enough"
        " open time."
    ),
    "time": gettext_lazy(
        "“%(target)s” (%(priority)s)%(since)s: what it rests on needs %(needed)s at"
        " worst, promised are %(promised)s, %(short)s too little. %(leg)s takes most of"
        " it, %(share)s: shorten that by %(short)s, let it work when the promise counts,"
        " or promise more time."
    ),
    "hours": gettext_lazy(
        "“%(target)s” counts %(short)s a week in which %(leg)s does not work."
    ),
    "goal": gettext_lazy(
        "“%(target)s”: what it rests on is kept in %(reached)s %% of cases, promised are"
        " %(wanted)s %%. %(leg)s has the lowest goal: raise it, or promise less."
    ),
    "availability": gettext_lazy(
        "“%(target)s”: what it rests on is available %(reached)s %% of the time,"
        " promised are %(wanted)s %%. %(leg)s is the weakest: raise it, or put another"
        " beside it."
    ),
}


# The same without figures, of what was noted when it was found.
BRIEFLY: Mapping[str, Any] = {
    "unsigned": gettext_lazy("%(leg)s is not signed yet"),
    "absent": gettext_lazy("%(leg)s is not in force"),
    "gap": gettext_lazy("%(leg)s is not in force for all of the time"),
    "ends": gettext_lazy("%(leg)s ends earlier"),
    "below": gettext_lazy("%(leg)s itself rests on too little"),
    "silent": gettext_lazy("%(leg)s promises nothing for it"),
    "closed": gettext_lazy("its hours never have enough open time"),
    "time": gettext_lazy("its legs are too slow, above all %(leg)s"),
    "goal": gettext_lazy("its legs are kept too seldom, above all %(leg)s"),
    "availability": gettext_lazy(
        "its legs are available too little, above all %(leg)s"
    ),
}


@dataclass(frozen=True, slots=True)
class FaultCode:
    """What the code of a fault says, for whichever priority: of which target and leg."""

    kind: str
    target_id: int
    leg: str

    @classmethod
    def of(cls, code: str) -> "FaultCode":
        kind, target, _priority, leg = code.split()
        return cls(kind, int(target), leg)


def briefly(code: FaultCode) -> str:
    """Say what a fault is, without its figures."""
    return str(BRIEFLY[code.kind] % {"leg": code.leg})


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing about what a target rests on; of which leg, if of one."""

    kind: str
    target: Target
    leg: Agreement | None = None
    priority: int | None = None
    seconds: int = 0
    # What is needed, what is promised, and the greatest share of it.
    amounts: tuple[int, int, int] = (0, 0, 0)
    percents: tuple[Decimal, Decimal] = (Decimal(0), Decimal(0))
    days: tuple[date | None, date | None] = (None, None)
    text: str = ""

    @property
    def is_obstacle(self) -> bool:
        return self.kind not in WARNINGS

    @property
    def code(self) -> str:
        """The same as long as it is the same fault."""
        leg = self.leg.number if self.leg else "-"
        return f"{self.kind} {self.target.pk} {self.priority or '-'} {leg}"

    @property
    def words(self) -> str:
        """Say it for its priority."""
        return self.told([self.priority] if self.priority else [])

    def told(self, priorities: Sequence[int]) -> str:
        """Say it once for these priorities; for none or all of them, for every one."""
        needed, promised, share = self.amounts
        first, last = self.days
        values: Mapping[str, object] = {
            "target": self.target,
            "leg": self.leg,
            "priority": _labels(priorities),
            "text": self.text,
            "short": service_duration(self.seconds),
            "needed": service_duration(needed),
            "promised": service_duration(promised),
            "share": service_duration(share),
            "reached": _figure(self.percents[0]),
            "wanted": _figure(self.percents[1]),
            "first": _day(first),
            "last": _day(last),
            "ended": _day(first - timedelta(1)) if first else "",
            "since": _(" from %s on") % _day(first) if first else "",
        }
        return str(TEXTS[self.kind] % values)


def in_words(faults: Iterable[Fault]) -> list[str]:
    """Say each fault; what is the same for several priorities, once."""
    alike: dict[Fault, list[int]] = {}
    for fault in faults:
        found = alike.setdefault(replace(fault, priority=None), [])
        found += [fault.priority] if fault.priority else []
    return [fault.told(priorities) for fault, priorities in alike.items()]


def _labels(priorities: Sequence[int]) -> str:
    if len(priorities) in (0, len(Priority)):
        return _("every priority")
    return ", ".join(str(Priority(one).label) for one in priorities)


def _figure(percent: Decimal) -> str:
    return number_format(percent.quantize(Decimal("0.001")).normalize())


def _day(value: date | None) -> str:
    return str(day(value)) if value else ""
