"""By which hours, versions and exclusions a month as a whole is counted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from calendars.timetable import Timetable
from catalogue.models import Component, Service
from slm.choices import Leg
from slm.exclusions import ExclusionRule
from slm.models import Agreement, AgreementVersion, BookEdition, Repair
from slm.selectors.book import span_of
from slm.selectors.excluding import approved_rules
from slm.selectors.reading import compiled_with, timetables
from slm.selectors.repaired import Span, approved_repairs, repaired_spans

# By which field a component says who answers for it.
SIDES = ("team", "supplier")


@dataclass(frozen=True, slots=True)
class Held:
    """
    What held, as it was put right: `hours` by calendar, exclusions and repairs.

    `services` are those that a target was judged for before; who is entitled to what
    is known of today alone. `parts` are the names of components, folded, by the field and
    id of whoever answers for them.
    """

    hours: Mapping[int, Timetable]
    rules: Sequence[ExclusionRule]
    repairs: Sequence[Repair]
    services: Mapping[int, Sequence[Service]] = field(default_factory=dict)
    parts: Mapping[tuple[str, int], frozenset[str]] = field(default_factory=dict)

    def spans_of(self, versions: Iterable[AgreementVersion]) -> dict[int, Span]:
        """Return when each held; `versions` are all that these agreements had."""
        held = [one for one in versions if one.valid_from != one.valid_to]
        return repaired_spans(
            held, {one.pk: span_of(one) for one in held}, self.repairs
        )

    def parts_behind(self, agreement: Agreement) -> frozenset[str]:
        """Return the components that the other side of a leg answers for, if any."""
        if agreement.leg == Leg.SLA:
            return frozenset()
        side = agreement.party_field
        return self.parts.get((side, getattr(agreement, f"{side}_id")), frozenset())


def as_held(repair: Repair | None = None) -> Held:
    """Return what held by what is approved, and by this repair if it is given."""
    edition = str(BookEdition.objects.values_list("edition", flat=True).get())
    repairs, rules = approved_repairs(), approved_rules(edition)
    if repair is None:
        return Held(timetables(edition), rules, repairs, parts=_parts())
    repairs = [*repairs, repair]
    return Held(compiled_with(repairs), rules, repairs, parts=_parts())


def components_behind(agreement: Agreement) -> list[str]:
    """Return the names of the components that the other side of a leg answers for."""
    side = agreement.party_field
    if side not in SIDES:
        return []
    whose = {side: getattr(agreement, f"{side}_id")}
    known = Component.objects.filter(**whose).order_by("name")
    return list(known.values_list("name", flat=True))


def _parts() -> dict[tuple[str, int], frozenset[str]]:
    """Return the components by whoever answers for them."""
    found: dict[tuple[str, int], set[str]] = {}
    known = Component.objects.values_list("name", *SIDES)
    for name, *whose in known:
        for side, pk in zip(SIDES, whose, strict=True):
            if pk is not None:
                found.setdefault((side, pk), set()).add(name.casefold())
    return {key: frozenset(names) for key, names in found.items()}
