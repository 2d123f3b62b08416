"""Who may enter the desk, and where it lists records."""

from django.urls import reverse
from django.utils.http import urlencode

from core.doors import page_for

# For everybody else its pages are not there.
desk_page = page_for("records.view_all_records")


def list_url(**narrowed: object) -> str:
    """Return where the desk lists the records so narrowed, of all teams and ended ones."""
    asked = {name: str(value) for name, value in narrowed.items()}
    query = {"team": "", "phase": "all", **asked}
    return f"{reverse('incident_list')}?{urlencode(query)}"
