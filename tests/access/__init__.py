"""What every address answers to everybody: the table behind `test_access.py`."""

from tests.access.api import API
from tests.access.desk import DESK
from tests.access.manage import MANAGE
from tests.access.people import PEOPLE
from tests.access.portal import PORTAL
from tests.access.reports import REPORTS
from tests.access.rest import OPTIONAL, REST
from tests.access.rows import GROUPS, ROLES, Row, row
from tests.access.sign_in import SIGN_IN
from tests.access.things import things

DOORS: dict[str, dict[str, Row]] = {
    "sign-in": SIGN_IN,
    "portal": PORTAL,
    "desk": DESK,
    "manage": MANAGE,
    "reports": REPORTS,
    "people": PEOPLE,
    "api": API,
    "rest": REST,
    "optional": OPTIONAL,
}
TABLE: dict[str, Row] = {
    key: line for door in DOORS.values() for key, line in door.items()
}

__all__ = ["DOORS", "GROUPS", "OPTIONAL", "ROLES", "TABLE", "Row", "row", "things"]
