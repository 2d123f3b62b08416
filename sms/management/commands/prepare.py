import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, call_command


class Command(BaseCommand):
    help = "Bring database, translations and static files up to date."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=options["verbosity"])
        self._compile_messages()
        call_command("collectstatic", interactive=False, verbosity=0)

    def _compile_messages(self) -> None:
        folder: Path = settings.BASE_DIR / "locale"
        stale = [path for path in folder.rglob("*.po") if _is_newer(path)]
        if not stale:
            return
        if shutil.which("msgfmt") is None:
            self.stderr.write("gettext is not installed: the portal speaks English.")
            return
        call_command("compilemessages", verbosity=0, locale=_languages(stale))


def _is_newer(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime


def _languages(sources: list[Path]) -> list[str]:
    # locale/<language>/LC_MESSAGES/django.po
    return sorted({source.parent.parent.name for source in sources})
