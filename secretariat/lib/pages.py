"""From a view's answer to a page: whole, or the part htmx asked for. And what every page needs."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django_htmx.middleware import HtmxDetails

from .access import Permission, may

if TYPE_CHECKING:
    from secretariat.registry.models import User


class Request(HttpRequest):
    """A request of a signed-in user, as views annotate it."""

    user: "User"
    htmx: HtmxDetails
    csp_nonce: str


def page(
    request: HttpRequest, template: str, context: dict[str, Any], *, part: str = "", status: int = 200
) -> HttpResponse:
    """Render a template, or its named part when htmx asked. The view names the part, never the client."""
    is_part = bool(part) and bool(getattr(request, "htmx", False))
    return render(request, f"{template}#{part}" if is_part else template, context, status=status)


def paged(request: HttpRequest, rows: QuerySet[Any], *, size: int = 50) -> Page[Any]:
    """The page of a list that the address asks for (?sida=3). A number out of range gives the nearest page."""
    return Paginator(rows, size).get_page(request.GET.get("sida"))


def query_string(request: HttpRequest, **changes: Any) -> str:
    """The address's query with some values changed (None removes), always back on page one."""
    values = {key: value for key, value in request.GET.items() if key != "sida"}
    for key, value in changes.items():
        if value is None:
            values.pop(key, None)
        else:
            values[key] = str(value)
    return f"?{urlencode(values)}" if values else "?"


def page_context(request: HttpRequest) -> dict[str, Any]:
    """What the frame of every page asks: may this user see that menu word. Asked lazily, by name."""
    return {"may": MayLookup(request), "demo": settings.DEMO}


class MayLookup:
    """`{% if may.BODY_EDIT %}` in a template."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    def __getitem__(self, name: str) -> bool:
        return may(self._request.user, Permission[name])


class SignInMiddleware(LoginRequiredMiddleware):
    """Django's own, but a script that saves gets a 401 it can show, instead of a login page it would swallow."""

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseBase:
        if request.headers.get("Accept", "").startswith("application/json"):
            return JsonResponse(
                {
                    "message": "Du är utloggad. Logga in i en ny flik, så sparas texten.",
                    "login_url": reverse("account_login"),
                },
                status=401,
            )
        return super().handle_no_permission(request, view_func)


class PageHeadersMiddleware:
    """A part and its page share an address, so caches must tell them apart; pages with people's names are not kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers["Vary"] = ", ".join(filter(None, [response.headers.get("Vary"), "HX-Request"]))
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response
