"""Which versions hold from another day than they say, by repairs that were approved."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from calendars.models import Calendar
from core.models import User
from core.panels import Panel, register_panel
from slm.models import Agreement, Repair


def repairs_of(subject: Calendar | Agreement, user: User) -> Mapping[str, Any] | None:
    """Tell on the page of a calendar or an agreement since when what held by repairs."""
    about = Q(calendar_version__calendar=subject.pk)
    about |= Q(agreement_version__agreement=subject.pk)
    found = Repair.objects.visible_to(user).approved().filter(about)
    listed = found.select_related("item", "calendar_version", "agreement_version")
    repairs = list(listed.defer("effect").order_by("decided_at", "pk"))
    return {"repairs": repairs} if repairs else None


register_panel(Panel("calendar.main", "slm/repairs_of.html", repairs_of, 10))
register_panel(Panel("agreement.main", "slm/repairs_of.html", repairs_of, 6))
