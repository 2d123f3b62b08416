from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.events import record_event
from core.lifecycle import Transition, TransitionNotAllowed
from core.models import User
from core.rows_told import told_rows
from core.versions import set_values
from core.wording import day
from slm.choices import OfferState, VersionStatus
from slm.lifecycle import AGREEMENT_VERSION
from slm.models import Agreement, AgreementVersion
from slm.notice import DAY, earliest_end
from slm.parts import Contents
from slm.permissions import may_manage
from slm.selectors import obstacles, records_opened_from, wording_hash
from slm.selectors.belonging import hashes_of_version
from slm.services.doubting import doubt_validity
from slm.services.drafting import Wording
from slm.services.locking import (
    draft_of,
    lock_agreement,
    lock_book,
    save_agreement,
    turn_page,
)
from slm.services.rewording import end_offer
from slm.terms import TargetTerms

ENDING = ["status", "valid_to", "end_reason", "notice_given_on"]


@transaction.atomic
def activate_agreement(
    *, number: str, version: int | None = None, actor: User, at: datetime
) -> AgreementVersion:
    """
    Put the agreement's draft into force; the version before ends where it begins.

    :raises TransitionNotAllowed: if it has no draft
    :raises ValidationError: naming everything that stands in the way
    """
    agreement = lock_agreement(number=number, actor=actor, version=version)
    draft = draft_of(agreement)
    step = _step("activate", draft, actor)
    interim = _lock_interim(draft, actor)
    book = lock_book()
    if problems := obstacles(draft):
        raise ValidationError([str(problem) for problem in problems])
    facts, changes = _facts(draft), set_values(agreement, {"title": draft.title})
    _supersede(draft, actor=actor, at=at)
    if interim:
        _supersede(draft, interim, actor=actor, at=at)
    if offer := draft.open_offer:
        end_offer(offer, OfferState.AGREED, actor=actor, at=at)
    draft.status, draft.agreed_to = step.target, draft.valid_to
    draft.activated_at, draft.activated_by = at, actor
    draft.full_clean()
    draft.save(update_fields=["status", "agreed_to", "activated_at", "activated_by"])
    save_agreement(agreement, fields=["title"])
    doubt_validity(agreement, first=draft.valid_from, until=draft.valid_to)
    turn_page(book)
    record_event(
        "agreement.activated",
        item=agreement.item,
        actor=actor,
        at=at,
        changes={"status": [VersionStatus.DRAFT, step.target], **changes},
        # What belongs to it was not promised before, and cannot change any more.
        facts={**facts, **told_rows({}, hashes_of_version(draft))},
    )
    return draft


@transaction.atomic
def terminate_agreement(
    *,
    number: str,
    ends_on: date,
    reason: str,
    is_mutual: bool = False,
    version: int | None = None,
    actor: User,
    at: datetime,
) -> AgreementVersion:
    """
    End the version in force: `ends_on` is the first day on which it holds no more.

    The notice period is kept, unless both sides agree on an earlier end (`is_mutual`).

    :raises TransitionNotAllowed: if no version is in force
    :raises ValidationError: without a reason, if the day lies before records that
        were opened under it, or if notice would have had to be given earlier
    """
    agreement = lock_agreement(number=number, actor=actor, version=version)
    current = _in_force(agreement)
    step = _step("terminate", current, actor)
    book = lock_book()
    today = agreement.day_of(at)
    _check_end(current, ends_on, reason)
    _check_notice(current, ends_on, today, is_mutual)
    changes = _end(current, step, ends_on, reason, today)
    save_agreement(agreement)
    turn_page(book)
    record_event(
        "agreement.terminated",
        item=agreement.item,
        actor=actor,
        at=at,
        changes=changes,
        facts={"version": current.number, "is_mutual": is_mutual},
        personal={"reason": reason},
    )
    return current


def _end(
    current: AgreementVersion, step: Transition, ends_on: date, reason: str, today: date
) -> dict[str, Any]:
    """Store the end, and return what it changes."""
    before, current.valid_to = current.valid_to, ends_on
    current.status, current.end_reason = step.target, reason
    current.notice_given_on = today
    current.full_clean()
    current.save(update_fields=ENDING)
    doubt_validity(current.agreement, first=ends_on, until=before)
    return {
        "status": [VersionStatus.IN_FORCE, step.target],
        "valid_to": [before, ends_on],
        "notice_given_on": [None, today],
    }


def _in_force(agreement: Agreement) -> AgreementVersion:
    current = agreement.versions.filter(status=VersionStatus.IN_FORCE).first()
    if current is None:
        raise TransitionNotAllowed(_("No version is in force."))
    current.agreement = agreement
    return current


def _check_end(current: AgreementVersion, ends_on: date, reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it ends.")})
    if current.valid_from and ends_on < current.valid_from:
        raise ValidationError({"ends_on": _("It cannot end before it starts.")})
    if current.valid_to and ends_on > current.valid_to:
        raise ValidationError({"ends_on": _("It ends earlier than that already.")})
    if count := records_opened_from(current.agreement, ends_on):
        raise ValidationError(
            {
                "ends_on": _("%s records have been opened under it since that day.")
                % count
            }
        )


def _check_notice(
    current: AgreementVersion, ends_on: date, today: date, is_mutual: bool
) -> None:
    if is_mutual or not current.notice:
        return
    earliest = earliest_end(today, current.notice)
    if current.renews_months and ends_on != current.valid_to:
        message = _("It ends with its term only, unless both sides agree.")
        raise ValidationError({"ends_on": message})
    if ends_on < earliest:
        last = day(earliest - DAY)
        message = _(
            "With its notice period its last day is %s at the earliest, unless both"
            " sides agree."
        )
        raise ValidationError({"ends_on": message % last})


def _lock_interim(draft: AgreementVersion, actor: User) -> Agreement | None:
    """Return the interim agreement that ends when the formal one begins, if it runs."""
    interim = draft.agreement.replaces
    if interim is None:
        return None
    # Before the book, as whoever changes the interim one does: else both would wait.
    locked = lock_agreement(number=interim.number, actor=actor)
    running = locked.versions.filter(status=VersionStatus.IN_FORCE)
    ends_later = running.filter(valid_to__gt=draft.valid_from or date.max)
    return locked if ends_later.exists() else None


def _supersede(
    draft: AgreementVersion,
    agreement: Agreement | None = None,
    *,
    actor: User,
    at: datetime,
) -> None:
    agreement = agreement or draft.agreement
    for old in agreement.versions.filter(status=VersionStatus.IN_FORCE):
        step = _step("supersede", old, actor)
        before = old.valid_to
        if before is None or (draft.valid_from and draft.valid_from < before):
            old.valid_to = draft.valid_from
            doubt_validity(agreement, first=old.valid_to, until=before)
        old.status = step.target
        old.full_clean()
        old.save(update_fields=["status", "valid_to"])
        record_event(
            "agreement.superseded",
            item=agreement.item,
            actor=actor,
            at=at,
            changes={
                "status": [VersionStatus.IN_FORCE, step.target],
                "valid_to": [_iso(before), _iso(old.valid_to)],
            },
            facts={
                "version": old.number,
                "by": draft.number,
                "agreement": draft.agreement.number,
            },
        )


def _facts(version: AgreementVersion) -> dict[str, Any]:
    agreement = version.agreement
    return {
        "version": version.number,
        "title": version.title,
        "leg": agreement.leg,
        "level": agreement.level,
        "customer": agreement.customer_id,
        "team": agreement.team_id,
        "digest": wording_hash(version),
        "signatures": [
            {
                "role": one.role,
                "signed_at": one.signed_at,
                "is_on_paper": one.is_on_paper,
                "digest": one.digest,
            }
            for one in version.valid_signatures
        ],
        **Wording.of(version).facts(),
        "agreed_to": version.valid_to,
        "targets": [
            {"target": target.pk, **TargetTerms.of(target).facts()}
            for target in version.targets.order_by("id")
        ],
        **Contents.of(version).facts(),
    }


def _step(name: str, version: AgreementVersion, actor: User) -> Transition:
    step = AGREEMENT_VERSION.find(name, version.status)
    if not may_manage(actor, version.agreement):
        raise PermissionDenied
    return step


def _iso(value: date | None) -> str | None:
    return value.isoformat() if value else None
