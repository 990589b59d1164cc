"""What every app tells the start page: the things that wait for somebody. Sources stand in `settings.START_SOURCES`."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

Mark = Literal["pending", "planned", "late", "draft"]

_NUMBERS = ("noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")


@dataclass(frozen=True)
class Waiting:
    """One thing that waits: what kind of work, what it is called, why it waits, how far it is, until when."""

    kind: str
    title: str
    url: str
    reason: str = ""
    status: str = ""
    deadline: dt.date | None = None
    is_late: bool = False
    mark: Mark = "planned"


def in_words(number: int) -> str:
    """A small number as a word, of the gender that *sak* has.

    >>> in_words(3), in_words(14)
    ('tre', '14')
    """
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def headline(waiting: list[Waiting]) -> str:
    """The start page's heading, which is the answer.

    >>> headline([])
    'Inget väntar på dig'
    >>> headline([Waiting("Uppdrag", "Ring Kumla", "/"), Waiting("Uppdrag", "Ring Laxå", "/", is_late=True)])
    'Två saker väntar på dig, en är sen'
    """
    if not waiting:
        return "Inget väntar på dig"
    late = sum(one.is_late for one in waiting)
    things = "sak" if len(waiting) == 1 else "saker"
    words = f"{in_words(len(waiting)).capitalize()} {things} väntar på dig"
    if not late:
        return words
    if late == len(waiting):
        return f"{words}, den är sen" if late == 1 else f"{words}, alla är sena"
    return f"{words}, {in_words(late)} är {'sen' if late == 1 else 'sena'}"
