from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.triggers import append_only
from records.choices import Impact, Priority, Urgency

STANDARD_CELLS = {
    "1-1": 1,
    "1-2": 2,
    "1-3": 3,
    "2-1": 2,
    "2-2": 3,
    "2-3": 4,
    "3-1": 3,
    "3-2": 4,
    "3-3": 4,
}


def validate_cells(cells: Any) -> None:
    """:raises ValidationError: unless each impact and urgency has one priority"""
    wanted = {f"{i.value}-{u.value}" for i in Impact for u in Urgency}
    if not isinstance(cells, dict) or set(cells) != wanted:
        raise ValidationError(_("Every impact and urgency needs exactly one priority."))
    if not set(cells.values()) <= set(Priority.values):
        raise ValidationError(_("A priority must be a number from 1 to 4."))


class PriorityMatrix(models.Model):
    """One version of the rule that makes a priority of impact and urgency."""

    version = models.PositiveIntegerField(_("version"), unique=True)
    cells = models.JSONField(_("priorities"), validators=[validate_cells])
    valid_from = models.DateTimeField(_("valid from"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("made by")
    )

    class Meta:
        verbose_name = _("priority matrix")
        verbose_name_plural = _("priority matrices")
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.version}"

    def priority(self, impact: int, urgency: int) -> int:
        """Return the priority for an impact and an urgency."""
        return int(self.cells[f"{impact}-{urgency}"])
