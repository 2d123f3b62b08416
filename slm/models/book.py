import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class BookEdition(models.Model):
    """
    The one row that changes whenever what was agreed changes.

    Whoever changes it locks it, so that two agreements cannot collide unseen;
    whoever keeps all targets in memory compares its edition. Closing a period writes
    beside it until when, so that who reads the edition sees both.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    edition = models.UUIDField(default=uuid.uuid4)
    closed_until = models.DateTimeField(
        _("closed until"),
        null=True,
        blank=True,
        help_text=_("The end of the last period that was closed."),
    )

    class Meta:
        verbose_name = _("edition of the agreements")
        verbose_name_plural = _("editions of the agreements")
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="slm_book_one_row"),
        ]

    def __str__(self) -> str:
        return str(self.edition)
