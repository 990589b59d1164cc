"""How long a login lasts: twelve hours at most, and for the office's accounts no longer than they are in use (E5)."""

import datetime as dt
import time
from collections.abc import Callable, Sequence
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from secretariat.lib import unsent
from secretariat.lib.pages import wants_json

from .accounts import visitors_address
from .actions import log
from .models import LoginSession, User
from .sign_ins import BROWSER_LENGTH

BEGAN, SEEN = "login_began", "login_seen"
# What is written down of use is not older than this.
NOTED_SECONDS = 60


def idle_seconds(user: User) -> int:
    """How long this account may rest before one logs in again; 0 where it may rest as long as the login lasts."""
    has_office = user.office_role in ("secretariat", "administrator") or user.is_staff or user.is_superuser
    return settings.IDLE_MINUTES * 60 if has_office else 0


class LoginTimesMiddleware:
    """Logs out whoever has been in too long or away too long. Stands before what asks for a login.

    What a page fetches by itself, without anybody doing anything, is no use of it. The moments begin with the first
    page after the login.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Sequence[Any], named: dict[str, Any]
    ) -> None:
        """Compare the session's moments with now. A session in which nobody has shown anything has none."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return
        began, seen, now = request.session.get(BEGAN), request.session.get(SEEN), time.time()
        if not began or not seen:
            if request.session.get(AUTHENTICATION_METHODS_SESSION_KEY) and not settings.READ_ONLY:
                request.session[BEGAN] = request.session[SEEN] = now
                _list(request, request.user, now)
            return
        if max(began, seen) > now + NOTED_SECONDS and not settings.READ_ONLY:
            # The clock was ahead and has been set right: else the login would last that much longer.
            request.session[BEGAN] = request.session[SEEN] = now
            return
        idle = idle_seconds(request.user)
        if now - began > settings.SESSION_COOKIE_AGE or (idle and now - seen > idle):
            _end(request, "för länge" if now - began > settings.SESSION_COOKIE_AGE else "uppehåll")
        elif now - seen > NOTED_SECONDS and _is_use(request) and not settings.READ_ONLY:
            request.session[SEEN] = now
            _list(request, request.user, now)


def _is_use(request: HttpRequest) -> bool:
    return request.method != "GET" or not (request.headers.get("HX-Request") or wants_json(request))


def _end(request: HttpRequest, why: str) -> None:
    user: Any = request.user
    if not settings.READ_ONLY:
        LoginSession.objects.filter(key=request.session.session_key).delete()
        log.write("loggades ut", by=user, about=user, orsak=why)
    unsent.carry_over(request, lambda: logout(request))


def _list(request: HttpRequest, user: Any, now: float) -> None:
    """The row of the person's list; made anew where the session has been given another key."""
    moment = dt.datetime.fromtimestamp(now, dt.UTC)
    began = dt.datetime.fromtimestamp(float(request.session[BEGAN]), dt.UTC)
    facts = {
        "user": user,
        "began_at": began,
        "seen_at": moment,
        "ip": visitors_address(request),
        "browser": request.headers.get("User-Agent", "")[:BROWSER_LENGTH],
    }
    LoginSession.objects.update_or_create(key=request.session.session_key or "", defaults=facts)
