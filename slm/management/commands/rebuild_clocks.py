from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from slm.selectors import recalculations
from slm.services import check_clocks, rebuild_clocks


class Command(BaseCommand):
    help = "Derive all service clocks anew from events and agreements."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="change nothing; name every difference in ledgers and caches",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        if not options["check"]:
            amended = rebuild_clocks(at=at, progress=self._show)
            self.stdout.write(f"Clocks rebuilt; ledgers of {amended} records amended.")
            return
        for one in recalculations():
            self.stdout.write(
                f"{one.left} clocks do not follow a change of {one.item.number} yet."
            )
        differences = 0
        for difference in check_clocks(at=at, progress=self._show):
            differences += 1
            self.stdout.write(str(difference))
        self.stdout.write(f"{differences} differences")
        if differences:
            raise CommandError("Ledger or cache do not follow from the events.")

    def _show(self, done: int) -> None:
        self.stderr.write(f"\r{done} records", ending="")
