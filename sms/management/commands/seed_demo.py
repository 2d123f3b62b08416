import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.history import is_history_being_written
from core.jobs import run_job
from core.models import JobState
from sms.demo.seeding import (
    INCIDENTS,
    has_data_of_its_own,
    latest_job,
    queue_job,
)
from sms.demo.sign_ins import sign_ins_path, write_sign_ins


class Command(BaseCommand):
    help = "Make demonstration data, or go on with them; see docs/demonstration.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--incidents",
            type=int,
            default=INCIDENTS,
            help=f"how many, when begun anew (default {INCIDENTS})",
        )

        parser.add_argument(
            "--no-papers",
            action="store_true",
            help="without reports of past months and a pack of evidence",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not 1 <= options["incidents"] <= 20_000:
            raise CommandError("--incidents must be from 1 to 20000.")
        if has_data_of_its_own():
            self.stdout.write("There are data already: no demonstration is made.")
            return
        job = latest_job()
        if job and job.state == JobState.DONE:
            if not sign_ins_path().exists():
                write_sign_ins()
            self.stdout.write("The demonstration data are complete.")
            return
        if is_history_being_written():
            self.stdout.write("Demonstration data are being made already.")
            return
        self._make(options["incidents"], papers=not options["no_papers"])

    def _make(self, incidents: int, *, papers: bool) -> None:
        started = time.monotonic()
        job = queue_job(incidents=incidents, papers=papers, at=timezone.now())
        done = run_job(job_id=job.pk, clock=timezone.now)
        if done and done.state != JobState.DONE:
            raise CommandError(done.message or "The demonstration could not be made.")
        seconds = time.monotonic() - started
        self.stdout.write(f"Demonstration data made in {seconds:.0f} s.")
