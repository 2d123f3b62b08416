from argparse import ArgumentParser, FileType
from typing import Any

from django.core.management import BaseCommand, CommandError

from reporting.services.verifying import NotAPack, verify_pack


class Command(BaseCommand):
    help = (
        "Check an evidence pack: is the file the one that was made, and does every"
        " record behind it still read the same, or say by which events it changed?"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=FileType("rb"), help="the pack's PDF")

    def handle(self, *args: Any, **options: Any) -> None:
        with options["file"] as file:
            content = file.read()
        try:
            lines = list(verify_pack(content))
        except NotAPack as error:
            raise CommandError(str(error)) from error
        for line in lines:
            style = self.style.ERROR if line.is_altered else str
            self.stdout.write(style(f"{line.number}: {line.words}"))
        if altered := [line.number for line in lines if line.is_altered]:
            raise CommandError(f"Altered: {', '.join(altered)}")
        self.stdout.write(self.style.SUCCESS(f"All of {len(lines)} hold."))
