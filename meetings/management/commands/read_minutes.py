"""Read old minutes from a file into JSON: manage.py read_minutes FILE -o OUT.json. No database, no network (M1)."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand

from meetings.reader.lines import Line, Unreadable
from meetings.reader.own import read_own
from meetings.reader.reading import read
from meetings.reader.sources import open_source


class Command(BaseCommand):
    help = (
        "Läser äldre anteckningar (DOCX, PDF, HTML, Markdown, text) och skriver vad som kändes igen som JSON."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fil", type=Path, help="Filen med anteckningarna: DOCX, PDF, HTML, MD eller TXT")
        parser.add_argument("-o", "--ut", type=Path, help="Skriv hit i stället för på skärmen")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exits with 2 and one Swedish sentence where the file cannot be read or written."""
        file: Path = options["fil"]
        try:
            data = file.read_bytes()
        except OSError:
            self._stop(f"Filen {file.name} finns inte eller går inte att öppna.")
        try:
            truth = _truth(data, file.name)
        except Unreadable as error:
            self._stop(str(error))
        text = json.dumps(truth, ensure_ascii=False, indent=1) + "\n"
        if not options["ut"]:
            self.stdout.write(text, ending="")
            return
        try:
            options["ut"].write_text(text, "utf-8")
        except OSError:
            self._stop(
                f"Det gick inte att skriva {options['ut']}. Ange en mapp som finns och som du får skriva i."
            )

    def _stop(self, sentence: str) -> NoReturn:
        self.stderr.write(sentence)
        sys.exit(2)


def _truth(data: bytes, name: str) -> dict[str, Any]:
    """What the file says: our own files by their styles, all others by what they look like."""
    source = open_source(data, name)
    if own := read_own(data, name):
        return own | {"unplaced": []}
    reading = read(source)
    return reading.truth | {"unplaced": [_told(line) for line in reading.unplaced]}


def _told(line: Line) -> dict[str, Any]:
    return {"number": line.number, "text": line.text}
