from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models.event import Event
from core.querysets import OutboxQuerySet


class Outbox(models.Model):
    """Word of one event, still to be or already brought to one subscriber."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="outbox")
    subscriber = models.CharField(_("subscriber"), max_length=120)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True)
    delivered_at = models.DateTimeField(_("delivered at"), null=True)
    parked_at = models.DateTimeField(_("parked at"), null=True)
    last_error = models.TextField(_("last error"), blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("outbox entry")
        verbose_name_plural = _("outbox")
        permissions = [("retry_outbox", _("Can retry parked outbox entries"))]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "subscriber"], name="core_outbox_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=models.Q(delivered_at=None, parked_at=None),
                name="core_outbox_waiting",
            ),
            models.Index(
                fields=["-parked_at"],
                condition=models.Q(delivered_at=None, parked_at__isnull=False),
                name="core_outbox_parked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} → {self.subscriber}"
