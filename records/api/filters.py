"""The filters of the screens, as the API offers them."""

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.api.filters import InstantFilter
from core.filters import NumberFilter
from records.choices import Phase, Priority
from records.models import Record
from records.search import search_query


class RecordApiFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("Words"), method="search")
    phase = filters.MultipleChoiceFilter(label=_("Phase"), choices=Phase.choices)
    priority = filters.ChoiceFilter(label=_("Priority"), choices=Priority.choices)
    state = filters.CharFilter(label=_("State"))
    service = filters.CharFilter(label=_("Service"), field_name="service__item__number")
    customer = NumberFilter(label=_("Customer"), field_name="customer_id")
    team = NumberFilter(label=_("Team"), field_name="team_id")
    opened_after = InstantFilter(
        label=_("Opened from"), field_name="opened_at", lookup_expr="gte"
    )
    opened_before = InstantFilter(
        label=_("Opened before"), field_name="opened_at", lookup_expr="lt"
    )
    updated_after = InstantFilter(
        label=_("Updated from"), field_name="updated_at", lookup_expr="gte"
    )

    class Meta:
        model = Record
        fields: list[str] = []

    def search(
        self, found: "QuerySet[Record]", name: str, text: str
    ) -> "QuerySet[Record]":
        query = search_query(text)
        if query is None:
            return found.none()
        # What only the desk may read must not be found by customers either.
        is_staff = self.request.user.has_perm("records.view_all_records")
        words = "internal" if is_staff else "public"
        return found.filter(**{f"search_document__{words}": query})
