"""From a view's answer to a page: whole, or the part htmx asked for. And what every page needs."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    JsonResponse,
    QueryDict,
)
from django.shortcuts import render
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django_htmx.middleware import HtmxDetails

from . import unsent
from .access import Permission, may
from .statements import Slices
from .text import without_control_characters

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


def file_once(path: Path, *, name: str, content_type: str) -> FileResponse:
    """The bytes of a temporary file as a download. The file is gone when they have been sent."""
    content = path.open("rb")
    path.unlink()
    return FileResponse(content, as_attachment=True, filename=name, content_type=content_type)


def paged(
    request: HttpRequest,
    rows: QuerySet[Any] | Slices[Any] | Sequence[Any],
    *,
    size: int = 50,
    total: int | None = None,
) -> Page[Any]:
    """The page of a list that the address asks for (?sida=3). A number out of range gives the nearest page.

    Where the number of rows is known already, `total` saves counting them.
    """
    paginator: Paginator[Any] = Paginator(cast("QuerySet[Any]", rows), size)
    if total is not None:
        paginator.__dict__["count"] = total
    return paginator.get_page(request.GET.get("sida"))


def query_string(request: HttpRequest, **changes: Any) -> str:
    """The address's query with some values changed (None removes), always back on page one."""
    values = {key: value for key, value in request.GET.items() if key != "sida"}
    for key, value in changes.items():
        if value is None:
            values.pop(key, None)
        else:
            values[key] = str(value)
    return f"?{urlencode(values)}" if values else "?"


def slots_of(named: Iterable[tuple[str, str]], key: Any) -> list[tuple[str, str]]:
    """What apps above show of a row, as (words, address). One that is not there gives nothing (architecture 3)."""
    found = []
    for words, name in named:
        try:
            found.append((words, reverse(name, args=[key])))
        except NoReverseMatch:
            continue
    return found


_ANY_ROW = 7_318_402_615


def address_of(name: str, keys: Sequence[Any]) -> str:
    """What `reverse` gives, at a fifth of its cost where all keys are numbers: each pattern is looked up once.

    Raises NoReverseMatch.
    """
    plain = all(type(key) is int and key >= 0 for key in keys)
    if plain and (pattern := _pattern_of(get_script_prefix(), get_urlconf(), name, len(keys))):
        return pattern[0] + "".join(f"{key}{part}" for key, part in zip(keys, pattern[1:], strict=True))
    return reverse(name, args=keys)


@lru_cache(maxsize=2048)
def _pattern_of(prefix: str, urlconf: str | None, name: str, number: int) -> list[str] | None:
    """What stands around the keys of an address; None where they do not stand in it as numbers do."""
    keys = [_ANY_ROW + place for place in range(number)]
    try:
        return re.split("|".join(map(str, keys)) or "$^", reverse(name, args=keys))
    except (
        NoReverseMatch,
        LookupError,
        ValueError,
        StopIteration,
    ):  # what the address's own converter raises
        return None


def addresses(name: str) -> Callable[[int], str]:
    """Addresses of many rows of one kind: the pattern is looked up once, and each row's key put into it."""
    before, after = reverse(name, args=[_ANY_ROW]).split(str(_ANY_ROW))
    return lambda key: f"{before}{key}{after}"


def pair_addresses(name: str) -> Callable[[int, int], str]:
    """The same where an address takes two keys."""
    before, rest = reverse(name, args=[_ANY_ROW, _ANY_ROW + 1]).split(str(_ANY_ROW))
    between, after = rest.split(str(_ANY_ROW + 1))
    return lambda first, second: f"{before}{first}{between}{second}{after}"


def page_context(request: HttpRequest) -> dict[str, Any]:
    """What the frame of every page asks: may this user see that menu word. Asked lazily, by name."""
    return {"may": MayLookup(request), "demo": settings.DEMO, "read_only": settings.READ_ONLY}


class MayLookup:
    """`{% if may.BODY_EDIT %}` in a template."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    def __getitem__(self, name: str) -> bool:
        return may(self._request.user, Permission[name])


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks, which shows a message of its own, and not a person's browser."""
    return request.headers.get("Accept", "").startswith("application/json")


class SignInMiddleware(LoginRequiredMiddleware):
    """Django's own, but a script that saves gets a 401 it can show, instead of a login page it would swallow."""

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseBase:
        if wants_json(request):
            return JsonResponse(
                {
                    "message": "Du är utloggad. Logga in i en ny flik, så sparas texten.",
                    "login_url": reverse("account_login"),
                },
                status=401,
            )
        back = getattr(view_func, "comes_back_to", "")
        if request.method == "POST" and back and request.resolver_match:
            page_of_it = reverse(back, kwargs=request.resolver_match.kwargs)
            unsent.keep(request, page_of_it)
            return redirect_to_login(page_of_it, reverse("account_login"))
        return super().handle_no_permission(request, view_func)


_NO_DEVICES = ", ".join(
    f"{one}=()" for one in ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
)


class PageHeadersMiddleware:
    """A part and its page share an address, so caches must tell them apart; pages with people's names are not kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers["Vary"] = ", ".join(filter(None, [response.headers.get("Vary"), "HX-Request"]))
        response.headers.setdefault("Cache-Control", "private, no-cache")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", _NO_DEVICES)
        return response


class InvisibleCharactersMiddleware:
    """Takes NUL and other characters nobody can see out of what is typed or pasted, in every form and search.

    No database takes them, and a name with one is never found again.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Sequence[Any], named: dict[str, Any]
    ) -> None:
        """Clean what is asked and sent, once it is known that it can be read."""
        request.GET = _visible(request.GET)  # type: ignore[assignment]
        if request.method == "POST":
            request.POST = _visible(request.POST)  # type: ignore[assignment]


def _visible(data: QueryDict) -> QueryDict:
    told = [(name, values) for name, values in data.lists()]
    clean = [(name, [without_control_characters(value) for value in values]) for name, values in told]
    if clean == told:
        return data
    kept = QueryDict(mutable=True, encoding=data.encoding)
    for name, values in clean:
        kept.setlist(without_control_characters(name), values)
    kept._mutable = False
    return kept


class MethodsMiddleware:
    """A page is read or sent to; other methods, and a button followed as a link, are refused in words."""

    KNOWN = ("GET", "HEAD", "OPTIONS", "POST")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code != 405:
            return response
        words = "Den här adressen är en knapp, inte en sida. Gå tillbaka och tryck på knappen där."
        if wants_json(request):
            told: HttpResponse = JsonResponse({"message": words}, status=405)
        else:
            told = render(request, "405.html", {"words": words}, status=405)
        told.headers["Allow"] = response.headers.get("Allow", "")
        return told

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Sequence[Any], named: dict[str, Any]
    ) -> HttpResponse | None:
        """Stop a method that no page here has."""
        return None if request.method in self.KNOWN else HttpResponseNotAllowed(self.KNOWN)
