from datetime import datetime

from django.db import transaction

from core.events import record_event
from core.models import User
from slm.models import Agreement, Target
from slm.services.chains import check_rests
from slm.services.checking import check_terms
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
    check_terms(agreement, terms)
    check_rests(agreement, terms.metric, terms.rests_on)
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
    check_terms(agreement, terms)
    check_rests(agreement, terms.metric, terms.rests_on)
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
