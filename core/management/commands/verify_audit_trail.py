from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.selectors import audit_trail


class Command(BaseCommand):
    help = "Recompute the hash chain over all events and name the first broken link."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--head", default="", help="a head printed earlier")

    def handle(self, *args: Any, **options: Any) -> None:
        report = audit_trail(expected_head=options["head"])
        if not report.is_intact:
            raise CommandError(f"Broken at link {report.broken_at}: {report.reason}.")
        self.stdout.write(
            f"{report.links} links hold, {report.unsealed} events wait for their seal."
        )
        self.stdout.write(f"Head: {report.head or '(empty)'}")
