"""What the address of the list of matters asks for, and the filters beside it (K1, K2)."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When

from meetings.actions import matter_courses, matter_lists
from meetings.models import Body, Matter, MatterStop
from secretariat.lib.pages import Request
from secretariat.lib.sorting import swedish_key
from secretariat.registry.models import Person, Theme

from . import facets
from .facets import BODY, Facet, Group

EVERYTHING = "alla"
_STAGES = [("pagar", "Pågår"), ("sena", "Sena"), ("avslutade", "Avslutade"), ("nedlagda", "Nedlagda")]
_COVERS = {"pagar": ("open", "late"), "sena": ("late",), "avslutade": ("closed",), "nedlagda": ("dropped",)}


@dataclass(frozen=True)
class Chosen:
    """The matters asked for, in order, how many they and the late ones are, and the filters."""

    rows: QuerySet[Matter]
    total: int
    late: int
    facets: list[dict[str, Any]]


def chosen(request: Request, q: str, *, today: dt.date) -> Chosen:
    """Read `?q= lage= tema= grupp= ansvarig=`; without `lage` what is under way. Eight queries, whatever the number.

    A matter is found under the body that owns it and under those it is to be taken to.
    """
    rows = matter_lists.matching(q)
    overdue = rows.filter(matter_courses.overdue(today)).values_list("pk", flat=True)
    late = set(matter_lists.late_keys(overdue, today=today))
    groups, filters = _filters(rows, late)
    values = facets.chosen_values(request, filters)
    stage = values["lage"]
    if stage == "sena":
        rows = rows.filter(pk__in=late)
    elif stage != EVERYTHING:
        rows = rows.filter(state__in=_COVERS[stage])
    if values["tema"]:
        rows = rows.filter(theme__slug=values["tema"])
    if values[BODY]:
        body = int(values[BODY])
        taken = MatterStop.objects.filter(body=body, cancelled_at=None).values("matter")
        rows = rows.filter(Q(body=body) | Q(pk__in=taken))
    if values["ansvarig"]:
        rows = rows.filter(responsible=int(values["ansvarig"]))
    return Chosen(
        matter_lists.in_order(rows),
        facets.count(groups, filters, values),
        facets.count(groups, filters, {**values, "lage": "sena"}),
        facets.for_template(request, filters, groups),
    )


def _filters(rows: QuerySet[Matter], late: set[int]) -> tuple[list[Group], list[Facet]]:
    counted: Counter[tuple[str, str, str, str, bool]] = Counter()
    for (stage, body, theme, person, hidden, number), leads in _counted(rows, late):
        counted[stage, str(body or ""), theme or "", "" if hidden else str(person or ""), leads] += number
    groups = [
        Group({"lage": stage, BODY: body, "tema": theme, "ansvarig": person}, count, leads=leads)
        for (stage, body, theme, person, leads), count in counted.items()
    ]
    named = {key: {group.values[key] for group in groups} - {""} for key in (BODY, "tema", "ansvarig")}
    return groups, [
        Facet("Läge", "lage", _STAGES, default="pagar", everything=EVERYTHING, covers=_COVERS),
        Facet("Grupp", BODY, _names(Body.objects.filter(pk__in=named[BODY]), "list_name")),
        Facet("Tema", "tema", [(one.slug, one.name) for one in Theme.objects.filter(slug__in=named["tema"])]),
        Facet("Ansvarig", "ansvarig", _names(Person.objects.filter(pk__in=named["ansvarig"]), "name")),
    ]


def _counted(rows: QuerySet[Matter], late: set[int]) -> Iterator[tuple[tuple[Any, ...], bool]]:
    """Numbers of matters by stage, body, theme and who answers, counted in the database; each matter once under its own
    body (which leads), and once under each other body it is to be taken to.
    """

    def stage(key: str, state: str) -> Case:
        return Case(
            When(**{f"{key}__in": late}, then=Value("late")), default=F(state), output_field=CharField()
        )

    own = rows.order_by().annotate(stage=stage("pk", "state"))
    facts = ("theme__slug", "responsible", "responsible__protected_identity")
    for row in own.values_list("stage", "body", *facts).annotate(number=Count("pk")):
        yield row, True
    stops = (
        MatterStop.objects.filter(
            cancelled_at=None, body__isnull=False, matter__in=rows.order_by().values("pk")
        )
        .exclude(body=F("matter__body"))
        .order_by()
        .annotate(stage=stage("matter", "matter__state"))
    )
    of_stops = stops.values_list("stage", "body", *(f"matter__{name}" for name in facts))
    for row in of_stops.annotate(number=Count("matter", distinct=True)):
        yield row, False


def _names(rows: QuerySet[Any], attribute: str) -> list[tuple[str, str]]:
    found = [(str(one.pk), getattr(one, attribute)) for one in rows]
    return sorted(found, key=lambda pair: swedish_key(pair[1]))
