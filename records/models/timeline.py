from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from core.models import Event
from records.choices import Visibility
from records.models.record import Record


class Entry(models.Model):
    """Something somebody wrote on a record, for everybody or for the desk only."""

    record = models.ForeignKey(
        Record, models.CASCADE, related_name="entries", verbose_name=_("record")
    )
    visibility = models.CharField(
        _("visibility"), max_length=10, choices=Visibility, default=Visibility.INTERNAL
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("author"),
    )
    text = models.TextField(_("text"))
    written_at = models.DateTimeField(_("written"))
    is_automatic = models.BooleanField(_("automatic"), default=False)
    event = models.OneToOneField(Event, models.PROTECT, related_name="entry")

    class Meta:
        verbose_name = _("timeline entry")
        verbose_name_plural = _("timeline entries")
        ordering = ["written_at", "id"]

    def __str__(self) -> str:
        return f"{self.get_visibility_display()} {self.written_at:%Y-%m-%d %H:%M}"


class Rating(models.Model):
    """What the requester thought of how a record was handled."""

    record = models.OneToOneField(
        Record, models.CASCADE, related_name="rating", verbose_name=_("record")
    )
    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("given by"))
    score = models.PositiveSmallIntegerField(
        _("score"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    comment = models.TextField(_("comment"), blank=True)
    rated_at = models.DateTimeField(_("given"))

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(score__range=(1, 5)), name="records_rating_in_range"
            ),
        ]
        indexes = [models.Index(fields=["rated_at"], name="records_rating_rated_at")]

    def __str__(self) -> str:
        return f"{self.record_id}: {self.score}"
