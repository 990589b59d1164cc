"""Start page, first start, the handbook, the demo's doors, and the pages for what went wrong."""

import datetime as dt
import errno
import re
import sys
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    RawPostDataException,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string
from django.views.decorators.http import require_GET, require_POST

from meetings import start as meetings_start
from meetings.actions import turnout
from meetings.models import Meeting
from secretariat.lib.access import Permission, may, requires
from secretariat.lib.pages import Request, page, wants_json
from secretariat.lib.waiting import Waiting, headline
from secretariat.registry.models import OutgoingMail, User

from .handbook import chapters, classification

_AT_ONCE = 4
"""So many rows of one kind the start page shows before it folds the rest."""


@login_not_required
def front_door(request: Request) -> HttpResponseBase:
    """The bare address: the start page, the login, or how to begin where nobody has an account yet."""
    if request.user.is_authenticated:
        return start(request)
    if not User.objects.exists():
        return redirect("home:first-start")
    return redirect_to_login(request.get_full_path())


@requires(Permission.START_READ)
def start(request: Request) -> HttpResponse:
    """What waits for the one who is logged in, what comes, and what was decided lately."""
    waiting = [one for source in settings.START_SOURCES for one in import_string(source)(request.user)]
    today = timezone.localdate()
    meetings = meetings_start.upcoming(request.user) if may(request.user, Permission.MEETING_READ) else []
    turnout.add_tallies(meetings, shown=may(request.user, Permission.MEETING_CALL))
    decisions = (
        meetings_start.latest_decisions(request.user) if may(request.user, Permission.DECISION_READ) else []
    )
    context = {
        "headline": headline(waiting),
        "kinds": _by_kind(waiting),
        "today": today,
        "weeks": _by_week(meetings, today),
        "decisions": decisions,
    }
    return page(request, "home/start.html", context)


@dataclass(frozen=True)
class _Kind:
    """What waits of one kind: what is shown at once, and what the page folds away."""

    name: str
    count: int
    shown: list[Waiting]
    folded: list[Waiting]


def _by_kind(waiting: list[Waiting]) -> list[_Kind]:
    """Kinds in the order the sources gave them; within a kind the late ones first, then by deadline.

    Eight answers to read must not push the next kind out of sight: a few are shown, the rest folded. What is late
    is never folded, nor is a single row, which would take the place of the words that hide it.
    """
    kinds: dict[str, list[Waiting]] = {}
    for one in waiting:
        kinds.setdefault(one.kind, []).append(one)
    told = []
    for name, rows in kinds.items():
        rows.sort(key=lambda one: (not one.is_late, one.deadline or dt.date.max))
        at_once = max(_AT_ONCE, sum(one.is_late for one in rows))
        if len(rows) == at_once + 1:
            at_once += 1
        told.append(_Kind(name, len(rows), rows[:at_once], rows[at_once:]))
    return told


def _by_week(meetings: list[Meeting], today: dt.date) -> list[dict[str, Any]]:
    def week(day: dt.date) -> tuple[int, int]:
        return day.isocalendar()[:2]

    dated = [(meeting.date, meeting) for meeting in meetings if meeting.date]
    return [
        {"first": rows[0][0], "is_this": key == week(today), "meetings": [meeting for _, meeting in rows]}
        for key, rows in ((key, list(group)) for key, group in groupby(dated, key=lambda row: week(row[0])))
    ]


@requires(Permission.START_READ)
@require_GET
def handbook(request: Request) -> HttpResponse:
    """The chapters of the user guide, each with for whom it is."""
    return page(request, "home/handbook.html", {"chapters": chapters()})


@requires(Permission.START_READ)
@require_GET
def handbook_whole(request: Request) -> HttpResponse:
    """Every chapter on one page, to search in and to print."""
    return page(request, "home/handbook_whole.html", {"chapters": chapters()})


@requires(Permission.START_READ)
@require_GET
def handbook_chapter(request: Request, slug: str) -> HttpResponse:
    """One chapter, with its headings and the other chapters beside it."""
    everyone = chapters()
    chapter = next((one for one in everyone if one.slug == slug), None)
    if chapter is None:
        raise Http404
    return page(request, "home/handbook_chapter.html", {"chapter": chapter, "chapters": everyone})


@requires(Permission.USERS_EDIT)
@require_GET
def klassa(request: Request) -> HttpResponse:
    """Suggested levels for classing what the system holds, to go through with whoever owns it (E9)."""
    return page(request, "home/klassa.html", {"chapter": classification(), "chapters": chapters()})


@login_not_required
@require_GET
def first_start(request: HttpRequest) -> HttpResponse:
    """How to make the first administrator. Shown only while nobody has an account."""
    if User.objects.exists():
        return redirect("home:start")
    return render(request, "home/first_start.html")


@login_not_required
@require_POST
def demo_login(request: HttpRequest) -> HttpResponse:
    """Become one of the demo's persons. Exists only in the demo, and only for those listed in it."""
    email = request.POST.get("email", "")
    if not settings.DEMO or email not in [person["email"] for person in settings.DEMO_PERSONS]:
        raise Http404
    user = get_object_or_404(User, email=email, is_active=True)
    if request.user.is_authenticated:
        logout(request)
    response: HttpResponse = perform_login(request, user)
    return response


@login_not_required
@require_GET
def demo_mail(request: HttpRequest) -> HttpResponse:
    """The demo's mailbox, open to all, so that a tester gets the login code. Exists only in the demo."""
    if not settings.DEMO:
        raise Http404
    return render(request, "home/demo_mail.html", {"letters": OutgoingMail.objects.all()[:20]})


# Fields that hold a secret, and hidden ones that nobody has typed.
_NOT_SHOWN = re.compile("csrf|password|code|login|^seen$|^base-|^was-|_FORMS$", re.IGNORECASE)
_TOO_OLD = "Sidan är för gammal. Ladda om den, texten finns kvar."
_AWAY = "Databasen svarar inte just nu. Det du skickade har inte sparats. Försök igen om en stund."
_DISK_FULL = (
    "Serverns disk är full, så det gick inte att göra klart. Inget har sparats. "
    "Säg till den som sköter systemet och försök igen om en stund."
)
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_TOO_LARGE = (
    "Texten är för stor för att skickas på en gång (högst 8 MB). Dela den, eller lägg den som bilaga."
)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A page from before the latest login, or a browser without cookies. What was typed is shown again."""
    if wants_json(request):
        return JsonResponse({"message": _TOO_OLD}, status=403)
    typed = [words for name, words in request.POST.items() if not _NOT_SHOWN.search(name) and words]
    back = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = request.path
    context = {"typed": "\n\n".join(map(str, typed)), "back": back, "has_cookie": bool(request.COOKIES)}
    return render(request, "403_csrf.html", context, status=403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400 in words; 413 where what was sent is too much for one time."""
    is_large = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    status = 413 if is_large else 400
    if wants_json(request):
        words = (
            _TOO_LARGE
            if is_large
            else "Det som skickades kunde inte läsas. Ladda om sidan, texten finns kvar."
        )
        return JsonResponse({"message": words}, status=status)
    return render(request, "400.html", {"too_large": _TOO_LARGE if is_large else ""}, status=status)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 in words."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404 in words."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest, *args: Any) -> HttpResponse:
    """500 in words, without asking the database; 503 with what was typed where it is the database that is away, or
    the disk that is full.
    """
    fault = sys.exc_info()[1]
    if isinstance(fault, OperationalError | InterfaceError):
        return _not_now(request, "Svarar inte just nu", _AWAY)
    if isinstance(fault, OSError) and fault.errno in _NO_ROOM:
        _read_rest(request)
        return _not_now(request, "Disken är full", _DISK_FULL)
    return render(request, "500.html", status=500)


def _not_now(request: HttpRequest, heading: str, words: str) -> HttpResponse:
    if wants_json(request):
        answer: HttpResponse = JsonResponse({"message": words}, status=503)
    else:
        typed = [said for name, said in request.POST.items() if not _NOT_SHOWN.search(name) and said]
        context = {"heading": heading, "words": words, "typed": "\n\n".join(map(str, typed))}
        answer = render(request, "503_away.html", context, status=503)
    answer.headers["Retry-After"] = "10"
    return answer


def _read_rest(request: HttpRequest) -> None:
    """What is left of a file that broke off: a browser sends all of it before it listens to the answer."""
    with suppress(OSError, RawPostDataException):
        while request.read(1 << 16):
            pass
