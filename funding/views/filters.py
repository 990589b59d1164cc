"""What the address of the list of funds asks for, and the filters beside it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst

from funding.actions import lists
from funding.models import Fund
from meetings.views import facets
from meetings.views.facets import Facet
from secretariat.lib.pages import Request

KIND, YEAR, BODY = "slag", "ar", "grupp"
Test = Callable[[Fund, str], bool]


@dataclass(frozen=True)
class Chosen:
    """The funds asked for, in order, with their years, and the filters for components/filters.html."""

    q: str
    rows: Sequence[Fund]
    years: Mapping[int, Sequence[lists.Year]]
    facets: list[dict[str, Any]]


def chosen(request: Request) -> Chosen:
    """Read the address. Five queries, however many funds there are: they are tens, and are counted here."""
    q = request.GET.get("q", "").strip()[:100]
    rows = list(
        lists.matching(q).select_related(*lists.WITH).prefetch_related("themes").order_by("name", "pk")
    )
    years = lists.years_of(rows, today=timezone.localdate())
    tests: dict[str, Test] = {
        KIND: lambda one, value: one.kind == value,
        YEAR: lambda one, value: any(str(year.grant.year) == value for year in years.get(one.pk, ())),
        BODY: lambda one, value: str(one.body_id) == value,
    }
    offered = _offered(rows, years)
    values = facets.chosen_values(request, offered)
    shown = facets.shown(
        request, offered, lambda facet, value: len(_left(rows, tests, {**values, facet.key: value}))
    )
    return Chosen(q, _left(rows, tests, values), years, shown)


def _left(rows: Sequence[Fund], tests: dict[str, Test], values: dict[str, str]) -> list[Fund]:
    return [one for one in rows if all(not value or tests[key](one, value) for key, value in values.items())]


def _offered(rows: Sequence[Fund], years: Mapping[int, Sequence[lists.Year]]) -> list[Facet]:
    given = sorted({year.grant.year for found in years.values() for year in found}, reverse=True)
    bodies = {one.body.pk: one.body.list_name for one in rows if one.body}
    kinds = [(str(value), capfirst(str(words))) for value, words in Fund.Kind.choices]
    return [
        Facet("Bidragsår", YEAR, [(str(year), str(year)) for year in given]),
        Facet("Slag", KIND, kinds),
        Facet(
            "Grupp",
            BODY,
            [(str(pk), name) for pk, name in sorted(bodies.items(), key=lambda pair: str(pair[1]))],
        ),
    ]
