"""The drafting screen and what its script asks for; the same work without script, item by item."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import trigger_client_event

from meetings import access
from meetings.actions import attendance_replies, conflicts, decision_words, drafts, editing, screens, texts
from meetings.forms.texts import BadText, changes_from_fields, changes_from_json, mark
from meetings.models import AgendaItem, ItemBlock, Meeting, Revision, TextConflict
from secretariat.lib.access import Permission, requires
from secretariat.lib.dates import clock
from secretariat.lib.hiding import open_to_writers
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed
from secretariat.lib.text import plain


def _meeting(request: Request, pk: int) -> Meeting:
    """A meeting the user may write in. Raises 404 or PermissionDenied."""
    meeting = screens.meeting_of(pk)
    if meeting is None:
        raise Http404
    if not access.may_draft(request.user, meeting):
        raise PermissionDenied
    return meeting


def _item(request: Request, pk: int) -> AgendaItem:
    item = get_object_or_404(AgendaItem.objects.select_related("meeting__minutes"), pk=pk)
    if not access.may_draft(request.user, item.meeting):
        raise PermissionDenied
    return item


@requires(Permission.MINUTES_DRAFT)
@require_GET
@open_to_writers
def minutes_draft(request: Request, pk: int) -> HttpResponse:
    """One screen: agenda, text, attendance (interface 2.3 a), which starts from the answers to the kallelse."""
    meeting = _meeting(request, pk)
    attendance_replies.fill_at_start(meeting, by=request.user)
    return page(request, "meetings/minutes_draft.html", screens.screen(meeting))


@requires(Permission.MINUTES_DRAFT)
@require_GET
@open_to_writers
def draft_agenda(request: Request, pk: int) -> HttpResponse:
    """The agenda of the drafting screen again, when somebody changed it."""
    return page(
        request, "meetings/minutes_draft.html", screens.screen(_meeting(request, pk)), part="draft-agenda"
    )


@requires(Permission.MINUTES_DRAFT)
@require_GET
@open_to_writers
def draft_side(request: Request, pk: int) -> HttpResponse:
    """The right rail of the drafting screen again: attendance and what is left to do."""
    return page(
        request, "meetings/minutes_draft.html", screens.screen(_meeting(request, pk)), part="draft-side"
    )


@requires(Permission.MINUTES_DRAFT)
@require_GET
@open_to_writers
def draft_gaps(request: Request, pk: int) -> HttpResponse:
    """What is left to do before the notes can go out; asked after the screen has been drawn."""
    return page(request, "meetings/draft_gaps.html", drafts.left_to_do(_meeting(request, pk)))


@requires(Permission.MINUTES_DRAFT)
@require_POST
@open_to_writers
def item_save(request: Request, pk: int) -> JsonResponse:
    """Save changed blocks of an item. Answers what became of each (L2)."""
    try:
        tab, changes = changes_from_json(request.body, user=request.user.pk)
        outcome = texts.save_typed(pk, changes, by=request.user, tab=tab, allowed=access.may_draft)
    except (BadText, RawPostDataException) as wrong:
        words = str(wrong) if isinstance(wrong, BadText) else "Texten kunde inte läsas. Ladda om sidan."
        return JsonResponse({"message": words}, status=422)
    except NotAllowed as no:
        return JsonResponse({"message": str(no)}, status=409)
    except AgendaItem.DoesNotExist:
        return JsonResponse(
            {"message": "Punkten finns inte längre. Texten finns kvar här i webbläsaren."}, status=410
        )
    return JsonResponse(
        {
            "saved_at": clock(timezone.localtime(outcome.saved_at).time()),
            "since": outcome.revision,
            "blocks": [_fate(saved) for saved in outcome.blocks],
        }
    )


def _fate(saved: texts.Saved) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": str(saved.key),
        "revision": saved.revision,
        "state": saved.state,
        "html": saved.html,
        "warnings": saved.warnings,
    }
    if saved.conflict:
        told["conflict"] = _conflict(saved.conflict, html=saved.html)
    return told


def _conflict(conflict: TextConflict, *, html: str) -> dict[str, Any]:
    block = conflict.block
    return {
        "id": str(conflict.pk),
        "html": html,
        "by": block.saved_by.name if block.saved_by else "Någon annan",
        "at": clock(timezone.localtime(block.saved_at).time()) if block.saved_at else "",
        "resolve_url": reverse("meetings:conflict-settle", args=[conflict.pk]),
    }


@requires(Permission.MINUTES_DRAFT)
@require_POST
@open_to_writers
def conflict_settle(request: Request, pk: UUID) -> HttpResponse:
    """Choose between two texts that met. Answers JSON to the editor, else goes back to the plain page."""
    conflict = get_object_or_404(TextConflict.objects.select_related("block__item__meeting"), pk=pk)
    item = conflict.block.item
    if not access.may_draft(request.user, item.meeting):
        raise PermissionDenied
    wants_json = request.content_type == "application/json"
    try:
        choice = json.loads(request.body)["choice"] if wants_json else request.POST.get("choice", "")
        conflicts.settle(conflict, choice=choice, by=request.user)
    except (NotAllowed, ValueError, KeyError, TypeError, RecursionError) as no:
        reason = str(no) if isinstance(no, NotAllowed) else "Valet kunde inte läsas. Ladda om sidan."
        if wants_json:
            return JsonResponse({"message": reason}, status=409)
        messages.error(request, reason)
    if not wants_json:
        return redirect("meetings:item-plain", item.pk)
    blocks = editing.blocks_for_editor([item.pk], item.meeting_id)[item.pk]
    touched = [block for block in blocks if block["id"] in {str(conflict.block_id), str(conflict.pk)}]
    return JsonResponse(
        {"since": item.meeting.text_revision, "blocks": editing.with_places(touched, blocks), "removed": []}
    )


@requires(Permission.MINUTES_DRAFT)
@require_GET
@open_to_writers
def minutes_news(request: Request, pk: int) -> JsonResponse:
    """What has changed since a revision, and who writes where (B2). Asked every five seconds."""
    meeting = _meeting(request, pk)
    since = request.GET.get("since", "")
    item = request.GET.get("item", "")
    return JsonResponse(
        drafts.news(
            meeting,
            since=int(since) if since.isdecimal() else 0,
            by=request.user,
            item=int(item) if item.isdecimal() else None,
            label=request.GET.get("label", "")[:160],
        )
    )


@requires(Permission.MINUTES_DRAFT)
@open_to_writers
def item_plain(request: Request, pk: int) -> HttpResponse:
    """Write in one item without script: a field per paragraph, plain text."""
    item = _item(request, pk)
    blocks = list(ItemBlock.objects.standing().filter(item=item).order_by("position", "pk"))
    if request.method == "POST":
        try:
            outcome = texts.save(item, changes_from_fields(request.POST, blocks), by=request.user)
        except NotAllowed as no:
            messages.error(request, str(no))
            return page(
                request, "meetings/item_plain.html", _plain_context(item, blocks, request.POST), status=409
            )
        for warning in [words for saved in outcome.blocks for words in saved.warnings]:
            messages.warning(request, warning)
        if any(saved.state == "conflict" for saved in outcome.blocks):
            messages.warning(
                request, "Någon annan har ändrat samma stycke. Båda texterna finns kvar, välj nedan."
            )
        else:
            messages.success(request, f"Sparat {clock(timezone.localtime(outcome.saved_at).time())}.")
        return redirect("meetings:item-plain", item.pk)
    return page(request, "meetings/item_plain.html", _plain_context(item, blocks, None))


def _plain_context(item: AgendaItem, blocks: list[ItemBlock], typed: Any) -> dict[str, Any]:
    fields = [
        {
            "block": block,
            "text": typed.get(f"block-{block.pk}", plain(block.html)) if typed else plain(block.html),
            "was": mark(plain(block.html)),
        }
        for block in blocks
    ]
    conflicts = TextConflict.objects.filter(block__item=item, settled_at=None).select_related(
        "block__saved_by__person", "arrived_from__person"
    )
    neighbours = list(
        AgendaItem.objects.standing()
        .filter(meeting=item.meeting_id)
        .order_by("position", "pk")
        .only("pk", "number", "title")
    )
    at = next((place for place, one in enumerate(neighbours) if one.pk == item.pk), 0)
    return {
        "meeting": item.meeting,
        "item": item,
        "fields": fields,
        "new": typed.get("new", "") if typed else "",
        "wordings": decision_words.offered(item.meeting.leading_body),
        "conflicts": conflicts,
        "previous": neighbours[at - 1] if at else None,
        "next": neighbours[at + 1] if at + 1 < len(neighbours) else None,
    }


@requires(Permission.MINUTES_DRAFT)
@require_GET
@open_to_writers
def item_revisions(request: Request, pk: int) -> HttpResponse:
    """Every saved version of an item's text, newest first, each compared with the one before (L3)."""
    item = _item(request, pk)
    return page(
        request,
        "meetings/item_revisions.html",
        {"item": item, **drafts.history(item, request.GET.get("sida", "1"))},
    )


@requires(Permission.MINUTES_DRAFT)
@require_POST
@open_to_writers
def revision_restore(request: Request, pk: int) -> HttpResponse:
    """Bring one saved version of a paragraph back. What stands now stays in the history."""
    revision = get_object_or_404(Revision.objects.select_related("block", "item__meeting"), pk=pk)
    if not access.may_draft(request.user, revision.item.meeting):
        raise PermissionDenied
    try:
        drafts.restore(revision, by=request.user)
        messages.success(request, "Versionen är tillbaka i texten.")
    except NotAllowed as no:
        messages.error(request, str(no))
    return redirect("meetings:item-revisions", revision.item_id)


@requires(Permission.MINUTES_DRAFT)
@require_POST
@open_to_writers
def item_progress(request: Request, pk: int) -> HttpResponse:
    """Mark where the meeting is: this item goes on, is done, or is moved to the next meeting."""
    item = _item(request, pk)
    try:
        drafts.set_progress(item, progress=request.POST.get("progress", ""), by=request.user)
    except NotAllowed as no:
        messages.error(request, str(no))
    if not request.htmx:
        return redirect("meetings:minutes-draft", item.meeting_id)
    # The open page fetches the agenda and the items' heads again, as it does when somebody else changes them.
    version = Meeting.objects.values_list("agenda_version", flat=True).get(pk=item.meeting_id)
    return trigger_client_event(HttpResponse(status=204), "agenda-changed", {"agenda_version": version})


@requires(Permission.MINUTES_DRAFT)
@require_GET
def minutes_hall(request: Request, pk: int) -> HttpResponse:
    """Large text for the screen in the room, without menus, following what is written (B2)."""
    meeting = _meeting(request, pk)
    return page(request, "meetings/minutes_hall.html", drafts.hall(meeting), part="hall-text")
