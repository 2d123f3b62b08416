import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.canonical import canonical_json, sha256
from core.choices import Channel
from core.models.item import Item
from core.querysets import EventQuerySet
from core.triggers import append_only, no_truncate, no_update


class Event(models.Model):
    """Something that happened: who did what, when, to which item, for whom."""

    item = models.ForeignKey(
        Item, models.PROTECT, null=True, related_name="events", verbose_name=_("item")
    )
    name = models.CharField(_("name"), max_length=80)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="events",
        verbose_name=_("done by"),
    )
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("on behalf of"),
    )
    channel = models.CharField(_("channel"), max_length=20, choices=Channel)
    occurred_at = models.DateTimeField(_("happened at"))
    recorded_at = models.DateTimeField(_("recorded at"), db_default=Now())
    transaction_id = models.BigIntegerField(db_default=0)
    changes = models.JSONField(_("before and after"), default=dict)
    facts = models.JSONField(_("facts"), default=dict)
    digest = models.CharField(_("digest of personal values"), max_length=64, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(fields=["item", "id"], name="core_event_item"),
            models.Index(fields=["name", "occurred_at"], name="core_event_name"),
            models.Index(fields=["occurred_at", "id"], name="core_event_occurred"),
            models.Index(fields=["transaction_id", "id"], name="core_event_ended"),
        ]
        triggers = [
            *append_only(),
            pgtrigger.Trigger(
                name="stamp",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    NEW.recorded_at = clock_timestamp();
                    NEW.transaction_id = pg_current_xact_id()::text::bigint;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.occurred_at:%Y-%m-%d %H:%M:%S}"

    @property
    def is_late(self) -> bool:
        """Whether it was recorded more than a minute after it happened."""
        return (self.recorded_at - self.occurred_at).total_seconds() > 60

    @property
    def has_lost_values(self) -> bool:
        """Whether it had personal values that are gone."""
        return bool(self.digest) and getattr(self, "data", None) is None

    def fault(self) -> str:
        """Say what of it no longer reads as recorded; `data` and `seal` are fetched."""
        seal, data = getattr(self, "seal", None), getattr(self, "data", None)
        named = {"pk": self.pk, "name": self.name}
        if seal and seal.compute_hash(seal.previous_hash, self) != seal.hash:
            return gettext("event %(pk)s (%(name)s) was altered") % named
        if data and data.compute_digest() != self.digest:
            words = gettext(
                "the personal values of event %(pk)s (%(name)s) were altered"
            )
            return words % named
        return ""

    def canonical(self) -> str:
        """Return the spelling of the row that its seal covers."""
        return canonical_json(
            {
                "id": self.pk,
                "item": self.item_id,
                "name": self.name,
                "actor": self.actor_id,
                "on_behalf_of": self.on_behalf_of_id,
                "channel": self.channel,
                "occurred_at": self.occurred_at,
                "recorded_at": self.recorded_at,
                "changes": self.changes,
                "facts": self.facts,
                "digest": self.digest,
            }
        )


class EventData(models.Model):
    """The personal values of an event, which may be erased without breaking it."""

    event = models.OneToOneField(
        Event, models.PROTECT, primary_key=True, related_name="data"
    )
    salt = models.CharField(max_length=32)
    values = models.JSONField(_("values"))

    class Meta:
        verbose_name = _("personal values of an event")
        verbose_name_plural = _("personal values of events")
        triggers = [no_update(), no_truncate()]

    def __str__(self) -> str:
        return f"{self.event_id}"

    def compute_digest(self) -> str:
        """Return the digest that the event must carry for these values."""
        return sha256(self.salt + canonical_json(self.values))
