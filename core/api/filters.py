from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django_filters import IsoDateTimeFilter
from django_filters.fields import IsoDateTimeField
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.request import Request


class FilterBackend(DjangoFilterBackend):
    """Gives a filter set what its view says it needs besides the query string."""

    def get_filterset_kwargs(
        self, request: Request, queryset: Any, view: Any
    ) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_filterset_kwargs(request, queryset, view)
        further = getattr(view, "filterset_arguments", None)
        return {**kwargs, **further()} if further else kwargs


class InstantField(IsoDateTimeField):
    """An instant with a zone, as the database can take it."""

    def clean(self, value: Any) -> datetime | None:
        found: datetime | None = super().clean(value)
        try:
            # Postgres knows no offsets as great as Python does.
            return found and found.astimezone(UTC)
        except (OverflowError, ValueError) as error:
            raise ValidationError(_("This instant is out of range.")) from error


class InstantFilter(IsoDateTimeFilter):
    field_class = InstantField
