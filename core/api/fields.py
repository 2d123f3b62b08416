"""Naming other things in what is sent: only those that the asker may see."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api.views import actor_of
from core.kinds import visible_object
from core.models import Item, User
from core.monthly import is_near

MONTH = re.compile("(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])")


class NearDay(serializers.DateField):
    """A day of the years that calendars cover."""

    default_error_messages = {"far": _("This day is too far away.")}

    def to_internal_value(self, value: Any) -> date:
        found = super().to_internal_value(value)
        if not is_near(found):
            self.fail("far")
        return found


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


class QueryKey(VisibleKey):
    """The same in a query string, in which everything is text."""

    def to_internal_value(self, data: Any) -> Any:
        is_number = isinstance(data, str) and re.fullmatch("[0-9]{1,18}", data)
        return super().to_internal_value(int(data) if is_number else data)


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
        # As people write it, in capitals or not.
        return super().to_internal_value(data.strip().upper())


@extend_schema_field(serializers.CharField())
class VisibleItem(serializers.Field[Item, Any, str, Any]):
    """Anything that has a number, named by it; its value is the item."""

    default_error_messages = {
        "unknown": _("There is nothing with the number “{number}”.")
    }

    def to_internal_value(self, data: Any) -> Item:
        number = str(data).strip().upper()
        try:
            visible_object(number, actor_of(self.context["request"]))
        except Item.DoesNotExist:
            self.fail("unknown", number=number[:30])
        return Item.objects.get(number=number)

    def to_representation(self, value: Item) -> str:
        return value.number


@extend_schema_field(serializers.ListField(child=serializers.CharField()))
class ActionsField(serializers.Field[Any, Any, list[str], Any]):
    """What the asker may do with the thing now, as its app's permissions tell."""

    def __init__(self, available: Callable[[User, Any], list[str]]) -> None:
        super().__init__(source="*", read_only=True)
        self._available = available

    def to_representation(self, value: Any) -> list[str]:
        return self._available(actor_of(self.context["request"]), value)


@extend_schema_field(
    {"type": "string", "pattern": f"^{MONTH.pattern}$", "example": "2026-03"}
)
class MonthField(serializers.Field[date, Any, str, Any]):
    """A month, written as 2026-03; its value is the first day of it."""

    default_error_messages = {"invalid": _("Write a month as 2026-03.")}

    def to_internal_value(self, data: Any) -> date:
        if not isinstance(data, str) or not MONTH.fullmatch(data):
            self.fail("invalid")
        found = date.fromisoformat(f"{data}-01")
        if not is_near(found):
            self.fail("invalid")
        return found

    def to_representation(self, value: date) -> str:
        return f"{value:%Y-%m}"
