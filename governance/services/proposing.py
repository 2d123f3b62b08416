"""Proposing an improvement, and changing what is proposed."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organisation
from accounts.selectors import person_of
from core.events import record_event
from core.kinds import visible_object
from core.lifecycle import TransitionNotAllowed
from core.models import Item, User
from core.versions import set_values
from governance.choices import ImprovementState as State
from governance.lifecycle import PROPOSE
from governance.measures import rounded
from governance.models import Improvement
from governance.permissions import may_edit
from governance.selectors import improvements_following
from governance.services.storing import check_target, lock_improvement
from records.choices import ContactChannel
from records.services import note_change, open_record, reword_record

# What is proposed, beside its words; it can be changed until it is decided on.
TERMS = ("owner", "due_on", "measure", "measured_about", "months", "target_value")
# Of where it came from, and the terms.
PROPOSED = ("source", "about_id", "clock_id", "owner_id", "due_on", "measure")
MEASURED = ("measured_about_id", "months", "target_value")


@transaction.atomic
def propose_improvement(
    *, improvement: Improvement, hint: str = "", actor: User, at: datetime
) -> Improvement:
    """
    Propose that something becomes better; `improvement` is not stored yet.

    `hint` is the key of what pointed to it. Clause 10.2 (4.5 of the older edition).

    :raises PermissionDenied: if the actor may not propose
    :raises ValidationError: if a value is wrong, it came from what they cannot see, or
        the hint is followed already
    """
    person = person_of(actor)
    if not actor.has_perm(PROPOSE) or person is None:
        raise PermissionDenied
    _check_seen(improvement, actor)
    _check_terms(improvement, at)
    _check_not_followed(hint)
    improvement.requester = person
    improvement.contact_channel = ContactChannel.PORTAL
    provider = Organisation.objects.filter(is_provider=True).order_by("pk").first()
    # It is the provider's own work, whoever's service becomes better.
    improvement.customer = provider or person.organisation
    open_record(
        improvement, kind="improvement", state=State.PROPOSED, actor=actor, at=at
    )
    record_event(
        "improvement.proposed",
        item=improvement.item,
        actor=actor,
        at=at,
        changes={
            name.removesuffix("_id"): [None, getattr(improvement, name)]
            for name in (*PROPOSED, *MEASURED)
            if getattr(improvement, name) not in (None, "")
        },
        facts={"hint": hint} if hint else None,
    )
    return improvement


@transaction.atomic
def change_improvement(
    *,
    number: str,
    title: str,
    description: str,
    terms: Mapping[str, Any],
    version: int | None = None,
    actor: User,
    at: datetime,
) -> Improvement:
    """
    Change what is proposed, before it is decided on.

    :raises Improvement.DoesNotExist: if the actor may not see it
    :raises PermissionDenied: if the actor neither proposed it nor decides
    :raises TransitionNotAllowed: if it is decided on
    :raises StaleRecord: if the version is no longer the current one
    :raises ValidationError: if a value is wrong, or nothing changes
    """
    improvement, at = lock_improvement(number, actor, version, at)
    if improvement.state != State.PROPOSED:
        raise TransitionNotAllowed(_("It was decided on already."))
    if not may_edit(actor, improvement):
        raise PermissionDenied
    changed = set_values(
        improvement, {name: _kept(terms[name]) for name in TERMS if name in terms}
    )
    _check_terms(improvement, at)
    words: dict[str, Any] = {"title": title.strip(), "description": description.strip()}
    has_words = any(getattr(improvement, name) != words[name] for name in words)
    if not changed and not has_words:
        raise ValidationError(_("Nothing was changed."))
    by: dict[str, Any] = {"actor": actor, "at": at}
    if has_words:
        reword_record(improvement, **words, **by)
    if changed:
        told: dict[str, Any] = {"fields": changed, "changes": changed}
        note_change(improvement, "improvement.changed", **told, **by)
    return improvement


def _kept(value: Any) -> Any:
    """Return a figure with the places that are kept of it, as events tell of it."""
    is_exact = isinstance(value, Decimal) and value == rounded(value)
    return rounded(value) if is_exact else value


def _check_seen(improvement: Improvement, actor: User) -> None:
    """Refuse what came from something that the actor may not know of."""
    for item in (improvement.about, improvement.measured_about):
        if item is None:
            continue
        try:
            visible_object(item.number, actor)
        except Item.DoesNotExist as error:
            message = _("There is nothing with the number “%s”.") % item.number
            raise ValidationError({"about": message}) from error


def _check_not_followed(hint: str) -> None:
    followed = improvements_following(hint).first() if hint else None
    if followed is not None:
        message = _("%s follows this hint already.") % followed.number
        raise ValidationError(message)


def _check_terms(improvement: Improvement, at: datetime) -> None:
    check_target(improvement)
    due, today = improvement.due_on, timezone.localtime(at).date()
    if due is not None and due < today:
        raise ValidationError({"due_on": _("This day is past.")})
    owner = improvement.owner
    if owner is not None and not (owner.is_active and owner.organisation.is_provider):
        raise ValidationError({"owner": _("Choose somebody of the provider.")})
