from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count

from catalogue.choices import OFFERED_STATES

if TYPE_CHECKING:
    from catalogue.models import Service  # noqa: F401
    from core.models import User


class ServiceQuerySet(models.QuerySet["Service"]):
    def visible_to(self, user: "User") -> Self:
        """Narrow to what the user's organisation is entitled to; staff see all."""
        if user.has_perm("catalogue.view_service"):
            return self
        return self.filter(
            entitlements__customer__people__user=user,
            state__in=OFFERED_STATES,
        ).distinct()

    def live(self) -> Self:
        return self.filter(state__in=OFFERED_STATES)

    def with_facts(self) -> Self:
        """Fetch in the same query what every list shows."""
        rows = self.select_related("item", "owner", "service_hours")
        return rows.annotate(customer_count=Count("entitlements", distinct=True))
