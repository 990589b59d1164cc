"""Where one begins to read results: indicators with search and filters, and places to choose (H4)."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from meetings.views import facets
from meetings.views.facets import Facet
from secretariat.lib.pages import Request, page, paged
from surveys.actions import indicator_lists
from surveys.actions import reading as results
from surveys.actions.indicator_lists import Listed

SURVEY, THEME = "undersokning", "tema"
Trail = list[tuple[str, str]]
_TESTS: dict[str, Callable[[Listed, str], bool]] = {
    SURVEY: lambda one, value: any(survey.slug == value for survey in one.surveys),
    THEME: lambda one, value: any(theme.slug == value for theme in one.indicator.themes.all()),
}


def trail_of(*more: tuple[str, str]) -> Trail:
    """Breadcrumbs from all results."""
    return [("Resultat", reverse("surveys:result-list")), *more]


def left(rows: list[Listed], values: dict[str, str]) -> list[Listed]:
    """Those that agree with the filters."""
    return [one for one in rows if all(not value or _TESTS[key](one, value) for key, value in values.items())]


def _offered(rows: list[Listed]) -> list[Facet]:
    surveys = {survey.slug: survey.says for one in rows for survey in one.surveys}
    themes = {theme.slug: theme.name for one in rows for theme in one.indicator.themes.all()}
    return [
        Facet(title, key, sorted(found.items(), key=lambda pair: results.swedish(pair[1])))
        for title, key, found in (("Undersökning", SURVEY, surveys), ("Tema", THEME, themes))
        if found
    ]


@login_not_required
@require_GET
def result_list(request: Request) -> HttpResponse:
    """Indicators that have something open to the reader, and places. `?q= undersokning= tema= sida=`"""
    readable = results.readable(request.user, at=timezone.now())
    q = request.GET.get("q", "").strip()[:100]
    found = indicator_lists.indicators(readable, q=q)
    offered = _offered(found)
    values = facets.chosen_values(request, offered)
    rows = left(found, values)
    listed = paged(request, rows)
    context: dict[str, Any] = {
        "q": q,
        "listed": listed,
        "rows": list(listed.object_list),
        "facets": facets.shown(
            request, offered, lambda facet, value: len(left(found, {**values, facet.key: value}))
        ),
        "levels": results.by_level(results.places(readable)),
        "is_chosen": bool(q or any(values.values())),
    }
    return page(request, "surveys/result_list.html", context)
