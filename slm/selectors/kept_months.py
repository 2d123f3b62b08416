"""The figures of a period by its months: as frozen of those that are closed."""

from collections.abc import Mapping, Sequence

from core.evidence import Period
from core.models import User
from core.periods import Unit, month, months_within
from slm.models import PeriodResult
from slm.querysets import PeriodResultQuerySet
from slm.selectors.compliance import About, ComplianceRow, compliance, summed
from slm.selectors.period import newest_results, rows_in

# A month, or else the period as a whole, with what was frozen of it by agreement.
Part = tuple[Period, Mapping[int, PeriodResult]]


def parts_of(unit: Unit, period: Period, leg: str, about: About) -> list[Part]:
    """Return the months of a period, each with what was frozen of it; a day is one part."""
    frozen = frozen_results(unit, leg, about)
    firsts = months_within(period)
    months: list[Part] = [
        (month(one), newest_results(one, within=frozen)) for one in firsts
    ]
    return months or [(period, {})]


def summed_over(
    parts: Sequence[Part], leg: str, about: About, *, reader: User
) -> list[ComplianceRow]:
    """Return the sum of the parts: of an agreement frozen where it is, else as today."""
    rows: list[ComplianceRow] = []
    for part, frozen in parts:
        live = compliance(part, leg=leg, reader=reader, **about)
        rows += [row for row in live if row.agreement_id not in frozen]
        rows += [row for one in frozen.values() for row in _rows(one)]
    return summed(rows)


def frozen_results(unit: Unit, leg: str, about: About) -> PeriodResultQuerySet:
    """Return the results that say what is asked for; of parts of a month there are none."""
    results = PeriodResult.objects.filter(agreement__leg=leg)
    if unit in (Unit.DAY, Unit.WEEK) or about.get("service_id") or about.get("team_id"):
        return results.none()
    whose = {"customer": about.get("customer_id"), "supplier": about.get("supplier_id")}
    return results.filter(
        **{f"agreement__{name}": pk for name, pk in whose.items() if pk is not None}
    )


def _rows(result: PeriodResult) -> list[ComplianceRow]:
    return rows_in(result.data, agreement_id=result.agreement_id)
