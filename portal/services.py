from collections.abc import Sequence
from datetime import datetime

from django.core.files import File
from django.db import transaction

from core.models import User
from incidents.models import Incident
from incidents.services import open_incident
from workflow.choices import Visibility
from workflow.services import add_attachment


@transaction.atomic
def report_incident(
    *, incident: Incident, files: "Sequence[File[bytes]]", actor: User, at: datetime
) -> Incident:
    """
    Open what a customer reports, with the files that show it: all of it, or nothing.

    :raises PermissionDenied: if the actor may not report it
    :raises ValidationError: if a value is missing or wrong, or a file is not taken
    """
    opened = open_incident(incident=incident, actor=actor, at=at)
    for file in files:
        add_attachment(
            number=opened.number,
            name=str(file.name),
            content=file,
            visibility=Visibility.PUBLIC,
            actor=actor,
            at=at,
        )
    return opened
