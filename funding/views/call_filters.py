"""What the address of the list of calls asks for, and the filters beside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from funding.access import may_handle
from funding.actions import call_lists
from funding.models import Call
from meetings.views import facets
from meetings.views.facets import Facet
from secretariat.lib.pages import Request

STATE, FUND, YEAR = "lage", "medel", "ar"
Test = Callable[[Call, str], bool]


@dataclass(frozen=True)
class Chosen:
    """The calls asked for, in order, and the filters for components/filters.html."""

    q: str
    rows: Sequence[Call]
    facets: list[dict[str, Any]]


def chosen(request: Request) -> Chosen:
    """Read the address. Calls are tens, and are counted here."""
    q = request.GET.get("q", "").strip()[:100]
    found = call_lists.visible_calls(request.user)
    for word in q.split():
        found = found.filter(title__icontains=word) | found.filter(text__icontains=word)
    drafts = {Call.State.DRAFT.value}
    rows = [
        one
        for one in found.order_by("-closes_on", "title", "pk")
        if one.state not in drafts or may_handle(request.user, one)
    ]
    tests: dict[str, Test] = {
        STATE: lambda one, value: one.state == value,
        FUND: lambda one, value: one.pot.grant.fund.slug == value,
        YEAR: lambda one, value: str(one.closes_on.year) == value,
    }
    funds = {one.pot.grant.fund.slug: one.pot.grant.fund.name for one in rows}
    years = sorted({str(one.closes_on.year) for one in rows}, reverse=True)
    offered = [
        Facet("Läge", STATE, [(str(value), str(words).capitalize()) for value, words in Call.State.choices]),
        Facet("Medel", FUND, sorted(funds.items(), key=lambda pair: pair[1])),
        Facet("År", YEAR, [(one, one) for one in years]),
    ]
    values = facets.chosen_values(request, offered)

    def left(wanted: dict[str, str]) -> list[Call]:
        return [
            one for one in rows if all(not value or tests[key](one, value) for key, value in wanted.items())
        ]

    shown = facets.shown(request, offered, lambda facet, value: len(left({**values, facet.key: value})))
    return Chosen(q, left(values), shown)
