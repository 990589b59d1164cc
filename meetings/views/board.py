"""Anslag: put up, taken down, its certificate, and the board that everybody may read (C13)."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from meetings import access
from meetings.actions import board, publications
from meetings.forms.board import PostForm, TakeDownForm
from meetings.models import BoardNotice, Minutes
from secretariat.lib import pdf
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed

from .approval import minutes_of


def _kept(request: Request, pk: int) -> Minutes:
    minutes = minutes_of(request, pk)
    if not access.may_send(request.user, minutes):
        raise PermissionDenied
    if not board.bodies_that_post(minutes.meeting):
        raise Http404
    return minutes


@requires(Permission.MINUTES_SEND)
def minutes_board(request: Request, pk: int) -> HttpResponse:
    """The form for putting finished minutes up; then the notice with its days, and taking it down."""
    minutes = _kept(request, pk)
    form = PostForm(request.POST if request.method == "POST" else None, initial=_proposed(minutes))
    if request.method == "POST" and form.is_valid():
        try:
            board.post(minutes, by=request.user, **form.cleaned_data)
        except NotAllowed as no:
            for reason in no.reasons:
                form.add_error(None, reason)
        else:
            messages.success(request, "Anslaget är uppsatt.")
            return redirect("meetings:minutes-board", pk)
    return _page(request, minutes, form=form)


def _proposed(minutes: Minutes) -> dict[str, object]:
    kept = next((body.kept_at for body in board.bodies_that_post(minutes.meeting) if body.kept_at), "")
    return {"posted_on": timezone.localdate(), "kept_at": kept}


def _page(request: Request, minutes: Minutes, **forms: Any) -> HttpResponse:
    notice = board.standing_notice(minutes)
    first = board.take_down_day(notice) if notice else None
    initial = {"on": max(first, timezone.localdate()) if first else None, "signed_by": request.user.name}
    context = {
        "minutes": minutes,
        "meeting": minutes.meeting,
        "notice": notice,
        "take_down_on": first,
        "may_take_down": bool(
            notice and notice.taken_down_on is None and notice.last_day < timezone.localdate()
        ),
        "post_by": board.post_by(minutes),
        "days": max(body.board_days for body in board.bodies_that_post(minutes.meeting)),
        "form": forms.get("form") or PostForm(initial=_proposed(minutes)),
        "down_form": forms.get("down_form") or TakeDownForm(initial=initial),
    }
    return page(request, "meetings/minutes_board.html", context)


@requires(Permission.MINUTES_SEND)
@require_POST
def board_take_down(request: Request, pk: int) -> HttpResponse:
    """Note that the notice is taken down, and who certifies it."""
    notice = get_object_or_404(BoardNotice.objects.select_related("minutes"), pk=pk)
    minutes = _kept(request, notice.minutes.meeting_id)
    form = TakeDownForm(request.POST)
    if form.is_valid():
        try:
            board.take_down(notice, by=request.user, **form.cleaned_data)
        except NotAllowed as no:
            for reason in no.reasons:
                form.add_error(None, reason)
        else:
            messages.success(request, "Anslaget är nedtaget. Beviset går att hämta.")
            return redirect("meetings:minutes-board", minutes.meeting_id)
    return _page(request, minutes, down_form=form)


@requires(Permission.MINUTES_SEND)
@require_GET
def board_certificate(request: Request, pk: int) -> HttpResponseBase:
    """Bevis om anslag as PDF."""
    notice = get_object_or_404(BoardNotice.objects.select_related("minutes", "version"), pk=pk)
    minutes = _kept(request, notice.minutes.meeting_id)
    try:
        content = board.certificate_of(notice)
    except pdf.NotAvailable as missing:
        messages.error(request, str(missing))
        return redirect("meetings:minutes-board", minutes.meeting_id)
    name = f"bevis-om-anslag-{notice.posted_on.isoformat()}.pdf"
    headers = {"Content-Disposition": content_disposition_header(False, name) or ""}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@login_not_required
@require_GET
def public_board(request: Request) -> HttpResponse:
    """The board: notices that sit today."""
    rows = board.up_on(timezone.localdate())
    meetings = {one.minutes.meeting_id for one in rows}
    opened = set(publications.open_meetings().filter(pk__in=meetings).values_list("pk", flat=True))
    context = {
        "notices": board.shown(rows, opened),
        "canonical": settings.BASE_URL + request.path,
        "noindex": False,
        "trail": [("Öppna möten och beslut", reverse("meetings:public-start")), ("Anslag", "")],
    }
    return page(request, "meetings/public_board.html", context)
