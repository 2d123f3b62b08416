from accounts.models import Person
from core.models import User
from core.roles import Role, grant
from records.choices import Phase
from records.models import Record

STAFF = (
    Role.AGENT,
    Role.TEAM_LEAD,
    Role.SERVICE_LEVEL_MANAGER,
    Role.CONTRACT_MANAGER,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
)

grant("records.view_all_records", *STAFF)
grant("records.view_confidential", Role.AUDITOR)
grant("records.view_organisation_records", Role.CUSTOMER_REPRESENTATIVE)
grant("records.work_record", Role.AGENT, Role.TEAM_LEAD)
grant("records.late_entry", Role.TEAM_LEAD)
grant("records.manage_priorities", Role.SERVICE_LEVEL_MANAGER, Role.ADMINISTRATOR)
grant("records.share_views", Role.TEAM_LEAD, Role.SERVICE_LEVEL_MANAGER)


def may_contribute(actor: User, record: Record) -> bool:
    """Whether the actor may add to a record they see: the desk, and whose it is."""
    return actor.has_perm("records.work_record") or not actor.has_perm(
        "records.view_all_records"
    )


def may_hold(person: Person) -> bool:
    """Whether work can be given to the person: still here, and of the provider."""
    return person.is_active and person.organisation.is_provider


def may_see_supplier(user: User) -> bool:
    """Whether the user may know which supplier works on a record: staff may."""
    return user.has_perm("records.view_all_records")


def has_ended(record: Record) -> bool:
    """Whether the record is closed for good, and nothing can be added to it."""
    return record.phase in (Phase.CLOSED, Phase.VOID)


def is_of_desk(user: User) -> bool:
    """Tell whether somebody who works on records acts, rather than the portal."""
    return not user.is_system and user.has_perm("records.work_record")
