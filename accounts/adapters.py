"""How allauth and axes are to behave here."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are given, never taken."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_user_search_fields(self) -> list[str]:
        return ["email"]


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps the secrets of the second factor so that a copy of the tables is no use."""

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_fernet_key(key)) for key in keys])


def _fernet_key(key: str | bytes) -> bytes:
    secret = key.encode() if isinstance(key, str) else key
    digest = hashlib.sha256(b"second factor" + secret).digest()
    return base64.urlsafe_b64encode(digest)


def attempted_name(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """Return as whom somebody tries to sign in, however they spell it."""
    given = credentials or {}
    name = given.get("username") or given.get("email") or ""
    return str(name).strip().lower()


def client_address(request: HttpRequest) -> str | None:
    """Return the address that allauth counts by too, so that both agree."""
    try:
        address: str = get_adapter(request).get_client_ip(request)
    except PermissionDenied:
        # Not a request from outside: a sign-in that the portal itself makes.
        return None
    return address
