from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from core.kinds import all_kinds
from core.models import User
from workflow.choices import COMING, TOOK_PLACE
from workflow.meetings import meeting_kinds

if TYPE_CHECKING:
    from workflow.models import Attachment, Link, Meeting, Task  # noqa: F401


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def present(self) -> Self:
        return self.filter(removed_at=None)

    def public(self) -> Self:
        return self.filter(visibility="public")


class LinkQuerySet(models.QuerySet["Link"]):
    def touching(self, item_id: int) -> Self:
        """Narrow to the links from or to the item."""
        return self.filter(Q(source=item_id) | Q(target=item_id))


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user: User) -> Self:
        """
        Narrow to what the user may know of.

        Staff see the kinds that are theirs to read; whoever is invited, and who
        speaks for the organisation that meets, sees a meeting once it is called, or
        was held without.
        """
        kinds = [kind.key for kind in meeting_kinds() if user.has_perm(kind.read)]
        known = self.model._default_manager.exclude(called_at=None, held_at=None)
        seen = Q(pk__in=known.filter(attendance__person__user=user).values("pk"))
        if user.has_perm("workflow.view_own_meetings"):
            theirs = known.filter(organisation__people__user=user)
            seen |= Q(pk__in=theirs.values("pk"))
        return self.filter(Q(kind__in=kinds) | seen)

    def coming(self) -> Self:
        return self.filter(state__in=COMING)

    def took_place(self) -> Self:
        return self.filter(state__in=TOOK_PLACE)

    def held_before(self, meeting: "Meeting") -> Self:
        """Narrow to those of its kind, with the same party about the same."""
        return self.took_place().filter(
            kind=meeting.kind,
            organisation=meeting.organisation_id,
            about=meeting.about_id,
            starts_at__lt=meeting.starts_at,
        )


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, user: User) -> Self:
        """
        Narrow to one's own and those one gave.

        Who oversees tasks sees those of every item that they see.
        """
        seen = Q(owner__user=user) | Q(given_by=user)
        if user.has_perm("workflow.view_task"):
            for kind in all_kinds():
                rows = kind.visible_to(user).filter(item=OuterRef("item"))
                seen |= Q(item__kind=kind.key) & Q(Exists(rows))
        return self.filter(seen)

    def open(self) -> Self:
        return self.filter(done_at=None)

    def overdue(self, today: date) -> Self:
        return self.open().filter(due_on__lt=today)
