from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Person
from core.models import User
from records.models import SavedView


@transaction.atomic
def save_view(
    *,
    owner: Person,
    list_name: str,
    name: str,
    query: str,
    is_shared: bool = False,
    actor: User,
) -> SavedView:
    """
    Keep the filters of a list under a name; the same name is overwritten.

    :raises PermissionDenied: if it is somebody else's, or may not be shared
    :raises ValidationError: if the name is empty or something is too long
    """
    if owner.user_id != actor.pk or (
        is_shared and not actor.has_perm("records.share_views")
    ):
        raise PermissionDenied
    key: dict[str, Any] = {"owner": owner, "list_name": list_name, "name": name}
    values = {"query": query, "is_shared": is_shared}
    SavedView(**key, **values).full_clean(validate_constraints=False)
    # The same may be saved at this moment, by another window.
    view, _is_new = SavedView.objects.update_or_create(values, **key)
    return view


@transaction.atomic
def delete_view(*, view_id: int, actor: User) -> None:
    """
    Forget a saved view of one's own.

    :raises SavedView.DoesNotExist: if the actor has no such view
    """
    SavedView.objects.get(pk=view_id, owner__user=actor).delete()
