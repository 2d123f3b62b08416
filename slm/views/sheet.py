"""What the page of an agreement shows beside its targets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone

from core.evidence import Period
from core.models import User
from core.periods import first_of, month, shift
from records.models import Record
from slm.choices import Leg
from slm.contents import Section
from slm.models import AgreementVersion
from slm.parts import STORED
from slm.selectors import (
    EffectiveTerms,
    SectionLine,
    Workload,
    effective_terms,
    section_lines,
    workload_of,
)
from slm.selectors.effective import EffectiveSection, Source

# Of how many months before this one workload is shown.
MONTHS = 3


@dataclass(frozen=True, slots=True)
class SheetSection:
    """A section as the page shows it: what it says, and what it inherits instead."""

    line: SectionLine
    is_wanted: bool
    overrides: Sequence[Source] = ()
    inherited: Sequence[EffectiveSection] = ()

    @property
    def section(self) -> Section:
        return self.line.section

    @property
    def is_said(self) -> bool:
        return bool(self.line or self.inherited)

    @property
    def is_missing(self) -> bool:
        """Whether a version of its kind should have it, and neither says nor inherits it."""
        return self.is_wanted and not self.is_said


def sheet_of(version: AgreementVersion, reader: User, today: date) -> dict[str, Any]:
    """Return sections, inherited targets and workload for the page of a version."""
    terms, sections = _sections(version, today)
    return {
        "sections": sections,
        "said": [one for one in sections if one.is_said],
        "missing": [one for one in sections if one.is_missing],
        "optional": [one for one in sections if not one.is_said and not one.is_wanted],
        "inherited_targets": [
            one
            for one in (terms.targets if terms else ())
            if _is_below(one.came_from, version)
        ],
        "inherited_months": [
            one
            for one in (terms.months if terms else ())
            if _is_below(one.came_from, version)
        ],
        "workload": _workload(version, reader),
    }


def missing_sections(version: AgreementVersion, today: date) -> list[Section]:
    """Return the sections that should be there, and are neither said nor inherited."""
    _all_terms, sections = _sections(version, today)
    return [one.section for one in sections if one.is_missing]


def _sections(
    version: AgreementVersion, today: date
) -> tuple[EffectiveTerms | None, list[SheetSection]]:
    prefetch_related_objects([version], "service_rows", *STORED)
    leg = Leg(version.agreement.leg)
    terms = _terms(version, today) if leg == Leg.SLA else None
    return terms, [
        _section(line, leg, version, terms) for line in section_lines(version)
    ]


def _terms(version: AgreementVersion, today: date) -> EffectiveTerms:
    services = list(version.services.all())
    return effective_terms(
        version.agreement.customer,
        services[0] if len(services) == 1 else None,
        max(version.valid_from or today, today),
        instead=version,
    )


def _section(
    line: SectionLine,
    leg: Leg,
    version: AgreementVersion,
    terms: EffectiveTerms | None,
) -> SheetSection:
    of_key = (
        [one for one in terms.sections if one.line.key == line.key] if terms else []
    )
    own = [one for one in of_key if one.came_from.version == version]
    return SheetSection(
        line,
        leg in line.section.wanted_by,
        overrides=own[0].overrides if own else (),
        inherited=[one for one in of_key if _is_below(one.came_from, version)],
    )


def _is_below(source: Source, version: AgreementVersion) -> bool:
    """Whether a version inherits from there: from what is for more customers."""
    return (
        source.version != version
        and source.agreement.customer_id is None
        and source.rank < _rank(version)
    )


def _rank(version: AgreementVersion) -> tuple[bool, bool]:
    services = version.service_rows.all()
    return version.agreement.customer_id is not None, bool(services)


def _workload(version: AgreementVersion, reader: User) -> list[Workload]:
    now = timezone.now()
    if version.is_draft or not reader.has_perm("slm.view_agreement"):
        return []
    period = Period(month(shift(first_of(now), -MONTHS)).start, now)
    return workload_of(version, period, records=Record.objects.visible_to(reader))
