"""Roles are named groups of permissions; each app grants its own to them."""

from django.contrib.auth.models import Group, Permission
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    USER = "user", _("User")
    CUSTOMER_REPRESENTATIVE = "customer_representative", _("Customer representative")
    SUPPLIER_REPRESENTATIVE = "supplier_representative", _("Supplier representative")
    AGENT = "agent", _("Service desk agent")
    TEAM_LEAD = "team_lead", _("Team lead")
    SERVICE_LEVEL_MANAGER = "service_level_manager", _("Service level manager")
    CONTRACT_MANAGER = "contract_manager", _("Contract manager")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")
    SYSTEM = "system", _("Part of the portal itself")


_grants: dict[str, set[Role]] = {}


def grant(permission: str, *roles: Role) -> None:
    """
    Give a permission (`app.codename`) to roles; the system role has every one.

    Called in an app's `permissions.py`.
    """
    _grants.setdefault(permission, {Role.SYSTEM}).update(roles)


def granted_to(role: Role) -> set[str]:
    """Return the permissions that the role holds."""
    return {permission for permission, roles in _grants.items() if role in roles}


def apply_grants(app_label: str) -> None:
    """
    Make the groups hold exactly the app's permissions granted to their role.

    :raises Permission.DoesNotExist: if a grant names a permission nobody declares
    """
    groups = {role: Group.objects.get_or_create(name=role.value)[0] for role in Role}
    for name, roles in _grants.items():
        label, codename = name.split(".")
        if label != app_label:
            continue
        permission = Permission.objects.get(
            content_type__app_label=label, codename=codename
        )
        permission.group_set.set([groups[role] for role in roles])
