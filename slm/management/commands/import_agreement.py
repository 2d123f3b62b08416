from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.choices import Channel
from core.origin import acting_through
from core.system_users import system_user
from slm.exchange import ExchangeError, Imported, import_agreement


class Command(BaseCommand):
    help = "Take over the agreement of a YAML file; see docs/agreement-format.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            text = options["file"].read_text(encoding="utf-8")
            with acting_through(Channel.IMPORT):
                found = import_agreement(
                    text, actor=system_user("sms"), at=timezone.now()
                )
        except (OSError, UnicodeDecodeError, ExchangeError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{found.agreement} {_done(found)}.")


def _done(found: Imported) -> str:
    if not found.has_changed:
        return "was there already, unchanged"
    draft = found.agreement.versions.drafts().first()
    if draft is None:
        return "is in force"
    missing = ", ".join(draft.missing_roles)
    return f"is a draft that waits for signatures: {missing}"
