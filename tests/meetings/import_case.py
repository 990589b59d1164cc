"""A small file of old minutes, invented, and what goes through it."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from meetings.actions import imports
from meetings.actions.import_plans import Makes, plan
from meetings.models import Body, MinutesImport
from meetings.reader.__main__ import read_file
from secretariat.registry.models import User

TEXT = """Minnesanteckningar Styrgrupp fjällhälsa

När: onsdag 3 mars 2027 kl 9.00-11.30
Var: Rådhuset i Nora

Deltagare:
Asta Lindqvist, Nora kommun, ordförande
Bosse Ekman, Kumla kommun
Cilla Norberg, Laxå kommun

1. Mötet öppnas
Ordförande hälsar alla välkomna.

2. Plan för hösten
Gruppen gick igenom planen.
Beslut: Gruppen antar planen för hösten.

3. Övriga frågor
Inga övriga frågor fanns.
"""


def read_here(content: bytes, name: str, **_limits: int) -> dict[str, Any]:
    """`read_apart` without a process of its own, which takes a second to start."""
    return read_file(content, name)


def uploaded(*, by: User, text: str = TEXT, name: str = "anteckningar.txt") -> MinutesImport:
    """The file, uploaded and read."""
    return imports.upload(SimpleUploadedFile(name, text.encode()), by=by)


def with_loose(imported: MinutesImport, *words: str) -> MinutesImport:
    """The same, with lines beside that became nothing."""
    last = max(line["number"] for line in imported.lines)
    for number, text in enumerate(words, last + 1):
        imported.reading["lines"].append(
            {
                "number": number,
                "text": text,
                "kind": "text",
                "row": 0,
                "column": 0,
                "page": 0,
                "struck": False,
            }
        )
        imported.reading["unplaced"].append(number)
    imported.save(update_fields=["reading"])
    return imported


def answers(imported: MinutesImport, body: Body, **others: str) -> dict[str, str]:
    """What the form sends where every question has been answered: the body, and names as names alone."""
    planned = plan(imported, {}, Makes(people=True, bodies=True))
    said = {f"grupp-{one.key}": str(body.pk) for one in planned.bodies}
    said |= {f"namn-{one.key}": one.chosen if one.chosen.isdigit() else "text" for one in planned.names}
    return {**said, **others}
