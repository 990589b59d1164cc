"""The page that a school's own link opens: no account, no script, on a phone (H2, H3). A GET changes nothing."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from secretariat.lib.keys import opened_by_key
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import links
from surveys import school_letters
from surveys.actions import school_links, school_replies
from surveys.forms.school_reply import Reply
from surveys.models import Participation


@opened_by_key
def school_reply(request: Request, key: str) -> HttpResponse:
    """Yes or no, contact, pupils and classes; during the collection the school's own rate by week and class."""
    row, link = school_links.find(key)
    if row is None or link is None:
        return page(
            request, "surveys/school_gone.html", {"known": link is not None}, status=410 if link else 404
        )
    said = school_replies.takes_part(row)
    if request.method != "POST":
        return _shown(request, row, Reply(row, takes_part=said))
    reply = Reply(row, request.POST, takes_part=said)
    if "rader" in request.POST or not reply.is_valid():
        return _shown(request, row, reply, is_wrong="rader" not in request.POST)
    try:
        school_replies.reply(row, reply.said(), at=timezone.now())
    except NotAllowed as no:
        return _shown(request, row, reply, refused=no.reasons)
    links.mark_used(link)
    return redirect(f"{request.path}?tack")


def _shown(
    request: Request, row: Participation, reply: Reply, *, refused: Sequence[str] = (), is_wrong: bool = False
) -> HttpResponse:
    obstacles = school_replies.obstacles_to_replying(row)
    rows = list(reply.classes.forms)
    faults = [
        (one[name].id_for_label, f"Klasser, rad {place}: {words}")
        for place, one in enumerate(rows, 1)
        for name in one.fields
        for words in (one.errors.get(name, []) if is_wrong else [])
    ]
    context = {
        "row": row,
        "round": row.round,
        "school": row.school,
        "form": reply.form,
        "classes": reply.classes,
        "faults": faults,
        "refused": [one for one in refused if one not in obstacles],
        "is_wrong": is_wrong,
        "obstacles": obstacles,
        "said": school_replies.takes_part(row),
        "weeks": school_letters.weeks_of(row.round),
        "by_week": school_replies.by_week(row),
        "by_class": school_replies.by_class(row),
        "contact": school_letters.contact_of(row.round),
        "is_thanked": "tack" in request.GET and request.method == "GET",
    }
    return page(request, "surveys/school_reply.html", context)
