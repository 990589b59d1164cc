"""One indicator (H4–H6)."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.http import require_GET

from secretariat.lib.pages import Request, page, query_string
from surveys.actions import indicator_pages, reading
from surveys.actions.indicator_pages import Asked, IndicatorPage
from surveys.models import Indicator, Result

from . import unreleased
from .reading import trail_of

PERIOD, LEVEL, SEX, GROUP, PLACE, ORDER = "period", "niva", "kon", "grupp", "plats", "ordning"


def asked(request: Request) -> Asked:
    """What the address asks for; what is not there is settled when the page is made."""
    get = request.GET.get
    return Asked(
        period=get(PERIOD, ""),
        level=get(LEVEL, ""),
        sex=get(SEX, Result.Sex.ALL),
        group=get(GROUP),
        place=get(PLACE, ""),
        order=get(ORDER, indicator_pages.BY_NAME),
    )


def shown_at(request: Request, code: str) -> IndicatorPage:
    """The page of an indicator as far as the reader may see it; 404 where that is nothing."""
    readable = reading.readable(request.user, at=timezone.now())
    indicator = get_object_or_404(Indicator, code=code)
    found = indicator_pages.indicator_page(indicator, readable, asked(request))
    if found is None:
        raise Http404
    unreleased.note(request, readable.filter(indicator=indicator))
    return found


def _filters(request: Request, shown: IndicatorPage) -> list[dict[str, Any]]:
    """Only what there is more than one of can be chosen."""
    now = shown.asked
    told = (
        ("Period", PERIOD, now.period, [(one, one) for one in shown.periods]),
        ("Visa", LEVEL, now.level, [(one, reading.IN_PLURAL[Result.Geography(one)]) for one in shown.levels]),
        ("Kön", SEX, now.sex, [(one, capfirst(str(Result.Sex(one).label))) for one in shown.sexes]),
        ("Grupp", GROUP, now.group or "", [(one, one or "Alla") for one in shown.groups]),
        ("Ordning", ORDER, now.order, [(indicator_pages.BY_NAME, "Namn"), (indicator_pages.BY_VALUE, "Värde")]),
    )  # fmt: skip
    return [
        {"title": title, "choices": [_choice(request, key, value, words, chosen) for value, words in choices]}
        for title, key, chosen, choices in told
        if len(choices) > 1
    ]  # fmt: skip


def _choice(request: Request, key: str, value: str, words: str, chosen: str) -> dict[str, Any]:
    return {
        "words": words,
        "href": query_string(request, **{key: value}),
        "count": "",
        "chosen": value == chosen,
    }


@login_not_required
@require_GET
def indicator_detail(request: Request, code: str) -> HttpResponse:
    """All places of a level, by sex and group, and over time. `?period= niva= kon= grupp= plats= ordning=`"""
    shown = shown_at(request, code)
    context = {
        "shown": shown,
        "indicator": shown.indicator,
        "facets": _filters(request, shown),
        "level_words": reading.IN_PLURAL[Result.Geography(shown.asked.level)],
        "kept": [(key, value) for key, value in request.GET.items() if key != PLACE],
        "by_value": shown.asked.order == indicator_pages.BY_VALUE,
        "trail": trail_of((shown.indicator.name, "")),
    }
    return page(request, "surveys/indicator_detail.html", context)
