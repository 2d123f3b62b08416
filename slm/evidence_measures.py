"""What shows where measured values come from, and what was tried out beforehand."""

from django.db.models import Count
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from core.evidence import EvidenceRow, Finding, Period, shown_by
from core.models import User
from slm.models import Measure, MeasuredValue, WhatIf


def measures(period: Period, reader: User) -> Finding:
    """Find what is measured, by what and where; a gap where it brought no value."""
    within = MeasuredValue.objects.filter(at__gte=period.start, at__lt=period.end)
    counted = dict(within.values_list("measure").annotate(n=Count("pk")).order_by())
    found = (
        Measure.objects.visible_to(reader)
        .select_related("item", "service", "responsible")
        .order_by("name")
    )
    return shown_by(
        [_measure_row(one, counted.get(one.pk, 0), period) for one in found],
        nothing=_("Nothing else is measured."),
        gap=_("No value in the period: %s."),
        called=lambda row: row.title,
    )


def _measure_row(measure: Measure, values: int, period: Period) -> EvidenceRow:
    return EvidenceRow(
        measure.pk,
        measure.number,
        measure.name,
        period.start,
        (
            (_("Service"), str(measure.service)),
            (_("Unit"), measure.unit),
            (_("Measuring point"), measure.point),
            (_("Data source"), measure.source),
            (_("Responsible"), str(measure.responsible)),
            (_("Values"), number_format(values)),
        ),
        is_overdue=not values,
    )


def what_ifs(period: Period, reader: User) -> Finding:
    """Find what other terms would have meant, as it was found out in the period."""
    found = (
        WhatIf.objects.visible_to(reader)
        .filter(made_at__gte=period.start, made_at__lt=period.end)
        .select_related("item", "agreement__item", "calendar", "made_by")
        .order_by("-made_at", "-pk")
    )
    nothing = _("Nothing was tried out.")
    return shown_by([_what_if_row(one) for one in found], nothing=nothing)


def _what_if_row(one: WhatIf) -> EvidenceRow:
    return EvidenceRow(
        one.pk,
        one.number,
        one.agreement.title,
        one.made_at,
        (
            (_("Agreement"), one.agreement.number),
            (_("Version"), str(one.version_number)),
            (_("Service hours"), str(one.calendar or "–")),
            (_("Percent of each time"), number_format(one.percent)),
            (_("Period"), f"{one.first_on} – {one.last_on}"),
            (_("Records"), number_format(one.data["records"])),
            (_("Verdicts that would differ"), number_format(one.data["differing"])),
            (_("Made by"), str(one.made_by)),
        ),
    )
