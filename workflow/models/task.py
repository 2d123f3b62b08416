from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from core.models import Item
from core.triggers import no_delete
from workflow.querysets import TaskQuerySet


class Task(models.Model):
    """Something that somebody is to do about an item by a day, and what came of it."""

    item = models.ForeignKey(
        Item, models.PROTECT, related_name="tasks", verbose_name=_("about")
    )
    text = models.TextField(_("what is to be done"), max_length=2000)
    owner = models.ForeignKey(
        Person, models.PROTECT, related_name="tasks", verbose_name=_("to be done by")
    )
    due_on = models.DateField(_("until"))
    is_internal = models.BooleanField(
        _("staff only"), default=False, help_text=_("Customers do not see it.")
    )
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("given by"),
    )
    given_at = models.DateTimeField(_("given"))
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("done by"),
    )
    result = models.TextField(_("result"), max_length=2000, blank=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        default_permissions = ("view",)
        permissions: ClassVar[Any] = [("give_task", _("Can give tasks to others"))]
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="workflow_task_done_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner", "due_on"],
                condition=Q(done_at=None),
                name="workflow_task_open",
            ),
        ]
        triggers = [no_delete()]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def is_open(self) -> bool:
        return self.done_at is None

    def is_overdue(self, today: date) -> bool:
        """Whether it was to be done before that day and is not."""
        return self.is_open and self.due_on < today
