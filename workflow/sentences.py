"""How attachments, links, tags and watchers are told on timelines."""

from django.utils.translation import gettext as _

from core.models import Event
from core.sentences import Names, personal, register_sentence
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


register_sentence("attachment.added", attached, icon="paper-clip")
register_sentence("attachment.removed", detached, icon="paper-clip")
register_sentence("link.added", linked, icon="link")
register_sentence("link.removed", unlinked, icon="link")
register_sentence("tag.added", tagged, icon="tag")
register_sentence("tag.removed", untagged, icon="tag")
