from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count

from catalogue.choices import OFFERED_STATES

if TYPE_CHECKING:
    from catalogue.models import (  # noqa: F401
        Component,
        Service,
        ServiceDependency,
    )
    from core.models import User


class ServiceQuerySet(models.QuerySet["Service"]):
    def visible_to(self, user: "User") -> Self:
        """Narrow to what the user's organisation is entitled to; staff see all."""
        if user.has_perm("catalogue.view_service"):
            return self
        return self.filter(
            entitlements__customer__people__user=user,
            state__in=OFFERED_STATES,
            is_supporting=False,
        ).distinct()

    def live(self) -> Self:
        return self.filter(state__in=OFFERED_STATES)

    def with_facts(self) -> Self:
        """Fetch in the same query what every list shows."""
        rows = self.select_related("item", "owner", "service_hours")
        return rows.annotate(customer_count=Count("entitlements", distinct=True))


class ComponentQuerySet(models.QuerySet["Component"]):
    def visible_to(self, user: "User") -> Self:
        """Narrow to what staff see: how a service is made is no customer's page."""
        return self if user.has_perm("catalogue.view_service") else self.none()

    def with_facts(self) -> Self:
        """Fetch in the same query what every list shows."""
        rows = self.select_related("item", "team", "person", "supplier")
        return rows.annotate(dependant_count=Count("dependants", distinct=True))


class DependencyQuerySet(models.QuerySet["ServiceDependency"]):
    def visible_to(self, user: "User") -> Self:
        return self if user.has_perm("catalogue.view_service") else self.none()

    def with_parts(self) -> Self:
        """Fetch in the same query both ends of each, in the order of the page."""
        rows = self.select_related(
            "service__item", "on_service__item", "on_component__item",
            "on_component__team", "on_component__person", "on_component__supplier",
        )  # fmt: skip
        return rows.order_by("service__name", "group", "pk")
