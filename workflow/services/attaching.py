import hashlib
from datetime import datetime
from pathlib import PurePosixPath, PureWindowsPath

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from core.events import record_event
from core.kinds import visible_object
from core.models import User
from workflow import sniffing
from workflow.choices import Visibility
from workflow.models import Attachment
from workflow.permissions import may_contribute, may_organise, may_remove
from workflow.selectors import get_attachment
from workflow.services.loading import check_not_ended, load_item

LONGEST_NAME = 150


@transaction.atomic
def add_attachment(
    *,
    number: str,
    name: str,
    content: "File[bytes]",
    visibility: str,
    actor: User,
    at: datetime,
) -> Attachment:
    """
    Keep a file with the item.

    :raises Item.DoesNotExist: if the actor may not see such an item
    :raises PermissionDenied: if the actor may not add to it, or not internally
    :raises TransitionNotAllowed: if nothing can be added to it any more
    :raises ValidationError: if the file is empty, too large, of a type that is not
        taken, or not what its name says
    """
    item, thing = load_item(number, actor)
    may = may_organise if visibility == Visibility.INTERNAL else may_contribute
    if not may(actor, item, thing):
        raise PermissionDenied
    check_not_ended(item, thing)
    attachment = Attachment(
        item=item,
        file=content,
        name=_clean_name(name),
        size=content.size,
        content_type=check_file(name, content),
        sha256=_digest(content),
        visibility=visibility,
        added_by=actor,
        added_at=at,
    )
    attachment.full_clean(exclude=["file"])
    attachment.save(force_insert=True)
    _record("attachment.added", attachment, actor, at)
    return attachment


@transaction.atomic
def remove_attachment(*, attachment_id: int, actor: User, at: datetime) -> Attachment:
    """
    Hide an attachment; the file and its history are kept.

    :raises Attachment.DoesNotExist: if the actor sees no such attachment
    :raises PermissionDenied: if it is neither theirs nor theirs to work on
    :raises TransitionNotAllowed: if its item is closed
    """
    seen = get_attachment(attachment_id, actor)
    thing = visible_object(seen.item.number, actor)
    if not may_remove(actor, seen, thing):
        raise PermissionDenied
    check_not_ended(seen.item, thing)
    present = Attachment.objects.present().select_for_update(of=("self",))
    attachment: Attachment = present.select_related("item").get(pk=attachment_id)
    attachment.removed_at = at
    attachment.save(update_fields=["removed_at"])
    _record("attachment.removed", attachment, actor, at)
    return attachment


def _record(name: str, attachment: Attachment, actor: User, at: datetime) -> None:
    record_event(
        name,
        item=attachment.item,
        actor=actor,
        at=at,
        facts={
            "attachment": attachment.pk,
            "size": attachment.size,
            "sha256": attachment.sha256,
            "type": attachment.content_type,
            "visibility": str(attachment.visibility),
        },
        personal={"name": attachment.name},
    )


def _clean_name(name: str) -> str:
    """Return the name alone: no folders, no control characters, not too long."""
    last = PurePosixPath(PureWindowsPath(name).name).name
    printable = "".join(char for char in last if char.isprintable()).strip()
    if len(printable) <= LONGEST_NAME:
        return printable
    ending = f".{sniffing.extension_of(printable)}"
    return printable[: LONGEST_NAME - len(ending)] + ending


def check_file(name: str, content: "File[bytes]") -> str:
    """
    Return the type of a file that may be kept.

    :raises ValidationError: if it is empty, too large, of a type that is not taken,
        or not what its name says
    """
    if not content.size:
        raise ValidationError({"file": _("This file is empty.")})
    if content.size > settings.ATTACHMENT_MAX_BYTES:
        raise ValidationError(
            {
                "file": _("This file is larger than %s.")
                % filesizeformat(settings.ATTACHMENT_MAX_BYTES)
            }
        )
    extension = sniffing.extension_of(name)
    if extension not in settings.ATTACHMENT_EXTENSIONS:
        raise ValidationError(
            {"file": _("Files of this kind are not taken: “%s”.") % extension}
        )
    content.seek(0)
    found = sniffing.content_type(name, content.read(sniffing.HEAD))
    content.seek(0)
    if found is None:
        raise ValidationError(
            {"file": _("What is in this file is not what its name says.")}
        )
    return found


def _digest(content: "File[bytes]") -> str:
    digest = hashlib.sha256()
    for chunk in content.chunks():
        digest.update(chunk)
    content.seek(0)
    return digest.hexdigest()
