"""What somebody wants to see of the year, as an address carries it: which twelve months, and what in them. Pure."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from secretariat.lib.dates import MONTHS

FIRST_YEAR, LAST_YEAR = 1990, 2100
SCHOOL_YEAR = 8  # the month a läsår begins
_LONGEST_WORDS = 80
_MOST_KINDS = 40


class RingsBy(StrEnum):
    """What one ring of the wheel is: a kind of thing, or a body."""

    CATEGORY = "kategori"
    BODY = "grupp"


@dataclass(frozen=True)
class Choice:
    """Twelve months from the first of `start` in `year` (I2), and what of them. Nothing chosen means all.

    `categories` are short words of categories; `body`, `party` and `district` are ids; `q` words to look for.
    """

    year: int
    start: int = 1
    categories: tuple[str, ...] = ()
    body: int | None = None
    party: int | None = None
    district: int | None = None
    q: str = ""
    rings: RingsBy = RingsBy.CATEGORY

    @property
    def first(self) -> dt.date:
        """The first day of the twelve months."""
        return dt.date(self.year, self.start, 1)

    @property
    def last(self) -> dt.date:
        """The last day of them."""
        return dt.date(self.year + 1, self.start, 1) - dt.timedelta(days=1)

    @property
    def name(self) -> str:
        """The year as one says it.

        >>> Choice(2026).name, Choice(2026, 8).name, Choice(2026, 4).name
        ('2026', 'läsåret 2026/27', 'april 2026–mars 2027')
        """
        if self.start == 1:
            return str(self.year)
        if self.start in (SCHOOL_YEAR, SCHOOL_YEAR - 1):
            return f"läsåret {self.year}/{(self.year + 1) % 100:02}"
        return f"{MONTHS[self.start - 1]} {self.year}–{MONTHS[self.start - 2]} {self.year + 1}"

    @property
    def is_filtered(self) -> bool:
        """Whether less than everything is asked for."""
        return bool(self.categories or self.body or self.party or self.district or self.q)

    def unfiltered(self) -> "Choice":
        """The same months with all that is in them."""
        return Choice(self.year, self.start, rings=self.rings)

    def query(self, **changes: Any) -> str:
        """The address's query, with fields changed; what is as usual is left out, but the year always stands.

        >>> Choice(2026, q="möte").query(start=8, body=3)
        '?ar=2026&start=8&grupp=3&q=m%C3%B6te'
        """
        wanted = replace(self, **changes)
        told: list[tuple[str, str]] = [("ar", str(wanted.year))]
        if wanted.start != 1:
            told.append(("start", str(wanted.start)))
        told += [("kategori", slug) for slug in wanted.categories]
        named = {"grupp": wanted.body, "part": wanted.party, "lansdel": wanted.district, "q": wanted.q}
        told += [(name, str(value)) for name, value in named.items() if value]
        if wanted.rings != RingsBy.CATEGORY:
            told.append(("ringar", wanted.rings.value))
        return f"?{urlencode(told)}"

    def toggled(self, slug: str) -> str:
        """The query with one more category, or without it where it is chosen."""
        kept = tuple(one for one in self.categories if one != slug)
        return self.query(categories=kept if slug in self.categories else (*kept, slug))


def from_query(query: QueryDict, *, today: dt.date) -> Choice:
    """Read an address. What cannot be read is as if it were not there; without a year it is the one `today` is in."""
    start = _number(query, "start", 1, 12) or 1
    this = today.year if today.month >= start else today.year - 1
    ids = {name: _number(query, name, 1, 2**63 - 1) for name in ("grupp", "part", "lansdel")}
    slugs = query.getlist("kategori")[:_MOST_KINDS]
    return Choice(
        year=_number(query, "ar", FIRST_YEAR, LAST_YEAR) or this,
        start=start,
        categories=tuple(dict.fromkeys(slug[:_LONGEST_WORDS] for slug in slugs if slug)),
        body=ids["grupp"],
        party=ids["part"],
        district=ids["lansdel"],
        q=" ".join(query.get("q", "").split())[:_LONGEST_WORDS],
        rings=RingsBy.BODY if query.get("ringar") == RingsBy.BODY else RingsBy.CATEGORY,
    )


def _number(query: Mapping[str, Any], name: str, least: int, most: int) -> int | None:
    """A whole number of the address within bounds; None for anything else."""
    said = str(query.get(name, "")).strip()
    if not (said.isascii() and said.isdecimal() and len(said) < 20):
        return None
    return int(said) if least <= int(said) <= most else None
