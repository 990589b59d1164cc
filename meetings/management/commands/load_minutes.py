"""Load a set of minutes from a JSON file as a draft: manage.py load_minutes FILE."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from meetings.actions.loading import read, write


class Command(BaseCommand):
    help = "Läser in ett mötes anteckningar ur en JSON-fil som ett utkast. Sista raden är mötets nummer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "fil", type=Path, help="JSON-filen, i den form som tests/minutes/SCHEMA.md beskriver"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            source, source_hash = read.read_file(options["fil"])
        except read.LoadError as error:
            raise CommandError(str(error)) from error
        loaded = write.load(source, source_hash)
        if loaded.again:
            self.stdout.write("Filen är redan inläst; inget ändrades.")
        for line in loaded.report.lines() if not loaded.again else []:
            self.stdout.write(line)
        self.stdout.write(f"{loaded.meeting.pk}")
