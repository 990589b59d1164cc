"""`manage.py check_archive FIL.zip`: look through an archive package and say every deviation."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from meetings.actions.archiving import checking


class Command(BaseCommand):
    help = "Kontrollerar ett arkivpaket: kontrollsummor, fillistor, metadata. Avslutas med 1 om något avviker, 2 om filen inte går att läsa."  # noqa: E501
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fil", type=Path, help="arkivpaketet")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            checked = checking.check(options["fil"])
        except checking.UnreadableError as why:
            raise CommandError(str(why), returncode=2) from why
        for sentence in checked.deviations:
            self.stdout.write(sentence)
        if checked.deviations:
            raise CommandError(f"{len(checked.deviations)} avvikelser i {options['fil'].name}.", returncode=1)
        self.stdout.write(f"Paketet stämmer: {checked.files} filer från {checked.meetings} möten.")
