"""Read-only mode (E7): everything can be read, nothing is written. For upgrades, moves, and a database that is a copy.

What somebody had typed is shown to them again; the drafting page keeps its text in the browser as when the network is
gone. Logging in and out stays possible, and the sign stands on every page.
"""

import re
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from .pages import wants_json

WORDS = "Systemet kan just nu bara läsas. Inget har sparats. Försök igen om en stund."
_READING = {"GET", "HEAD", "OPTIONS"}
_ALLOWED = ("/konto/logga-in/", "/konto/logga-ut/", "/demo/logga-in/")
_NOT_SHOWN = re.compile("csrf|password|losenord|code|secret", re.IGNORECASE)


class ReadOnlyMiddleware:
    """Refuses what would change something, with 503 and what was typed. Not there at all in ordinary times."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.READ_ONLY:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method in _READING or request.path.startswith(_ALLOWED):
            return self.get_response(request)
        if wants_json(request):
            return JsonResponse({"message": WORDS}, status=503)
        typed = [str(words) for name, words in request.POST.items() if not _NOT_SHOWN.search(name) and words]
        return render(request, "503.html", {"words": WORDS, "typed": "\n\n".join(typed)}, status=503)
