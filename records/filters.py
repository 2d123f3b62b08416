"""Narrowing lists of records by query string."""

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from core.filters import FromDayFilter, UntilDayFilter
from core.models import User
from records.choices import OPEN_PHASES, Phase, Priority
from records.lifecycle import all_lifecycles, label_of
from records.models import Record
from records.search import INTERNAL, PUBLIC, Search
from records.selectors import ListChoices

MY_TEAMS = "mine"
ME, NOBODY, ANY = "me", "nobody", "any"
EVERYTHING = "all"
PHASES = [(EVERYTHING, _("All, also ended")), *Phase.choices]
SEARCH = forms.TextInput(attrs={"type": "search", "class": "field-grow"})


class WordsFilter(filters.FilterSet):
    """Lists of records that are searched: what words find comes by relevance."""

    q = filters.CharFilter(label=_("Words"), method="search", widget=SEARCH)

    class Meta:
        model = Record
        fields: list[str] = []

    def search(self, found: QuerySet[Any], name: str, text: str) -> QuerySet[Any]:
        return self.searched.matching(found)

    def words(self) -> str:
        """Return which words are searched."""
        return PUBLIC

    @cached_property
    def searched(self) -> Search:
        return Search(self.form.cleaned_data.get("q") or "", words=self.words())

    @cached_property
    def ranked(self) -> QuerySet[Any] | None:
        """Return the best of what the words found, with their rank; none without."""
        if self.errors or not self.searched.terms:
            return None
        return self.searched.ranked(self.qs, self.queryset.model.objects.all())


class RecordFilter(WordsFilter):
    """
    The filters of every list of records.

    Nothing is counted or looked up for the choices: they come from `list_choices`.
    """

    team = filters.ChoiceFilter(
        label=_("Team"), method="of_team", empty_label=_("All teams")
    )
    held = filters.ChoiceFilter(
        label=_("Held by"),
        method="held_by",
        empty_label=_("Anybody"),
        choices=[(ME, _("Me")), (NOBODY, _("Nobody yet"))],
    )
    priority = filters.ChoiceFilter(
        label=_("Priority"), choices=Priority.choices, empty_label=_("Any")
    )
    phase = filters.ChoiceFilter(
        label=_("Where it is"),
        method="in_phase",
        choices=PHASES,
        empty_label=_("Open"),
    )
    state = filters.ChoiceFilter(label=_("State"), empty_label=_("Any"))
    service = filters.ChoiceFilter(
        label=_("Service"), field_name="service_id", empty_label=_("All services")
    )
    customer = filters.ChoiceFilter(
        label=_("Customer"), field_name="customer_id", empty_label=_("All customers")
    )
    category = filters.ChoiceFilter(
        label=_("Category"), field_name="category_id", empty_label=_("All categories")
    )
    supplier = filters.ChoiceFilter(
        label=_("Supplier"), method="of_supplier", empty_label=_("With or without")
    )
    opened_after = FromDayFilter(label=_("Opened from"), field_name="opened_at")
    opened_before = UntilDayFilter(label=_("Opened until"), field_name="opened_at")

    def __init__(
        self,
        data: QueryDict,
        queryset: QuerySet[Any],
        *,
        user: User,
        choices: ListChoices,
        prefix: str | None = None,
    ) -> None:
        super().__init__(data, queryset, prefix=prefix)
        self.user = user
        self.own_teams = choices.own_teams
        teams = [
            (MY_TEAMS, _("My teams or none")),
            (NOBODY, _("No team")),
            *choices.teams,
        ]
        self.filters["team"].extra["choices"] = teams
        self.filters["service"].extra["choices"] = choices.services
        self.filters["customer"].extra["choices"] = choices.customers
        self.filters["category"].extra["choices"] = choices.categories
        self.filters["supplier"].extra["choices"] = [
            (ANY, _("Any supplier")),
            *choices.suppliers,
        ]
        self.filters["state"].extra["choices"] = _states()

    @property
    def is_open_only(self) -> bool:
        """Whether only what is open is asked for: indexes are made for that."""
        values = self.form.cleaned_data
        if values.get("state"):
            return False
        return values.get("phase") in ("", None, *OPEN_PHASES)

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.errors:
            return queryset.none()
        if self.is_open_only:
            queryset = queryset.filter(phase__in=OPEN_PHASES)
        found: QuerySet[Any] = super().filter_queryset(queryset)
        return found

    def search(self, found: QuerySet[Any], name: str, text: str) -> QuerySet[Any]:
        if self.is_open_only:
            found = found.filter(search_document__is_open=True)
        return super().search(found, name, text)

    def words(self) -> str:
        return INTERNAL

    def of_team(self, found: QuerySet[Any], name: str, team: str) -> QuerySet[Any]:
        if team == MY_TEAMS:
            # What is nobody's must not be overlooked by everybody.
            return found.filter(Q(team__in=self.own_teams) | Q(team=None))
        if team == NOBODY:
            return found.filter(team=None)
        return found.filter(team_id=team)

    def held_by(self, found: QuerySet[Any], name: str, who: str) -> QuerySet[Any]:
        if who == NOBODY:
            return found.filter(assignee=None)
        me = Person.objects.filter(user=self.user).values("pk")[:1]
        return found.filter(assignee=me)

    def of_supplier(
        self, found: QuerySet[Any], name: str, supplier: str
    ) -> QuerySet[Any]:
        if supplier == ANY:
            return found.filter(supplier__isnull=False)
        return found.filter(supplier_id=supplier)

    def in_phase(self, found: QuerySet[Any], name: str, phase: str) -> QuerySet[Any]:
        return found if phase == EVERYTHING else found.filter(phase=phase)


def _states() -> list[tuple[str, Any]]:
    labels: dict[str, Any] = {}
    for lifecycle in all_lifecycles().values():
        for state in lifecycle.states:
            labels.setdefault(str(state), label_of(state))
    return list(labels.items())
