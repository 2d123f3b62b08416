from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.system_users import system_user
from slm.exchange import ExchangeError, export_agreement
from slm.models import Agreement
from slm.selectors import version_to_show, with_versions


class Command(BaseCommand):
    help = "Write an agreement as YAML; see docs/agreement-format.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", help="such as SLA-000001")
        parser.add_argument(
            "--agreement-version", type=int, help="default: the one in force"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        actor = system_user("sms")
        agreements = with_versions(Agreement.objects.visible_to(actor), actor)
        agreement = agreements.filter(item__number=options["number"]).first()
        if agreement is None:
            raise CommandError(f"There is no agreement {options['number']}.")
        versions = list(agreement.versions.all())
        wanted = options["agreement_version"]
        if wanted is not None:
            versions = [one for one in versions if one.number == wanted]
        if not versions:
            raise CommandError(f"{agreement.number} has no version {wanted}.")
        try:
            version = version_to_show(versions, timezone.localdate())
            self.stdout.write(export_agreement(version), ending="")
        except ExchangeError as error:
            raise CommandError(str(error)) from error
