"""`manage.py export_meeting MÖTE -o FIL.json`: one meeting in the exchange format, docs/exchange.md."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from meetings.actions.exchange import writing
from meetings.models import Meeting


class Command(BaseCommand):
    """Write a meeting to a file in the exchange format."""

    help = "Skriver ett möte till en fil i utbytesformatet, som beskrivs i docs/exchange.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("meeting", metavar="MÖTE", help="mötets nummer")
        parser.add_argument("-o", "--output", metavar="FIL.json", default="", help="filen att skriva")

    def handle(self, *args: Any, **options: Any) -> None:
        number = options["meeting"]
        meeting = Meeting.objects.filter(pk=int(number)).first() if number.isdecimal() else None
        if meeting is None:
            raise CommandError(f"Det finns inget möte med nummer {number}.")
        target = Path(options["output"] or writing.file_name(meeting))
        if target.is_dir():
            raise CommandError(
                f"{target} är en mapp. Ange ett filnamn, till exempel -o {target / 'mote.json'}."
            )
        try:
            target.write_bytes(writing.bytes_of(meeting))
        except OSError as error:
            raise CommandError(
                f"Det går inte att skriva {target}. Kontrollera att mappen finns och att du har rätt till den."
            ) from error
        self.stdout.write(f"{target} är skriven.")
