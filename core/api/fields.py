"""Naming other things in what is sent: only those that the asker may see."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api.views import actor_of


class VisibleKey(serializers.PrimaryKeyRelatedField[Any]):
    """A thing named by its id; what is absent and what is hidden read alike."""

    def get_queryset(self) -> Any:
        rows: Any = super().get_queryset()
        return rows.visible_to(actor_of(self.context["request"]))

    def to_internal_value(self, data: Any) -> Any:
        # Django would take "7" and 7.0 for 7; a program that means it says it.
        if type(data) is not int:
            self.fail("incorrect_type", data_type=type(data).__name__)
        return super().to_internal_value(data)


@extend_schema_field(serializers.CharField())
class VisibleNumber(serializers.SlugRelatedField[Any]):
    """A thing named by its number, such as SVC-000003."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(slug_field="item__number", **kwargs)

    def get_queryset(self) -> Any:
        rows: Any = super().get_queryset()
        return rows.visible_to(actor_of(self.context["request"]))

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)
