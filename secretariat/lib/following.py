"""What every app lets people follow, and how it tells what is new there. Kinds stand in `settings.FOLLOW_KINDS`."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from django.conf import settings
from django.db.models import Model
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from secretariat.registry.models import User

SEARCH = "sokning"  # the kind that has no object of its own but a question


@dataclass(frozen=True)
class News:
    """Something new: what it is ("Beslut"), its words, where it stands, when it came. `key` is its own for ever."""

    key: UUID
    what: str
    title: str
    url: str
    at: dt.datetime
    where: str = ""


class Finder(Protocol):
    """The thing with this key, if the user may open it."""

    def __call__(self, user: "User", key: str, /) -> Model | None: ...


class Teller(Protocol):
    """What is new in some things since a moment and open to the user, each with the key of the thing it is new in.

    The number of queries does not depend on how many things there are.
    """

    def __call__(
        self, user: "User", keys: Sequence[str], since: dt.datetime, /
    ) -> Iterable[tuple[str, News]]: ...


@dataclass(frozen=True)
class Kind:
    """A kind of thing to follow: its name in addresses, the word for it, its model, and the two questions."""

    name: str
    words: str
    model: str
    find: Finder
    news: Teller


@cache
def kinds() -> dict[str, Kind]:
    """All kinds by name."""
    found: list[Any] = [kind for path in settings.FOLLOW_KINDS for kind in import_string(path)]
    return {kind.name: kind for kind in found}
