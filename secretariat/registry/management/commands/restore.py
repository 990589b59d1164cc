"""`manage.py restore FILE`: everything back in an empty database and an empty folder, and compared (E7)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import backups


class Command(BaseCommand):
    help = "Läser tillbaka en säkerhetskopia i en tom databas och en tom filmapp, och jämför allt."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fil", type=Path, help="filen som backup gjorde")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError in Swedish."""
        try:
            contents = backups.restore(options["fil"], tell=self.stdout.write)
        except (backups.Broken, NotAllowed) as no:
            raise CommandError(str(no)) from no
        self.stdout.write(f"Allt är tillbaka som det var {contents.made_at}.")
