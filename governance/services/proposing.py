"""Proposing an improvement, and changing what is proposed."""

from collections.abc import Mapping
from datetime import datetime
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
from governance.models import Improvement
from governance.permissions import may_edit
from governance.services.storing import lock_improvement, record, store
from records.choices import ContactChannel
from records.services import open_record, reword_record

# What is proposed, beside its words; it can be changed until it is decided on.
TERMS = ("owner", "due_on", "measure", "measured_about", "months", "target_value")


@transaction.atomic
def propose_improvement(
    *, improvement: Improvement, actor: User, at: datetime
) -> Improvement:
    """
    Propose that something becomes better; `improvement` is not stored yet.

    Clause 10.2 (4.5 of the older edition).

    :raises PermissionDenied: if the actor may not propose
    :raises ValidationError: if a value is wrong, or it came from what they cannot see
    """
    person = person_of(actor)
    if not actor.has_perm(PROPOSE) or person is None:
        raise PermissionDenied
    _check_seen(improvement, actor)
    _check_terms(improvement, at)
    improvement.requester = person
    improvement.contact_channel = ContactChannel.PORTAL
    provider = Organisation.objects.filter(is_provider=True).order_by("pk").first()
    # It is the provider's own work, whoever's service becomes better.
    improvement.customer = provider or person.organisation
    open_record(
        improvement, kind="improvement", state=State.PROPOSED, actor=actor, at=at
    )
    names = ("source", "about_id", "clock_id", "owner_id", "due_on", "measure")
    more = ("measured_about_id", "months", "target_value")
    record_event(
        "improvement.proposed",
        item=improvement.item,
        actor=actor,
        at=at,
        changes={
            name.removesuffix("_id"): [None, getattr(improvement, name)]
            for name in (*names, *more)
            if getattr(improvement, name) not in (None, "")
        },
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
        improvement, {name: terms[name] for name in TERMS if name in terms}
    )
    _check_terms(improvement, at)
    title, text = title.strip(), description.strip()
    has_words = (improvement.title, improvement.description) != (title, text)
    if not changed and not has_words:
        raise ValidationError(_("Nothing was changed."))
    if has_words:
        # Who proposed it or decides on it need not be of the desk.
        reword_record(improvement, title=title, description=text, actor=actor, at=at)
    else:
        improvement.version += 1
    store(improvement, [*changed, "version"])
    record("improvement.changed", improvement, actor, at, changed)
    return improvement


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


def _check_terms(improvement: Improvement, at: datetime) -> None:
    due, today = improvement.due_on, timezone.localtime(at).date()
    if due is not None and due < today:
        raise ValidationError({"due_on": _("This day is past.")})
    owner = improvement.owner
    if owner is not None and not (owner.is_active and owner.organisation.is_provider):
        raise ValidationError({"owner": _("Choose somebody of the provider.")})
