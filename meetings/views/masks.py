"""Masking: choosing what is not to be seen, and looking at how it becomes, before anything is published (C10)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from meetings import access
from meetings.actions import frozen_trees, masked_copies, masks, publishing, reading
from meetings.forms.masks import MaskForm
from meetings.models import Minutes
from secretariat.lib import pdf
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed
from secretariat.registry import seen

from .approval import minutes_of


def _minutes(request: Request, pk: int) -> Minutes:
    minutes = minutes_of(request, pk)
    if not access.may_publish(request.user, minutes.meeting):
        raise PermissionDenied
    if not minutes.is_finished:
        raise Http404
    return minutes


@requires(Permission.MINUTES_PUBLISH)
def minutes_mask(request: Request, pk: int) -> HttpResponse:
    """What is masked, what the system proposes, everything that may be chosen, and the page as it becomes."""
    minutes = _minutes(request, pk)
    document = frozen_trees.tree_of(minutes)
    proposals = masks.proposals(minutes, document)
    form = MaskForm(request.POST or None, there=masks.maskable(document, proposals))
    if request.method == "POST" and form.is_valid():
        try:
            made = masks.mask(
                minutes, by=request.user, wanted=form.wanted(), ground=form.cleaned_data["ground"]
            )
        except NotAllowed as no:
            form.add_error(None, no.reasons)
        else:
            count = "En sak" if len(made) == 1 else f"{len(made)} saker"
            messages.success(request, f"{count} maskas när anteckningarna publiceras.")
            return redirect("meetings:minutes-mask", pk)
    seen.note(request, "öppnade maskningen", about=minutes)
    status = 422 if form.errors else 200
    return page(request, "meetings/minutes_mask.html", _context(minutes, form, proposals), status=status)


@requires(Permission.MINUTES_PUBLISH)
@require_POST
def minutes_unmask(request: Request, pk: int, mask: int) -> HttpResponse:
    """Let something not be masked after all."""
    minutes = _minutes(request, pk)
    masks.unmask(minutes, by=request.user, pk=mask)
    messages.success(request, "Maskningen är borttagen. Det gäller när anteckningarna publiceras nästa gång.")
    return redirect("meetings:minutes-mask", pk)


@requires(Permission.MINUTES_PUBLISH)
@require_GET
def minutes_mask_pdf(request: Request, pk: int) -> HttpResponse:
    """The PDF as it would become, to look at. Nothing is stored."""
    minutes = _minutes(request, pk)
    try:
        content = masked_copies.preview_of(minutes)
    except pdf.NotAvailable as missing:
        messages.error(request, str(missing))
        return redirect("meetings:minutes-mask", pk)
    name = content_disposition_header(False, f"forhandsvisning-{masked_copies.file_name(minutes)}") or ""
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": name})


def _context(minutes: Minutes, form: MaskForm, proposals: list[masks.Proposal]) -> dict[str, Any]:
    openness = publishing.openness_of(minutes)
    chosen = set(form["blocks"].value() or ())
    standing = minutes.publications.not_taken_back().first()
    return {
        "minutes": minutes,
        "meeting": minutes.meeting,
        "form": form,
        "fields": [field for field in form if field.name != "blocks"],
        "points": [
            (title, [(one.key, one.label, one.key in chosen) for one in blocks])
            for title, blocks in form.there.points
        ],
        "grounds": masks.GROUNDS,
        "rows": minutes.masks.select_related("made_by__person"),
        "proposals": proposals,
        "obstacles": openness.obstacles,
        "text": reading.shown(openness.document).text if openness.masking else "",
        "standing": standing,
        "is_changed": standing is not None and masks.is_changed(minutes, standing),
        "trail": [
            ("Publicering", reverse("meetings:publication-list")),
            (str(minutes.meeting), minutes.meeting.get_absolute_url()),
            ("Publicera", reverse("meetings:minutes-publish", args=[minutes.meeting_id])),
            ("Maska", ""),
        ],
    }
