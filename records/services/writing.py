from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.selectors import person_of
from core.events import record_event
from core.lifecycle import TransitionNotAllowed
from core.models import User
from records.choices import Phase, Visibility
from records.models import Entry, Rating, Record
from records.permissions import has_ended, is_of_desk
from records.search import index_record
from records.selectors import news_on
from records.services.locking import StaleRecord, check_instant, note_change


@dataclass(frozen=True, slots=True)
class Unread:
    """What was said and done on a record; `version` is the last of it."""

    version: int


def check_read(record: Record, *, seen: int | None, actor: User) -> None:
    """
    Refuse to write on a locked record past what others wrote or did meanwhile.

    `seen` is the last event that the actor has read; `None` asks for no check.

    :raises StaleRecord: if others have written publicly or moved it since
    """
    if seen is None:
        return
    last = news_on(record, actor, since=seen).last()
    if last is not None:
        raise StaleRecord(Unread(last.pk))


@transaction.atomic
def add_entry(
    record: Record,
    *,
    text: str,
    visibility: str,
    is_automatic: bool = False,
    actor: User,
    at: datetime,
) -> Entry:
    """
    Write a reply or an internal note on a locked record.

    Whoever sees a record may reply; notes are for those who work on it.

    :raises PermissionDenied: if the actor may not write this
    :raises TransitionNotAllowed: if the record is closed
    :raises ValidationError: if the text is empty
    """
    _check_writing(record, text, visibility, actor, at)
    nature = {"visibility": str(visibility), "is_automatic": is_automatic}
    event = note_change(
        record,
        "records.entry_added",
        actor=actor,
        at=at,
        facts={**nature, "by_desk": is_of_desk(actor) and not is_automatic},
        personal={"text": text},
    )
    entry = Entry(
        record_id=record.pk,
        author=actor,
        text=text,
        written_at=at,
        event=event,
        **nature,
    )
    entry.full_clean(exclude=["record", "event", "author"])
    entry.save(force_insert=True)
    index_record(record)
    return entry


def _check_writing(
    record: Record, text: str, visibility: str, actor: User, at: datetime
) -> None:
    works = actor.has_perm("records.work_record")
    is_theirs = not actor.has_perm("records.view_all_records")
    if not (works or (is_theirs and visibility == Visibility.PUBLIC)):
        raise PermissionDenied
    if has_ended(record):
        raise TransitionNotAllowed(_("Nothing can be added: the record is closed."))
    if not text.strip():
        raise ValidationError({"text": _("Write something first.")})
    check_instant(record, actor=actor, at=at)


@transaction.atomic
def rate_record(
    record: Record, *, score: int, comment: str = "", actor: User, at: datetime
) -> Rating:
    """
    Keep what the requester thought of how a locked record was handled, 1 to 5.

    :raises PermissionDenied: if the actor is not its requester
    :raises TransitionNotAllowed: if it is not yet done, or has been rated
    """
    person = person_of(actor)
    if person is None or person != record.requester:
        raise PermissionDenied
    if record.phase not in (Phase.DONE, Phase.CLOSED):
        raise TransitionNotAllowed(_("It can be rated once it is resolved."))
    if Rating.objects.filter(record_id=record.pk).exists():
        raise TransitionNotAllowed(_("You have rated this already."))
    rating = Rating(
        record_id=record.pk, person=person, score=score, comment=comment, rated_at=at
    )
    rating.full_clean(exclude=["record"])
    rating.save(force_insert=True)
    record_event(
        "records.rated",
        item=record.item,
        actor=actor,
        at=at,
        facts={**record.facts(), "score": score},
        personal={"comment": comment} if comment else None,
    )
    return rating
