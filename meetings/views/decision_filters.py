"""What the address of the decision register asks for, and the filters beside the list (B5, K4, K5, N6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, QuerySet

from meetings.actions import decisions, matters
from meetings.models import Body, Decision, Minutes
from secretariat.lib.pages import Request, query_string
from secretariat.registry.models import Organisation, Theme

from . import facets
from .facets import BODY, Facet, Group

PARTY, MATTER = "part", "arende"
OWN, EVERYTHING = "egna", "alla"
_STATUS = [("klart", "Bara justerat eller fastställt"), ("vantar", "Ej justerat")]
_HOLDS = [("nu", "Gäller"), ("ersatt", "Ersatta")]
_WHOSE = [(OWN, "Gruppernas egna"), ("andras", "Rapporterade från andra")]


@dataclass(frozen=True)
class Chosen:
    """The decisions asked for, in order, how many they are, and the filters as components/filters.html shows them."""

    rows: QuerySet[Decision]
    total: int
    facets: list[dict[str, Any]]


def chosen(request: Request, q: str) -> Chosen:
    """Read `?q= status= galler= vems= grupp= ar= slag= tema= part= arende=`. Values nobody offers are not heard."""
    party, matter = _number(request.GET.get(PARTY)), matters.found_by_address(request.GET.get(MATTER, ""))
    everything = decisions.readable(request.user, q, reported=True)
    if matter:
        everything = everything.filter(matter=matter)
    rows = everything.filter(parties=party) if party else everything
    groups, filters = _filters(rows)
    values = facets.chosen_values(request, filters)
    shown = facets.for_template(request, filters, groups)
    asked = _narrowed(rows, values)
    shown += _parties(request, _narrowed(everything, values), party)
    total = facets.count(groups, filters, values)
    if matter:
        shown.insert(0, _one_matter(request, matter.title, total))
    return Chosen(decisions.in_order(asked), total, shown)


def _number(typed: str | None) -> int | None:
    return int(typed) if typed and typed.isascii() and typed.isdecimal() and len(typed) < 10 else None


def _narrowed(rows: QuerySet[Decision], values: dict[str, str]) -> QuerySet[Decision]:
    if values["status"]:
        rows = rows.filter(meeting__minutes__finished_at__isnull=values["status"] != "klart")
    if values["galler"]:
        rows = rows.alias(replaced=decisions.superseded()).filter(replaced=values["galler"] == "ersatt")
    if values["vems"] != EVERYTHING:
        rows = rows.filter(is_own=values["vems"] == OWN)
    if values[BODY]:
        rows = rows.filter(decisions.of_body(int(values[BODY])))
    if values["ar"]:
        rows = rows.filter(meeting__date__year=int(values["ar"]))
    if values["slag"]:
        rows = rows.filter(kind=values["slag"])
    if values["tema"]:
        rows = rows.filter(theme__slug=values["tema"])
    return rows


def _filters(rows: QuerySet[Decision]) -> tuple[list[Group], list[Facet]]:
    """One query for all the filters' counts, one for the names of the bodies in it and one for the themes'."""
    found = list(
        rows.order_by()
        .annotate(replaced=decisions.superseded())
        .values_list(
            "meeting__meeting_bodies__body", "meeting__meeting_bodies__position", "meeting__date__year", "kind",
            "meeting__minutes__state", "is_own", "theme", "replaced",
        )
        .annotate(count=Count("pk"))
    )  # fmt: skip
    bodies = _body_names({row[0] for row in found if row[0]})
    themes = {one.pk: one for one in Theme.objects.filter(pk__in={row[6] for row in found if row[6]})}
    groups = [
        Group(
            {
                BODY: str(body or ""),
                "ar": str(year or ""),
                "slag": kind,
                "status": state,
                "vems": OWN if own else "andras",
                "tema": themes[theme].slug if theme else "",
                "galler": "ersatt" if replaced else "nu",
            },
            count,
            leads=not position,
        )
        for body, position, year, kind, state, own, theme, replaced, count in found
    ]
    return groups, _offered(groups, bodies, themes.values())


def _body_names(keys: set[int]) -> dict[str, str]:
    rows = Body.objects.filter(pk__in=keys).only("pk", "name", "short_name", "sort_key").order_by("sort_key")
    return {str(body.pk): body.list_name for body in rows}


def _offered(groups: Iterable[Group], bodies: dict[str, str], themes: Iterable[Theme]) -> list[Facet]:
    years = sorted({group.values["ar"] for group in groups} - {""}, reverse=True)
    unfinished = set(Minutes.State) - set(Minutes.FINISHED)
    return [
        Facet("Status", "status", _STATUS, covers={"klart": Minutes.FINISHED, "vantar": unfinished}),
        Facet("Giltighet", "galler", _HOLDS),
        Facet("Grupp", BODY, list(bodies.items())),
        Facet("År", "ar", [(year, year) for year in years]),
        Facet("Tema", "tema", [(one.slug, one.name) for one in sorted(themes, key=lambda one: one.sort_key)]),
        Facet("Slag", "slag", [(value, words.capitalize()) for value, words in decisions.KINDS.items()]),
        Facet("Vems beslut", "vems", _WHOSE, default=OWN, everything=EVERYTHING),
    ]


def _parties(request: Request, rows: QuerySet[Decision], party: int | None) -> list[dict[str, Any]]:
    """The filter of parties concerned. A decision may concern several, so these are counted for themselves."""
    found = list(
        rows.order_by()
        .filter(parties__isnull=False)
        .values_list("parties", "parties__short_name")
        .annotate(count=Count("pk"))
        .order_by(F("parties__sort_key"))
    )
    if party and party not in {key for key, _, _ in found}:
        found += [(one.pk, one.short_name, 0) for one in Organisation.objects.filter(pk=party)]
    choices = [
        {"words": name, "href": query_string(request, part=key), "count": count, "chosen": key == party}
        for key, name, count in found
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
