"""How the events of incidents are told on their timeline."""

from django.utils.translation import gettext as _

from core.models import Event
from core.sentences import Names, personal, register_sentence
from incidents.choices import CloseCode


def resolved(event: Event, names: Names) -> str:
    values = personal(event)
    code = values.get("close_code")
    if code not in CloseCode.values:
        return _("resolved it")
    return _("resolved it (%(code)s): %(resolution)s") % {
        "code": CloseCode(code).label,
        "resolution": values.get("resolution", ""),
    }


register_sentence("incident.resolved", resolved, icon="check")
