"""`manage.py import_meeting FIL.json`: a meeting in the exchange format, taken in as a draft."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from meetings.actions.exchange import reading, taking_in
from meetings.actions.loading.read import LoadError


class Command(BaseCommand):
    """Take in a meeting from a file in the exchange format."""

    help = "Läser in ett möte ur en fil i utbytesformatet som ett utkast. Sista raden är mötets nummer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fil", type=Path, help="filen, i den form som docs/exchange.md beskriver")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["fil"]
        try:
            raw = file.read_bytes()
        except OSError as error:
            raise CommandError(f"Filen {file.name} finns inte eller går inte att öppna.") from error
        try:
            taken = taking_in.take_in(reading.read(raw, file.name))
        except LoadError as error:
            raise CommandError(str(error)) from error
        if taken.again:
            self.stdout.write("Filen är redan inläst; inget ändrades.")
        for line in taken.report.lines() if not taken.again else []:
            self.stdout.write(line)
        self.stdout.write(f"{taken.meeting.pk}")
