"""One place: a kommun, the county, a länsdel (H4–H6)."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from secretariat.lib.pages import Request, page
from surveys.actions import place_pages, reading
from surveys.actions.place_pages import PlacePage

from . import unreleased
from .reading import trail_of


def shown_at(request: Request, geography: str, geo_code: str) -> PlacePage:
    """The page of a place as far as the reader may see it; 404 where that is nothing."""
    readable = reading.readable(request.user, at=timezone.now())
    found = place_pages.place_page(geography, geo_code, readable)
    if found is None:
        raise Http404
    unreleased.note(request, readable.filter(geography=geography, geo_code=geo_code))
    return found


@login_not_required
@require_GET
def place_detail(request: Request, geography: str, geo_code: str) -> HttpResponse:
    """Every indicator of a place beside the county, what has changed, and what stands out."""
    shown = shown_at(request, geography, geo_code)
    context = {"shown": shown, "place": shown.place, "trail": trail_of((shown.place.geo_name, ""))}
    return page(request, "surveys/place_detail.html", context)
