from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, FilterSet

from notifications.models import Notification


class NotificationFilter(FilterSet):
    unread = BooleanFilter(
        label=_("Unread only"), method="only_unread", widget=forms.CheckboxInput
    )

    class Meta:
        model = Notification
        fields: list[str] = []

    def only_unread(
        self, rows: "QuerySet[Notification]", name: str, value: bool | None
    ) -> "QuerySet[Notification]":
        return rows.filter(read_at=None) if value else rows
