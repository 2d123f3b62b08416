"""A customer's catalogue: drafted from the live one, offered, signed or declined."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import Organisation
from core.events import record_event
from core.lifecycle import TransitionNotAllowed
from core.locks import lock_name
from core.models import User
from core.numbers import new_item
from core.versions import check_version
from slm.choices import CatalogueState
from slm.lifecycle import AGREED_CATALOGUE, OFFER_CATALOGUE
from slm.models import AgreedCatalogue
from slm.permissions import may_move_catalogue, speaks_for_catalogue
from slm.selectors import hash_of, live_catalogue, standing_of
from slm.selectors.catalogue_standing import ASKED_ANEW

# Free text of people, which can be erased.
TEXTS = ("authority", "reason")


@transaction.atomic
def draft_catalogue(
    *, customer: Organisation, actor: User, at: datetime
) -> AgreedCatalogue:
    """
    Freeze what the customer's catalogue says now, to be offered.

    :raises PermissionDenied: if the actor may not offer catalogues
    :raises ValidationError: if it is no active customer, has no service, a version is
        drafted or offered already, or nothing changed since the one agreed
    """
    if not actor.has_perm(OFFER_CATALOGUE):
        raise PermissionDenied
    if not (customer.is_customer and customer.is_active):
        raise ValidationError(_("This is not an active customer."))
    lock_name(f"slm.agreed_catalogue {customer.pk}")
    versions = AgreedCatalogue.objects.filter(customer=customer)
    if versions.open().exists():
        message = _("A version is drafted or offered already: withdraw it first.")
        raise ValidationError(message)
    content = live_catalogue(customer, at)
    if not content["services"]:
        raise ValidationError(_("No live service is offered to this customer."))
    if versions.agreed().filter(content_hash=hash_of(content)).exists():
        raise ValidationError(_("Nothing has changed since the version agreed."))
    last = versions.aggregate(last=Max("edition"))["last"] or 0
    catalogue = AgreedCatalogue(
        item=new_item("agreed_catalogue"),
        customer=customer,
        edition=last + 1,
        content=content,
        content_hash=hash_of(content),
        drafted_by=actor,
        drafted_at=at,
    )
    catalogue.full_clean()
    catalogue.save(force_insert=True)
    _record("agreed_catalogue.drafted", catalogue, actor, at)
    return catalogue


def offer_catalogue(
    *, number: str, version: int | None = None, actor: User, at: datetime
) -> AgreedCatalogue:
    """
    Show a drafted catalogue to the customer, to be signed.

    :raises AgreedCatalogue.DoesNotExist: if the actor may not see such a catalogue
    :raises PermissionDenied: if the actor may not offer catalogues
    :raises TransitionNotAllowed: if it is no draft any more
    :raises StaleVersion: if the version is no longer the current one
    """
    values = {"offered_by": actor, "offered_at": at}
    return _move("offer", number, version, values, actor, at)


@transaction.atomic
def agree_catalogue(
    *,
    number: str,
    authority: str,
    content_hash: str | None = None,
    version: int | None = None,
    actor: User,
    at: datetime,
) -> AgreedCatalogue:
    """
    Sign an offered catalogue for the customer; the version before is superseded.

    `authority` says in which capacity; `content_hash` is that of what was read.

    :raises ValidationError: without an authority, or if something else was read
    """
    if not authority.strip():
        raise ValidationError({"authority": _("Say on whose authority you sign.")})
    found = AgreedCatalogue.objects.visible_to(actor).get(item__number=number)
    if content_hash is not None and content_hash != found.content_hash:
        raise ValidationError(_("This is not the version that you read."))
    before = AgreedCatalogue.objects.filter(customer=found.customer_id).agreed()
    values = {"decided_by": actor, "decided_at": at, "authority": authority.strip()}
    _check(found, "agree", actor)
    for old in before.select_for_update(no_key=True):
        old.state = CatalogueState.SUPERSEDED
        old.version += 1
        old.save(update_fields=["state", "version"])
        states = [CatalogueState.AGREED, CatalogueState.SUPERSEDED]
        _record(
            "agreed_catalogue.superseded",
            old,
            actor,
            at,
            {"state": list(map(str, states))},
        )
    return _move("agree", number, version, values, actor, at)


def decline_catalogue(
    *, number: str, reason: str, version: int | None = None, actor: User, at: datetime
) -> AgreedCatalogue:
    """
    Refuse an offered catalogue for the customer; raises as `agree_catalogue`.

    :raises ValidationError: without a reason
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Say why.")})
    values = {"decided_by": actor, "decided_at": at, "reason": reason.strip()}
    return _move("decline", number, version, values, actor, at)


def withdraw_catalogue(
    *,
    number: str,
    reason: str = "",
    version: int | None = None,
    actor: User,
    at: datetime,
) -> AgreedCatalogue:
    """Take a draft or an offer back; raises as `offer_catalogue`."""
    values = {"reason": reason.strip()} if reason.strip() else {}
    return _move("withdraw", number, version, values, actor, at)


@transaction.atomic
def ask_for_catalogue_anew(
    *, number: str, version: int | None = None, actor: User, at: datetime
) -> AgreedCatalogue:
    """
    Ask, for the customer, to agree anew because the catalogue has changed since.

    :raises AgreedCatalogue.DoesNotExist: if the actor may not see such a catalogue
    :raises PermissionDenied: if the actor does not decide for the customer
    :raises TransitionNotAllowed: if it is not the version that holds, nothing has
        changed since, or it was asked for or offered already
    :raises StaleVersion: if the version is no longer the current one
    """
    rows = AgreedCatalogue.objects.visible_to(actor).select_related("item", "customer")
    catalogue: AgreedCatalogue = rows.get(item__number=number)
    if not speaks_for_catalogue(actor, catalogue):
        raise PermissionDenied
    lock_name(f"slm.agreed_catalogue {catalogue.customer_id}")
    check_version(catalogue, version)
    if refusal := standing_of(catalogue.customer, at).why_not_asked(catalogue):
        raise TransitionNotAllowed(refusal)
    _record(ASKED_ANEW, catalogue, actor, at)
    return catalogue


@transaction.atomic
def _move(
    name: str,
    number: str,
    version: int | None,
    values: dict[str, Any],
    actor: User,
    at: datetime,
) -> AgreedCatalogue:
    visible = AgreedCatalogue.objects.visible_to(actor).filter(item__number=number)
    rows = AgreedCatalogue.objects.filter(pk__in=visible.values("pk"))
    catalogue: AgreedCatalogue = rows.select_for_update(no_key=True).get()
    check_version(catalogue, version)
    before = str(catalogue.state)
    catalogue.state = _check(catalogue, name, actor)
    told = {name: [getattr(catalogue, name), value] for name, value in values.items()}
    for field, value in values.items():
        setattr(catalogue, field, value)
    catalogue.version += 1
    catalogue.full_clean()
    catalogue.save(update_fields=["state", *values, "version"])
    told["state"] = [before, str(catalogue.state)]
    _record(f"agreed_catalogue.{catalogue.state}", catalogue, actor, at, told)
    return catalogue


def _check(catalogue: AgreedCatalogue, name: str, actor: User) -> str:
    """Return the state that the move leads to, if it may be made."""
    step = AGREED_CATALOGUE.find(name, catalogue.state)
    if not may_move_catalogue(actor, catalogue, step):
        raise PermissionDenied
    return step.target


def _record(
    name: str,
    catalogue: AgreedCatalogue,
    actor: User,
    at: datetime,
    told: Mapping[str, list[Any]] | None = None,
) -> None:
    pairs = dict(told or {})
    texts = {one: pairs.pop(one) for one in TEXTS if one in pairs}
    record_event(
        name,
        item=catalogue.item,
        actor=actor,
        at=at,
        changes={
            name: [getattr(one, "pk", one) for one in pair]
            for name, pair in pairs.items()
        },
        facts={
            "customer": catalogue.customer_id,
            "edition": catalogue.edition,
            "content_hash": catalogue.content_hash,
            "fields": sorted([*pairs, *texts]),
        },
        personal=texts or None,
    )
