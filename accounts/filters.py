"""Narrowing lists of people, organisations and teams by query string."""

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Person, Team
from core.roles import Role

SEARCH = forms.TextInput(attrs={"type": "search", "class": "field-grow"})
YES_NO = [("true", _("Active")), ("false", _("No longer active"))]


class _Filter(filters.FilterSet):
    searched: tuple[str, ...] = ("name",)

    q = filters.CharFilter(label=_("Words"), method="search", widget=SEARCH)
    active = filters.ChoiceFilter(
        label=_("Standing"),
        method="standing",
        choices=YES_NO,
        empty_label=_("Any"),
    )

    def search(self, found: QuerySet[Any], name: str, text: str) -> QuerySet[Any]:
        for word in text.split()[:8]:
            anywhere = Q()
            for field in self.searched:
                anywhere |= Q(**{f"{field}__icontains": word})
            found = found.filter(anywhere)
        return found

    def standing(self, found: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return found.filter(is_active=value == "true")


class PersonFilter(_Filter):
    searched = ("name", "email", "phone")

    organisation = filters.ModelChoiceFilter(
        label=_("Organisation"),
        queryset=lambda request: Organisation.objects.visible_to(request.user),
        empty_label=_("All organisations"),
    )
    role = filters.ChoiceFilter(
        label=_("Role"),
        method="in_role",
        choices=[(role.value, role.label) for role in Role if role != Role.SYSTEM],
        empty_label=_("Any"),
    )

    class Meta:
        model = Person
        fields: list[str] = []

    def in_role(self, found: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return found.filter(user__groups__name=value)


class OrganisationFilter(_Filter):
    kind = filters.ChoiceFilter(
        label=_("Kind"),
        method="of_kind",
        choices=[
            ("customer", _("Customer")),
            ("supplier", _("Supplier")),
            ("provider", _("Provider")),
        ],
        empty_label=_("All kinds"),
    )

    class Meta:
        model = Organisation
        fields: list[str] = []

    def of_kind(self, found: QuerySet[Any], name: str, kind: str) -> QuerySet[Any]:
        return found.filter(**{f"is_{kind}": True})


class TeamFilter(_Filter):
    searched = ("name", "description")

    class Meta:
        model = Team
        fields: list[str] = []
