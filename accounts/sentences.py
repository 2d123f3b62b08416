"""How what is done about people, organisations and teams is called."""

from django.utils.translation import gettext_lazy

from accounts.models import (
    ApiToken,
    Location,
    Organisation,
    Person,
    Team,
    TeamMembership,
)
from core.sentences import register_event, register_fields

for name, title in (
    ("person.created", gettext_lazy("Person added")),
    ("person.edited", gettext_lazy("Person changed")),
    ("person.invited", gettext_lazy("Invited")),
    ("person.roles_assigned", gettext_lazy("Roles changed")),
    ("person.deactivated", gettext_lazy("Access closed")),
    ("person.reactivated", gettext_lazy("Access opened again")),
    ("person.signed_out", gettext_lazy("Signed out everywhere")),
    ("person.profile_edited", gettext_lazy("Own profile changed")),
    ("person.erased", gettext_lazy("Personal values erased")),
    ("organisation.created", gettext_lazy("Organisation added")),
    ("organisation.edited", gettext_lazy("Organisation changed")),
    ("organisation.changed", gettext_lazy("Organisation given a further part")),
    ("location.created", gettext_lazy("Place added")),
    ("location.edited", gettext_lazy("Place changed")),
    ("team.created", gettext_lazy("Team made")),
    ("team.edited", gettext_lazy("Team changed")),
    ("team.member_added", gettext_lazy("Member added to a team")),
    ("team.member_removed", gettext_lazy("Member taken out of a team")),
    ("team.lead_changed", gettext_lazy("Lead of a team changed")),
    ("token.created", gettext_lazy("API token made")),
    ("token.revoked", gettext_lazy("API token revoked")),
):
    register_event(name, title)

register_fields("person", Person, roles=gettext_lazy("roles"))
register_fields("organisation", Organisation)
register_fields("location", Location)
register_fields("team", Team, TeamMembership)
register_fields("token", ApiToken)
