from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Person, Team
from calendars.models import Calendar
from catalogue.choices import OFFERED_STATES, Criticality, ServiceState
from catalogue.querysets import (
    ComponentQuerySet,
    DependencyQuerySet,
    ServiceQuerySet,
)
from core.models import Item, Numbered


class Service(Numbered):
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
    is_supporting = models.BooleanField(
        _("supporting service"),
        default=False,
        help_text=_("Other services depend on it; no customer uses it as such."),
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
    def kind_label(self) -> str:
        """Which of the two kinds it is, in words."""
        if self.is_supporting:
            return gettext("Supporting service")
        return gettext("Customer-facing")

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


class Component(Numbered):
    """A named part that services rest on, and who answers for it or supplies it."""

    item = models.OneToOneField(
        Item, models.PROTECT, primary_key=True, related_name="component"
    )
    name = models.CharField(_("name"), max_length=150, unique=True)
    description = models.CharField(
        _("what it is"),
        max_length=500,
        blank=True,
        help_text=_("A line, connection, cluster, building or product, in words."),
    )
    team = models.ForeignKey(
        Team,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="components",
        verbose_name=_("responsible team"),
    )
    person = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="components",
        verbose_name=_("responsible person"),
    )
    supplier = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="components",
        verbose_name=_("supplier"),
    )
    version = models.PositiveIntegerField(default=1)

    objects = ComponentQuerySet.as_manager()

    class Meta:
        verbose_name = _("component")
        verbose_name_plural = _("components")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(team__isnull=False)
                | Q(person__isnull=False)
                | Q(supplier__isnull=False),
                name="catalogue_component_has_somebody",
                violation_error_message=_(
                    "Somebody answers for it: a team, a person or a supplier."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def holders(self) -> list[Any]:
        """Who answers for it, and who supplies it."""
        return [one for one in (self.team, self.person, self.supplier) if one]


class ServiceDependency(models.Model):
    """
    What a service needs to work now: a supporting service, or a component.

    Those of one group stand for each other: the service works while so many of them
    as are needed do. Without a group, it works only while this does.
    """

    service = models.ForeignKey(
        Service,
        models.CASCADE,
        related_name="dependencies",
        verbose_name=_("service"),
    )
    on_service = models.ForeignKey(
        Service,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="dependants",
        verbose_name=_("another service"),
    )
    on_component = models.ForeignKey(
        Component,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="dependants",
        verbose_name=_("a component"),
    )
    role = models.CharField(
        _("what for"),
        max_length=150,
        blank=True,
        help_text=_("In a few words: “carries all calls”."),
    )
    group = models.CharField(
        _("redundant group"),
        max_length=60,
        blank=True,
        help_text=_(
            "What stands for each other has the same group; empty if nothing does."
        ),
    )
    needed = models.PositiveSmallIntegerField(
        _("needed of the group"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("How many of the group must work; one if nothing is said."),
    )

    objects = DependencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("dependency")
        verbose_name_plural = _("dependencies")
        ordering = ["group", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "on_service"],
                name="catalogue_dependency_service_once",
                violation_error_message=_("It depends on that already."),
            ),
            models.UniqueConstraint(
                fields=["service", "on_component"],
                name="catalogue_dependency_component_once",
                violation_error_message=_("It depends on that already."),
            ),
            models.CheckConstraint(
                condition=Q(on_service=None) ^ Q(on_component=None),
                name="catalogue_dependency_on_one",
                violation_error_message=_("Name a service or a component."),
            ),
            models.CheckConstraint(
                condition=~Q(service=F("on_service")),
                name="catalogue_dependency_not_on_itself",
                violation_error_message=_("A service cannot depend on itself."),
            ),
            models.CheckConstraint(
                condition=Q(group="", needed=None) | (~Q(group="") & Q(needed__gte=1)),
                name="catalogue_dependency_group_has_needed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} – {self.part}"

    @property
    def part(self) -> Service | Component | None:
        """What the service depends on."""
        return self.on_service or self.on_component

    def clean(self) -> None:
        if self.needed and not self.group:
            raise ValidationError(
                {"group": gettext("Name the group of which so many are needed.")}
            )
