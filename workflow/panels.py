"""What any item can have, shown on its page."""

from typing import Any

from core.kinds import get_kind
from core.models import User
from core.panels import Panel, register_panel
from workflow.forms import AttachmentForm, LinkForm, TagForm
from workflow.permissions import may_contribute, may_organise, may_remove
from workflow.selectors import attachments_for, neighbours, tags_of, watchers_of


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
