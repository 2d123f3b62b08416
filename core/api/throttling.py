"""How often a program may ask: by its token, by its user, by its address."""

from typing import Any

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle


class _Throttle(SimpleRateThrottle):
    def get_rate(self) -> str:
        rate: str = settings.API_RATES[str(self.scope)]
        return rate

    def key_for(self, ident: object) -> str:
        return f"throttle_{self.scope}_{ident}"


class TokenThrottle(_Throttle):
    scope = "token"

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        pk = getattr(request.auth, "pk", None)
        return None if pk is None else self.key_for(pk)


class UserThrottle(_Throttle):
    scope = "user"

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        user = request.user
        return self.key_for(user.pk) if user and user.is_authenticated else None


class AddressThrottle(_Throttle):
    scope = "address"

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        user = request.user
        if user and user.is_authenticated:
            return None
        return self.key_for(self.get_ident(request))
