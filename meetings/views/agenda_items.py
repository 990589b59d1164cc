"""The page of one item. One HTML form, whose every button saves all that is typed on the page."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from meetings import access
from meetings.actions import agenda as agenda_actions
from meetings.actions import attachments as attachment_actions
from meetings.actions import handon_lists
from meetings.actions import minutes as minutes_actions
from meetings.actions.attendance import obstacles_to_editing
from meetings.actions.backlog_lists import Waiting, waiting, with_origins
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
from meetings.models import AgendaItem, BacklogItem, HandOn
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page, slots_of
from secretariat.registry.models import Person

from .agenda import say_added, to_agenda
from .agenda_screen import agenda_trail


def item_of(request: Request, pk: int) -> AgendaItem:
    item = get_object_or_404(
        AgendaItem.objects.select_related(
            "meeting", "parent", "chair", "material_from", "files_minutes__meeting"
        ).prefetch_related("meeting__meeting_bodies__body", "presenters"),
        pk=pk,
    )
    if not access.may_edit_meeting(request.user, item.meeting):
        raise PermissionDenied
    return item


@requires(Permission.MEETING_EDIT)
@transaction.atomic
def agenda_item(request: Request, pk: int) -> HttpResponse:
    """Everything about one item. Every button saves all that is typed on the page, so that nothing typed is lost.

    A part that is saved is emptied; one that cannot be saved is shown again as it was typed, with the reason.
    """
    item = item_of(request, pk)
    if request.method != "POST":
        return _item_page(request, pk, ItemPage(item))
    hold(item.meeting_id)
    typed = ItemPage(item_of(request, pk), request.POST, request.FILES)
    for part, save in _SAVES.items():
        typed.keep(part, partial(save, request, pk))
    if list(typed.typed) == ["removal"]:
        typed.keep("removal", partial(_remove, request, pk))
    if typed.typed:
        return _item_page(request, pk, typed)
    if typed.pressed in ("save", "child", "remove"):
        return to_agenda(item)
    return redirect("meetings:agenda-item", pk=pk)


def _save_item(request: Request, pk: int, form: ItemForm) -> None:
    item = item_of(request, pk)
    agenda_actions.change_item(item, by=request.user, **form.facts())
    if item.title:
        messages.success(request, f"{item} är sparad.")
    else:
        messages.warning(request, f"Sparat. {EMPTY_TITLE}")


def _save_link(request: Request, pk: int, form: LinkForm) -> None:
    made = attachment_actions.attach_link(item_of(request, pk), by=request.user, **form.cleaned_data)
    messages.success(request, f"{made} är tillagd.")


def _save_upload(request: Request, pk: int, form: UploadForm) -> None:
    said = form.cleaned_data
    made = attachment_actions.attach_file(
        item_of(request, pk), by=request.user, upload=said["file"], title=said["title"]
    )
    messages.success(request, f"{made} är tillagd.")


def _save_child(request: Request, pk: int, form: AddItemForm) -> None:
    item = item_of(request, pk)
    say_added(request, agenda_actions.add_item(item.meeting, by=request.user, parent=item, **form.facts()))


def _file(request: Request, pk: int, form: FilingForm) -> None:
    minutes = form.cleaned_data["minutes"]
    minutes_actions.file(minutes, item=item_of(request, pk), by=request.user)
    messages.success(request, f"{minutes.meeting} är lagda till handlingarna.")


def _detach(request: Request, pk: int, form: DetachForm) -> None:
    for attachment in item_of(request, pk).attachments.filter(pk=form.cleaned_data["detach"]):
        attachment_actions.detach(attachment, by=request.user)
        messages.success(request, f"{attachment} är borttagen.")


def _remove(request: Request, pk: int, form: RemoveForm) -> None:
    item = item_of(request, pk)
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
    item = item_of(request, pk)
    context = {
        "item": item,
        "meeting": item.meeting,
        **typed.shown(item),
        "wrong": list(typed.typed.values()),
        "origin": _origin(item),
        "handed_on": _handed_on(item, request),
        "names": Person.objects.filter(protected_identity=False).values_list("given_name", "family_name"),
        "attachments": item.attachments.select_related("file"),
        "children": item.children.filter(removed_at=None).order_by("position", "pk"),
        "has_text": bool(agenda_actions.obstacles_to_removing(item, with_text=False)),
        "locked": " ".join(obstacles_to_editing(item.meeting)),
        "slots": slots_of(settings.ITEM_SLOTS, item.pk),
        "trail": agenda_trail(item.meeting, "Dagordning", item.label),
    }
    return page(request, "meetings/agenda_item.html", context)


def _origin(item: AgendaItem) -> Waiting | None:
    """What the point was taken from, where it was."""
    rows = with_origins(BacklogItem.objects.filter(item=item))
    return next(iter(waiting(rows, today=timezone.localdate())), None)


def _handed_on(item: AgendaItem, request: Request) -> list[tuple[UUID, str, str]]:
    """What the point handed to other groups, in words, and how it stands with the answers (K6)."""
    points = HandOn.objects.filter(item=item)
    found = handon_lists.of_points(points, request.user, today=timezone.localdate())
    return [(key, groups[0].words, handon_lists.sentence(groups)) for key, groups in found.items()]
