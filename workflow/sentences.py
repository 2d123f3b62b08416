"""How attachments, links, tags and watchers are told on timelines."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.models import Event
from core.sentences import Names, personal, register_event, register_fields
from workflow.choices import LinkKind
from workflow.models import AgendaItem, Attendance, Meeting, MeetingDecision, Task


def attached(event: Event, names: Names) -> str:
    name = personal(event).get("name", _("a file"))
    if event.facts["visibility"] == "internal":
        return _("attached %(file)s, for staff only") % {"file": name}
    return _("attached %(file)s") % {"file": name}


def detached(event: Event, names: Names) -> str:
    return _("removed %(file)s") % {"file": personal(event).get("name", _("a file"))}


def linked(event: Event, names: Names) -> str:
    if not _is_visible(event, names):
        return _("linked it to something that you may not see")
    return _("noted that %(link)s") % {"link": _link(event)}


def unlinked(event: Event, names: Names) -> str:
    if not _is_visible(event, names):
        return _("removed a link to something that you may not see")
    return _("took back that %(link)s") % {"link": _link(event)}


def tagged(event: Event, names: Names) -> str:
    return _("tagged it “%(tag)s”") % {"tag": event.facts["tag"]}


def untagged(event: Event, names: Names) -> str:
    return _("removed the tag “%(tag)s”") % {"tag": event.facts["tag"]}


def _is_visible(event: Event, names: Names) -> bool:
    """Whether the reader may see both ends of the link; see `linked_titles`."""
    seen = names.get("item", {})
    return event.facts["source"] in seen and event.facts["target"] in seen


def _link(event: Event) -> str:
    facts = event.facts
    words = LinkKind(facts["kind"]).label
    return f"{facts['source']} {words} {facts['target']}"


register_event(
    "attachment.added", gettext_lazy("File attached"), attached, icon="paper-clip"
)
register_event(
    "attachment.removed", gettext_lazy("File removed"), detached, icon="paper-clip"
)
register_event("link.added", gettext_lazy("Linked"), linked, icon="link")
register_event("link.removed", gettext_lazy("Link removed"), unlinked, icon="link")
register_event("tag.added", gettext_lazy("Tagged"), tagged, icon="tag")
register_event("tag.removed", gettext_lazy("Tag removed"), untagged, icon="tag")

for name, title in (
    ("watcher.added", gettext_lazy("Watcher added")),
    ("watcher.removed", gettext_lazy("Watcher removed")),
):
    register_event(name, title)


def tasked(event: Event, names: Names) -> str:
    if event.facts.get("is_internal"):
        return _("gave somebody a task, for staff only")
    return _("gave somebody a task: %(text)s") % {
        "text": personal(event).get("text", "–")
    }


def accomplished(event: Event, names: Names) -> str:
    return _("noted that a task is done")


register_event(
    "task.given", gettext_lazy("Task given"), tasked, icon="clipboard-document-list"
)
register_event(
    "task.done",
    gettext_lazy("Task done"),
    accomplished,
    icon="clipboard-document-check",
)

for name, title in (
    ("task.moved", gettext_lazy("Task changed")),
    ("task.overdue", gettext_lazy("Task overdue")),
    ("meeting.planned", gettext_lazy("Meeting planned")),
    ("meeting.changed", gettext_lazy("Meeting changed")),
    ("meeting.called", gettext_lazy("Notice of the meeting sent")),
    ("meeting.held", gettext_lazy("Meeting held")),
    ("meeting.minutes_written", gettext_lazy("Minutes written")),
    ("meeting.minuted", gettext_lazy("Minutes approved")),
    ("meeting.cancelled", gettext_lazy("Meeting cancelled")),
    ("meeting.invited", gettext_lazy("Invited to the meeting")),
    ("meeting.uninvited", gettext_lazy("No longer invited to the meeting")),
    ("meeting.agenda_made", gettext_lazy("Agenda made from the facts")),
    ("meeting.point_added", gettext_lazy("Point added to the agenda")),
    ("meeting.point_settled", gettext_lazy("Point of the agenda settled")),
    ("meeting.decided", gettext_lazy("Decided at the meeting")),
    ("meeting.papers_sent", gettext_lazy("Papers sent")),
):
    register_event(name, title)

for name, title in (
    ("meeting.paper_added", gettext_lazy("Paper added")),
    ("meeting.paper_removed", gettext_lazy("Paper removed")),
    ("meeting.paper_approved", gettext_lazy("Paper approved for sending")),
):
    register_event(name, title, detail=lambda event: str(event.facts["paper"]))

register_fields("meeting", Meeting, AgendaItem, Attendance, MeetingDecision)
register_fields("task", Task)
