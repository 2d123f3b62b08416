from datetime import date

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from slm.choices import OfferState, SignatureRole
from slm.models.version import AgreementVersion
from slm.triggers import any_changed, only_while_draft


class Offer(models.Model):
    """One wording of a draft, laid before the other side to be signed or declined."""

    version = models.ForeignKey(
        AgreementVersion,
        models.CASCADE,
        related_name="offers",
        verbose_name=_("version"),
    )
    digest = models.CharField(_("hash of the wording"), max_length=64)
    wording = models.JSONField(_("wording"))
    message = models.TextField(_("message"), max_length=2000, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=OfferState, default=OfferState.OPEN
    )
    offered_at = models.DateTimeField(_("offered"))
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("offered by"),
    )
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ended by"),
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        ordering = ["-offered_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version"],
                condition=Q(state=OfferState.OPEN),
                name="slm_offer_one_open",
            ),
            models.CheckConstraint(
                condition=Q(state=OfferState.OPEN, ended_at=None, ended_by=None)
                | ~Q(state=OfferState.OPEN)
                & Q(ended_at__isnull=False, ended_by__isnull=False),
                name="slm_offer_state_fits_end",
            ),
        ]
        triggers = [
            only_while_draft("version_id"),
            pgtrigger.Protect(
                name="keep_offer",
                operation=pgtrigger.Update,
                condition=any_changed(
                    "version_id", "digest", "wording", "offered_at", "offered_by_id"
                )
                | ~pgtrigger.Q(old__state=OfferState.OPEN),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}, {self.digest[:12]}"


class Signature(models.Model):
    """That somebody signed one wording of a version, for one party, in one role."""

    version = models.ForeignKey(
        AgreementVersion,
        models.CASCADE,
        related_name="signatures",
        verbose_name=_("version"),
    )
    role = models.CharField(_("signs as"), max_length=25, choices=SignatureRole)
    digest = models.CharField(_("hash of the wording"), max_length=64)
    person = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="signatures",
        verbose_name=_("person"),
    )
    name = models.CharField(
        _("name"),
        max_length=150,
        blank=True,
        help_text=_("Of whoever signed on paper."),
    )
    authority = models.CharField(
        _("authority"),
        max_length=250,
        help_text=_("By what right: “Head of IT, by power of attorney”."),
    )
    signed_at = models.DateTimeField(_("signed"))
    is_on_paper = models.BooleanField(_("on paper"), default=False)
    reference = models.CharField(_("where the paper is"), max_length=150, blank=True)
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    voided_at = models.DateTimeField(_("void since"), null=True, blank=True)

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["signed_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "role"],
                condition=Q(voided_at=None),
                name="slm_signature_one_for_each_role",
            ),
            models.UniqueConstraint(
                fields=["version", "person"],
                condition=Q(voided_at=None),
                name="slm_signature_nobody_for_two",
            ),
            models.CheckConstraint(
                condition=Q(is_on_paper=True, person=None)
                & ~Q(name="")
                & ~Q(reference="")
                | Q(is_on_paper=False, person__isnull=False, name=""),
                name="slm_signature_paper_has_reference",
                violation_error_message=_(
                    "What was signed on paper names who signed and where it is."
                ),
            ),
        ]
        triggers = [
            only_while_draft("version_id"),
            pgtrigger.Protect(
                name="keep_signature",
                operation=pgtrigger.Update,
                condition=any_changed(
                    *("version_id", "role", "digest", "person_id", "name"),
                    *("authority", "signed_at", "is_on_paper", "reference"),
                    *("recorded_at", "recorded_by_id"),
                )
                | pgtrigger.Q(old__voided_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.signer}"

    @property
    def signer(self) -> str:
        return str(self.person or self.name)

    @property
    def signed_on(self) -> date:
        """The day of it where the agreement counts: papers bear no time."""
        return self.version.agreement.day_of(self.signed_at)


class Comment(models.Model):
    """What one side says of a draft, or of one part of it, while it is negotiated."""

    version = models.ForeignKey(
        AgreementVersion,
        models.CASCADE,
        related_name="comments",
        verbose_name=_("version"),
    )
    key = models.CharField(_("about"), max_length=120, blank=True)
    text = models.TextField(_("comment"), max_length=4000)
    is_internal = models.BooleanField(_("only for our own side"), default=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("author"),
    )
    written_at = models.DateTimeField(_("written"))
    resolved_at = models.DateTimeField(_("settled"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("settled by"),
    )

    class Meta:
        verbose_name = _("comment on an agreement")
        verbose_name_plural = _("comments on agreements")
        ordering = ["written_at", "id"]
        triggers = [only_while_draft("version_id")]

    def __str__(self) -> str:
        return f"{self.version}: {self.text[:40]}"
