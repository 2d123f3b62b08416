"""What any item can have, shown on its page."""

from typing import Any

from django.utils import timezone

from core.kinds import get_kind
from core.models import User
from core.panels import Panel, register_panel
from workflow.forms import AttachmentForm, LinkForm, TagForm
from workflow.models import Meeting
from workflow.permissions import (
    may_contribute,
    may_finish,
    may_give_task,
    may_organise,
    may_remove,
)
from workflow.selectors import (
    attachments_for,
    neighbours,
    tags_of,
    tasks_of,
    watchers_of,
)


def attachments(subject: Any, user: User) -> dict[str, Any] | None:
    kind = get_kind(subject.item.kind)
    is_open = not kind.has_ended(subject)
    may_add = is_open and may_contribute(user, subject.item, subject)
    rows = [
        (attachment, is_open and may_remove(user, attachment, subject))
        for attachment in attachments_for(subject.item, user).select_related(
            "added_by", "item"
        )
    ]
    if not rows and not may_add:
        return None
    form = (
        AttachmentForm(is_staff=kind.is_staff(user), prefix=None) if may_add else None
    )
    return {"item": subject.item, "rows": rows, "form": form}


def links(subject: Any, user: User) -> dict[str, Any] | None:
    may_link = may_organise(user, subject.item, subject)
    rows = neighbours(subject.item, user)
    if not rows and not may_link:
        return None
    form = _link_form(subject, user) if may_link else None
    return {"item": subject.item, "rows": rows, "form": form}


def _link_form(subject: Any, user: User) -> LinkForm:
    return LinkForm(auto_id="link_%s", item=subject.item, user=user)


def tags(subject: Any, user: User) -> dict[str, Any] | None:
    kind = get_kind(subject.item.kind)
    if not kind.is_staff(user):
        return None
    may_tag = may_organise(user, subject.item, subject) and not kind.has_ended(subject)
    names = tags_of(subject.item)
    if not names and not may_tag:
        return None
    form = TagForm(auto_id="tag_%s") if may_tag else None
    return {"item": subject.item, "names": names, "form": form}


def watching(subject: Any, user: User) -> dict[str, Any] | None:
    if not user.has_perm("workflow.add_watcher"):
        return None
    watchers = watchers_of(subject.item)
    # A customer need not know who else among the staff has an eye on it.
    shown = watchers if get_kind(subject.item.kind).is_staff(user) else []
    return {
        "item": subject.item,
        "watchers": shown,
        "is_watching": user in watchers,
    }


for slot in ("record.main", "service.main", "portal_record.main"):
    register_panel(Panel(slot, "workflow/attachments_panel.html", attachments, 60))
register_panel(Panel("record.main", "workflow/links_panel.html", links, 65))
register_panel(Panel("service.main", "workflow/links_panel.html", links, 65))
register_panel(Panel("record.facts", "workflow/tags_panel.html", tags, 60))
for slot in ("record.facts", "portal_record.facts"):
    register_panel(Panel(slot, "workflow/watching_panel.html", watching, 65))


def tasks(subject: Any, user: User) -> dict[str, Any] | None:
    """What is to be done about the item; staff can give more of it to do."""
    item, may_give = subject.item, may_give_task(user, subject.item, subject)
    may_add = may_give and not get_kind(item.kind).has_ended(subject)
    rows = [(task, may_finish(user, task)) for task in tasks_of(item, user)]
    if not rows and not may_add:
        return None
    return {
        "item": item,
        "rows": rows,
        "today": timezone.localdate(),
        "may_add": may_add,
        "may_move": may_give,
    }


def meetings(subject: Any, user: User) -> dict[str, Any] | None:
    """What was and is to be met about the item, the newest first."""
    found = Meeting.objects.visible_to(user).filter(about=subject.item)
    listed = list(found.select_related("item").order_by("-starts_at", "-pk")[:FEW])
    return {"item": subject.item, "meetings": listed} if listed else None


FEW = 5
for slot in ("meeting.main", "portal_meeting.main"):
    register_panel(Panel(slot, "workflow/attachments_panel.html", attachments, 60))
for slot in ("meeting.actions", "portal_meeting.actions", "record.main"):
    register_panel(Panel(slot, "workflow/tasks_panel.html", tasks, 62))
register_panel(Panel("agreement.main", "workflow/tasks_panel.html", tasks, 72))
register_panel(Panel("agreement.main", "workflow/meetings_panel.html", meetings, 70))
