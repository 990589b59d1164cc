"""Two places, or two periods of one place, beside each other (H5, H6)."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from secretariat.lib.pages import Request, page
from surveys.actions import reading, result_comparisons
from surveys.actions.result_comparisons import Side

from . import unreleased
from .reading import trail_of


@login_not_required
@require_GET
def result_compare(request: Request) -> HttpResponse:
    """Every indicator both have, with what may be said of the difference. `?a= b= period_a= period_b=`"""
    readable = reading.readable(request.user, at=timezone.now())
    places, get = reading.places(readable), request.GET.get
    one = Side(get("a", ""), get("period_a", ""))
    other = Side(get("b", ""), get("period_b", ""))
    shown = result_comparisons.comparison(readable, places, one, other)
    if shown:
        codes = [place.geo_code for place in places if place.key in (one.place, other.place)]
        unreleased.note(request, readable.filter(geo_code__in=codes))
    context = {
        "places": places,
        "periods": reading.periods(readable),
        "one": one,
        "other": other,
        "shown": shown,
        "trail": trail_of(("Jämför", "")),
    }
    return page(request, "surveys/result_compare.html", context)
