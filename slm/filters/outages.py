import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from catalogue.models import Service
from core.filters import FromDayFilter, UntilDayFilter, YesNoFilter
from records.models import Record
from slm.choices import Loss, OutageSource, OutageState
from slm.models import Outage


class OutageFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(label=_("Number or words"), method="filter_text")
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=OutageState.choices, empty_label=_("Any state")
    )
    loss = django_filters.ChoiceFilter(
        label=_("Users lost"), choices=Loss.choices, empty_label=_("Anything")
    )
    source = django_filters.ChoiceFilter(
        label=_("Source"), choices=OutageSource.choices, empty_label=_("Any source")
    )
    planned = YesNoFilter(label=_("Planned"), field_name="is_planned")
    service = django_filters.ModelChoiceFilter(
        label=_("Service"),
        queryset=Service.objects.order_by("name"),
        empty_label=_("All services"),
    )
    customer = django_filters.ModelChoiceFilter(
        label=_("Customer"),
        queryset=Organisation.objects.customers(),
        method="filter_customer",
        empty_label=_("All customers"),
    )
    since = FromDayFilter(label=_("Begins after"), field_name="start")
    until = UntilDayFilter(label=_("Begins before"), field_name="start")

    class Meta:
        model = Outage
        fields: list[str] = []

    def filter_text(
        self, queryset: QuerySet[Outage], name: str, value: str
    ) -> QuerySet[Outage]:
        return queryset.filter(
            Q(text__icontains=value)
            | Q(component__icontains=value)
            | Q(reference__iexact=value)
            | Q(item__number__iexact=value)
            | Q(record__in=self._seen().filter(item__number__iexact=value))
        )

    def _seen(self) -> QuerySet[Record]:
        # Nobody finds out by asking what a confidential record is behind.
        return Record.objects.visible_to(self.request.user)

    def filter_customer(
        self, queryset: QuerySet[Outage], name: str, value: Organisation
    ) -> QuerySet[Outage]:
        """Narrow to what a customer lost: of its own, and of all who use a service."""
        return queryset.filter(
            Q(customer=value) | Q(customer=None, service__entitlements__customer=value)
        )
