from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.events import record_event
from core.models import User
from slm.contents import BY_KEY
from slm.models import Agreement, AgreementVersion
from slm.parts import Contents, CriticalSpan, Limit
from slm.selectors import record_kinds
from slm.services.locking import draft_of, lock_agreement, save_agreement
from slm.services.rewording import void_if_reworded
from slm.services.storing import store_contents


@transaction.atomic
def edit_contents(
    *,
    number: str,
    sections: Mapping[str, str] | None = None,
    limits: Sequence[Limit] | None = None,
    periods: Sequence[CriticalSpan] | None = None,
    numbers: Mapping[str, Any] | None = None,
    version: int | None = None,
    actor: User,
    at: datetime,
) -> Agreement:
    """
    Say in the agreement's draft what goes beyond targets; what is not given stays.

    `sections` maps keys of `slm.contents` to texts; an empty one takes the section out.

    :raises TransitionNotAllowed: if it has no draft
    :raises StaleAgreement: if somebody else changed it meanwhile
    :raises ValidationError: if there is no such section, or a limit or span is none
    """
    agreement = lock_agreement(number=number, actor=actor, version=version)
    draft = draft_of(agreement)
    _check(sections or {}, limits or ())
    before = Contents.of(draft)
    after = before.changed(
        sections=sections, limits=limits, periods=periods, numbers=numbers
    )
    store_contents(after, draft)
    save_agreement(agreement)
    _record(draft, before, after, actor, at)
    void_if_reworded(draft, actor=actor, at=at)
    return agreement


def _record(
    draft: AgreementVersion,
    before: Contents,
    after: Contents,
    actor: User,
    at: datetime,
) -> None:
    texts = _changed_texts(before, after)
    record_event(
        "agreement.contents_edited",
        item=draft.agreement.item,
        actor=actor,
        at=at,
        changes=_changed_facts(before, after),
        facts={"version": draft.number, "sections": sorted(texts)},
        personal={f"section_{key}": pair for key, pair in texts.items()} or None,
    )


def _changed_facts(before: Contents, after: Contents) -> dict[str, list[Any]]:
    was, now = before.facts(), after.facts()
    return {name: [was[name], now[name]] for name in now if was[name] != now[name]}


def _check(sections: Mapping[str, str], limits: Sequence[Limit]) -> None:
    for key in sections:
        if key not in BY_KEY:
            raise ValidationError(_("There is no section “%s”.") % key)
    kinds = dict(record_kinds())
    for limit in limits:
        if limit.record_kind and limit.record_kind not in kinds:
            raise ValidationError(_("There is no such kind of record."))


def _changed_texts(before: Contents, after: Contents) -> dict[str, list[str]]:
    pairs = {
        key: [before.sections.get(key, ""), after.sections.get(key, "")]
        for key in {**before.sections, **after.sections}
    }
    return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}
