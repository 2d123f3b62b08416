"""Who may decide on what somebody asks for: four eyes, two of them somebody else's."""

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from core.models import Item, User
from notifications.addressees import may_see
from slm.choices import ExclusionState
from slm.models import Decision


def deciders(
    permission: str, requester: User, item: Item | None = None
) -> Sequence[User]:
    """
    Return the people who may decide on what that user asks for: never the same.

    Once it is asked for (`item`), only those who may see it.
    """
    app, codename = permission.split(".")
    granted = Q(
        groups__permissions__content_type__app_label=app,
        groups__permissions__codename=codename,
    )
    people = User.objects.filter(is_active=True, is_system=False)
    others = people.filter(granted | Q(is_superuser=True)).exclude(pk=requester.pk)
    listed = others.distinct().order_by("name", "pk")
    return [one for one in listed if may_see(one, item)]


def pending_deciders(permission: str, asked: Decision) -> Sequence[User] | None:
    """Return who may decide on a request, possibly nobody; None once it is decided."""
    if asked.state != ExclusionState.REQUESTED:
        return None
    return deciders(permission, asked.requested_by, asked.item)


def names_of_deciders(permission: str, asked: Decision) -> list[str]:
    return [str(one) for one in pending_deciders(permission, asked) or ()]


def decision_words(people: Sequence[User]) -> str:
    """Say who may decide; if nobody may, why, and what is to be done."""
    if people:
        return _("It can be decided by: %s.") % ", ".join(map(str, people))
    return _(
        "Whoever asks may not, and nobody else has the role of service level manager. An"
        " administrator can give somebody that role, and is told as soon as it is"
        " requested."
    )
