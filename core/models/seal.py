from django.db import models
from django.utils.translation import gettext_lazy as _

from core.canonical import sha256
from core.models.event import Event
from core.triggers import append_only


class Seal(models.Model):
    """A link of the chain that makes a change of any earlier event visible."""

    position = models.PositiveBigIntegerField(_("position"), primary_key=True)
    event = models.OneToOneField(Event, models.PROTECT, related_name="seal")
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(_("hash"), max_length=64)

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.position} {self.hash[:12]}"

    @staticmethod
    def compute_hash(previous_hash: str, event: Event) -> str:
        """Return the hash over the event and the link before it."""
        return sha256(previous_hash + event.canonical())
