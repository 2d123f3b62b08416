from typing import Self, TypeVar

from django.db import models
from django.db.models import Q

from accounts.models import Person, Team
from core.models import User
from records.choices import OPEN_PHASES

R = TypeVar("R", bound=models.Model)


class RecordQuerySet(models.QuerySet[R]):
    """Rows of a record, or of any kind of record."""

    def visible_to(self, user: User) -> Self:
        """
        Narrow to what the user may know of.

        Staff see all but the confidential, which its team, its assignee and those
        with the permission see; representatives see their organisation's; everybody
        sees their own.
        """
        # One look-up before the scan, where a join would be one for every row.
        me = Person.objects.filter(user=user)
        mine = Q(requester=me.values("pk")[:1])
        if user.has_perm("records.view_all_records"):
            if user.has_perm("records.view_confidential"):
                return self
            return self.filter(
                Q(is_confidential=False)
                | mine
                | Q(assignee=me.values("pk")[:1])
                | Q(team__in=Team.objects.of(user).values("pk"))
            )
        if user.has_perm("records.view_organisation_records"):
            mine |= Q(customer=me.values("organisation")[:1], is_confidential=False)
        return self.filter(mine)

    def hidden_from(self, user: User) -> Self:
        """
        Narrow to the confidential that somebody who sees all others may not know of.

        They are few: to leave them out costs nothing that grows with what is seen.
        """
        if user.has_perm("records.view_confidential"):
            return self.none()
        me = Person.objects.filter(user=user)
        seen = (
            Q(requester=me.values("pk")[:1])
            | Q(assignee=me.values("pk")[:1])
            | Q(team__in=Team.objects.of(user).values("pk"))
        )
        confidential = self.filter(is_confidential=True)
        # By their ids: of somebody who is no person, a condition itself would be unknown.
        return confidential.exclude(pk__in=confidential.filter(seen).values("pk"))

    def open(self) -> Self:
        return self.filter(phase__in=OPEN_PHASES)

    def with_people(self) -> Self:
        """Fetch in the same query what every list shows."""
        return self.select_related(
            "item",
            "service",
            "customer",
            "requester",
            "team",
            "assignee",
            "supplier",
        )
