"""Keys for programs: shown once, kept as a hash."""

import secrets
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import ApiToken
from accounts.selectors import digest_of
from core.events import record_event
from core.models import User

LONGEST_LIFE = timedelta(days=366)
# More often than this, the use of a token is not worth a write.
NOTED_EVERY = timedelta(minutes=1)


@transaction.atomic
def create_token(
    *, name: str, scope: str, expires_at: datetime, actor: User, at: datetime
) -> tuple[ApiToken, str]:
    """
    Make a token with which a program acts as the actor; return its secret too.

    :raises PermissionDenied: if the actor is part of the portal itself
    :raises ValidationError: if it never begins, or lives for longer than a year
    """
    if actor.is_system or not actor.is_active:
        raise PermissionDenied
    if not at < expires_at <= at + LONGEST_LIFE:
        raise ValidationError({"expires_at": _("Choose a day within the next year.")})
    secret = f"sms_{secrets.token_urlsafe(32)}"
    token = ApiToken(
        owner=actor,
        name=name,
        scope=scope,
        prefix=secret[:10],
        digest=digest_of(secret),
        created_at=at,
        expires_at=expires_at,
    )
    token.full_clean()
    token.save(force_insert=True)
    _record("token.created", token, actor, at)
    return token, secret


@transaction.atomic
def revoke_token(*, token_id: int, actor: User, at: datetime) -> ApiToken:
    """
    End one of the actor's own tokens at once.

    :raises ApiToken.DoesNotExist: if the actor has no such token
    :raises ValidationError: if it was revoked before
    """
    tokens = ApiToken.objects.visible_to(actor).select_for_update()
    token = tokens.get(pk=token_id)
    if token.revoked_at is not None:
        raise ValidationError(_("This token was revoked before."))
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    _record("token.revoked", token, actor, at)
    return token


def note_use(token: ApiToken, *, at: datetime) -> None:
    """Keep when the token was last used, to the minute."""
    last = token.last_used_at
    if last is None or at - last > NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=at)


def _record(name: str, token: ApiToken, actor: User, at: datetime) -> None:
    record_event(
        name,
        item=None,
        actor=actor,
        at=at,
        facts={
            "token": token.pk,
            "scope": str(token.scope),
            "expires_at": token.expires_at.isoformat(),
        },
        personal={"name": token.name},
    )
