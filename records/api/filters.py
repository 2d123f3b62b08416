"""The filters of the screens, as the API offers them."""

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.api.filters import InstantFilter
from core.filters import NumberFilter
from records.choices import Phase, Priority
from records.filters import WordsFilter
from records.permissions import may_see_supplier
from records.search import words_for

RELEVANCE, NEWEST = "relevance", "newest"


class RecordApiFilter(WordsFilter):
    """
    The filters, and the order of what words found.

    By relevance, only the newest 1,000 matches are ranked and answered; all of them
    with `order=newest`.
    """

    order = filters.ChoiceFilter(
        label=_("Order of what the words find"),
        method="in_order",
        choices=[(RELEVANCE, _("Best match first")), (NEWEST, _("Newest first"))],
    )
    phase = filters.MultipleChoiceFilter(label=_("Phase"), choices=Phase.choices)
    priority = filters.ChoiceFilter(label=_("Priority"), choices=Priority.choices)
    state = filters.CharFilter(label=_("State"))
    service = filters.CharFilter(label=_("Service"), field_name="service__item__number")
    customer = NumberFilter(label=_("Customer"), field_name="customer_id")
    team = NumberFilter(label=_("Team"), field_name="team_id")
    supplier = NumberFilter(label=_("Supplier"), method="of_supplier")
    opened_after = InstantFilter(
        label=_("Opened from"), field_name="opened_at", lookup_expr="gte"
    )
    opened_before = InstantFilter(
        label=_("Opened before"), field_name="opened_at", lookup_expr="lt"
    )
    updated_after = InstantFilter(
        label=_("Updated from"), field_name="updated_at", lookup_expr="gte"
    )

    def of_supplier(
        self, found: QuerySet[Any], name: str, supplier: int
    ) -> QuerySet[Any]:
        # Customers do not know who works on theirs.
        known = may_see_supplier(self.request.user)
        return found.filter(supplier=supplier) if known else found.none()

    def words(self) -> str:
        return words_for(self.request.user)

    def in_order(self, found: QuerySet[Any], name: str, order: str) -> QuerySet[Any]:
        # What is ranked is chosen when everything else has narrowed it.
        return found

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        found: QuerySet[Any] = super().filter_queryset(queryset)
        if self.form.cleaned_data["order"] == NEWEST or not self.searched.terms:
            return found
        return self.searched.ranked(found, queryset)
