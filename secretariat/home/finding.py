"""The search page and the command line's search: the same result, as a person and as a program reads it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from meetings.models import Body
from secretariat.lib.pages import page, query_string
from secretariat.lib.search import KINDS, READERS, audiences_of
from secretariat.lib.words.asking import LONGEST, Word
from secretariat.lib.words.marking import excerpt, marked
from secretariat.registry.actions import searching
from secretariat.registry.actions.searching import Hit, Result, Row, Wanted

SIZE = 20
FIRST = {"decision": 10, "item": 5}  # how many of a kind stand on the page of all kinds; others 3
_OTHERS = 3
_STATES = {
    "finished": "Bara justerat eller fastställt",
    "out": "Ej justerat",
    "draft": "Utkast",
    "planned": "Kommande",
}
_MARKS = {"finished": "done", "out": "pending", "draft": "draft", "planned": "planned"}
_KEYS = {"kind": "typ", "body": "grupp", "year": "ar", "state": "status"}


@dataclass(frozen=True)
class Shown:
    """A hit as the page shows it."""

    kind: str
    address: str
    title: SafeString
    where: str
    number: str
    state: str
    mark: str
    snippet: SafeString


@dataclass(frozen=True)
class Section:
    """Hits of one kind under their heading."""

    kind: str
    title: str
    count: str
    hits: list[Shown]
    href: str
    more: str


@login_not_required
@require_GET
def search_page(request: HttpRequest) -> HttpResponse:
    """`?q= typ= grupp= ar= status= sida=`. Without login one finds what has been published (B5, N7)."""
    q = request.GET.get("q", "").strip()
    audiences = audiences_of(request.user)
    wanted = wanted_of(request.GET)
    result = searching.search(q, audiences, wanted) if q else None
    context: dict[str, Any] = {"q": q[:LONGEST], "result": result, "problem": ""}
    if result is not None:
        context["problem"] = result.question.problem
        context |= _listed(request, result, wanted, is_reader=READERS in audiences)
    status = 422 if context["problem"] else 200
    return page(request, "home/search.html", context, status=status)


def wanted_of(asked: QueryDict) -> Wanted:
    """Filters of the address; a value that cannot be read is no filter."""
    get = asked.get
    kind, state = get("typ", ""), get("status", "")
    return Wanted(
        kind=kind if kind in KINDS else "",
        body=_number(get("grupp", ""), 2**62),
        party=_number(get("part", ""), 2**62),
        year=_number(get("ar", ""), 9998),
        state=state if state in _STATES else "",
    )


def _number(text: str, most: int) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 20 and 0 < int(text) <= most else None


def _listed(request: HttpRequest, result: Result, wanted: Wanted, *, is_reader: bool) -> dict[str, Any]:
    sections, listed = [], None
    for kind, rows in result.rows.items():
        if wanted.kind:
            paginator: Paginator[Row] = Paginator(rows[: searching.MOST], SIZE)
            listed = paginator.get_page(request.GET.get("sida"))
            chosen: Sequence[Row] = list(listed.object_list)
        else:
            chosen = rows[: FIRST.get(kind, _OTHERS)]
        sections.append((kind, len(rows), chosen))
    hits = searching.entries_of([row for _, _, rows in sections for row in rows])
    shown = list(show(hits, result.answered.words(), is_reader=is_reader))
    return {
        "sections": [
            _section(request, kind, count, [one for one in shown if one.kind == kind], wanted)
            for kind, count, _ in sections
        ],
        "listed": listed,
        "total": counted(result.total),
        "facets": _facets(request, result, wanted),
        "elsewhere": bool(result.facets) and not result.total,
        "everything": query_string(request, typ=None, grupp=None, ar=None, status=None, part=None),
    }


def _section(request: HttpRequest, kind: str, count: int, hits: list[Shown], wanted: Wanted) -> Section:
    title = KINDS[kind][0]
    more = "" if wanted.kind or count <= len(hits) else f"Visa alla {counted(count)} {title.lower()}"
    return Section(kind, title, counted(count), hits, query_string(request, typ=kind), more)


def counted(number: int) -> str:
    """A number of hits in words, capped.

    >>> counted(12), counted(1001)
    ('12', '1\\xa0000+')
    """
    return "1\u00a0000+" if number > searching.MOST else f"{number:,}".replace(",", "\u00a0")


def show(hits: Iterable[Hit], words: Sequence[Word], *, is_reader: bool) -> Iterable[Shown]:
    """Hits with what answered marked. A decision's sentence is its title."""
    for hit in hits:
        entry = hit.entry
        yield Shown(
            kind=entry.kind,
            address=entry.address if is_reader else entry.public_address or entry.address,
            title=marked(entry.title or KINDS[entry.kind][1].capitalize(), words),
            where=entry.where,
            number=_number_of(entry.kind, entry.number),
            state=entry.state_words,
            mark=_MARKS.get(entry.state, "planned"),
            snippet=excerpt(entry.text, words) if entry.text else SafeString(""),
        )


def _number_of(kind: str, number: str) -> str:
    return f"punkt {number}" if kind == "item" and number else number if kind == "decision" else ""


def _facets(request: HttpRequest, result: Result, wanted: Wanted) -> list[dict[str, Any]]:
    """Filters as links that combine. Counts are left out where there are more hits than are counted."""
    counts = searching.counted(result, wanted)
    seen: dict[str, set[Any]] = {
        "kind": {row.kind for row in result.facets},
        "body": {body for row in result.facets for body in row.bodies},
        "year": {row.date.year for row in result.facets if row.date},
        "state": {row.state for row in result.facets if row.state},
    }
    bodies = {
        body.pk: body.list_name for body in Body.objects.filter(pk__in=seen["body"]).order_by("sort_key")
    }
    choices: list[tuple[str, str, list[tuple[Any, str]]]] = [
        ("Visa", "kind", [(kind, title) for kind, (title, _) in KINDS.items() if kind in seen["kind"]]),
        ("Grupp", "body", list(bodies.items())),
        ("År", "year", [(year, str(year)) for year in sorted(seen["year"], reverse=True)]),
        ("Status", "state", [(state, words) for state, words in _STATES.items() if state in seen["state"]]),
    ]
    return [
        _facet(request, title, name, found, getattr(wanted, name), counts.get(name) if counts else None)
        for title, name, found in choices
        if found
    ]


def _facet(
    request: HttpRequest, title: str, name: str, found: list[tuple[Any, str]], chosen: Any, counts: Any
) -> dict[str, Any]:
    key = _KEYS[name]
    every = {"words": "Alla", "href": query_string(request, **{key: None}), "count": "", "chosen": not chosen}
    rest = [
        {
            "words": words, "href": query_string(request, **{key: value}),
            "count": counted(counts[value]) if counts is not None else "", "chosen": value == chosen,
        }
        for value, words in found
        if counts is None or counts[value] or value == chosen
    ]  # fmt: skip
    return {"title": title, "choices": [every, *rest]}
