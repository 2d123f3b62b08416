"""What the calendar does to agreements: warnings, renewal, expiry, reviews."""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.events import record_event
from core.going_on import going_on
from core.lifecycle import TransitionNotAllowed
from core.models import Event, User
from slm.choices import VersionStatus
from slm.models import Agreement, AgreementVersion
from slm.notice import last_notice_day, next_end, warning_due
from slm.selectors import records_opened_from
from slm.selectors.negotiating import is_unfollowed
from slm.selectors.readiness import ambiguities
from slm.services.doubting import doubt_validity
from slm.services.locking import lock_agreement, lock_book, save_agreement, turn_page

TERM = timedelta(days=1)


def follow_agreements(*, actor: User, at: datetime) -> int:
    """
    Warn of ends and last days of notice, renew, note what expired or is to be reviewed.

    Each once; safe to run at any time and as often as one likes. One that cannot be
    followed keeps no other waiting. Returns how many events were recorded.
    """
    running = Agreement.objects.filter(versions__status=VersionStatus.IN_FORCE)
    numbers = running.order_by("pk").values_list("item__number", flat=True)
    count = 0
    for number in list(numbers):
        with going_on("agreement_not_followed", agreement=number):
            count += _follow(number, actor, at)
    return count


@transaction.atomic
def _follow(number: str, actor: User, at: datetime) -> int:
    agreement = lock_agreement(number=number, actor=actor)
    version = agreement.versions.filter(status=VersionStatus.IN_FORCE).first()
    if version is None:
        return 0
    version.agreement = agreement
    today, count = agreement.day_of(at), 0
    while _is_to_renew(version, today) and _renew(version, actor, at):
        count += 1
    told = [*_end_of(version, today), *_review_of(version, today)]
    return count + sum(_once(version, *one, actor=actor, at=at) for one in told)


def _is_to_renew(version: AgreementVersion, today: date) -> bool:
    return bool(
        version.renews_months
        and version.valid_to
        and today > last_notice_day(version.valid_to, version.notice)
    )


def _renew(version: AgreementVersion, actor: User, at: datetime) -> bool:
    """Let the next term begin, unless that would collide, or act backwards."""
    before = version.valid_to
    if before is None or not version.renews_months:
        return False
    after = next_end(version.agreed_to or before, before, version.renews_months)
    book = lock_book()
    version.valid_to = after
    if reasons := _against_renewal(version, before):
        version.valid_to = before
        facts = {"until": before.isoformat(), "reasons": reasons}
        _once(version, "agreement.not_renewed", facts, actor=actor, at=at)
        return False
    version.save(update_fields=["valid_to"])
    save_agreement(version.agreement)
    # A term that is renewed late began within a month that may be closed by now.
    doubt_validity(version.agreement, first=before, until=after)
    turn_page(book)
    record_event(
        "agreement.renewed",
        item=version.agreement.item,
        actor=actor,
        at=at,
        changes={"valid_to": [before.isoformat(), after.isoformat()]},
        facts={"version": version.number, "until": after.isoformat()},
    )
    return True


def _against_renewal(version: AgreementVersion, before: date) -> list[str]:
    reasons = [str(one) for one in ambiguities(version)]
    if count := records_opened_from(version.agreement, before):
        reasons.append(_("%s records have been opened since it ended.") % count)
    return reasons


def _end_of(version: AgreementVersion, today: date) -> list[tuple[str, dict[str, Any]]]:
    if version.valid_to is None:
        return []
    until = version.valid_to.isoformat()
    if version.valid_to <= today:
        return [("agreement.expired", {"until": until})]
    renews = bool(version.renews_months)
    last = version.valid_to - TERM
    deadline = last_notice_day(version.valid_to, version.notice) if renews else last
    is_bare = is_unfollowed(version.agreement)
    days = warning_due((deadline - today).days, is_bare=is_bare)
    if days is None:
        return []
    facts = {
        "until": until,
        "deadline": deadline.isoformat(),
        "is_notice": renews,
        "days": days,
        **({"is_bare": True} if is_bare else {}),
    }
    return [("agreement.ends_soon", facts)]


def _review_of(
    version: AgreementVersion, today: date
) -> list[tuple[str, dict[str, Any]]]:
    if not version.review_on or not version.is_review_due(today):
        return []
    return [("agreement.review_due", {"review_on": version.review_on.isoformat()})]


def _once(
    version: AgreementVersion,
    name: str,
    facts: dict[str, Any],
    *,
    actor: User,
    at: datetime,
) -> bool:
    """Record the event, unless the same was recorded; the agreement is locked."""
    item, facts = version.agreement.item, {"version": version.number, **facts}
    same = {key: value for key, value in facts.items() if key != "reasons"}
    if Event.objects.named(name).filter(item=item, facts__contains=same).exists():
        return False
    record_event(name, item=item, actor=actor, at=at, facts=facts)
    return True


@transaction.atomic
def move_review(
    *,
    number: str,
    review_on: date | None,
    version: int | None = None,
    actor: User,
    at: datetime,
) -> AgreementVersion:
    """
    Say when the version in force is reviewed next, for instance after a review.

    :raises TransitionNotAllowed: if no version is in force
    :raises ValidationError: if that day is already over, or was said before
    """
    agreement = lock_agreement(number=number, actor=actor, version=version)
    current: AgreementVersion | None = agreement.versions.filter(
        status=VersionStatus.IN_FORCE
    ).first()
    if current is None:
        raise TransitionNotAllowed(_("No version is in force."))
    before = current.review_on
    if review_on == before:
        raise ValidationError({"review_on": _("That is the day already.")})
    if review_on and review_on <= agreement.day_of(at):
        raise ValidationError({"review_on": _("Choose a day that is to come.")})
    current.review_on = review_on
    current.full_clean()
    current.save(update_fields=["review_on"])
    save_agreement(agreement)
    record_event(
        "agreement.review_moved",
        item=agreement.item,
        actor=actor,
        at=at,
        changes={"review_on": [before, review_on]},
        facts={"version": current.number},
    )
    return current
