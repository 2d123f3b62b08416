import zoneinfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.choices import TokenScope
from accounts.querysets import (
    LocationQuerySet,
    OrganisationQuerySet,
    PersonQuerySet,
    TeamQuerySet,
    TokenQuerySet,
)


def validate_time_zone(name: str) -> None:
    """:raises ValidationError: if there is no such time zone"""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("“%s” is not a time zone.") % name)


class Organisation(models.Model):
    """A company: the provider itself, a customer, a supplier, or several of these."""

    name = models.CharField(_("name"), max_length=150, unique=True)
    is_provider = models.BooleanField(_("provider"), default=False)
    is_customer = models.BooleanField(_("customer"), default=False)
    is_supplier = models.BooleanField(_("supplier"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    language = models.CharField(
        _("language"),
        max_length=5,
        choices=settings.LANGUAGES,
        blank=True,
        help_text=_("In which it is given its reports; the provider's if none is."),
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Location(models.Model):
    """A place where an organisation's people or things are."""

    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="locations",
        verbose_name=_("organisation"),
    )
    name = models.CharField(_("name"), max_length=150)
    address = models.TextField(_("address"), blank=True)

    objects = LocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("location")
        verbose_name_plural = _("locations")
        ordering = ["organisation__name", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"], name="accounts_location_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """Somebody who asks, works, owns or answers; a sign-in is not needed for it."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="person",
        verbose_name=_("sign-in"),
    )
    name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=50, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="people",
        verbose_name=_("organisation"),
    )
    location = models.ForeignKey(
        Location,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("location"),
    )
    manager = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="reports",
        verbose_name=_("manager"),
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=50,
        default="Europe/Berlin",
        validators=[validate_time_zone],
    )
    language = models.CharField(
        _("language"), max_length=5, choices=settings.LANGUAGES, default="en"
    )
    is_vip = models.BooleanField(_("VIP"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name"]
        permissions = [
            ("view_colleagues", _("Can see the people of their organisation")),
            ("manage_people", _("Can manage people, organisations, teams and roles")),
            ("register_person", _("Can make customers' people known")),
        ]

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """A group of the provider's people that work is given to."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    description = models.TextField(_("description"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    members = models.ManyToManyField(
        Person,
        through="TeamMembership",
        related_name="teams",
        verbose_name=_("members"),
    )

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class TeamMembership(models.Model):
    """A person's place in a team."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    is_lead = models.BooleanField(_("lead"), default=False)

    class Meta:
        verbose_name = _("team membership")
        verbose_name_plural = _("team memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["team", "person"], name="accounts_membership_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.team}"


class ApiToken(models.Model):
    """A key with which a program acts as its owner, for a while."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="api_tokens",
        verbose_name=_("owner"),
    )
    name = models.CharField(
        _("name"), max_length=80, help_text=_("Which program will use it.")
    )
    # Of the secret only the first letters, to recognise it by, and its hash.
    prefix = models.CharField(_("begins with"), max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scope = models.CharField(
        pgettext_lazy("permission", "may"),
        max_length=5,
        choices=TokenScope,
        default=TokenScope.READ,
    )
    created_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("ends"))
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["-created_at", "-id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def may_write(self) -> bool:
        return self.scope == TokenScope.WRITE
