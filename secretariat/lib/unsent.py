"""What somebody has typed and could not send before logging in again, kept in the session until it is sent."""

import json
from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest

View = TypeVar("View", bound=Callable[..., Any])
_KEY = "unsent"
# More than anybody types at once, and little enough for a session.
_LONGEST = 100_000
_OWN = ("csrfmiddlewaretoken",)


def kept_when_logged_out(back: str) -> Callable[[View], View]:
    """A view whose form is kept when the session has ended; after login one comes to the page named `back`."""

    def mark(view: View) -> View:
        view.comes_back_to = back  # type: ignore[attr-defined]
        return view

    return mark


def keep(request: HttpRequest, about: str) -> None:
    """Keep what was posted, under the address of the page it belongs to."""
    typed = {name: value for name, value in request.POST.items() if name not in _OWN}
    if len(json.dumps(typed)) <= _LONGEST:
        request.session[_KEY] = {"about": about, "typed": typed}


def typed_on(request: HttpRequest, about: str) -> dict[str, str]:
    """What was typed on a page and never sent; nothing where there is none."""
    kept = request.session.get(_KEY) or {}
    return dict(kept["typed"]) if kept.get("about") == about else {}


def forget(request: HttpRequest) -> None:
    """It has been sent."""
    request.session.pop(_KEY, None)


def carry_over(request: HttpRequest, step: Callable[[], object]) -> None:
    """Do something that empties the session, and put back what was typed."""
    kept = request.session.get(_KEY)
    step()
    if kept:
        request.session[_KEY] = kept
