"""Open data for programs: JSON in OParl's shapes, a calendar, and a page that tells how (M4). Nothing is logged in."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date
from django.views.decorators.http import require_GET

from meetings.actions.open_data import answers, calendar, feeds, moments, shapes
from meetings.actions.open_data.things import SCHEMA, Json, address
from secretariat.lib.atom import CONTENT_TYPE
from secretariat.lib.pages import Request, page

_MINUTES = 5 * 60  # how long a copy is good, in seconds
_METHODS = "GET, HEAD, OPTIONS"
View = Callable[..., HttpResponseBase]


def for_everybody(view: View) -> View:
    """Open to programs anywhere: no login, any web page may ask, mistakes are told in JSON."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase
        if request.method == "OPTIONS":
            response = HttpResponse(status=204)
        elif request.method not in ("GET", "HEAD"):
            response = HttpResponseNotAllowed(_METHODS.split(", "))
        else:
            try:
                response = view(request, *args, **kwargs)
            except Http404:
                response = _mistake(404, "Det finns inget här. Listorna nås från /oppna-data/system/.")
            except answers.BadQuestionError as why:
                response = _mistake(400, str(why))
        # Whether somebody is logged in makes no difference: caches need not keep a copy for each cookie.
        request.session.accessed = False
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Allow-Methods"] = _METHODS
        response.headers["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since"
        response.headers["Access-Control-Expose-Headers"] = "ETag, Last-Modified"
        return response

    return login_not_required(answered)


def _mistake(status: int, words: str) -> HttpResponse:
    return _json({"type": f"{SCHEMA}Error", "message": words}, status=status)


def _json(told: Json, *, status: int = 200) -> HttpResponse:
    content = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    return HttpResponse(content, content_type="application/json", status=status)


def _answer(request: HttpRequest, told: Json, changed: dt.datetime | None) -> HttpResponseBase:
    """The answer, or 304 where whoever asks has it already."""
    return _conditional(request, _json(told), changed)


def _conditional(
    request: HttpRequest, response: HttpResponse, changed: dt.datetime | None
) -> HttpResponseBase:
    response.headers["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    stamp = int(changed.timestamp()) if changed else None
    if stamp:
        response.headers["Last-Modified"] = http_date(stamp)
    patch_cache_control(response, public=True, max_age=_MINUTES)
    found = get_conditional_response(
        request, etag=response.headers["ETag"], last_modified=stamp, response=response
    )
    return found or response


def _known(
    request: HttpRequest, changed: dt.datetime | None, make: Callable[[], HttpResponse]
) -> HttpResponseBase:
    """The answer; 304 without making it where whoever asks has what was answered some minutes ago, and neither
    publications nor names have changed since.
    """
    asked = hashlib.sha256(f"{request.get_full_path()} {moments.stamp(changed)}".encode()).hexdigest()
    if etag := cache.get(f"oppna-data-{asked}"):
        stamp = int(changed.timestamp()) if changed else None
        if found := get_conditional_response(request, etag=etag, last_modified=stamp):
            found.headers["ETag"] = etag
            if stamp:
                found.headers["Last-Modified"] = http_date(stamp)
            patch_cache_control(found, public=True, max_age=_MINUTES)
            return found
    response = _conditional(request, make(), changed)
    cache.set(f"oppna-data-{asked}", response.headers.get("ETag"), _MINUTES)
    return response


@for_everybody
def open_system(request: HttpRequest) -> HttpResponseBase:
    """Where a program begins."""
    return _answer(request, shapes.system(), None)


@for_everybody
def open_bodies(request: HttpRequest) -> HttpResponseBase:
    """OParl's bodies: one, the office's own organisation."""
    return _answer(request, answers.bodies(), moments.latest_change())


@for_everybody
def open_body(request: HttpRequest) -> HttpResponseBase:
    """The office's own organisation, with the addresses of all lists."""
    return _answer(request, answers.body(), moments.latest_change())


@for_everybody
def open_list(request: HttpRequest, place: str) -> HttpResponseBase:
    """A page of a list."""
    wanted = answers.asked(request.GET.dict())

    def made() -> HttpResponse:
        told = answers.list_of_things(place, wanted)
        if told is None:
            raise Http404
        return _json(told)

    return _known(request, moments.latest_change(), made)


@for_everybody
def open_feed(request: HttpRequest, place: str) -> HttpResponseBase:
    """A list as Atom: what has been published lately."""

    def made() -> HttpResponse:
        content = feeds.feed_of(place, answers.words_of(place))
        if content is None:
            raise Http404
        return HttpResponse(content, content_type=CONTENT_TYPE)

    return _known(request, moments.latest_change(), made)


@for_everybody
def open_thing(request: HttpRequest, place: str, key: str) -> HttpResponseBase:
    """One thing; what has been closed again says so."""
    found = answers.thing(place, key)
    if found is None:
        raise Http404
    return _answer(request, *found)


@for_everybody
def open_calendar(request: HttpRequest) -> HttpResponseBase:
    """Open meetings for calendar programs."""
    content = calendar.file_of_open_meetings()
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    return _conditional(request, response, moments.latest_change())


@login_not_required
@require_GET
def open_data(request: Request) -> HttpResponse:
    """How to fetch it all, in words."""
    return page(request, "meetings/open_data.html", _told())


def _told() -> dict[str, Any]:
    return {
        "begin": answers.start(),
        "lists": answers.lists(),
        "canonical": address("open-data"),
        "trail": [("Öppna möten och beslut", reverse("meetings:public-start")), ("Öppna data", "")],
    }
