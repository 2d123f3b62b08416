import gzip
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from calendars.cases import Finding, Verification


class Command(BaseCommand):
    help = "Try our business-time arithmetic on a file of cases, plain or gzipped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="JSON with calendars and cases")

    def handle(self, *args: Any, **options: Any) -> None:
        passed = failed = 0
        conventions: list[Finding] = []
        for findings in Verification(read_cases(options["file"])).findings():
            if findings and findings[0].is_convention:
                conventions += findings
                continue
            wrong = [finding for finding in findings if not finding.holds]
            for finding in wrong:
                self.stdout.write(f"FAILED {spell(finding)}")
            failed += bool(wrong)
            passed += not wrong
        if conventions:
            self.stdout.write("Where products disagree, our answer (not counted):")
        for finding in conventions:
            self.stdout.write(f"  {spell(finding)}")
            if finding.note:
                self.stdout.write(f"    {finding.note}")
        self.stdout.write(f"{passed} passed, {failed} failed")
        if failed:
            raise SystemExit(1)


def spell(finding: Finding) -> str:
    return (
        f"{finding.case} {finding.subject}:"
        f" expected {finding.expected}, got {finding.answer}"
    )


def read_cases(path: Path) -> dict[str, Any]:
    try:
        packed = path.read_bytes()
        is_packed = packed.startswith(b"\x1f\x8b")
        data = json.loads(gzip.decompress(packed) if is_packed else packed)
    except (OSError, EOFError, ValueError) as error:
        raise CommandError(f"{path} cannot be read: {error}") from error
    if not isinstance(data, dict) or not isinstance(data.get("cases"), list):
        raise CommandError(f"{path} is not a file of calendar cases.")
    return {"calendars": data.get("calendars") or {}, "cases": data["cases"]}
