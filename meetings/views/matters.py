"""Matters (ärenden): the list, one matter's page, and opening, changing, closing, joining them (K1, K2)."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from meetings import access, timelines
from meetings.actions import matter_lists, matter_pages, matters
from meetings.forms.matters import CloseForm, MatterForm, MergeForm
from meetings.models import AgendaItem, Matter
from meetings.resources import MatterResource, download
from secretariat.lib.access import Permission, may, requires
from secretariat.lib.pages import Request, page, paged, slots_of
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log

from . import matter_filters
from .decisions import FILES, PAGE_SIZE

STEPS_DONE = 30  # on one page of a matter's way, beside all that is late or planned


def matter_at(slug: str) -> Matter:
    """The matter of an address. Raises 404."""
    matter = matters.found_by_address(slug)
    if matter is None:
        raise Http404
    return matter


def matter_to_edit(request: Request, slug: str) -> Matter:
    """The same, for somebody who may change it; the row is locked where a form is saved."""
    matter = matter_at(slug)
    if not access.may_edit_matter(request.user, matter):
        raise PermissionDenied
    return matters.locked(matter) if request.method == "POST" else matter


def trail_of(matter: Matter | None, *words: str) -> list[tuple[str, str]]:
    """The way to a page of a matter."""
    trail = [("Ärenden", reverse("meetings:matter-list"))]
    if matter:
        trail.append((matter.number, matter.get_absolute_url() if words else ""))
    return trail + [(word, "") for word in words]


@requires(Permission.MATTER_READ)
@require_GET
def matter_list(request: Request) -> HttpResponse:
    """Matters, newest first, by default those under way. `matter_filters` reads the address."""
    q, today = request.GET.get("q", "").strip(), timezone.localdate()
    chosen = matter_filters.chosen(request, q, today=today)
    listed = paged(request, chosen.rows, size=PAGE_SIZE, total=chosen.total)
    context = {
        "q": q,
        "matters": matter_lists.listed(listed.object_list, today=today),  # type: ignore[arg-type]
        "listed": listed,
        "late": chosen.late,
        "facets": chosen.facets,
        "may_create": may(request.user, Permission.MATTER_EDIT),
    }
    return page(request, "meetings/matter_list.html", context)


@requires(Permission.MATTER_READ)
@require_GET
def matter_export(request: Request, kind: str) -> HttpResponse:
    """The list that is shown, all pages of it, as xlsx or csv."""
    if kind not in FILES:
        raise Http404
    today = timezone.localdate()
    chosen = matter_filters.chosen(request, request.GET.get("q", "").strip(), today=today)
    found = matter_lists.listed(chosen.rows, today=today)
    log.write("exporterade ärenden", by=request.user, antal=len(found), urval=request.GET.urlencode())
    return download(MatterResource(), found, kind=kind, name="arenden")


@requires(Permission.MATTER_READ)
@require_GET
def matter_detail(request: Request, slug: str) -> HttpResponse:
    """Where a matter has been, where it is, where it goes next, and what is late."""
    matter = matter_at(slug)
    if slug != matters.slug_of(matter.number):
        return redirect(matter)
    shown = matter_pages.page_of(matter, user=request.user, today=timezone.localdate())
    been = paged(request, timelines.been(shown.steps), size=STEPS_DONE)
    context = {
        "matter": matter,
        "shown_slug": slug,
        "been": been,
        "steps": timelines.part_of(shown.steps, been.object_list, with_rest=been.number == 1),
        "responsible": matter_lists.person_words(matter.responsible),
        "parties": list(matter.parties.all()),
        "shown": shown,
        "slots": slots_of(settings.MATTER_SLOTS, matter.pk),
        "may_edit": access.may_edit_matter(request.user, matter),
        "full_address": request.build_absolute_uri(matter.get_absolute_url()),
        "trail": trail_of(matter),
    }
    return page(request, "meetings/matter_detail.html", context)


@requires(Permission.MATTER_EDIT)
@transaction.atomic
def matter_create(request: Request) -> HttpResponse:
    """Open a matter; from an agenda item (?punkt=) with its heading and body, and the item belongs to it."""
    item = _item_of(request)
    form = MatterForm(request.POST or None, initial=_from_item(item))
    if request.method == "POST" and form.is_valid():
        facts = form.facts()
        if not access.may_edit_matter(request.user, Matter(body=facts["body"])):
            form.add_error(
                "body", "Du är inte sekreterare i den gruppen. Välj en grupp där du är det, eller ingen."
            )
        else:
            matter = matters.create(by=request.user, **facts)
            if item:
                matters.attach(item, matter=matter, by=request.user)
            messages.success(request, f"{matter.number} är öppnat.")
            return redirect(matter)
    context = {
        "form": form,
        "matter": None,
        "item": item,
        "heading": "Nytt ärende",
        "trail": trail_of(None, "Nytt"),
    }
    return page(request, "meetings/matter_form.html", context, status=422 if form.errors else 200)


def _item_of(request: Request) -> AgendaItem | None:
    key = request.GET.get("punkt", "")
    if not (key.isascii() and key.isdecimal() and len(key) < 10):
        return None
    rows = AgendaItem.objects.standing().select_related("meeting", "parent")
    item = get_object_or_404(rows.prefetch_related("meeting__meeting_bodies__body"), pk=int(key))
    if not access.may_edit_meeting(request.user, item.meeting):
        raise PermissionDenied
    return item


def _from_item(item: AgendaItem | None) -> dict[str, Any]:
    if item is None:
        return {}
    return {"title": item.first_line, "description": item.subtitle, "body": item.meeting.leading_body}


@requires(Permission.MATTER_EDIT)
@transaction.atomic
def matter_edit(request: Request, slug: str) -> HttpResponse:
    """Change a matter's facts. Two who do it at once are told of each other (L2)."""
    matter = matter_to_edit(request, slug)
    form = MatterForm(request.POST or None, instance=matter)
    if request.method == "POST" and form.is_valid():
        matters.change(matter_at(slug), by=request.user, **form.facts())
        messages.success(request, "Ärendet är sparat.")
        return redirect(matter)
    context = {
        "form": form,
        "matter": matter,
        "item": None,
        "heading": f"Ändra {matter.number}",
        "trail": trail_of(matter, "Ändra"),
    }
    return page(request, "meetings/matter_form.html", context, status=422 if form.errors else 200)


@requires(Permission.MATTER_EDIT)
@transaction.atomic
def matter_close(request: Request, slug: str) -> HttpResponse:
    """Close or drop a matter, with what came of it. What is still planned or open is told, and does not hinder."""
    matter = matter_to_edit(request, slug)
    form = CloseForm(request.POST or None, initial={"outcome": matter.outcome})
    if request.method == "POST" and form.is_valid():
        try:
            matters.close(matter, by=request.user, **form.cleaned_data)
        except NotAllowed as no:
            form.add_error("outcome", no.reasons)
        else:
            messages.success(request, f"{matter.number} är avslutat.")
            return redirect(matter)
    shown = matter_pages.page_of(matter, user=request.user, today=timezone.localdate())
    context = {
        "form": form,
        "matter": matter,
        "left": [one for one in shown.planned if not one.met.is_done],
        "actions": [one for one in shown.actions if one.state == "open"],
        "trail": trail_of(matter, "Avsluta"),
    }
    return page(request, "meetings/matter_close.html", context, status=422 if form.errors else 200)


@requires(Permission.MATTER_EDIT)
@require_POST
def matter_reopen(request: Request, slug: str) -> HttpResponse:
    """Open a closed matter again."""
    matter = matter_at(slug)
    if not access.may_edit_matter(request.user, matter):
        raise PermissionDenied
    try:
        matters.reopen(matter, by=request.user)
        messages.success(request, f"{matter.number} pågår igen.")
    except NotAllowed as no:
        messages.error(request, str(no))
    return redirect(matter)


@requires(Permission.MATTER_EDIT)
def matter_merge(request: Request, slug: str) -> HttpResponse:
    """Let a matter go up in another one: all that belongs to it moves there."""
    matter = matter_at(slug)
    if not access.may_edit_matter(request.user, matter):
        raise PermissionDenied
    form = MergeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        into = form.cleaned_data["into"]
        try:
            if not access.may_edit_matter(request.user, into):
                raise NotAllowed(f"Du får inte ändra {into.number}.")
            matters.merge(matter, into=into, by=request.user)
        except NotAllowed as no:
            form.add_error("into", no.reasons)
        else:
            messages.success(request, f"{matter.number} har gått upp i {into.number}.")
            return redirect(into)
    context = {"form": form, "matter": matter, "trail": trail_of(matter, "För ihop")}
    return page(request, "meetings/matter_merge.html", context, status=422 if form.errors else 200)
