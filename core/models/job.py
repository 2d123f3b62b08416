from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models.item import Item
from core.querysets import JobQuerySet


class JobState(models.TextChoices):
    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class Job(models.Model):
    """Long work that a worker does while its owner may leave and come back."""

    kind = models.CharField(_("kind"), max_length=50)
    arguments = models.JSONField(_("arguments"), default=dict)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="jobs",
        verbose_name=_("started by"),
    )
    state = models.CharField(
        _("state"), max_length=10, choices=JobState, default=JobState.QUEUED
    )
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("of"), default=0)
    message = models.CharField(_("message"), max_length=250, blank=True)
    result = models.ForeignKey(
        Item, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(_("started"))
    heard_at = models.DateTimeField(_("last heard of"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        indexes = [
            models.Index(fields=["owner", "-created_at"], name="core_job_owner"),
            models.Index(
                fields=["heard_at"],
                condition=models.Q(state__in=["queued", "running"]),
                name="core_job_unfinished",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def percent(self) -> int:
        """How much of it is done, 0 to 100."""
        if self.state == JobState.DONE:
            return 100
        return 100 * self.done // self.total if self.total else 0
