from datetime import datetime
from typing import Any

import django_filters
from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from slm.selectors import catalogue_standings
from slm.selectors.catalogue_standing import CatalogueStanding


class Need(TextChoices):
    """Which customers' catalogues are looked for."""

    DUE = "due", _("Not agreed, or changed since")
    CHANGED = "changed", _("Changed since")
    ASKED = "asked", _("The customer asks to agree anew")
    CURRENT = "current", _("Agreed and unchanged")


class CatalogueFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        label=_("Customer"), lookup_expr="icontains", field_name="name"
    )
    need = django_filters.ChoiceFilter(
        label=_("State"), choices=Need.choices, empty_label=_("Any"), method="by_need"
    )

    class Meta:
        model = Organisation
        fields: list[str] = []

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._at = at

    def by_need(
        self, queryset: QuerySet[Organisation], name: str, value: str
    ) -> QuerySet[Organisation]:
        standings = catalogue_standings(queryset, self._at)
        found = [one.customer.pk for one in standings if _is_meant(one, value)]
        return queryset.filter(pk__in=found)


def _is_meant(standing: CatalogueStanding, need: str) -> bool:
    if need == Need.CHANGED:
        return standing.has_changed
    if need == Need.ASKED:
        return standing.asked is not None
    if need == Need.CURRENT:
        return standing.is_current
    return bool(standing.services or standing.agreed) and not standing.is_current
