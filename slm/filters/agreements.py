import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from slm.choices import AgreementStanding, Leg
from slm.models import Agreement, AgreementVersion


class AgreementFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(label=_("Title or party"), method="filter_text")
    leg = django_filters.ChoiceFilter(
        label=_("Kind"),
        choices=Leg.choices,
        empty_label=_("All kinds"),
    )
    status = django_filters.ChoiceFilter(
        label=_("Status"),
        choices=AgreementStanding.choices,
        method="filter_status",
        empty_label=_("Any status"),
    )

    class Meta:
        model = Agreement
        fields: list[str] = []

    def filter_text(
        self, queryset: QuerySet[Agreement], name: str, value: str
    ) -> QuerySet[Agreement]:
        return queryset.filter(
            Q(title__icontains=value)
            | Q(item__number__iexact=value)
            | Q(customer__name__icontains=value)
            | Q(team__name__icontains=value)
            | Q(supplier__name__icontains=value)
        )

    def filter_status(
        self, queryset: QuerySet[Agreement], name: str, value: str
    ) -> QuerySet[Agreement]:
        today, versions = timezone.localdate(), AgreementVersion.objects.all()
        found = {
            AgreementStanding.IN_FORCE: versions.valid_on(today),
            AgreementStanding.TO_COME: versions.lasting(today).filter(
                valid_from__gt=today
            ),
        }.get(AgreementStanding(value), versions.filter(status=value))
        return queryset.filter(pk__in=found.values("agreement"))
