"""How attachments, links, tags and watchers are told on timelines."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.models import Event
from core.sentences import Names, personal, register_event
from workflow.choices import LinkKind


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
