"""Database triggers that keep what is written, whoever writes to the table."""

import pgtrigger


def no_update() -> pgtrigger.Trigger:
    return pgtrigger.Protect(name="no_update", operation=pgtrigger.Update)


def no_delete() -> pgtrigger.Trigger:
    return pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete)


def no_truncate() -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name="no_truncate",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func="RAISE EXCEPTION 'Cannot truncate rows of %', TG_TABLE_NAME;",
    )


def append_only() -> list[pgtrigger.Trigger]:
    """Refuse update, delete and truncate."""
    return [no_update(), no_delete(), no_truncate()]


def state_moves_on(*moves: tuple[str, str]) -> pgtrigger.Trigger:
    """Refuse every other move from state to state."""
    return pgtrigger.FSM(name="state_moves_on", field="state", transitions=list(moves))
