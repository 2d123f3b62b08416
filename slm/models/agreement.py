from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, ClassVar
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Team, validate_time_zone
from core.models import Item, Numbered
from slm.choices import (
    ACTING_SIGNATORIES,
    INTERIM_SIGNATORIES,
    PARTIES,
    SIGNATORIES,
    Leg,
    Level,
    SignatureRole,
)
from slm.querysets import AgreementQuerySet

if TYPE_CHECKING:
    from slm.models import AgreementVersion


class Agreement(Numbered):
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
            ("view_own_terms", _("Can see what holds for their organisation")),
            (
                "view_own_contracts",
                _("Can see what their organisation promised as a supplier"),
            ),
            ("sign_contract", _("Can sign underpinning contracts")),
            ("manage_contract", _("Can make and change underpinning contracts")),
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
