"""Our own Word files and PDFs, read back exactly: what each line is stands in its style, so nothing is guessed (M2)."""

from typing import Any

from .bits import minutes_of
from .paper import bits_of_paper
from .word import bits_of_word


def read_own(data: bytes, filename: str) -> dict[str, Any] | None:
    """The minutes in a file that this system made, in the shape of SCHEMA.md; None for any other file."""
    if data.startswith(b"PK"):
        found = bits_of_word(data)
    elif data.startswith(b"%PDF"):
        found = bits_of_paper(data)
    else:
        found = None
    return minutes_of(found, filename) if found else None
