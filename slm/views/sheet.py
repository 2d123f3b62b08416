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
    section_lines,
    terms_around,
    workload_of,
)
from slm.selectors.effective import EffectiveSection
from slm.selectors.sources import Source

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
    inherited, sections = _sections(version, today)
    return {
        "sections": sections,
        "said": [one for one in sections if one.is_said],
        "missing": [one for one in sections if one.is_missing],
        "optional": [one for one in sections if not one.is_said and not one.is_wanted],
        "inherited_targets": inherited.targets if inherited else (),
        "inherited_months": inherited.months if inherited else (),
        "workload": _workload(version, reader),
    }


def missing_sections(version: AgreementVersion, today: date) -> list[Section]:
    """Return the sections that should be there, and are neither said nor inherited."""
    _inherited, sections = _sections(version, today)
    return [one.section for one in sections if one.is_missing]


def _sections(
    version: AgreementVersion, today: date
) -> tuple[EffectiveTerms | None, list[SheetSection]]:
    prefetch_related_objects([version], "service_rows", *STORED)
    leg = Leg(version.agreement.leg)
    terms = terms_around(version, today) if leg == Leg.SLA else None
    inherited = terms.beneath(version) if terms else None
    said = terms.sections if terms else ()
    own = {one.line.key: one for one in said if one.came_from.version == version}
    below = inherited.sections if inherited else ()
    return inherited, [
        SheetSection(
            line,
            leg in line.section.wanted_by,
            overrides=own[line.key].overrides if line.key in own else (),
            inherited=[one for one in below if one.line.key == line.key],
        )
        for line in section_lines(version)
    ]


def _workload(version: AgreementVersion, reader: User) -> list[Workload]:
    now = timezone.now()
    if version.is_draft or not reader.has_perm("slm.view_agreement"):
        return []
    period = Period(month(shift(first_of(now), -MONTHS)).start, now)
    return workload_of(version, period, records=Record.objects.visible_to(reader))
