from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Person


class SavedView(models.Model):
    """A list with its filters, kept under a name by the person who uses it."""

    owner = models.ForeignKey(
        Person, models.CASCADE, related_name="saved_views", verbose_name=_("owner")
    )
    list_name = models.CharField(_("list"), max_length=50)
    name = models.CharField(_("name"), max_length=80)
    query = models.CharField(_("filters"), max_length=1000, blank=True)
    is_shared = models.BooleanField(_("shared with all staff"), default=False)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "list_name", "name"], name="records_view_name_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.name
