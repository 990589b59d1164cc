"""What the address of the decision register asks for, and the filters beside the list (B5, K4, K5, N6)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet

from meetings import reach
from meetings.actions import decisions, matters
from meetings.actions.decision_choices import BODIES, CHOSEN, EVERYTHING, ONES, OWN, PARTIES, Choice
from meetings.models import Body, Decision, Minutes
from meetings.reach import Reader
from secretariat.lib.counting import Counts, counts
from secretariat.lib.pages import Request, query_string
from secretariat.lib.statements import Slices
from secretariat.registry.models import Organisation, Theme

from . import facets
from .facets import BODY, Facet

PARTY, MATTER = "part", "arende"
_STATUS = [("klart", "Bara justerat eller fastställt"), ("vantar", "Ej justerat")]
_COVERS = {"klart": Minutes.FINISHED, "vantar": frozenset(set(Minutes.State) - set(Minutes.FINISHED))}
_HOLDS = [("nu", "Gäller"), ("ersatt", "Ersatta")]
_WHOSE = [(OWN, "Gruppernas egna"), ("andras", "Rapporterade från andra")]
Limits = Mapping[str, Collection[str]]


@dataclass(frozen=True)
class Chosen:
    """The decisions asked for, in order, how many they are, and the filters as components/filters.html shows them."""

    choice: Choice
    rows: Slices[Any] | QuerySet[Decision, Any]
    total: int
    facets: list[dict[str, Any]]


def chosen(request: Request, q: str) -> Chosen:
    """Read `?q= status= galler= vems= grupp= ar= slag= tema= part= arende=`. Values nobody offers are not heard.

    Three queries count, each going once through the rows: by what a decision has one of, by body, by party.
    """
    party, matter = _number(request.GET.get(PARTY)), matters.found_by_address(request.GET.get(MATTER, ""))
    offered = _offered(request)
    values = facets.chosen_values(request, offered)
    choice = Choice(q, party, matter.pk if matter else None, values)
    reader = reach.reader_of(request.user)
    limits = {
        facet.key: (CHOSEN,)
        if facet.key == BODY
        else facet.covers.get(values[facet.key], (values[facet.key],))
        for facet in offered
        if values[facet.key] != facet.everything
    }
    plain = counts(choice.counted(reader, ONES), ONES, chosen=limits)
    by_body = _many(choice, reader, limits, key=BODY, by=BODIES)
    filters = [_with_choices(facet, by_body if facet.key == BODY else plain) for facet in offered]
    shown = facets.shown(request, filters, lambda facet, value: _number_of(facet, value, plain, by_body))
    shown += _parties(request, _many(choice, reader, limits, key=PARTY, by=PARTIES).of[PARTY], party)
    if matter:
        shown.insert(0, _one_matter(request, matter.title, plain.total))
    return Chosen(choice, choice.paged(reader), plain.total, shown)


def _number(typed: str | None) -> int | None:
    return int(typed) if typed and typed.isascii() and typed.isdecimal() and len(typed) < 10 else None


def _many(choice: Choice, reader: Reader, limits: Limits, *, key: str, by: str) -> Counts:
    """Counts by something a decision may have several of, under all other filters."""
    others = {name: allowed for name, allowed in limits.items() if name != key}
    names = (*(name for name in ONES if name in others), key)
    return counts(choice.counted(reader, names, by=by), names, chosen=others, shown=(key,))


def _number_of(facet: Facet, value: str, plain: Counts, by_body: Counts) -> int:
    """How many a choice leaves. Of a joint meeting's decisions each of its bodies has all (N6), the whole only one."""
    if value == facet.everything:
        return sum(plain.of[facet.key].values())
    of = (by_body if facet.key == BODY else plain).of[facet.key]
    return sum(of.get(one, 0) for one in facet.covers.get(value, (value,)))


def _offered(request: Request) -> list[Facet]:
    """The filters, with no more choices than the one that is chosen: what else there is, the counts tell."""
    year, body, theme = (request.GET.get(key, "") for key in ("ar", BODY, "tema"))
    years = [(year, year)] if _number(year) and len(year) == 4 else []
    bodies = Body.objects.filter(pk=_number(body) or 0)
    themes = Theme.objects.filter(slug=theme) if theme else Theme.objects.none()
    return [
        Facet("Status", "status", _STATUS, covers=_COVERS),
        Facet("Giltighet", "galler", _HOLDS),
        Facet("Grupp", BODY, [(str(one.pk), one.list_name) for one in bodies] if body else []),
        Facet("År", "ar", years),
        Facet("Tema", "tema", [(one.slug, one.name) for one in themes]),
        Facet("Slag", "slag", [(value, words.capitalize()) for value, words in decisions.KINDS.items()]),
        Facet("Vems beslut", "vems", _WHOSE, default=OWN, everything=EVERYTHING),
    ]


def _with_choices(facet: Facet, numbers: Counts) -> Facet:
    """The filter with everything that was counted as choices, in the order people expect."""
    found = {value for value in numbers.of[facet.key] if value} | {value for value, _ in facet.choices}
    match facet.key:
        case "grupp":
            bodies = (
                Body.objects.filter(pk__in=found).only("name", "short_name", "sort_key").order_by("sort_key")
            )
            return replace(facet, choices=[(str(one.pk), one.list_name) for one in bodies])
        case "ar":
            return replace(facet, choices=[(year, year) for year in sorted(found, reverse=True)])
        case "tema":
            themes = Theme.objects.filter(slug__in=found).order_by("sort_key")
            return replace(facet, choices=[(one.slug, one.name) for one in themes])
    return facet


def _parties(request: Request, numbers: Mapping[str, int], party: int | None) -> list[dict[str, Any]]:
    """The filter of parties concerned. A decision may concern several, so these are counted for themselves."""
    keys = {*map(int, numbers), *([party] if party else [])}
    rows = Organisation.objects.filter(pk__in=keys).order_by("sort_key") if keys else ()
    choices = [
        {
            "words": one.short_name,
            "href": query_string(request, part=one.pk),
            "count": numbers.get(str(one.pk), 0),
            "chosen": one.pk == party,
        }
        for one in rows
    ]
    whole = {"words": "Alla", "href": query_string(request, part=None), "count": "", "chosen": not party}
    return [{"title": "Berör part", "choices": [whole, *choices]}] if choices else []


def _one_matter(request: Request, title: str, count: int) -> dict[str, Any]:
    return {
        "title": "Ärende",
        "choices": [
            {"words": "Alla", "href": query_string(request, arende=None), "count": "", "chosen": False},
            {"words": title, "href": "", "count": count, "chosen": True},
        ],
    }
