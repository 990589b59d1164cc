"""Each list of the open data as Atom: what has been published lately, latest first (M4)."""

from typing import Any

from meetings.models import Publication
from secretariat.lib.atom import Entry, Feed, key_of, write

from .answers import told_of
from .kinds import KINDS, Kind, Source
from .things import Json, address, list_of

LONGEST = 50
_TITLE = 120


def feed_of(place: str, words: str) -> bytes | None:
    """The feed of a list, called by what the list holds. None where there is no such list."""
    kind = KINDS.get(place)
    if kind is None:
        return None
    latest = list(
        Publication.objects.standing().order_by("-published_at", "-pk").values_list("pk", flat=True)[:LONGEST]
    )
    found = [one for source in kind.sources for one in _entries(kind, source, latest)]
    found.sort(key=lambda one: one.updated, reverse=True)
    own = address("open-feed", place)
    return write(Feed(key_of(own), f"Öppna data: {words}", list_of(kind.name), own), found[:LONGEST])


def _entries(kind: Kind, source: Source, latest: list[int]) -> list[Entry]:
    """The latest rows of one table that belong to the latest publications."""
    of_these = source.plain().filter(**{f"{source.published}__in": latest}).order_by().values("pk")
    keys = source.plain().filter(source.is_open(), pk__in=of_these).values_list("pk", flat=True)
    rows = sorted(source.page(list(keys)), key=lambda row: row.modified, reverse=True)[:LONGEST]
    return [
        _entry(row, told) for row, told in zip(rows, told_of(kind, source, rows, omits=True), strict=True)
    ]


def _entry(row: Any, told: Json) -> Entry:
    words = " ".join(str(told.get("sekretariatet:text") or told.get("resolutionText") or "").split())
    title = str(told.get("name") or told.get("description") or told.get("role", "")).strip() or "Utan rubrik"
    return Entry(
        key=key_of(told["id"]),
        title=title if len(title) <= _TITLE else f"{title[: _TITLE - 1].rsplit(' ', 1)[0]}…",
        url=told.get("web") or told["id"],
        updated=row.modified,
        summary=words,
        category=told["type"].rpartition("/")[2],
    )
