"""Locking an agreement and noting that it changed: what every change begins with."""

import uuid
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils.translation import gettext as _

from core.lifecycle import TransitionNotAllowed
from core.models import User
from core.versions import StaleVersion
from slm.models import Agreement, AgreementVersion, BookEdition
from slm.permissions import may_manage


class StaleAgreement(StaleVersion):
    """Raised when somebody saves an agreement that another changed meanwhile."""


def lock_agreement(
    *,
    number: str,
    actor: User,
    version: int | None = None,
    permission: str | None = None,
) -> Agreement:
    """
    Load the agreement of that number and keep others from changing it meanwhile.

    `version` is the one that the person saw who now saves.

    :raises Agreement.DoesNotExist: if the actor may not see such an agreement
    :raises PermissionDenied: if the actor may not manage it, or has not the
        `permission` that is asked for instead; if that is empty, the caller asks
    :raises StaleAgreement: if the version is no longer the current one
    """
    pk = Agreement.objects.visible_to(actor).get(item__number=number).pk
    locked = Agreement.objects.select_for_update(no_key=True, of=("self",))
    agreement = locked.select_related("item").get(pk=pk)
    if permission is None and not may_manage(actor, agreement):
        raise PermissionDenied
    if permission and not actor.has_perm(permission):
        raise PermissionDenied
    if version is not None and version != agreement.version:
        raise StaleAgreement(agreement)
    return agreement


def draft_of(agreement: Agreement) -> AgreementVersion:
    """
    Return the draft of the agreement.

    :raises TransitionNotAllowed: if every version has left draft
    """
    draft = agreement.versions.drafts().first()
    if draft is None:
        raise TransitionNotAllowed(
            _("What is in force does not change: make a new version first.")
        )
    draft.agreement = agreement
    return draft


def save_agreement(agreement: Agreement, *, fields: Iterable[str] = ()) -> None:
    """Check and store the changed fields, with a new version."""
    agreement.version += 1
    agreement.full_clean(exclude=["item"])
    agreement.save(update_fields=[*fields, "version"])


def lock_book() -> BookEdition:
    """Keep every other agreement from entering or leaving force meanwhile."""
    return BookEdition.objects.select_for_update().get()


def hold_page() -> None:
    """
    Keep agreements from entering or leaving force until this transaction has ended.

    Any number of acts may do so at once. Otherwise a record opened while an agreement
    is activated would be counted by neither: it has no clock, and is no obstacle.
    """
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(BookEdition._meta.db_table)
        cursor.execute(f"SELECT 1 FROM {table} FOR KEY SHARE")  # noqa: S608


def turn_page(book: BookEdition) -> None:
    """Tell everybody who keeps targets in memory to load them again."""
    book.edition = uuid.uuid4()
    book.save(update_fields=["edition"])
