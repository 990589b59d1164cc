"""A search as something to follow: what it would find that was not there before (N5)."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from django.http import QueryDict

from meetings import news
from meetings.models import Decision
from secretariat.lib.following import SEARCH, Kind, News
from secretariat.lib.search import audiences_of
from secretariat.registry.actions import searching
from secretariat.registry.models import SearchEntry

from .search_filters import wanted_of

if TYPE_CHECKING:
    from secretariat.registry.models import User


def _nothing(user: "User", key: str) -> None:
    """A search is no row of its own."""


def _news(user: "User", keys: Sequence[str], since: dt.datetime) -> Iterator[tuple[str, News]]:
    """Decisions of minutes finished since, among what each search finds. Two queries for each search."""
    decided = {str(decision.pk): told for decision, told in news.decided(user, Decision.objects.own(), since)}
    if not decided:
        return
    audiences = audiences_of(user)
    for key in keys:
        asked = QueryDict(key)
        result = searching.search(asked.get("q", ""), audiences, wanted_of(asked))
        if result.corrected:
            continue
        ids = result.rows.get("decision", ())
        found = SearchEntry.objects.filter(pk__in=ids, key__in=decided).values_list("key", flat=True)
        yield from ((key, decided[one]) for one in found)


KINDS = (Kind(SEARCH, "sökning", "", _nothing, _news),)
