import django_filters as filters
from django.utils.translation import gettext_lazy as _

from core.api.filters import InstantFilter
from core.filters import NumberFilter
from slm.choices import Ladder, Mode, Verdict
from slm.filters.clocks import ClockFilter
from slm.filters.exclusions import ExclusionFilter
from slm.filters.outages import OutageFilter
from slm.filters.requirements import RequirementFilter
from slm.models import (
    Clock,
    Escalation,
    Exclusion,
    Outage,
    ServiceLevelRequirement,
)


class ClockApiFilter(ClockFilter):
    """What narrows the list of clocks on the screen; things are named as here."""

    status = None
    agreement = filters.CharFilter(
        label=_("Agreement"),
        field_name="budget__target__version__agreement__item__number",
    )
    service = filters.CharFilter(
        label=_("Service"), field_name="record__service__item__number"
    )
    target = NumberFilter(field_name="budget__target")
    record = filters.CharFilter(label=_("Record"), field_name="record__item__number")
    mode = filters.MultipleChoiceFilter(label=_("Mode"), choices=Mode.choices)
    verdict = filters.MultipleChoiceFilter(label=_("Verdict"), choices=Verdict.choices)
    team = NumberFilter(label=_("Team"), field_name="team_id")
    supplier = NumberFilter(label=_("Supplier"), field_name="supplier_id")
    due_before = InstantFilter(
        label=_("Due before"), field_name="due_at", lookup_expr="lt"
    )

    class Meta:
        model = Clock
        fields: list[str] = []


class EscalationApiFilter(filters.FilterSet):
    record = filters.CharFilter(
        label=_("Record"), field_name="clock__record__item__number"
    )
    clock = NumberFilter(label=_("Clock"), field_name="clock_id")
    ladder = filters.ChoiceFilter(label=_("Direction"), choices=Ladder.choices)

    class Meta:
        model = Escalation
        fields: list[str] = []


class OutageApiFilter(OutageFilter):
    """What narrows the list on the screen; a service by its number."""

    service = filters.CharFilter(label=_("Service"), field_name="service__item__number")

    class Meta:
        model = Outage
        fields: list[str] = []


class RequirementApiFilter(RequirementFilter):
    """What narrows the list on the screen; a service by its number."""

    service = filters.CharFilter(label=_("Service"), field_name="service__item__number")

    class Meta:
        model = ServiceLevelRequirement
        fields: list[str] = []


class ExclusionApiFilter(ExclusionFilter):
    """What narrows the list on the screen; things are named by their numbers."""

    service = filters.CharFilter(label=_("Service"), field_name="service__item__number")
    agreement = filters.CharFilter(
        label=_("Agreement"), field_name="agreement__item__number"
    )

    class Meta:
        model = Exclusion
        fields: list[str] = []
