from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pgtrigger
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from calendars.models import check_days
from catalogue.models import Service
from slm.choices import OfferState, SignatureRole, Stage, VersionStatus
from slm.models.agreement import Agreement
from slm.notice import Notice, last_notice_day
from slm.querysets import AgreementVersionQuerySet
from slm.triggers import any_changed

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

    from slm.models import Offer, Signature


def at_least_one(
    label: "StrPromise", most: int, **options: Any
) -> "models.PositiveSmallIntegerField[int | None, int | None]":
    """Return a field for a number that need not be given."""
    validators = [MinValueValidator(1), MaxValueValidator(most)]
    return models.PositiveSmallIntegerField(
        label, null=True, blank=True, validators=validators, **options
    )


class AgreementVersion(models.Model):
    """The wording of an agreement from one day to another; it changes as a draft."""

    agreement = models.ForeignKey(
        Agreement,
        models.PROTECT,
        related_name="versions",
        verbose_name=_("agreement"),
    )
    number = models.PositiveIntegerField(_("version"))
    title = models.CharField(
        _("title"),
        max_length=150,
        help_text=_("What the agreement is called once this version is in force."),
    )
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=VersionStatus,
        default=VersionStatus.DRAFT,
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(
        _("valid until"),
        null=True,
        blank=True,
        help_text=_("The first day on which it no longer holds; empty if open."),
    )
    summary = models.TextField(_("what is agreed, or what changes"), blank=True)
    notice_months = at_least_one(_("notice, months"), 60)
    notice_days = at_least_one(_("notice, days"), 366)
    renews_months = at_least_one(
        _("renews by, months"),
        120,
        help_text=_("Unless notice is given in time; empty if it simply ends."),
    )
    agreed_to = models.DateField(
        _("end as it was signed"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("From which terms of renewal are reckoned."),
    )
    review_on = models.DateField(_("next review"), null=True, blank=True)
    notice_given_on = models.DateField(_("notice given"), null=True, blank=True)
    services = models.ManyToManyField(
        Service,
        through="AgreementService",
        related_name="agreement_versions",
        verbose_name=_("services"),
    )
    activated_at = models.DateTimeField(_("put into force"), null=True, blank=True)
    activated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("put into force by"),
    )
    end_reason = models.CharField(_("why it ended"), max_length=250, blank=True)

    objects = AgreementVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of an agreement")
        verbose_name_plural = _("versions of agreements")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "number"], name="slm_agreementversion_unique"
            ),
            models.UniqueConstraint(
                fields=["agreement"],
                condition=Q(status=VersionStatus.DRAFT),
                name="slm_agreementversion_one_draft",
            ),
            models.UniqueConstraint(
                fields=["agreement"],
                condition=Q(status=VersionStatus.IN_FORCE),
                name="slm_agreementversion_one_in_force",
            ),
            models.CheckConstraint(
                condition=Q(status=VersionStatus.DRAFT)
                | Q(valid_from__isnull=False, activated_at__isnull=False),
                name="slm_agreementversion_in_force_has_day",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="slm_agreementversion_ends_after_start",
                violation_error_message=_("It cannot end before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(renews_months=None)
                | Q(valid_to__isnull=False)
                & (Q(notice_months__isnull=False) | Q(notice_days__isnull=False)),
                name="slm_agreementversion_renewal_has_notice",
                violation_error_message=_(
                    "What renews itself needs a last day and a notice period."
                ),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="keep_published",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__status__df=VersionStatus.DRAFT),
            ),
            pgtrigger.Protect(
                name="keep_wording",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__status__df=VersionStatus.DRAFT)
                & (
                    pgtrigger.Q(new__status=VersionStatus.DRAFT)
                    | pgtrigger.Q(old__number__df=pgtrigger.F("new__number"))
                    | pgtrigger.Q(old__valid_from__df=pgtrigger.F("new__valid_from"))
                    | any_changed(
                        *("title", "summary"),
                        *("notice_months", "notice_days", "renews_months"),
                    )
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement.number} {gettext('version')} {self.number}"

    @property
    def is_draft(self) -> bool:
        return self.status == VersionStatus.DRAFT

    @property
    def open_offer(self) -> "Offer | None":
        """The offer of its wording that the other side has before it, if any."""
        offers = [one for one in self.offers.all() if one.state == OfferState.OPEN]
        return offers[0] if offers else None

    @property
    def valid_signatures(self) -> "list[Signature]":
        """Those that no later change of the wording has voided."""
        return [one for one in self.signatures.all() if one.voided_at is None]

    @property
    def missing_roles(self) -> "list[SignatureRole]":
        """In which roles it has not been signed yet."""
        signed = {one.role for one in self.valid_signatures}
        return [one for one in self.agreement.signatories if one not in signed]

    @property
    def stage(self) -> Stage:
        """How far it has come, as long as it is unpublished."""
        if not self.missing_roles:
            return Stage.AGREED
        return Stage.NEGOTIATION if self.open_offer else Stage.DRAFT

    @property
    def notice(self) -> Notice:
        return Notice(self.notice_months or 0, self.notice_days or 0)

    @property
    def last_notice_day(self) -> date | None:
        """Until when notice can be given to the end of its term."""
        if self.valid_to is None or not self.notice:
            return None
        return last_notice_day(self.valid_to, self.notice)

    def is_review_due(self, day: date) -> bool:
        return self.holds_on(day) and bool(self.review_on and self.review_on <= day)

    @property
    def last_day(self) -> date | None:
        """The last day on which it holds: what people are shown as its end."""
        return self.valid_to - timedelta(1) if self.valid_to else None

    def holds_on(self, day: date) -> bool:
        """Whether what is opened on that day is under this version."""
        return (
            not self.is_draft
            and self.valid_from is not None
            and self.valid_from <= day
            and (self.valid_to is None or day < self.valid_to)
        )

    def standing_on(self, day: date) -> tuple[str, str]:
        """Return how it stands on that day: a word for it, and its tone."""
        if self.is_draft:
            return str(self.stage.label), "" if self.stage == Stage.DRAFT else "paused"
        if self.is_review_due(day):
            return gettext("In force, under review"), "risk"
        has_end = self.status == VersionStatus.TERMINATED
        if self.holds_on(day):
            word = gettext("In force, terminated") if has_end else gettext("In force")
            return word, "track"
        if self.valid_from and day < self.valid_from != self.valid_to:
            word = gettext("To come, terminated") if has_end else gettext("To come")
            return word, "paused"
        if self.status == VersionStatus.IN_FORCE:
            return gettext("Expired"), ""
        return self.get_status_display(), ""

    def clean(self) -> None:
        if self.valid_to and not self.valid_from:
            raise ValidationError({"valid_from": _("Say from when it is valid.")})
        check_days(
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            review_on=self.review_on,
        )
