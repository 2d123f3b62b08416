from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from accounts.models import (  # noqa: F401
        ApiToken,
        Location,
        Organisation,
        Person,
        Team,
    )
    from core.models import User


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, user: "User") -> Self:
        """Narrow to oneself; to one's organisation for those who speak for it."""
        if user.has_perm("accounts.view_person"):
            return self
        mine = Q(user=user)
        if user.has_perm("accounts.view_colleagues"):
            mine |= Q(organisation__people__user=user)
        return self.filter(mine).distinct()

    def active(self) -> Self:
        return self.filter(is_active=True)


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, user: "User") -> Self:
        if user.has_perm("accounts.view_organisation"):
            return self
        return self.filter(people__user=user)

    def customers(self) -> Self:
        return self.filter(is_customer=True)

    def suppliers(self) -> Self:
        return self.filter(is_supplier=True, is_active=True)


class LocationQuerySet(models.QuerySet["Location"]):
    def visible_to(self, user: "User") -> Self:
        if user.has_perm("accounts.view_location"):
            return self
        return self.filter(organisation__people__user=user)


class TeamQuerySet(models.QuerySet["Team"]):
    def visible_to(self, user: "User") -> Self:
        if user.has_perm("accounts.view_team"):
            return self
        return self.none()

    def of(self, user: "User") -> Self:
        return self.filter(memberships__person__user=user)


class TokenQuerySet(models.QuerySet["ApiToken"]):
    def visible_to(self, user: "User") -> Self:
        return self.filter(owner=user)

    def valid(self, at: datetime) -> Self:
        return self.filter(revoked_at=None, expires_at__gt=at, owner__is_active=True)
