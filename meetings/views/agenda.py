"""The agenda of a meeting, and the page of one item. Every button is a form of its own and works without script."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from meetings import access
from meetings.actions import agenda as agenda_actions
from meetings.actions import attachments as attachment_actions
from meetings.actions import minutes as minutes_actions
from meetings.actions import notices
from meetings.actions.attendance import obstacles_to_editing
from meetings.actions.locks import hold
from meetings.forms.agenda import (
    EMPTY_TITLE,
    AddItemForm,
    DetachForm,
    FilingForm,
    ItemForm,
    ItemPage,
    LinkForm,
    RemoveForm,
    UploadForm,
)
from meetings.models import AgendaItem, Meeting
from meetings.notice_paper import printed_changes
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed


@dataclass
class Entry:
    """An item as the agenda shows it, with its sub-items and where it can be moved."""

    item: AgendaItem
    children: list["Entry"] = field(default_factory=list)
    moves: list[tuple[str, str]] = field(default_factory=list)
    changed: str = ""


def _meeting(request: Request, pk: int) -> Meeting:
    meeting = get_object_or_404(Meeting.objects.prefetch_related("meeting_bodies__body"), pk=pk)
    if not access.may_edit_meeting(request.user, meeting):
        raise PermissionDenied
    return meeting


def _item(request: Request, pk: int) -> AgendaItem:
    item = get_object_or_404(
        AgendaItem.objects.select_related(
            "meeting", "parent", "chair", "files_minutes__meeting"
        ).prefetch_related("meeting__meeting_bodies__body", "presenters"),
        pk=pk,
    )
    if not access.may_edit_meeting(request.user, item.meeting):
        raise PermissionDenied
    return item


def _trail(meeting: Meeting, *words: str) -> list[tuple[str, str]]:
    trail = [("Möten", reverse("meetings:meeting-list")), (str(meeting), meeting.get_absolute_url())]
    if len(words) > 1:
        trail.append((words[0], reverse("meetings:agenda-edit", args=[meeting.pk])))
    return [*trail, (words[-1], "")]


def _to_agenda(item: AgendaItem) -> HttpResponse:
    return redirect(f"{reverse('meetings:agenda-edit', args=[item.meeting_id])}#punkt-{item.pk}")


# The whole agenda


@requires(Permission.MEETING_EDIT)
def agenda_edit(request: Request, pk: int) -> HttpResponse:
    """The tree of items with buttons, what has been taken off, and a form to add a point."""
    meeting = _meeting(request, pk)
    form = AddItemForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            item = agenda_actions.add_item(meeting, by=request.user, **form.facts())
            _say_added(request, item)
            return _to_agenda(item)
        except NotAllowed as no:
            form.add_error(None, no.reasons)
    return page(request, "meetings/agenda_edit.html", _agenda_context(meeting, form), part="agenda-tree")


def _say_added(request: Request, item: AgendaItem) -> None:
    if item.title:
        messages.success(request, f"{item} är tillagd.")
    else:
        messages.warning(request, f"{item.label} är tillagd. {EMPTY_TITLE}")


def _agenda_context(meeting: Meeting, form: AddItemForm, refusal: str = "") -> dict[str, Any]:
    items = list(
        AgendaItem.objects.filter(meeting=meeting)
        .select_related("chair")
        .prefetch_related("presenters", "attachments__file")
        .order_by("position", "pk")
    )
    locked = " ".join(obstacles_to_editing(meeting))
    standing = [item for item in items if item.removed_at is None]
    changed = printed_changes(notices.changes_since_notice(meeting))
    return {
        "meeting": meeting,
        "sections": _sections(standing, {one.item: one.words for one in changed}),
        "changed": changed,
        "removed": [item for item in items if item.removed_at],
        "form": form,
        "locked": locked,
        "may_edit": not locked,
        "refusal": refusal,
        "minutes": sum(item.planned_minutes or 0 for item in standing),
        "trail": _trail(meeting, "Dagordning"),
    }


def _sections(standing: list[AgendaItem], changed: dict[int, str]) -> list[tuple[str, str, list[Entry]]]:
    words = {"before": "Före punkterna", "items": "Punkter", "after": "Efter punkterna"}
    return [
        (section, word, tops)
        for section, word in words.items()
        if (tops := _entries([one for one in standing if one.section == section], changed))
        or section == "items"
    ]


def _entries(items: list[AgendaItem], changed: dict[int, str]) -> list[Entry]:
    tops = [Entry(item, changed=changed.get(item.pk, "")) for item in items if item.parent_id is None]
    for top in tops:
        top.children = [
            Entry(item, changed=changed.get(item.pk, "")) for item in items if item.parent_id == top.item.pk
        ]
        _set_moves(top.children, indent=[("out", "Ut")])
    for at, top in enumerate(tops):
        _set_moves([top], indent=[("in", "In")] if at and not top.children else [], at=at, of=len(tops))
    return tops


def _set_moves(
    entries: list[Entry], *, indent: list[tuple[str, str]], at: int = 0, of: int | None = None
) -> None:
    total = len(entries) if of is None else of
    for place, entry in enumerate(entries, at):
        vertical = [("up", "Upp")] if place else []
        vertical += [("down", "Ner")] if place < total - 1 else []
        entry.moves = vertical + indent


@requires(Permission.MEETING_EDIT)
@require_POST
def agenda_move(request: Request, pk: int, direction: str) -> HttpResponse:
    """Move an item up, down, in or out."""
    if direction not in agenda_actions.DIRECTIONS:
        raise Http404
    item = _item(request, pk)
    return _act(request, item, lambda: agenda_actions.move_item(item, direction, by=request.user))


@requires(Permission.MEETING_EDIT)
@require_POST
def agenda_put_back(request: Request, pk: int) -> HttpResponse:
    """Put a removed item back."""
    item = _item(request, pk)
    return _act(request, item, lambda: agenda_actions.put_back_item(item, by=request.user))


def _act(request: Request, item: AgendaItem, act: Callable[[], None]) -> HttpResponse:
    refusal = ""
    try:
        act()
    except NotAllowed as no:
        refusal = str(no)
    if request.htmx:
        context = _agenda_context(_meeting(request, item.meeting_id), AddItemForm(), refusal)
        return page(request, "meetings/agenda_edit.html", context, part="agenda-tree")
    if refusal:
        messages.error(request, refusal)
    return _to_agenda(item)


# One item


@requires(Permission.MEETING_EDIT)
@transaction.atomic
def agenda_item(request: Request, pk: int) -> HttpResponse:
    """Everything about one item. Every button saves all that is typed on the page, so that nothing typed is lost.

    A part that is saved is emptied; one that cannot be saved is shown again as it was typed, with the reason.
    """
    item = _item(request, pk)
    if request.method != "POST":
        return _item_page(request, pk, ItemPage(item))
    hold(item.meeting_id)
    typed = ItemPage(_item(request, pk), request.POST, request.FILES)
    for part, save in _SAVES.items():
        typed.keep(part, partial(save, request, pk))
    if list(typed.typed) == ["removal"]:
        typed.keep("removal", partial(_remove, request, pk))
    if typed.typed:
        return _item_page(request, pk, typed)
    if typed.pressed in ("save", "child", "remove"):
        return _to_agenda(item)
    return redirect("meetings:agenda-item", pk=pk)


def _save_item(request: Request, pk: int, form: ItemForm) -> None:
    item = _item(request, pk)
    agenda_actions.change_item(item, by=request.user, **form.facts())
    if item.title:
        messages.success(request, f"{item} är sparad.")
    else:
        messages.warning(request, f"Sparat. {EMPTY_TITLE}")


def _save_link(request: Request, pk: int, form: LinkForm) -> None:
    made = attachment_actions.attach_link(_item(request, pk), by=request.user, **form.cleaned_data)
    messages.success(request, f"{made} är tillagd.")


def _save_upload(request: Request, pk: int, form: UploadForm) -> None:
    said = form.cleaned_data
    made = attachment_actions.attach_file(
        _item(request, pk), by=request.user, upload=said["file"], title=said["title"]
    )
    messages.success(request, f"{made} är tillagd.")


def _save_child(request: Request, pk: int, form: AddItemForm) -> None:
    item = _item(request, pk)
    _say_added(request, agenda_actions.add_item(item.meeting, by=request.user, parent=item, **form.facts()))


def _file(request: Request, pk: int, form: FilingForm) -> None:
    minutes = form.cleaned_data["minutes"]
    minutes_actions.file(minutes, item=_item(request, pk), by=request.user)
    messages.success(request, f"{minutes.meeting} är lagda till handlingarna.")


def _detach(request: Request, pk: int, form: DetachForm) -> None:
    for attachment in _item(request, pk).attachments.filter(pk=form.cleaned_data["detach"]):
        attachment_actions.detach(attachment, by=request.user)
        messages.success(request, f"{attachment} är borttagen.")


def _remove(request: Request, pk: int, form: RemoveForm) -> None:
    item = _item(request, pk)
    agenda_actions.remove_item(item, by=request.user, with_text=form.cleaned_data["with_text"])
    messages.success(request, f"{item} är borttagen. Du kan lägga tillbaka den längst ner på sidan.")


_SAVES: dict[str, Callable[..., None]] = {
    "item": _save_item,
    "link": _save_link,
    "upload": _save_upload,
    "child": _save_child,
    "filing": _file,
    "detach": _detach,
}


def _item_page(request: Request, pk: int, typed: ItemPage) -> HttpResponse:
    item = _item(request, pk)
    context = {
        "item": item,
        "meeting": item.meeting,
        **typed.shown(item),
        "wrong": list(typed.typed.values()),
        "attachments": item.attachments.select_related("file"),
        "children": item.children.filter(removed_at=None).order_by("position", "pk"),
        "has_text": bool(agenda_actions.obstacles_to_removing(item, with_text=False)),
        "locked": " ".join(obstacles_to_editing(item.meeting)),
        "trail": _trail(item.meeting, "Dagordning", item.label),
    }
    return page(request, "meetings/agenda_item.html", context)
