import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from slm.choices import Leg
from slm.models import AgreementVersion

CHAIN_STATES = {
    "broken": Q(faults__gt=0),
    "holds": Q(faults=0, resting__gt=0),
    "nothing": Q(resting=0),
}


class ChainFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(label=_("Title or party"), method="filter_text")
    leg = django_filters.ChoiceFilter(
        label=_("Kind"),
        field_name="agreement__leg",
        choices=[choice for choice in Leg.choices if choice[0] != Leg.UC],
        empty_label=_("All kinds"),
    )
    state = django_filters.ChoiceFilter(
        label=_("Now"),
        choices=[
            ("broken", _("Does not hold")),
            ("holds", _("Holds")),
            ("nothing", _("Rests on nothing")),
        ],
        method="filter_state",
        empty_label=_("Any"),
    )

    class Meta:
        model = AgreementVersion
        fields: list[str] = []

    def filter_text(
        self, queryset: QuerySet[AgreementVersion], name: str, value: str
    ) -> QuerySet[AgreementVersion]:
        return queryset.filter(
            Q(agreement__title__icontains=value)
            | Q(agreement__item__number__iexact=value)
            | Q(agreement__customer__name__icontains=value)
            | Q(agreement__team__name__icontains=value)
        )

    def filter_state(
        self, queryset: QuerySet[AgreementVersion], name: str, value: str
    ) -> QuerySet[AgreementVersion]:
        # The list adds to its rows how much there is of each.
        return queryset.filter(CHAIN_STATES[value])
