"""What the address of the list of schools asks for, and the filters beside it (H2)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, Q, QuerySet, Value, When
from django.db.models.functions import Cast

from meetings.views import facets
from meetings.views.facets import Facet, Group
from secretariat.lib.pages import Request
from secretariat.registry.models import Organisation
from surveys.models import School

KOMMUN, FORM, STAGE, RUN_BY, ENDED = "kommun", "form", "stadium", "huvudman", "finns"
COLUMNS = {FORM: "form", STAGE: "stage", RUN_BY: "run_by"}
_EXISTS = Case(When(ends_on=None, then=Value("ja")), default=Value("nej"), output_field=CharField())


@dataclass(frozen=True)
class Chosen:
    """The schools asked for, in order, how many they are, and the filters for components/filters.html."""

    q: str
    rows: QuerySet[School]
    total: int
    facets: list[dict[str, Any]]


def words_of(choices: list[tuple[Any, Any]]) -> list[tuple[str, str]]:
    """Choices of a model as a filter shows them."""
    return [(str(value), str(words).capitalize()) for value, words in choices]


def chosen(request: Request) -> Chosen:
    """Read the address. `?q= kommun= form= stadium= huvudman= finns=`"""
    q = request.GET.get("q", "").strip()[:100]
    found = School.objects.annotate(exists=_EXISTS, place=Cast("party_id", CharField()))
    for word in q.split():
        found = found.filter(
            Q(name__icontains=word) | Q(party__short_name__icontains=word) | Q(run_by_name__icontains=word)
            | Q(unit_code__startswith=word)
        )  # fmt: skip
    keys = ("place", "form", "stage", "run_by", "exists")
    names = (KOMMUN, FORM, STAGE, RUN_BY, ENDED)
    groups = [
        Group({name: row[key] for name, key in zip(names, keys, strict=True)}, row["number"])
        for row in found.order_by().values(*keys).annotate(number=Count("pk"))
    ]
    kommuner = Organisation.objects.filter(schools__isnull=False).distinct().order_by("sort_key")
    offered = [
        Facet("Kommun", KOMMUN, [(str(one.pk), one.short_name) for one in kommuner]),
        Facet("Skolform", FORM, words_of(School.Form.choices)),
        Facet("Stadium", STAGE, words_of(School.Stage.choices)),
        Facet("Huvudman", RUN_BY, words_of(School.Principal.choices)),
        Facet("Finns", ENDED, [("ja", "Finns"), ("nej", "Har upphört")], default="ja", everything="alla"),
    ]
    values = facets.chosen_values(request, offered)
    rows = found.select_related("party").order_by("party__sort_key", "sort_key", "form", "pk")
    for name, key in zip(names, keys, strict=True):
        if values[name] and values[name] != "alla":
            rows = rows.filter(**{key: values[name]})
    return Chosen(
        q, rows, facets.count(groups, offered, values), facets.for_template(request, offered, groups)
    )
