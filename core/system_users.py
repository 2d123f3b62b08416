"""The portal's own parts, as users: nothing is ever done by nobody."""

from django.contrib.auth.models import Group

from core.models import User
from core.roles import Role

DOMAIN = "system.invalid"


def system_user(app_label: str) -> User:
    """
    Return the user as whom the app acts by itself.

    :raises User.DoesNotExist: if the app has none
    """
    return User.objects.get(email=f"{app_label}@{DOMAIN}", is_system=True)


def ensure_system_user(app_label: str) -> User:
    """Make the app's system user if there is none."""
    user, _made = User.objects.get_or_create(
        email=f"{app_label}@{DOMAIN}",
        defaults={
            "name": f"SMS Portal ({app_label})",
            "is_system": True,
            "password": "!",
        },
    )
    user.groups.add(Group.objects.get_or_create(name=Role.SYSTEM.value)[0])
    return user
