from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.events import record_event
from core.models import User
from records.models import Category
from records.services.locking import changed


@transaction.atomic
def create_category(
    *,
    name: str,
    parent: Category | None = None,
    is_active: bool = True,
    actor: User,
    at: datetime,
) -> Category:
    """
    Make a category known, for routing and for figures.

    :raises PermissionDenied: if the actor may not manage priorities and categories
    :raises ValidationError: if the name is missing or taken
    """
    _check(actor)
    category = Category(name=name, parent=parent, is_active=is_active)
    category.full_clean()
    category.save(force_insert=True)
    record_event(
        "category.created",
        item=None,
        actor=actor,
        at=at,
        facts={"category": category.pk, **_state(category)},
    )
    return category


@transaction.atomic
def edit_category(
    *,
    category_id: int,
    name: str,
    parent: Category | None,
    is_active: bool,
    actor: User,
    at: datetime,
) -> Category:
    """
    Rename a category, move it below another, or offer it no longer.

    :raises Category.DoesNotExist: if there is none
    :raises PermissionDenied: if the actor may not manage priorities and categories
    :raises ValidationError: if nothing changes, the name is taken, or it would stand
        below itself
    """
    _check(actor)
    category = Category.objects.select_for_update(no_key=True).get(pk=category_id)
    before = _state(category)
    category.name, category.parent, category.is_active = name, parent, is_active
    changes = changed(before, _state(category))
    if not changes:
        raise ValidationError(_("Nothing was changed."))
    category.full_clean()
    category.save(update_fields=list(before))
    record_event(
        "category.edited",
        item=None,
        actor=actor,
        at=at,
        changes=changes,
        facts={"category": category.pk},
    )
    return category


def _check(actor: User) -> None:
    if not actor.has_perm("records.manage_priorities"):
        raise PermissionDenied


def _state(category: Category) -> dict[str, object]:
    return {
        "name": category.name,
        "parent": category.parent_id,
        "is_active": category.is_active,
    }
