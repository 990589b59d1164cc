"""Atom for everybody: what has been published, in all, by body and by theme (M4)."""

import hashlib

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_GET

from meetings import public_feeds
from meetings.actions import publications
from secretariat.lib import atom


def answer(request: HttpRequest, content: bytes) -> HttpResponseBase:
    """A feed; 304 where nothing has changed since the reader asked last."""
    response = HttpResponse(content, content_type=atom.CONTENT_TYPE)
    response.headers["ETag"] = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    return get_conditional_response(request, etag=response.headers["ETag"], response=response) or response


@login_not_required
@require_GET
def public_feed(request: HttpRequest) -> HttpResponseBase:
    """Everything that is published."""
    return answer(request, public_feeds.whole())


@login_not_required
@require_GET
def public_body_feed(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What a body has published. 404 where it has published nothing."""
    return answer(request, public_feeds.of_body(get_object_or_404(publications.open_bodies(), pk=pk)))


@login_not_required
@require_GET
def public_theme_feed(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Published decisions within a theme. 404 where there are none."""
    return answer(request, public_feeds.of_theme(get_object_or_404(publications.open_themes(), slug=slug)))
