from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.models import Event, Item
from notifications.choices import MailState
from notifications.querysets import MailDeliveryQuerySet, NotificationQuerySet


def validate_one_line(value: str) -> None:
    """:raises ValidationError: if a mail header made of this could hold another"""
    if not value.isprintable():
        raise ValidationError(_("This must be a single line of text."))


class Notification(models.Model):
    """
    Word of one event in the inbox of one user.

    It reads in the language and the zone of whoever opens it: `template` and
    `wording` say what, `subject` and `body` how it read when it came.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="notifications",
        verbose_name=_("recipient"),
    )
    event = models.ForeignKey(Event, models.PROTECT, related_name="notifications")
    topic = models.CharField(_("topic"), max_length=60)
    item = models.ForeignKey(
        Item,
        models.PROTECT,
        null=True,
        related_name="notifications",
        verbose_name=_("item"),
    )
    subject = models.CharField(_("subject"), max_length=250)
    body = models.TextField(_("text"), blank=True)
    template = models.CharField(max_length=60, blank=True)
    wording = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(_("received"))
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "recipient", "topic"],
                name="notifications_notification_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["recipient", "-created_at", "-id"],
                name="notifications_inbox",
            ),
            models.Index(
                fields=["recipient"],
                condition=Q(read_at=None),
                name="notifications_unread",
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class MailDelivery(models.Model):
    """One mail to one address: what it says, and whether it has gone."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="mails")
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        related_name="mails",
        verbose_name=_("recipient"),
    )
    topic = models.CharField(_("topic"), max_length=60)
    to_address = models.EmailField(
        pgettext_lazy("mail", "to"), validators=[validate_one_line]
    )
    message_id = models.CharField(
        max_length=250, unique=True, validators=[validate_one_line]
    )
    thread_id = models.CharField(
        max_length=250,
        blank=True,
        validators=[validate_one_line],
        help_text=_("The message that all mail about the same item answers."),
    )
    reply_to = models.CharField(
        max_length=250, blank=True, validators=[validate_one_line]
    )
    subject = models.CharField(
        _("subject"), max_length=250, validators=[validate_one_line]
    )
    text = models.TextField(_("text"))
    html = models.TextField(_("text as HTML"))
    created_at = models.DateTimeField(_("written"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    parked_at = models.DateTimeField(_("parked"), null=True, blank=True)
    last_error = models.TextField(_("last error"), blank=True)

    objects = MailDeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mail")
        permissions = [("retry_mail", _("Can send parked mail again"))]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "to_address", "topic"],
                name="notifications_mail_once",
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(parked_at=None),
                name="notifications_mail_sent_or_parked",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at", "id"],
                condition=Q(sent_at=None, parked_at=None),
                name="notifications_mail_waiting",
            ),
            models.Index(
                fields=["-parked_at"],
                condition=Q(sent_at=None, parked_at__isnull=False),
                name="notifications_mail_parked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.to_address}: {self.subject}"

    @property
    def state(self) -> MailState:
        if self.sent_at:
            return MailState.SENT
        return MailState.PARKED if self.parked_at else MailState.WAITING


class Preference(models.Model):
    """Where a user wants to be told about a topic, if not as most are."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="preferences"
    )
    topic = models.CharField(_("topic"), max_length=60)
    inbox = models.BooleanField(_("inbox"))
    mail = models.BooleanField(_("mail"))

    class Meta:
        verbose_name = _("notification preference")
        verbose_name_plural = _("notification preferences")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "topic"], name="notifications_preference_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.topic}"
