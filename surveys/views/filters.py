"""What the address of the list of surveys asks for, and the filters beside it."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst

from meetings.views import facets
from meetings.views.facets import Facet
from secretariat.lib.pages import Request
from surveys.actions import lists
from surveys.actions.lists import Listed
from surveys.models import Survey, SurveyRound

KIND, STATE, BODY = "slag", "lage", "grupp"
TESTS: dict[str, Callable[[Listed, str], bool]] = {
    KIND: lambda one, value: one.survey.kind == value,
    STATE: lambda one, value: any(line.round.state == value for line in one.rounds),
    BODY: lambda one, value: str(one.survey.body_id) == value,
}


@dataclass(frozen=True)
class Chosen:
    """The surveys asked for, in order, and the filters for components/filters.html."""

    q: str
    rows: Sequence[Listed]
    facets: list[dict[str, Any]]


def chosen(request: Request, *, today: dt.date) -> Chosen:
    """Read the address. Three queries, however many surveys there are: they are tens, and are counted here."""
    q = request.GET.get("q", "").strip()[:100]
    rows = lists.listed(lists.with_rounds(lists.matching(q)).order_by("name", "pk"), today=today)
    offered = _offered(rows)
    values = facets.chosen_values(request, offered)
    shown = facets.shown(
        request, offered, lambda facet, value: len(_left(rows, {**values, facet.key: value}))
    )
    return Chosen(q, _left(rows, values), shown)


def _left(rows: Sequence[Listed], values: dict[str, str]) -> list[Listed]:
    return [one for one in rows if all(not value or TESTS[key](one, value) for key, value in values.items())]


def _offered(rows: Sequence[Listed]) -> list[Facet]:
    bodies = {str(one.survey.body.pk): one.survey.body.list_name for one in rows if one.survey.body}
    return [
        Facet(
            "Läge", STATE, [(str(value), capfirst(str(words))) for value, words in SurveyRound.State.choices]
        ),
        Facet("Slag", KIND, [(str(value), capfirst(str(words))) for value, words in Survey.Kind.choices]),
        Facet("Grupp", BODY, sorted(bodies.items(), key=lambda pair: str(pair[1]))),
    ]
