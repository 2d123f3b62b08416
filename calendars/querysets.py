from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from calendars.models import Calendar, CalendarVersion, Rota  # noqa: F401
    from core.models import User


class CalendarQuerySet(models.QuerySet["Calendar"]):
    def visible_to(self, user: "User") -> Self:
        """Narrow to what the user may see: staff all, others none."""
        if user.has_perm("calendars.view_calendar"):
            return self
        return self.none()


class CalendarVersionQuerySet(models.QuerySet["CalendarVersion"]):
    def in_force(self, at: datetime) -> Self:
        """Narrow to those that have begun, the one in force first."""
        return self.filter(valid_from__lte=at).order_by("-valid_from")


class RotaQuerySet(models.QuerySet["Rota"]):
    def visible_to(self, user: "User") -> Self:
        """Narrow to what the user may see: staff all, others none."""
        if user.has_perm("calendars.view_calendar"):
            return self
        return self.none()
