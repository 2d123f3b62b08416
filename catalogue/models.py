from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Person
from calendars.models import Calendar
from catalogue.choices import OFFERED_STATES, Criticality, ServiceState
from catalogue.querysets import ServiceQuerySet
from core.models import Item


class Service(models.Model):
    """What the provider delivers to customers, under a name both understand."""

    item = models.OneToOneField(
        Item, models.PROTECT, primary_key=True, related_name="service"
    )
    name = models.CharField(_("name"), max_length=150, unique=True)
    summary = models.CharField(_("summary"), max_length=250, blank=True)
    description = models.TextField(
        _("business description"),
        blank=True,
        help_text=_("What customers can do with it, in their words."),
    )
    included = models.TextField(
        _("what is included"), blank=True, help_text=_("One point on each line.")
    )
    excluded = models.TextField(
        _("what is not included"), blank=True, help_text=_("One point on each line.")
    )
    how_to_get = models.TextField(
        _("how to get it"),
        blank=True,
        help_text=_("Whom to ask, what is needed, how long it takes."),
    )
    price_note = models.CharField(
        _("price"),
        max_length=250,
        blank=True,
        help_text=_("As customers read it: “included in your contract”."),
    )
    owner = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="owned_services",
        verbose_name=_("service owner"),
    )
    service_hours = models.ForeignKey(
        Calendar,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="services",
        verbose_name=_("service hours"),
    )
    criticality = models.PositiveSmallIntegerField(
        _("criticality"), choices=Criticality, default=Criticality.IMPORTANT
    )
    state = models.CharField(
        _("state"), max_length=20, choices=ServiceState, default=ServiceState.PROPOSED
    )
    version = models.PositiveIntegerField(default=1)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["name"]
        permissions = [("manage_service", _("Can manage the service portfolio"))]

    def __str__(self) -> str:
        return self.name

    @property
    def number(self) -> str:
        return self.item.number

    @property
    def is_offered(self) -> bool:
        """Whether customers get it now."""
        return self.state in OFFERED_STATES


class Entitlement(models.Model):
    """A customer's right to use a service."""

    service = models.ForeignKey(
        Service, models.CASCADE, related_name="entitlements", verbose_name=_("service")
    )
    customer = models.ForeignKey(
        Organisation,
        models.CASCADE,
        related_name="entitlements",
        verbose_name=_("customer"),
    )

    class Meta:
        verbose_name = _("entitlement")
        verbose_name_plural = _("entitlements")
        constraints = [
            models.UniqueConstraint(
                fields=["service", "customer"], name="catalogue_entitlement_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer} – {self.service}"
