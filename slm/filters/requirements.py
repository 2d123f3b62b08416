import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from catalogue.models import Service
from slm.choices import Coverage, RequirementState, Resolution
from slm.models import ServiceLevelRequirement

# A filter “open” beside the states themselves.
OPEN = "open"


class RequirementFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(label=_("Number or words"), method="filter_text")
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[(OPEN, _("Not documented yet")), *RequirementState.choices],
        method="filter_state",
        empty_label=_("Any state"),
    )
    resolution = django_filters.ChoiceFilter(
        label=_("Resolution"),
        choices=Resolution.choices,
        empty_label=_("Any resolution"),
    )
    coverage = django_filters.ChoiceFilter(
        label=_("Coverage"),
        field_name="covered",
        choices=Coverage.choices,
        empty_label=_("Any coverage"),
    )
    customer = django_filters.ModelChoiceFilter(
        label=_("Customer"),
        queryset=Organisation.objects.customers(),
        empty_label=_("All customers"),
    )
    service = django_filters.ModelChoiceFilter(
        label=_("Service"),
        queryset=Service.objects.order_by("name"),
        empty_label=_("All services"),
    )

    class Meta:
        model = ServiceLevelRequirement
        fields: list[str] = []

    def filter_state(
        self, queryset: QuerySet[ServiceLevelRequirement], name: str, value: str
    ) -> QuerySet[ServiceLevelRequirement]:
        if value == OPEN:
            return queryset.exclude(state=RequirementState.DOCUMENTED)
        return queryset.filter(state=value)

    def filter_text(
        self, queryset: QuerySet[ServiceLevelRequirement], name: str, value: str
    ) -> QuerySet[ServiceLevelRequirement]:
        return queryset.filter(
            Q(title__icontains=value)
            | Q(need__icontains=value)
            | Q(item__number__iexact=value)
        )
