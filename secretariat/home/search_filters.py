"""The search page's filters: plain links that combine, and what of the address they are."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.http import HttpRequest, QueryDict

from meetings.models import Body
from secretariat.lib.pages import query_string
from secretariat.lib.search import KINDS
from secretariat.lib.statements import Statement
from secretariat.registry.actions.searching import MOST, Result, Wanted
from secretariat.registry.models import Organisation, Theme

STATES = {
    "finished": "Bara justerat eller fastställt",
    "out": "Ej justerat",
    "draft": "Utkast",
    "planned": "Kommande",
}
# In the order of the page: the filter, its heading, and its word in the address.
_FILTERS = {
    "kind": ("Visa", "typ"),
    "body": ("Grupp", "grupp"),
    "party": ("Part", "part"),
    "theme": ("Tema", "tema"),
    "year": ("År", "ar"),
    "state": ("Status", "status"),
}
NO_FILTERS = {key: None for _, key in _FILTERS.values()}


class _Body(NamedTuple):
    id: int
    short_name: str
    name: str


class _Party(NamedTuple):
    id: int
    short_name: str


class _Theme(NamedTuple):
    id: int
    name: str
    slug: str


# Asked at nearly every search, and few enough to be read whole.
_BODIES = Statement(_Body, lambda: Body.objects.order_by("sort_key"), takes=())
_PARTIES = Statement(_Party, lambda: Organisation.objects.order_by("sort_key"), takes=())
_THEMES = Statement(_Theme, lambda: Theme.objects.order_by("sort_key"), takes=())


def wanted_of(asked: QueryDict) -> Wanted:
    """Filters of the address `typ= grupp= part= tema= ar= status=`; a value that cannot be read is no filter."""
    get = asked.get
    kind, state, slug = get("typ", ""), get("status", ""), get("tema", "")
    return Wanted(
        kind=kind if kind in KINDS else "",
        body=_number(get("grupp", ""), 2**62),
        party=_number(get("part", ""), 2**62),
        theme=next((one.id for one in _THEMES.of() if one.slug == slug), None) if slug else None,
        year=_number(get("ar", ""), 9998),
        state=state if state in STATES else "",
    )


def _number(text: str, most: int) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 20 and 0 < int(text) <= most else None


def facets(request: HttpRequest, result: Result, wanted: Wanted) -> list[dict[str, Any]]:
    """Filters with what they offer among all that the words find. Numbers are left out where not all is counted."""
    found = []
    for name, (title, key) in _FILTERS.items():
        left = result.choices.get(name, {})
        offered = [one for one in _offered(name, left) if one[0] in left] if left else []
        if offered:
            chosen = getattr(wanted, name)
            found.append(_facet(request, title, key, offered, chosen, {} if result.capped else left))
    return found


def _offered(name: str, left: Mapping[Any, int]) -> list[tuple[Any, str, str]]:
    """Values with their words and what the address says, in order."""
    match name:
        case "kind":
            return [(kind, title, kind) for kind, (title, _) in KINDS.items()]
        case "body":
            return [(one.id, one.short_name or one.name, str(one.id)) for one in _BODIES.of()]
        case "party":
            return [(one.id, one.short_name, str(one.id)) for one in _PARTIES.of()]
        case "theme":
            return [(one.id, one.name, one.slug) for one in _THEMES.of()]
        case "year":
            return [(year, str(year), str(year)) for year in sorted(left, reverse=True)]
    return [(state, words, state) for state, words in STATES.items()]


def _facet(
    request: HttpRequest, title: str, key: str, offered: list[tuple[Any, str, str]], chosen: Any,
    left: Mapping[Any, int],
) -> dict[str, Any]:  # fmt: skip
    every = {"words": "Alla", "href": query_string(request, **{key: None}), "count": "", "chosen": not chosen}
    rest = [
        {
            "words": words, "href": query_string(request, **{key: said}),
            "count": counted(left[value]) if left else "", "chosen": value == chosen,
        }
        for value, words, said in offered
        if not left or left[value] or value == chosen
    ]  # fmt: skip
    return {"title": title, "choices": [every, *rest]}


def counted(number: int) -> str:
    """A number of hits in words, capped.

    >>> counted(12), counted(1001)
    ('12', '1\\xa0000+')
    """
    return f"{MOST:,}+".replace(",", "\u00a0") if number > MOST else f"{number:,}".replace(",", "\u00a0")
