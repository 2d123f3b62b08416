from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from workflow.models import Attachment, Link  # noqa: F401


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def present(self) -> Self:
        return self.filter(removed_at=None)

    def public(self) -> Self:
        return self.filter(visibility="public")


class LinkQuerySet(models.QuerySet["Link"]):
    def touching(self, item_id: int) -> Self:
        """Narrow to the links from or to the item."""
        return self.filter(Q(source=item_id) | Q(target=item_id))
