"""Start page and the pages for what went wrong."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page


@requires(Permission.START_READ)
def start(request: Request) -> HttpResponse:
    """What waits for the one who is logged in."""
    return page(request, "home/start.html", {})


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 in words."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404 in words."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest, *args: Any) -> HttpResponse:
    """500 in words, without asking the database."""
    return render(request, "500.html", status=500)
