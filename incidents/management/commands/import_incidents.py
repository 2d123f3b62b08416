import zoneinfo
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import Organisation
from core.choices import Channel
from core.models import User
from core.origin import acting_through
from core.system_users import system_user
from incidents.replay import Cast, ReplayReport, replay_log
from incidents.servicenow_log import LoggedIncident, UnreadableLog, read_log
from slm.exchange import ExchangeError, import_agreement
from slm.selectors import services_by_category


class Command(BaseCommand):
    help = (
        "Bring in incidents from the log of another system, at the log's own times;"
        " see docs/import.md."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", required=True, choices=["servicenow-log"])
        parser.add_argument(
            "--agreement", type=Path, help="put this agreement into force first"
        )
        parser.add_argument("--customer", help="name of the customer, if no agreement")
        parser.add_argument(
            "--time-zone", default="UTC", help="zone of the log's times"
        )
        parser.add_argument(
            "--limit", type=int, help="only the first so many incidents"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        incidents = self._read(options)
        with acting_through(Channel.IMPORT):
            report = replay_log(
                incidents,
                cast=self._cast(options),
                progress=lambda done: self._show(done, len(incidents)),
            )
        self._summarise(report)

    def _read(self, options: dict[str, Any]) -> list[LoggedIncident]:
        limit = options["limit"]
        if limit is not None and limit < 1:
            raise CommandError("--limit must be at least 1.")
        try:
            zone = zoneinfo.ZoneInfo(options["time_zone"])
        except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError) as error:
            raise CommandError(
                f"“{options['time_zone']}” is not a time zone."
            ) from error
        try:
            return read_log(options["file"], zone=zone)[:limit]
        except (UnreadableLog, OSError) as error:
            raise CommandError(f"{options['file']}: {error}") from error

    def _cast(self, options: dict[str, Any]) -> Cast:
        importer = system_user("incidents")
        if options["agreement"]:
            customer, provider = self._load_agreement(options["agreement"], importer)
        else:
            customer, provider = self._find_parties(options["customer"])
        return Cast(
            customer=customer,
            provider=provider,
            services=services_by_category(customer),
            importer=importer,
        )

    @transaction.atomic
    def _load_agreement(
        self, path: Path, importer: User
    ) -> tuple[Organisation, Organisation]:
        try:
            text = path.read_text(encoding="utf-8")
            imported = import_agreement(text, actor=importer, at=timezone.now())
        except (OSError, UnicodeDecodeError, ExchangeError) as error:
            raise CommandError(f"{path}: {error}") from error
        agreement = imported.agreement
        if agreement.customer is None:
            raise CommandError(f"{path}: incidents need an agreement with a customer.")
        return agreement.customer, agreement.provider

    def _find_parties(self, name: str | None) -> tuple[Organisation, Organisation]:
        if not name:
            raise CommandError("Give an --agreement, or name a --customer.")
        customer = Organisation.objects.customers().filter(name=name).first()
        if customer is None:
            raise CommandError(f"There is no customer called “{name}”.")
        provider = Organisation.objects.filter(is_provider=True).first()
        if provider is None:
            raise CommandError("There is no provider yet.")
        return customer, provider

    def _show(self, done: int, total: int) -> None:
        if done % 10 == 0 or done == total:
            width = 40 * done // max(total, 1)
            bar = "#" * width + "." * (40 - width)
            self.stderr.write(f"\r[{bar}] {done}/{total}", ending="")
        if done == total:
            self.stderr.write("")

    def _summarise(self, report: ReplayReport) -> None:
        for line, number, reason in sorted(report.listed):
            self.stdout.write(f"line {line}, {number}: {reason}")
        self.stdout.write(
            f"{report.imported} incidents imported, {report.known} known already; "
            f"{report.rows} rows, {len(report.listed)} listed."
        )
