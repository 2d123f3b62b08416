from django.db import models
from django.utils.translation import gettext_lazy as _

from records.models.record import Record


class ExternalReference(models.Model):
    """What another system calls a record, and how far it was read from there."""

    record = models.ForeignKey(
        Record,
        models.CASCADE,
        related_name="external_references",
        verbose_name=_("record"),
    )
    system = models.CharField(_("system"), max_length=50)
    reference = models.CharField(_("reference"), max_length=100)
    position = models.PositiveIntegerField(
        _("position"), default=0, help_text=_("How many of its updates were read.")
    )

    class Meta:
        verbose_name = _("external reference")
        verbose_name_plural = _("external references")
        constraints = [
            models.UniqueConstraint(
                fields=["system", "reference"], name="records_reference_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.reference}"
