"""`manage.py backup`: everything in one file, looked through; `--check FILE` looks through one that is there (E7)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from secretariat.registry.actions import backups


class Command(BaseCommand):
    help = "Kopierar databasen och filerna till en fil och kontrollerar den. Sista raden är filen."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", type=Path, help="mappen för kopior; annars BACKUP_FOLDER")
        parser.add_argument(
            "--keep", type=int, default=0, metavar="ANTAL", help="behåll bara så många, de nyaste"
        )
        parser.add_argument(
            "--check", type=Path, metavar="FIL", help="kontrollera en kopia i stället för att göra en"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError in Swedish."""
        folder = options["folder"] or settings.BACKUP_FOLDER
        try:
            if options["check"]:
                self._look_through(options["check"])
                return
            if not folder:
                raise CommandError("Säg var kopian ska ligga: --folder MAPP, eller sätt BACKUP_FOLDER.")
            made = backups.make(Path(folder), keep=max(0, options["keep"]), tell=self.stdout.write)
        except backups.Broken as broken:
            raise CommandError(str(broken)) from broken
        self.stdout.write(f"{made}")

    def _look_through(self, path: Path) -> None:
        if not path.is_file():
            raise CommandError(f"Filen finns inte: {path}")
        contents = backups.check(path)
        rows = sum(number for number, _ in contents.tables.values())
        self.stdout.write(
            f"Kopian är hel: {len(contents.tables)} tabeller, {rows} rader, {len(contents.files) - 1} filer."
        )
