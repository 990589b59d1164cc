"""Addresses, moments and what every thing of the open data has (M4)."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

Json = dict[str, Any]
SCHEMA = "https://schema.oparl.org/1.1/"
# What stands where for each type: the last part of a list's address.
PLACES = {
    "Body": "huvudman", "Organization": "grupper", "Person": "personer", "Meeting": "moten", "AgendaItem": "punkter",
    "Paper": "beslut", "Consultation": "overlaggningar", "File": "filer", "Location": "platser",
}  # fmt: skip


def address(name: str, *args: object) -> str:
    """A whole address of a page of ours."""
    return settings.BASE_URL + reverse(f"meetings:{name}", args=args)


def key_of(kind: str, key: object) -> str:
    """The address that is a thing's id, for ever."""
    return address("open-thing", PLACES[kind], key)


def list_of(kind: str) -> str:
    """The address of the list of all things of a kind."""
    return address("open-list", PLACES[kind])


def moment(at: dt.datetime | None) -> str | None:
    """A moment as OParl writes it: with its distance from UTC."""
    return timezone.localtime(at).isoformat(timespec="seconds") if at else None


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
