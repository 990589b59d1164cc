"""What the address of a round's schools asks for, and the filters beside it (H2)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, Q, QuerySet
from django.db.models.functions import Cast

from meetings.views import facets
from meetings.views.facets import Facet, Group
from secretariat.lib.pages import Request
from secretariat.registry.models import Organisation
from surveys.actions import participation
from surveys.actions.participation_tables import with_calls
from surveys.models import Participation, School, SurveyRound

from .school_filters import words_of

NAMES = ("lage", "kommun", "form", "stadium", "huvudman")
COLUMNS = ("state", "place", "school__form", "school__stage", "school__run_by")


@dataclass(frozen=True)
class Chosen:
    """The schools of the round asked for, in order, how many, and the filters for components/filters.html."""

    q: str
    rows: QuerySet[Participation]
    total: int
    facets: list[dict[str, Any]]


def chosen(request: Request, of: SurveyRound) -> Chosen:
    """Read the address. `?q= lage= kommun= form= stadium= huvudman=`"""
    q = request.GET.get("q", "").strip()[:100]
    found = of.participations.annotate(place=Cast("school__party", CharField()))
    for word in q.split():
        found = found.filter(
            Q(school__name__icontains=word) | Q(school__party__short_name__icontains=word)
            | Q(school__run_by_name__icontains=word)
        )  # fmt: skip
    groups = [
        Group({name: row[column] for name, column in zip(NAMES, COLUMNS, strict=True)}, row["number"])
        for row in found.order_by().values(*COLUMNS).annotate(number=Count("pk"))
    ]
    kommuner = Organisation.objects.filter(schools__participations__round=of).distinct().order_by("sort_key")
    offered = [
        Facet("Läge", "lage", words_of(Participation.State.choices)),
        Facet("Kommun", "kommun", [(str(one.pk), one.short_name) for one in kommuner]),
        Facet("Skolform", "form", words_of(School.Form.choices)),
        Facet("Stadium", "stadium", words_of(School.Stage.choices)),
        Facet("Huvudman", "huvudman", words_of(School.Principal.choices)),
    ]
    values = facets.chosen_values(request, offered)
    rows = with_calls(found.select_related(*participation.WITH))
    rows = rows.order_by("school__party__sort_key", "school__sort_key", "school__form", "pk")
    for name, column in zip(NAMES, COLUMNS, strict=True):
        if values[name]:
            rows = rows.filter(**{column: values[name]})
    return Chosen(
        q, rows, facets.count(groups, offered, values), facets.for_template(request, offered, groups)
    )
