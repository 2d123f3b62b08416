from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, ClassVar
from zoneinfo import ZoneInfo

import pgtrigger
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Team, validate_time_zone
from calendars.models import check_days
from catalogue.models import Service
from core.models import Item
from slm.choices import (
    ACTING_SIGNATORIES,
    INTERIM_SIGNATORIES,
    PARTIES,
    SIGNATORIES,
    Leg,
    Level,
    OfferState,
    SignatureRole,
    Stage,
    VersionStatus,
)
from slm.notice import Notice, last_notice_day
from slm.querysets import AgreementQuerySet, AgreementVersionQuerySet
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


class Agreement(models.Model):
    """What the provider promised a customer, or a team or a supplier promised it."""

    item = models.OneToOneField(
        Item, models.PROTECT, primary_key=True, related_name="agreement"
    )
    leg = models.CharField(_("kind"), max_length=3, choices=Leg)
    level = models.CharField(
        _("level"),
        max_length=9,
        choices=Level,
        blank=True,
        help_text=_("Of an SLA: for all customers, for one, or for some services."),
    )
    title = models.CharField(_("title"), max_length=150)
    provider = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="provided_agreements",
        verbose_name=_("provider"),
    )
    customer = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agreements",
        verbose_name=_("customer"),
    )
    team = models.ForeignKey(
        Team,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agreements",
        verbose_name=_("team"),
    )
    supplier = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="underpinning_contracts",
        verbose_name=_("supplier"),
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=50,
        default="Europe/Berlin",
        validators=[validate_time_zone],
        help_text=_("In which its days begin and end."),
    )
    is_interim = models.BooleanField(
        _("interim"),
        default=False,
        help_text=_(
            "Issued at once by the service level manager alone, until the formal"
            " agreement is signed; it needs a last day."
        ),
    )
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("takes the place of"),
        help_text=_("The interim agreement that ends when this one begins."),
    )
    version = models.PositiveIntegerField(default=1)

    # The version that a page is about: its panels read it.
    shown: "AgreementVersion"

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        permissions: ClassVar[Any] = [
            ("manage_agreement", _("Can make and change agreements")),
            (
                "view_own_agreement",
                _("Can see the agreements of their organisation"),
            ),
            ("sign_contract", _("Can sign underpinning contracts")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    Q(level=Level.CORPORATE, customer=None)
                    | Q(level=Level.CUSTOMER, customer__isnull=False)
                    | Q(level=Level.SERVICE),
                    leg=Leg.SLA,
                    team=None,
                    supplier=None,
                )
                | Q(
                    Q(team__isnull=False, supplier=None)
                    | Q(team=None, supplier__isnull=False),
                    leg=Leg.OLA,
                    level="",
                    customer=None,
                )
                | Q(
                    leg=Leg.UC,
                    level="",
                    customer=None,
                    team=None,
                    supplier__isnull=False,
                ),
                name="slm_agreement_parties_fit_kind",
                violation_error_message=_(
                    "A service level agreement is made with a customer, or on the"
                    " corporate level with none; an operational level agreement with"
                    " a team or a customer acting as supplier, an underpinning"
                    " contract with a supplier."
                ),
            ),
            models.CheckConstraint(
                condition=Q(is_interim=False) | Q(leg=Leg.SLA, replaces=None),
                name="slm_agreement_interim_with_customer",
                violation_error_message=_(
                    "Only an agreement with a customer can be an interim one, and it"
                    " takes the place of none."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def number(self) -> str:
        return self.item.number

    @property
    def kind_words(self) -> str:
        """What kind of agreement it is, as people call it."""
        if self.is_interim:
            return gettext("Interim service level agreement")
        return str(self.get_leg_display())

    @property
    def signatories(self) -> tuple[SignatureRole, ...]:
        """In which roles it has to be signed before it can enter into force."""
        if self.is_interim:
            return INTERIM_SIGNATORIES
        if self.leg == Leg.OLA and self.supplier_id:
            return ACTING_SIGNATORIES
        roles = SIGNATORIES[Leg(self.leg)]
        if self.leg != Leg.SLA or self.customer_id:
            return roles
        # What is made for all customers has nobody on their side to sign it.
        return tuple(role for role in roles if role != SignatureRole.CUSTOMER)

    @property
    def clock_leg(self) -> Leg:
        """On which leg its clocks run: what another organisation holds, as a contract."""
        return Leg.UC if self.supplier_id else Leg(self.leg)

    @property
    def party_field(self) -> str:
        """The name of the field of the other side."""
        if self.leg == Leg.OLA and self.supplier_id:
            return PARTIES[Leg.UC]
        return PARTIES[Leg(self.leg)]

    @property
    def party(self) -> Organisation | Team | str:
        """The other side: the customer, the team, the supplier, or all customers."""
        return self.customer or self.team or self.supplier or gettext("All customers")

    def day_of(self, at: datetime) -> date:
        """Return the day on which the instant lies where the agreement counts."""
        return at.astimezone(ZoneInfo(self.time_zone)).date()

    def clean(self) -> None:
        if self.leg == Leg.SLA and self.customer_id and not self.level:
            self.level = Level.CUSTOMER
        acts = self.leg == Leg.OLA and self.supplier is not None
        if acts and not (self.supplier and self.supplier.is_customer):
            message = _(
                "Only a customer that acts as supplier gives an operational level"
                " agreement; make a contract with any other supplier."
            )
            raise ValidationError({"supplier": message})
        interim = self.replaces
        if interim and not (
            interim.is_interim and interim.customer_id == self.customer_id
        ):
            message = _("It takes the place of an interim agreement of its customer.")
            raise ValidationError({"replaces": message})

    def start_of(self, day: date) -> datetime:
        """Return the instant at which that day begins where the agreement counts."""
        return datetime.combine(day, time.min, ZoneInfo(self.time_zone))


class AgreementVersion(models.Model):
    """The wording of an agreement from one day to another; it changes as a draft."""

    agreement = models.ForeignKey(
        Agreement,
        models.PROTECT,
        related_name="versions",
        verbose_name=_("agreement"),
    )
    number = models.PositiveIntegerField(_("version"))
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
                        "summary", "notice_months", "notice_days", "renews_months"
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
