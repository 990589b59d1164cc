"""Omedelbar justering: read aloud by the secretary, approved on phones or noted, fetched as a paper (C12)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from meetings import access
from meetings.actions import giving_out, immediate, immediate_papers, reading
from meetings.forms.approval import ReasonForm
from meetings.models import AgendaItem, ImmediateApproval
from secretariat.lib import pdf
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed
from secretariat.registry.sign_ins import sign_in_of


def _item(request: Request, pk: int) -> AgendaItem:
    rows = AgendaItem.objects.select_related("meeting__minutes__word", "parent")
    item = get_object_or_404(rows, pk=pk)
    if not access.may_draft(request.user, item.meeting):
        raise PermissionDenied
    return item


@requires(Permission.MINUTES_DRAFT)
def item_immediate(request: Request, pk: int) -> HttpResponse:
    """The words to read aloud, who approves, and the button that locks the point."""
    item = _item(request, pk)
    if standing := item.immediate_approvals.filter(withdrawn_at=None).first():
        return redirect("meetings:immediate-detail", standing.pk)
    obstacles = immediate.obstacles_to_reading_out(item)
    if request.method == "POST":
        try:
            made = immediate.read_out(item, by=request.user)
        except NotAllowed as no:
            obstacles = no.reasons
        else:
            messages.success(request, "Punkten är låst. De som justerar har fått ett brev med vägen hit.")
            return redirect("meetings:immediate-detail", made.pk)
    context = {
        "item": item,
        "meeting": item.meeting,
        "obstacles": obstacles,
        "document": reading.shown(immediate.as_it_would_be(item)),
        "people": immediate.approvers_of(item.meeting),
    }
    return page(request, "meetings/item_immediate.html", context)


def _approval(request: Request, pk: int) -> ImmediateApproval:
    """One paper: for those who approve it and who writes; once all have approved, for all who know of the meeting."""
    rows = ImmediateApproval.objects.select_related(
        "meeting__minutes__word", "item__parent", "pdf", "withdrawn_by", "frozen_by"
    ).prefetch_related("answers__person")
    approval = get_object_or_404(rows, pk=pk)
    mine = request.user.person_id in {row.person_id for row in approval.answers.all()}
    is_open = approval.approved_at and access.may_know_of(request.user, approval.meeting)
    if not (is_open or mine or access.may_draft(request.user, approval.meeting)):
        raise Http404
    return approval


@requires(Permission.MEETING_READ)
@require_GET
def immediate_detail(request: Request, pk: int) -> HttpResponse:
    """The point as it was read aloud, made for a phone: two steps from the letter to having approved it."""
    return _page(request, _approval(request, pk))


def _page(request: Request, approval: ImmediateApproval, **forms: Any) -> HttpResponse:
    rows = list(approval.answers.all())
    mine = next((row for row in rows if row.person_id == request.user.person_id), None)
    may_keep = access.may_draft(request.user, approval.meeting)
    is_open = approval.approved_at is None and approval.withdrawn_at is None
    left = [row for row in rows if row.answered_at is None]
    context = {
        "approval": approval,
        "meeting": approval.meeting,
        "document": reading.shown(immediate.tree_of(approval)),
        "standing": immediate_papers.standing_of(approval),
        "answers": rows,
        "left": left,
        "may_approve": bool(is_open and mine and mine.answered_at is None),
        "has_approved": bool(mine and mine.answered_at),
        "may_note": may_keep and is_open and bool(left),
        "note_errors": forms.get("note_errors", []),
        "may_withdraw": may_keep and is_open,
        "may_draft": may_keep,
        "form": forms.get("form") or ReasonForm(),
        "withdrawing": "form" in forms,
    }
    return page(request, "meetings/immediate_detail.html", context)


@requires(Permission.MEETING_READ)
@require_POST
def immediate_approve(request: Request, pk: int) -> HttpResponse:
    """Justera the point: only for oneself."""
    approval = _approval(request, pk)
    if immediate.own_answer(approval, request.user) is None:
        raise PermissionDenied
    try:
        immediate.approve(approval, by=request.user, sign_in=sign_in_of(request))
    except NotAllowed as no:
        messages.error(request, str(no))
    else:
        messages.success(request, "Tack, du har justerat punkten.")
    return redirect("meetings:immediate-detail", pk)


def _kept(request: Request, pk: int) -> ImmediateApproval:
    approval = _approval(request, pk)
    if not access.may_draft(request.user, approval.meeting):
        raise PermissionDenied
    return approval


@requires(Permission.MINUTES_DRAFT)
@require_POST
def immediate_note(request: Request, pk: int) -> HttpResponse:
    """The secretary notes who approved aloud."""
    approval = _kept(request, pk)
    chosen = [int(one) for one in request.POST.getlist("person") if one.isdecimal()]
    try:
        immediate.note(approval, by=request.user, persons=chosen)
    except NotAllowed as no:
        return _page(request, approval, note_errors=no.reasons)
    messages.success(request, "Noterat som uppläst och godkänt.")
    return redirect("meetings:immediate-detail", pk)


@requires(Permission.MINUTES_DRAFT)
@require_POST
def immediate_withdraw(request: Request, pk: int) -> HttpResponse:
    """Open the point again, with the reason, while somebody is left to approve."""
    approval = _kept(request, pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            immediate.withdraw(approval, by=request.user, reason=form.cleaned_data["reason"])
        except NotAllowed as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, "Punkten är öppen igen. Den gäller inte som justerad.")
            return redirect("meetings:immediate-detail", pk)
    return _page(request, approval, form=form)


@requires(Permission.MEETING_READ)
@require_GET
def immediate_pdf(request: Request, pk: int) -> HttpResponseBase:
    """The paper: the stored one once all have approved."""
    approval = _approval(request, pk)
    try:
        tree, standing = immediate.tree_of(approval), immediate_papers.standing_of(approval)
        content = giving_out.paper_of(tree, standing, lambda: immediate_papers.pdf_of(approval))
    except pdf.NotAvailable as missing:
        messages.error(request, str(missing))
        return redirect("meetings:immediate-detail", pk)
    headers = {
        "Content-Disposition": content_disposition_header(False, immediate_papers.file_name(approval)) or ""
    }
    return HttpResponse(content, content_type="application/pdf", headers=headers)
