from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.events import record_event
from core.models import User
from notifications.models import Preference
from notifications.selectors import wishes_of
from notifications.topics import Wish


@transaction.atomic
def set_preferences(
    *, user: User, wishes: Mapping[str, Wish], actor: User, at: datetime
) -> None:
    """
    Set where the user wants to be told about each of these topics.

    :raises PermissionDenied: if it is not the actor's own choice
    :raises ValidationError: if a topic is unknown or not offered, or nothing changes
    """
    if user != actor:
        raise PermissionDenied
    # Two saves at once must not both believe to know what was before.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    before = wishes_of(user)
    if unknown := set(wishes) - set(before):
        raise ValidationError(
            _("There is no such topic: %s.") % ", ".join(sorted(unknown))
        )
    changed = {key: wish for key, wish in wishes.items() if wish != before[key]}
    if not changed:
        raise ValidationError(_("Nothing was changed."))
    Preference.objects.bulk_create(
        [
            Preference(user=user, topic=key, inbox=wish.inbox, mail=wish.mail)
            for key, wish in changed.items()
        ],
        update_conflicts=True,
        unique_fields=["user", "topic"],
        update_fields=["inbox", "mail"],
    )
    record_event(
        "notifications.preferences_set",
        item=None,
        actor=actor,
        at=at,
        changes={
            key: [_spelt(before[key]), _spelt(wish)] for key, wish in changed.items()
        },
    )


def _spelt(wish: Wish) -> dict[str, bool]:
    return {"inbox": wish.inbox, "mail": wish.mail}
