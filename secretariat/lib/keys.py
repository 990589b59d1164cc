"""Pages that a secret in the address opens, without login: what keeps the secret from leaking."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

_KEY = re.compile(r"(?<=/)[A-Za-z0-9_-]{40,}(?=[/.?#\s]|$)")


def masked(text: str) -> str:
    """The text with the secret of every address in it taken away, for those it was not written to.

    >>> masked("Svara: https://exempel.se/svar/" + "aB3-_" * 9 + "/?svar=kommer")
    'Svara: https://exempel.se/svar/…/?svar=kommer'
    """
    return _KEY.sub("…", text)


def opened_by_key(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """No login; the address goes to no other site, no search engine and no cache.

    The secret in the address is what gives the right, and no cookie does, so there is nothing a foreign page could
    abuse; and a browser that tells nobody where it comes from cannot pass the check of where a form comes from.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return login_not_required(csrf_exempt(guarded))
