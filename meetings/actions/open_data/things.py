"""Addresses, moments and what every thing of the open data has (M4)."""

import datetime as dt
from functools import cache, lru_cache
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.urls import get_script_prefix, reverse

from secretariat.lib.dates import STOCKHOLM

Json = dict[str, Any]
SCHEMA = "https://schema.oparl.org/1.1/"
# What stands where for each type: the last part of a list's address.
PLACES = {
    "Body": "huvudman", "Organization": "grupper", "Person": "personer", "Meeting": "moten", "AgendaItem": "punkter",
    "Paper": "beslut", "Consultation": "overlaggningar", "File": "filer", "Location": "platser",
}  # fmt: skip


_SAFE = "/~:@!$&'()*+,;="  # what Django leaves as it is in a path


def address(name: str, *args: object) -> str:
    """A whole address of a page of ours. A list has thousands, so the way there is asked for once."""
    words = (one if isinstance(one, int) else quote(str(one), safe=_SAFE) for one in args)
    return settings.BASE_URL + _frame(name, len(args), get_script_prefix()).format(*words)


@cache
def _frame(name: str, count: int, prefix: str) -> str:
    """The path of a page with `{}` for each argument; numbers fit where any kind of argument stands."""
    numbers = [1_000_000_001 + place for place in range(count)]
    path = reverse(f"meetings:{name}", args=numbers)
    for number in numbers:
        path = path.replace(str(number), "{}")
    return path


def key_of(kind: str, key: object) -> str:
    """The address that is a thing's id, for ever."""
    return address("open-thing", PLACES[kind], key)


def list_of(kind: str) -> str:
    """The address of the list of all things of a kind."""
    return address("open-list", PLACES[kind])


def moment(at: dt.datetime | None) -> str | None:
    """A moment as OParl writes it: with its distance from UTC."""
    return _moment(at) if at else None


@lru_cache(maxsize=4096)
def _moment(at: dt.datetime) -> str:
    return at.astimezone(STOCKHOLM).isoformat(timespec="seconds")


def head(kind: str, key: object, row: Any) -> Json:
    """What every thing has."""
    return {
        "id": key_of(kind, key),
        "type": f"{SCHEMA}{kind}",
        "created": moment(row.first_opened),
        "modified": moment(row.modified),
    }


def gone(kind: str, key: object, row: Any) -> Json:
    """What is left of something that was open: that it is gone, and since when."""
    return {**head(kind, key, row), "deleted": True}


def full(told: Json) -> Json:
    """Without what is not known: OParl leaves such names out."""
    return {name: value for name, value in told.items() if value not in (None, "")}
