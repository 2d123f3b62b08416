import django_filters
from django.utils.translation import gettext_lazy as _

from slm.choices import CapabilityState
from slm.models import CapabilityAssessment


class CapabilityFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=CapabilityState.choices, empty_label=_("Any state")
    )

    class Meta:
        model = CapabilityAssessment
        fields: list[str] = []
