from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.events import record_event
from core.models import User
from slm.choices import TO_CUSTOMERS, Leg
from slm.models import Agreement, Target
from slm.selectors import record_kinds
from slm.services.chains import check_rests
from slm.services.locking import draft_of, lock_agreement, save_agreement
from slm.services.rewording import void_if_reworded
from slm.services.storing import store_target
from slm.terms import TargetTerms


@transaction.atomic
def add_target(
    *,
    number: str,
    terms: TargetTerms,
    version: int | None = None,
    actor: User,
    at: datetime,
) -> Target:
    """
    Add a target to the agreement's draft.

    :raises TransitionNotAllowed: if it has no draft
    :raises ValidationError: if the terms are not complete
    """
    agreement = lock_agreement(number=number, actor=actor, version=version)
    draft = draft_of(agreement)
    _check(agreement, terms)
    check_rests(agreement, terms.rests_on)
    target = store_target(terms, Target(version=draft))
    save_agreement(agreement)
    record_event(
        "agreement.target_added",
        item=agreement.item,
        actor=actor,
        at=at,
        facts={"version": draft.number, "target": target.pk, "terms": terms.facts()},
    )
    void_if_reworded(draft, actor=actor, at=at)
    return target


@transaction.atomic
def change_target(
    *,
    number: str,
    target_id: int,
    terms: TargetTerms,
    version: int | None = None,
    actor: User,
    at: datetime,
) -> Target:
    """
    Give a target of the agreement's draft other terms.

    :raises Target.DoesNotExist: if the draft has no such target
    :raises TransitionNotAllowed: if it has no draft
    :raises ValidationError: if the terms are not complete
    """
    agreement = lock_agreement(number=number, actor=actor, version=version)
    draft = draft_of(agreement)
    _check(agreement, terms)
    check_rests(agreement, terms.rests_on)
    target = draft.targets.get(pk=target_id)
    before = TargetTerms.of(target).facts()
    store_target(terms, target)
    save_agreement(agreement)
    after = terms.facts()
    names = dict.fromkeys([*before, *after])
    record_event(
        "agreement.target_changed",
        item=agreement.item,
        actor=actor,
        at=at,
        changes={
            name: [before.get(name), after.get(name)]
            for name in names
            if before.get(name) != after.get(name)
        },
        facts={"version": draft.number, "target": target.pk},
    )
    void_if_reworded(draft, actor=actor, at=at)
    return target


@transaction.atomic
def remove_target(
    *,
    number: str,
    target_id: int,
    version: int | None = None,
    actor: User,
    at: datetime,
) -> Agreement:
    """
    Take a target out of the agreement's draft.

    :raises Target.DoesNotExist: if the draft has no such target
    :raises TransitionNotAllowed: if it has no draft
    """
    agreement = lock_agreement(number=number, actor=actor, version=version)
    draft = draft_of(agreement)
    target = draft.targets.get(pk=target_id)
    terms = TargetTerms.of(target).facts()
    target.delete()
    save_agreement(agreement)
    record_event(
        "agreement.target_removed",
        item=agreement.item,
        actor=actor,
        at=at,
        facts={"version": draft.number, "target": target_id, "terms": terms},
    )
    void_if_reworded(draft, actor=actor, at=at)
    return agreement


def _check(agreement: Agreement, terms: TargetTerms) -> None:
    if not terms.budgets:
        raise ValidationError(_("Give a time for at least one priority."))
    if terms.record_kind and terms.record_kind not in dict(record_kinds()):
        raise ValidationError(_("There is no such kind of record."))
    if agreement.leg != Leg.SLA and terms.metric in TO_CUSTOMERS:
        raise ValidationError({"metric": _("This is promised to customers only.")})
    if agreement.leg == Leg.SLA and terms.customer is not None:
        raise ValidationError(
            _("A service level agreement is about its own customer only.")
        )
