"""
What every address answers to everybody: the table behind `test_access.py`.

One rule for all screens (`core/doors.py`):

- 302 to the sign-in for who is not signed in;
- 404 for a page, or a thing on it, that one may not see: absent and forbidden look
  alike, and nobody learns what there is of another customer;
- 403 for a page that one may see, but whose act one may not do;
- 409 for an act that one may do, but not as the thing stands.

The API says the same (`docs/api.md`), with 401 for who is not signed in.

An auditor reads everything and changes nothing of the business. What is only the
auditor's own is not of the business: password, sessions, tokens, language, how to be
told, own saved views, the evidence pack, which is the auditor's working paper, and having
it or the trail checked.
"""

from tests.access.agreements_api import AGREEMENTS_API
from tests.access.api import API
from tests.access.compliance_api import COMPLIANCE_API
from tests.access.corrections import CORRECTIONS
from tests.access.desk import DESK
from tests.access.manage import MANAGE
from tests.access.measures import MEASURES
from tests.access.meetings import MEETINGS
from tests.access.people import PEOPLE
from tests.access.portal import PORTAL
from tests.access.records_api import RECORDS_API
from tests.access.reports import REPORTS
from tests.access.rest import OPTIONAL, REST
from tests.access.rows import GROUPS, ROLES, Row, row
from tests.access.sign_in import SIGN_IN

DOORS: dict[str, dict[str, Row]] = {
    "sign-in": SIGN_IN,
    "portal": PORTAL,
    "desk": DESK,
    "manage": MANAGE,
    "corrections": CORRECTIONS,
    "measures": MEASURES,
    "reports": REPORTS,
    "meetings": MEETINGS,
    "people": PEOPLE,
    "api": {**API, **RECORDS_API, **AGREEMENTS_API, **COMPLIANCE_API},
    "rest": REST,
    "optional": OPTIONAL,
}
TABLE: dict[str, Row] = {
    key: line for door in DOORS.values() for key, line in door.items()
}
# What an auditor may send, for it is only theirs; see above.
OF_THE_AUDITOR = {
    *SIGN_IN,
    "set_language",
    "profile",
    "token_new",
    "notification_preferences",
    "inbox_read",
    "api_notification_read_all",
    "view_save",
    "pack_create",
    "pack_check",
    "trail_check",
}

__all__ = [
    "DOORS",
    "GROUPS",
    "OF_THE_AUDITOR",
    "OPTIONAL",
    "ROLES",
    "TABLE",
    "Row",
    "row",
]
