from accounts.selectors import person_of
from core.models import User


def may_report(user: User) -> bool:
    """Whether the user can report something for themselves."""
    return person_of(user) is not None and user.has_perm("incidents.open_incident")
