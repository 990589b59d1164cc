"""Bevakningar: what I follow, what is new in it, and my own secret feed (N5)."""

import hashlib

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from secretariat.lib import atom
from secretariat.lib.access import Permission, may, requires
from secretariat.lib.keys import opened_by_key
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import follows, mail_choices
from secretariat.registry.actions.mail_kinds import FOLLOWING
from secretariat.registry.models import MailChoice, Organisation

_WAYS = {
    MailChoice._meta.get_field("way").default: "Du får ett brev på morgonen när något har hänt.",
    "daily": "Nytt kommer i ditt samlade brev.",
    "never": "Du har valt att inte få brev om det.",
}


@requires(Permission.START_READ)
@require_GET
def follow_list(request: Request) -> HttpResponse:
    """Everything I follow with the latest in it, how I am told, a party to follow, and my feed."""
    rows, now = follows.follows_of(request.user), timezone.now()
    told = {one.follow.pk: one for one in follows.news_of(request.user, rows, since=now - follows.FEED_BACK)}
    person = request.user.person
    link = follows.feed_link(person) if person else None
    way = mail_choices.chosen(person)[FOLLOWING] if person else ""
    context = {
        "rows": [
            (row, follows.kind_of(row), told[row.pk].news[:3] if row.pk in told else ()) for row in rows
        ],
        "person": person,
        "how": _WAYS.get(way, ""),
        "link": link,
        "feed": follows.feed_url(link) if link else "",
        "parties": Organisation.objects.filter(ends_on=None)
        if may(request.user, Permission.DECISION_READ)
        else [],
        "bodies_page": reverse(settings.SEATS_PAGE) if may(request.user, Permission.BODY_READ) else "",
        "trail": [("Hem", "/"), ("Bevakningar", "")],
    }
    response = page(request, "registry/follow_list.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


@requires(Permission.START_READ)
@require_POST
def follow_begin(request: Request) -> HttpResponse:
    """Follow what the button stands beside."""
    told = request.POST
    try:
        row = follows.begin(
            by=request.user, kind=told.get("kind", ""), key=told.get("key", ""), title=told.get("title", "")
        )
        messages.success(request, f"Du bevakar nu {row.title}.")
    except NotAllowed as no:
        messages.error(request, str(no))
    return _back(request)


@requires(Permission.START_READ)
@require_POST
def follow_end(request: Request, pk: int) -> HttpResponse:
    """Stop following; twice is once."""
    title = follows.end(by=request.user, pk=pk)
    if title:
        messages.success(request, f"Du bevakar inte längre {title}.")
    return _back(request)


def _back(request: Request) -> HttpResponse:
    """To the page where the button stood, if that is one of ours."""
    where = request.POST.get("back", "")
    if where.startswith("/") and url_has_allowed_host_and_scheme(where, allowed_hosts=None):
        return HttpResponseRedirect(where)
    return redirect("follows:follow-list")


@requires(Permission.START_READ)
@require_POST
def feed_renew(request: Request) -> HttpResponse:
    """A new address for the feed; the old one stops working."""
    try:
        follows.renew_feed(by=request.user)
        messages.success(request, "Adressen är klar. En tidigare adress gäller inte längre.")
    except NotAllowed as no:
        messages.error(request, str(no))
    return redirect("follows:follow-list")


@requires(Permission.START_READ)
@require_POST
def feed_end(request: Request) -> HttpResponse:
    """No feed any longer."""
    follows.end_feed(by=request.user)
    messages.success(request, "Adressen gäller inte längre.")
    return redirect("follows:follow-list")


@opened_by_key
@require_GET
def follow_feed(request: Request, key: str) -> HttpResponseBase:
    """What a feed reader fetches. Unchanged since last time: 304."""
    now = timezone.now()
    link, content = follows.feed_of(key, now=now)
    if link is None:
        raise Http404
    if content is None:
        words = "Adressen gäller inte. Hämta en ny på sidan Bevakningar i Sekretariatet."
        return HttpResponse(words, status=410, content_type="text/plain; charset=utf-8")
    follows.note_use(link, at=now)
    response = HttpResponse(content, content_type=atom.CONTENT_TYPE)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["ETag"] = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    return get_conditional_response(request, etag=response.headers["ETag"], response=response) or response
