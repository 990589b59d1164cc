"""The year in one's own calendar: secret addresses, and a file to download (I5)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_POST

from secretariat.lib import ics
from secretariat.lib.access import Permission, requires
from secretariat.lib.keys import opened_by_key
from secretariat.lib.pages import Request
from secretariat.lib.rules import NotAllowed
from secretariat.yearwheel.actions import feeds
from secretariat.yearwheel.actions.collecting import Collected
from secretariat.yearwheel.choices import from_query


def feed_context(request: Request, collected: Collected) -> dict[str, Any]:
    """What `yearwheel/_feeds.html` needs: the address to what is chosen, and the reader's other addresses."""
    person = request.user.person
    addresses = feeds.addresses_of(person, collected.registers) if person else []
    here = feeds.address_to(collected.choice, addresses)
    return {
        "has_person": person is not None,
        "feed": here,
        "feed_name": feeds.name_of(collected.choice, collected.registers),
        "other_feeds": [one for one in addresses if one is not here],
        "file": reverse("yearwheel:year-ics") + collected.choice.query(),
    }


@opened_by_key
@require_GET
def year_feed(request: Request, key: str) -> HttpResponseBase:
    """What a calendar program fetches, many times a day."""
    now = timezone.now()
    link, name, events = feeds.feed_of(key, today=timezone.localdate(now))
    if link is None or events is None:
        words = "Adressen gäller inte. Hämta en ny på årshjulets sida Kalender i Sekretariatet."
        return HttpResponse(words, status=410 if link else 404, content_type="text/plain; charset=utf-8")
    feeds.note_use(link, at=now)
    return ics.answer(request, events, name=name)


@requires(Permission.YEAR_READ)
@require_GET
def year_ics(request: Request) -> HttpResponse:
    """The year that is chosen as a file."""
    choice = from_query(request.GET, today=timezone.localdate())
    response = HttpResponse(feeds.file_of(choice, request.user), content_type=ics.CONTENT_TYPE)
    name = f"arshjul-{slugify(choice.name)}.ics"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@requires(Permission.YEAR_READ)
@require_POST
def feed_renew(request: Request) -> HttpResponse:
    """A new address to what the page's address chooses; the old one stops working."""
    choice = from_query(request.GET, today=timezone.localdate())
    try:
        feeds.renew(by=request.user, choice=choice)
        messages.success(request, "Adressen är klar. En tidigare adress till samma urval gäller inte längre.")
    except NotAllowed as no:
        messages.error(request, str(no))
    return redirect(reverse("yearwheel:year-calendar") + choice.query())


@requires(Permission.YEAR_READ)
@require_POST
def feed_end(request: Request, pk: int) -> HttpResponse:
    """Let one of one's addresses open nothing more."""
    if feeds.end(by=request.user, pk=pk):
        messages.success(request, "Adressen gäller inte längre.")
    choice = from_query(request.GET, today=timezone.localdate())
    return redirect(reverse("yearwheel:year-calendar") + choice.query())
