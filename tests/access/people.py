from typing import Any

from tests.access.rows import row

MANAGED: dict[str, Any] = {"default": 403, "customers": 404, "administrator": 200}
READ_BY_STAFF: dict[str, Any] = {"customers": 404}

PEOPLE = {
    "person_list": row(**READ_BY_STAFF),
    "person_list (export)": row(query="export=csv", **READ_BY_STAFF),
    "person_detail": row("person", **READ_BY_STAFF),
    "person_new": row(**MANAGED),
    "person_import": row(**MANAGED),
    "person_edit": row("person", **MANAGED),
    "person_roles": row("person", **MANAGED),
    "person_invite": row("person", **MANAGED),
    "person_deactivate": row("person", **MANAGED),
    "person_reactivate": row("person", **MANAGED),
    "person_erase": row("person", **MANAGED),
    "person_sign_out": row("person", **MANAGED),
    "POST person_new": row(default=403, customers=404, administrator=422),
    "POST person_deactivate": row(
        "person", default=403, customers=404, administrator=302
    ),
    # Whoever is active is not erased.
    "POST person_erase": row("person", default=403, customers=404, administrator=422),
    "POST person_sign_out": row(
        "person", default=403, customers=404, administrator=302
    ),
    "organisation_list": row(**READ_BY_STAFF),
    "organisation_list (export)": row(query="export=csv", **READ_BY_STAFF),
    "organisation_detail": row("organisation", **READ_BY_STAFF),
    "organisation_new": row(**MANAGED),
    "organisation_edit": row("organisation", **MANAGED),
    "location_new": row("organisation", **MANAGED),
    "location_edit": row("location", **MANAGED),
    "team_list": row(**READ_BY_STAFF),
    "team_list (export)": row(query="export=csv", **READ_BY_STAFF),
    "team_detail": row("team", **READ_BY_STAFF),
    "team_new": row(**MANAGED),
    "team_edit": row("team", **MANAGED),
    "POST member_remove": row(
        "team", "agent_person", default=403, customers=404, administrator=302
    ),
    "POST member_lead": row(
        "team", "agent_person", default=403, customers=404, administrator=302
    ),
    "token_list": row(),
    # A fresh password is asked for first.
    "token_new": row(default=302),
    "POST token_revoke": row("token", default=404, requester=302),
}
