import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from core.models import Item
from workflow.choices import LinkKind, Visibility
from workflow.querysets import AttachmentQuerySet, LinkQuerySet


def random_path(attachment: "Attachment", name: str) -> str:
    """Return a path that says nothing and cannot be guessed."""
    token = secrets.token_hex(20)
    return f"attachments/{token[:2]}/{token[2:]}"


class Attachment(models.Model):
    """A file that somebody added to an item; once removed it is hidden, not lost."""

    item = models.ForeignKey(
        Item, models.PROTECT, related_name="attachments", verbose_name=_("item")
    )
    file = models.FileField(_("file"), upload_to=random_path)
    name = models.CharField(_("name"), max_length=150)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    content_type = models.CharField(_("type"), max_length=100)
    visibility = models.CharField(
        _("visible to"),
        max_length=10,
        choices=Visibility,
        default=Visibility.PUBLIC,
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("added by"),
    )
    added_at = models.DateTimeField(_("added"))
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["added_at", "id"]
        indexes = [
            models.Index(
                fields=["item", "added_at"],
                condition=Q(removed_at=None),
                name="workflow_attachment_present",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Link(models.Model):
    """What one item is to another, from the source's side."""

    source = models.ForeignKey(
        Item, models.PROTECT, related_name="links", verbose_name=_("item")
    )
    kind = models.CharField(_("is"), max_length=20, choices=LinkKind)
    target = models.ForeignKey(
        Item, models.PROTECT, related_name="links_to", verbose_name=_("other item")
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(_("made"))

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering = ["made_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "kind", "target"],
                name="workflow_link_unique",
                violation_error_message=_("They are linked in this way already."),
            ),
            models.CheckConstraint(
                condition=~Q(source=F("target")),
                name="workflow_link_to_another",
                violation_error_message=_("Nothing can be linked to itself."),
            ),
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(kind=LinkKind.DUPLICATE_OF),
                name="workflow_link_duplicate_of_one",
                violation_error_message=_("It is a duplicate of something already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.get_kind_display()} {self.target}"


class Watcher(models.Model):
    """Somebody who wants to be told what becomes of an item."""

    item = models.ForeignKey(
        Item, models.PROTECT, related_name="watchers", verbose_name=_("item")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="watching",
        verbose_name=_("user"),
    )
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("watcher")
        verbose_name_plural = _("watchers")
        ordering = ["since", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "user"], name="workflow_watcher_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.item}"


class Tag(models.Model):
    """A word that staff put on items to find them again."""

    name = models.CharField(_("name"), max_length=40)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="workflow_tag_unique"),
        ]

    def __str__(self) -> str:
        return self.name


class ItemTag(models.Model):
    """A tag on an item."""

    item = models.ForeignKey(
        Item, models.PROTECT, related_name="item_tags", verbose_name=_("item")
    )
    tag = models.ForeignKey(
        Tag, models.PROTECT, related_name="item_tags", verbose_name=_("tag")
    )

    class Meta:
        verbose_name = _("tag of an item")
        verbose_name_plural = _("tags of items")
        ordering = ["tag__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "tag"], name="workflow_itemtag_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.tag}"
