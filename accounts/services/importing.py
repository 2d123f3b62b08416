"""People from a table: looked at first, then taken in whole or not at all."""

import csv
import io
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Location, Organisation, Person
from accounts.services.people import create_person
from accounts.services.saving import MANAGE
from core.models import User

COLUMNS = ("name", "email", "phone", "organisation", "location")
OPTIONAL = ("language", "time_zone")
NEEDED = ("name", "organisation")
MOST_ROWS = 5000


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one cell; `row` is counted as in a spreadsheet."""

    row: int
    column: str
    message: str


@dataclass(slots=True)
class PeopleTable:
    """What a table says, and what is wrong with it."""

    people: list[Person] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_people(text: str, *, actor: User) -> PeopleTable:
    """
    Read a table of people without taking anything in.

    :raises PermissionDenied: if the actor may not manage people
    """
    if not actor.has_perm(MANAGE):
        raise PermissionDenied
    table = PeopleTable()
    try:
        lines = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff")), strict=True))
    except csv.Error as error:
        table.faults.append(Fault(1, "", _("This is not CSV: %s.") % error))
        return table
    if (fault := _fault_of_shape(lines)) is not None:
        table.faults.append(fault)
        return table
    known = _Known()
    for number, line in enumerate(lines, start=2):
        _read_line(number, line, known, table)
    return table


@transaction.atomic
def import_people(text: str, *, actor: User, at: datetime) -> list[Person]:
    """
    Make everybody in the table known, or nobody.

    :raises PermissionDenied: if the actor may not manage people
    :raises ValidationError: if anything in the table is wrong
    """
    table = read_people(text, actor=actor)
    if table.faults:
        raise ValidationError(
            [f"{fault.row} {fault.column}: {fault.message}" for fault in table.faults]
        )
    return [create_person(person=one, actor=actor, at=at) for one in table.people]


class _Known:
    """What rows may refer to, looked up once."""

    def __init__(self) -> None:
        self.organisations = {o.name.casefold(): o for o in Organisation.objects.all()}
        self.locations = {
            (place.organisation_id, place.name.casefold()): place
            for place in Location.objects.all()
        }
        self.emails = {
            email.casefold()
            for email in Person.objects.exclude(email="").values_list(
                "email", flat=True
            )
        }


def _fault_of_shape(lines: list[dict[str, str]]) -> Fault | None:
    if not lines:
        return Fault(1, "", _("There are no rows below the names of the columns."))
    if len(lines) > MOST_ROWS:
        return Fault(MOST_ROWS + 2, "", _("At most %d rows at once.") % MOST_ROWS)
    names = [name for name in lines[0] if name is not None]
    for needed in NEEDED:
        if needed not in names:
            return Fault(1, needed, _("This column is missing."))
    for name in names:
        if name not in (*COLUMNS, *OPTIONAL):
            return Fault(1, name[:40], _("No such column is known."))
    return None


def _read_line(
    number: int, line: dict[str, str], known: _Known, table: PeopleTable
) -> None:
    if None in line:
        table.faults.append(Fault(number, "", _("There are too many cells.")))
        return
    cells = {name: (value or "").strip() for name, value in line.items()}
    organisation = known.organisations.get(cells["organisation"].casefold())
    if organisation is None:
        message = _("There is no organisation of this name.")
        table.faults.append(Fault(number, "organisation", message))
        return
    place = cells.pop("location", "")
    location = known.locations.get((organisation.pk, place.casefold()))
    if place and location is None:
        message = _("The organisation has no place of this name.")
        table.faults.append(Fault(number, "location", message))
    email = cells.get("email", "").casefold()
    if email and email in known.emails:
        message = _("Somebody has this address already.")
        table.faults.append(Fault(number, "email", message))
    known.emails.add(email)
    given = {n: v for n, v in cells.items() if v and n != "organisation"}
    person = Person(organisation=organisation, location=location, **given)
    try:
        person.full_clean()
    except ValidationError as error:
        for column, messages in error.message_dict.items():
            table.faults.append(Fault(number, column, " ".join(messages)))
    table.people.append(person)
