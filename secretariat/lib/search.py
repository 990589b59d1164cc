"""What every app tells the search: its entries, and which circles a reader belongs to.

Sources stand in `settings.SEARCH_SOURCES`. An entry belongs to one circle (`audience`); a reader sees those of the
circles they carry: everybody `public`, those who may read meetings `readers`, all others `visitors`, and for a meeting
that is not finished `words:7`, `agenda:7` or `meeting:7`.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from secretariat.registry.models import User

PUBLIC = "public"
VISITORS = "visitors"
READERS = "readers"
SIGNED_IN = "signed-in"
OFFICE = "office"

# In the order the result shows them: decisions first (interface 2.3 c).
KINDS: dict[str, tuple[str, str]] = {
    "decision": ("Beslut", "beslut"),
    "item": ("Punkter", "punkt"),
    "contribution": ("Laget runt", "inlägg"),
    "matter": ("Ärenden", "ärende"),
    "agreement": ("Överenskommelser", "överenskommelse"),
    "fund": ("Medel", "medel"),
    "call": ("Utlysningar", "utlysning"),
    "survey": ("Undersökningar", "undersökning"),
    "result": ("Resultat", "resultat"),
    "inquiry": ("Frågor till parterna", "svar"),
    "theme": ("Teman", "tema"),
    "body": ("Grupper", "grupp"),
    "person": ("Personer", "person"),
    "file": ("Dokument", "dokument"),
}


@dataclass(frozen=True)
class Entry:
    """Something that can be found. `title` is shown in bold and weighs most; `also` is searched and never shown."""

    kind: str
    key: str
    source: str
    address: str
    title: str
    audience: str
    public_address: str = ""
    text: str = ""
    also: str = ""
    where: str = ""
    number: str = ""
    state: str = ""
    state_words: str = ""
    date: dt.date | None = None
    bodies: Sequence[int] = field(default_factory=tuple)
    parties: Sequence[int] = field(default_factory=tuple)
    themes: Sequence[int] = field(default_factory=tuple)


class Source(Protocol):
    """What one app has to find. A key is `name:id`, as in the entries' `source` and the notes of changes."""

    name: str

    @staticmethod
    def keys() -> Iterable[int]:
        """Ids of all that there is."""

    @staticmethod
    def entries(keys: Sequence[int]) -> Iterator[Entry]:
        """Entries of some. An id that is gone gives none."""

    @staticmethod
    def audiences(user: "User") -> Iterable[str]:
        """Circles of this app that the user belongs to."""


@cache
def sources() -> dict[str, type[Source]]:
    """All sources by name."""
    found = [import_string(path) for path in settings.SEARCH_SOURCES]
    return {source.name: source for source in found}


def audiences_of(user: Any) -> list[str]:
    """Every circle a reader belongs to; without login the public one alone."""
    if user is None or not user.is_authenticated:
        return [PUBLIC, VISITORS]
    found = {PUBLIC, SIGNED_IN}
    for source in sources().values():
        found.update(source.audiences(user))
    return sorted(found if READERS in found else found | {VISITORS})
