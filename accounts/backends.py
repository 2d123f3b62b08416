"""Signing in: as Django and allauth do it, with the person fetched beside the user."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.backends import ModelBackend

from core.models import User


class _WithPerson:
    """Every page shows times in the person's zone: one query for both, not two."""

    def get_user(self, user_id: int) -> User | None:
        users = User.objects.select_related("person")
        return users.filter(pk=user_id, is_active=True).first()


class PasswordBackend(_WithPerson, ModelBackend):
    """Sign in with e-mail and password."""


class AllauthBackend(_WithPerson, AuthenticationBackend):  # type: ignore[misc]
    """Sign in by what allauth offers besides."""
