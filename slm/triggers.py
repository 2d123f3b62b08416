"""Database triggers that keep what was agreed as it was agreed."""

from functools import reduce
from operator import or_

import pgtrigger


def any_changed(*fields: str) -> pgtrigger.Q:
    """Return the condition that an update changes one of these fields."""
    return reduce(
        or_,
        (
            pgtrigger.Q(**{f"old__{name}__df": pgtrigger.F(f"new__{name}")})
            for name in fields
        ),
    )


def only_while_draft(version: str, through: str = "") -> pgtrigger.Trigger:
    """
    Refuse to add, change or remove a row of a version that is no longer a draft.

    `version` is the column that names the version; with `through`, it is found in
    the row of that table which the column of the same row names.
    """
    column = f"(CASE WHEN TG_OP = 'DELETE' THEN OLD.{version} ELSE NEW.{version} END)"
    if through:
        column = f"(SELECT version_id FROM {through} WHERE id = {column})"  # noqa: S608
    return pgtrigger.Trigger(
        name="only_while_draft",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        # The names come from the models below, never from outside.
        func=f"""
            IF EXISTS (SELECT 1 FROM slm_agreementversion
                       WHERE id = {column} AND status <> 'draft') THEN
                RAISE EXCEPTION 'pgtrigger: % belongs to a version in force',
                    TG_TABLE_NAME;
            END IF;
            RETURN COALESCE(NEW, OLD);
        """,  # noqa: S608
    )
