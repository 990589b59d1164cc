"""`manage.py print_minutes MÖTE -o FIL.pdf`: the same file as the button gives."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from meetings.actions import giving_out
from meetings.models import Minutes
from secretariat.lib import pdf


class Command(BaseCommand):
    """Print the minutes of a meeting to a PDF."""

    help = "Skriver ett mötes anteckningar till en PDF. Det som inte är färdigt märks UTKAST."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("meeting", metavar="MÖTE", help="mötets nummer, som load_minutes skriver ut")
        parser.add_argument("-o", "--output", metavar="FIL.pdf", default="", help="filen att skriva")

    def handle(self, *args: Any, **options: Any) -> None:
        minutes = _minutes(options["meeting"])
        target = Path(options["output"] or f"anteckningar-{minutes.meeting_id}.pdf")
        if target.is_dir():
            raise CommandError(
                f"{target} är en mapp. Ange ett filnamn, till exempel -o {target / 'anteckningar.pdf'}."
            )
        if not target.parent.is_dir():
            raise CommandError(f"Mappen {target.parent} finns inte. Skapa den eller välj en annan med -o.")
        try:
            content = giving_out.pdf_of(minutes.meeting)
        except pdf.NotAvailable as no:
            raise CommandError(str(no)) from no
        try:
            target.write_bytes(content)
        except OSError as error:
            raise CommandError(
                f"Det går inte att skriva {target}. Kontrollera att du har rätt till mappen."
            ) from error
        mark = "" if minutes.is_finished else " Märkt UTKAST: anteckningarna är inte färdiga."
        self.stdout.write(f"{target} är skriven.{mark}")


def _minutes(number: str) -> Minutes:
    found = (
        Minutes.objects.select_related("meeting").filter(meeting=int(number)) if number.isdecimal() else None
    )
    minutes = found.first() if found is not None else None
    if minutes is None:
        raise CommandError(
            f"Det finns inget möte med nummer {number}. load_minutes skriver ut numret när det läser in."
        )
    return minutes
