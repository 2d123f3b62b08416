from accounts.services.erasing import erase_person
from accounts.services.importing import import_people, read_people
from accounts.services.organisations import (
    create_location,
    create_organisation,
    edit_location,
    edit_organisation,
)
from accounts.services.people import create_person, edit_person, register_person
from accounts.services.profile import edit_profile
from accounts.services.sign_in import (
    assign_roles,
    deactivate_person,
    invite,
    reactivate_person,
    sign_out_everywhere,
)
from accounts.services.teams import (
    add_member,
    create_team,
    edit_team,
    remove_member,
    set_lead,
)
from accounts.services.tokens import create_token, note_use, revoke_token

__all__ = [
    "add_member",
    "assign_roles",
    "create_location",
    "create_organisation",
    "create_person",
    "create_team",
    "create_token",
    "deactivate_person",
    "edit_location",
    "edit_organisation",
    "edit_person",
    "edit_profile",
    "edit_team",
    "erase_person",
    "import_people",
    "invite",
    "note_use",
    "reactivate_person",
    "read_people",
    "register_person",
    "remove_member",
    "revoke_token",
    "set_lead",
    "sign_out_everywhere",
]
