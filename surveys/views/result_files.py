"""Results to take along: the long format as Excel or CSV, a kommun's report as PDF, the feed (H4, H6)."""

import hashlib

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from secretariat.lib import atom, pdf
from secretariat.lib.dates import moment_in_words
from secretariat.lib.pages import Request
from secretariat.registry.actions import log
from surveys import result_feed
from surveys.actions import place_printing, reading
from surveys.models import Indicator
from surveys.models.results import ResultQuerySet
from surveys.result_downloads import KINDS, result_file

from . import unreleased
from .places import shown_at


def _file(request: Request, rows: ResultQuerySet, *, kind: str, name: str) -> HttpResponse:
    """All of the rows; 404 where the reader may see none, and for a kind that there is not."""
    found = reading.figures(rows)
    if kind not in KINDS or not found:
        raise Http404
    indicators = Indicator.objects.in_bulk({one.indicator_id for one in found})
    unreleased.note(request, rows)
    if request.user.is_authenticated:
        log.write("exporterade resultat", by=request.user, antal=len(found), fil=f"{name}.{kind}")
    facts = [f"Hämtad {moment_in_words(timezone.now())}."]
    return result_file(
        found, indicators, reading.sources(found), kind=kind, name=f"resultat-{slugify(name)}", facts=facts
    )


@login_not_required
@require_GET
def indicator_export(request: Request, code: str, kind: str) -> HttpResponse:
    """Every figure of an indicator that the reader may see."""
    rows = reading.readable(request.user, at=timezone.now())
    indicator = get_object_or_404(Indicator, code=code)
    return _file(request, rows.filter(indicator=indicator), kind=kind, name=indicator.name)


@login_not_required
@require_GET
def place_export(request: Request, geography: str, geo_code: str, kind: str) -> HttpResponse:
    """Every figure of a place that the reader may see."""
    rows = reading.readable(request.user, at=timezone.now())
    own = rows.filter(geography=geography, geo_code=geo_code)
    return _file(request, own, kind=kind, name=f"{geography}-{geo_code}")


@login_not_required
@require_GET
def place_report(request: Request, geography: str, geo_code: str) -> HttpResponse:
    """A place's report: what stands out, all indicators as tables and plots."""
    shown = shown_at(request, geography, geo_code)
    try:
        content = place_printing.render(shown)
    except pdf.NotAvailable as missing:
        messages.error(request, str(missing))
        return redirect(reverse("surveys:place-detail", args=[geography, geo_code]))
    name = slugify(shown.place.geo_name) or geo_code
    headers = {"Content-Disposition": f'inline; filename="resultat-{name}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@login_not_required
@require_GET
def result_feed_atom(request: HttpRequest) -> HttpResponseBase:
    """What has been released to everybody, as Atom; 304 where nothing is new since the reader asked last."""
    content = result_feed.whole(at=timezone.now())
    response = HttpResponse(content, content_type=atom.CONTENT_TYPE)
    response.headers["ETag"] = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    return get_conditional_response(request, etag=response.headers["ETag"], response=response) or response
