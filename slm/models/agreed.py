from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from core.models import Item, Numbered
from core.triggers import no_delete, state_moves_on
from slm.choices import CatalogueState
from slm.querysets import AgreedCatalogueQuerySet
from slm.triggers import any_changed

OPEN = [CatalogueState.DRAFT, CatalogueState.OFFERED]
SIGNED = [CatalogueState.AGREED, CatalogueState.SUPERSEDED]


class AgreedCatalogue(Numbered):
    """The catalogue as one customer was offered it, word for word, and signed it."""

    item = models.OneToOneField(
        Item, models.PROTECT, primary_key=True, related_name="agreed_catalogue"
    )
    customer = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="agreed_catalogues",
        verbose_name=_("customer"),
    )
    edition = models.PositiveIntegerField(_("version of the catalogue"))
    state = models.CharField(
        _("state"), max_length=10, choices=CatalogueState, default=CatalogueState.DRAFT
    )
    content = models.JSONField(_("content"))
    content_hash = models.CharField(_("hash of the content"), max_length=64)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("drafted by"),
    )
    drafted_at = models.DateTimeField(_("drafted"))
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("offered by"),
    )
    offered_at = models.DateTimeField(_("offered"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("signed or declined by"),
    )
    decided_at = models.DateTimeField(_("signed or declined"), null=True, blank=True)
    authority = models.CharField(_("on whose authority"), max_length=150, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = AgreedCatalogueQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreed catalogue")
        verbose_name_plural = _("agreed catalogues")
        ordering = ["customer__name", "-edition"]
        permissions: ClassVar[Any] = [
            ("offer_catalogue", _("Can offer customers their catalogue")),
            ("sign_catalogue", _("Can agree to the catalogue for their organisation")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "edition"], name="slm_agreedcatalogue_unique"
            ),
            models.UniqueConstraint(
                fields=["customer"],
                condition=Q(state__in=OPEN),
                name="slm_agreedcatalogue_one_open",
            ),
            models.UniqueConstraint(
                fields=["customer"],
                condition=Q(state=CatalogueState.AGREED),
                name="slm_agreedcatalogue_one_agreed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=SIGNED)
                | (
                    Q(decided_at__isnull=False, decided_by__isnull=False)
                    & ~Q(authority="")
                ),
                name="slm_agreedcatalogue_is_signed",
            ),
            models.CheckConstraint(
                condition=~Q(state=CatalogueState.DECLINED)
                | (
                    Q(decided_at__isnull=False, decided_by__isnull=False)
                    & ~Q(reason="")
                ),
                name="slm_agreedcatalogue_declined_with_reason",
            ),
        ]
        triggers = [
            no_delete(),
            pgtrigger.Protect(
                name="keep_content",
                operation=pgtrigger.Update,
                condition=any_changed(
                    "content", "content_hash", "customer", "edition", "drafted_at"
                ),
            ),
            pgtrigger.Protect(
                name="keep_signature",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__decided_at__isnull=False)
                & any_changed("decided_at", "decided_by", "authority", "reason"),
            ),
            state_moves_on(
                (CatalogueState.DRAFT, CatalogueState.OFFERED),
                (CatalogueState.DRAFT, CatalogueState.WITHDRAWN),
                (CatalogueState.OFFERED, CatalogueState.AGREED),
                (CatalogueState.OFFERED, CatalogueState.DECLINED),
                (CatalogueState.OFFERED, CatalogueState.WITHDRAWN),
                (CatalogueState.AGREED, CatalogueState.SUPERSEDED),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def title(self) -> str:
        """What it is called where all kinds of items are listed."""
        return gettext("Catalogue of %(customer)s, version %(edition)s") % {
            "customer": self.customer,
            "edition": self.edition,
        }

    @property
    def is_agreed(self) -> bool:
        return self.state == CatalogueState.AGREED
