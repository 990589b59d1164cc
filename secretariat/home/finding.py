"""The search page and the command line's search: the same result, as a person and as a program reads it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from secretariat.lib.pages import page, query_string
from secretariat.lib.search import KINDS, READERS, audiences_of
from secretariat.lib.words.asking import LONGEST, Answering, Word
from secretariat.lib.words.marking import excerpt, marked
from secretariat.registry.actions import searching
from secretariat.registry.actions.searching import Hit, Result, Wanted

from .hit_markup import Shown
from .search_filters import NO_FILTERS, counted, facets, wanted_of

SIZE = 20
FIRST = {"decision": 10, "item": 5}  # how many of a kind stand on the page of all kinds; others 3
_OTHERS = 3
_MARKS = {"finished": "done", "out": "pending", "draft": "draft", "planned": "planned"}


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
    """`?q= typ= grupp= part= tema= ar= status= sida=`. Without login one finds what has been published (B5, N7)."""
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


def _listed(request: HttpRequest, result: Result, wanted: Wanted, *, is_reader: bool) -> dict[str, Any]:
    sections, listed = [], None
    for kind, rows in result.rows.items():
        if wanted.kind:
            paginator: Paginator[int] = Paginator(rows[: searching.MOST], SIZE)
            listed = paginator.get_page(request.GET.get("sida"))
            chosen: Sequence[int] = list(listed.object_list)
        else:
            chosen = rows[: FIRST.get(kind, _OTHERS)]
        sections.append((kind, len(rows), chosen))
    hits = searching.hits_of([one for _, _, ids in sections for one in ids])
    shown = list(show(hits, result.answered.words(), is_reader=is_reader))
    return {
        "sections": [
            _section(request, kind, count, [one for one in shown if one.kind == kind], wanted)
            for kind, count, _ in sections
        ],
        "listed": listed,
        "total": counted(result.total),
        "facets": facets(request, result, wanted),
        "elsewhere": bool(result.choices) and not result.total,
        "everything": query_string(request, **NO_FILTERS),
    }


def _section(request: HttpRequest, kind: str, count: int, hits: list[Shown], wanted: Wanted) -> Section:
    title = KINDS[kind][0]
    more = "" if wanted.kind or count <= len(hits) else f"Visa alla {counted(count)} {title.lower()}"
    return Section(kind, title, counted(count), hits, query_string(request, typ=kind), more)


def show(hits: Iterable[Hit], words: Sequence[Word], *, is_reader: bool) -> Iterable[Shown]:
    """Hits with what answered marked. A decision's sentence is its title."""
    answering = Answering(words)
    for entry in hits:
        yield Shown(
            kind=entry.kind,
            address=entry.address if is_reader else entry.public_address or entry.address,
            title=marked(entry.title or KINDS[entry.kind][1].capitalize(), answering),
            where=entry.where,
            number=_number_of(entry.kind, entry.number),
            state=entry.state_words,
            mark=_MARKS.get(entry.state, "planned"),
            snippet=excerpt(entry.text, answering) if entry.text else SafeString(""),
        )


def _number_of(kind: str, number: str) -> str:
    return f"punkt {number}" if kind == "item" and number else number if kind == "decision" else ""
