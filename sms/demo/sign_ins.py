"""Telling whoever tries the portal how to sign in."""

import os
from pathlib import Path

from django.conf import settings

from sms.demo import world


def sign_ins_path() -> Path:
    return Path(settings.STATE_DIR) / "signins.txt"


def write_sign_ins() -> Path:
    """Write the sign-ins where the launcher and the sign-in page find them."""
    path = sign_ins_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with open(
        draft, "w", encoding="utf-8", opener=lambda p, flags: os.open(p, flags, 0o600)
    ) as file:
        file.write(sign_ins_text())
    draft.replace(path)
    return path


def sign_ins_text() -> str:
    """Return one line for each sign-in: address, password, role and name."""
    members = [member for member in world.PEOPLE if member.sign_in]
    width = max(len(member.email) for member in members)
    return "".join(
        f"{member.email:<{width}}  {world.PASSWORD}  {member.role.label}, {member.name}\n"
        for member in members
    )
