"""Answers to a kallelse: the page a letter leads to, the member's own, and the secretary's list."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from meetings import access, calendar
from meetings.actions import contributions, reply_links, reply_reminders, substitutes, turnout
from meetings.actions import invitees as invitee_actions
from meetings.forms.invitees import WORDS, AnswerForm, GuestForm
from meetings.models import Invitee, Meeting, NoticeReply
from secretariat.lib import ics
from secretariat.lib.access import Permission, requires
from secretariat.lib.dates import day_and_span, weekday_and_day
from secretariat.lib.keys import opened_by_key
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import links


@opened_by_key
def invitee_reply(request: Request, key: str) -> HttpResponse:
    """Answer by the link in the letter. Reading changes nothing: mail filters open every link."""
    row, link = reply_links.find(key)
    if row is None or link is None:
        return _nothing_here(request, known=link is not None)
    form = AnswerForm(request.POST or None, invitee=row)
    if request.method == "POST" and _answer(row, form, method=NoticeReply.Method.LINK):
        links.mark_used(link)
        return redirect(request.path)
    context = _reply_context(request, row, form) | {
        "is_public": True,
        "calendar_url": reverse("meetings:invitee-calendar", args=[key]),
    }
    return page(request, "meetings/invitee_reply.html", context)


@opened_by_key
def invitee_calendar(request: Request, key: str) -> HttpResponse:
    """The meeting as a calendar file, by the same link."""
    row, link = reply_links.find(key)
    if row is None:
        return _nothing_here(request, known=link is not None)
    return calendar_file(calendar.file_of(row.meeting), "mote.ics")


def calendar_file(content: bytes, name: str) -> HttpResponse:
    """A calendar file to open or save."""
    return HttpResponse(
        content,
        content_type=ics.CONTENT_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _nothing_here(request: Request, *, known: bool) -> HttpResponse:
    """A kind page that tells nothing of any meeting: gone where there was such a link, else not found."""
    return page(request, "meetings/invitee_gone.html", {"known": known}, status=410 if known else 404)


def _answer(row: Invitee, form: AnswerForm, **how: Any) -> bool:
    """Note what the form says. False where it is refused; the form then says why."""
    if not form.is_valid():
        return False
    try:
        invitee_actions.answer(row, **form.facts(), **how)
    except NotAllowed as no:
        form.add_error(None, no.reasons)
        return False
    return True


def _reply_context(request: Request, row: Invitee, form: AnswerForm) -> dict[str, Any]:
    by_login = request.user.is_authenticated and request.user.person_id == row.person_id
    meeting = row.meeting
    reply_by = meeting.notices.order_by("-number").values_list("reply_by", flat=True).first()
    chosen = WORDS.get(request.GET.get("svar", ""), "")
    receipt = bool(row.answer) and chosen in ("", row.answer) and "andra" not in request.GET
    latest = row.replies.select_related("substitute").last() if row.answer else None
    return {
        "invitee": row,
        "meeting": meeting,
        "form": form,
        "chosen": WORDS.get(form.data.get("svar", ""), chosen),
        "receipt": receipt and not form.is_bound,
        "latest": latest,
        "called": list(row.called.filter(removed_at=None).select_related("person")),
        "obstacles": invitee_actions.obstacles_to_answering(row, timezone.now()),
        "facts": [
            ("Möte", meeting.heading),
            ("När", day_and_span(meeting.date, meeting.start_time, meeting.end_time)),
            ("Var", calendar.place_of(meeting)),
            ("Du kallas som", row.in_words),
            ("Svara senast", weekday_and_day(reply_by) if reply_by else ""),
        ],
        "is_public": False,
        "may_contribute": by_login and contributions.may_contribute(row.person, meeting),
        "calendar_url": reverse("meetings:meeting-calendar", args=[meeting.pk]),
    }


@requires(Permission.MEETING_READ)
def invitee_own(request: Request, pk: int) -> HttpResponse:
    """The one who is logged in answers for themself, never for anybody else."""
    row = get_object_or_404(_rows(), meeting=pk, person=request.user.person_id, removed_at=None)
    form = AnswerForm(request.POST or None, invitee=row)
    how = {"method": NoticeReply.Method.LOGIN, "by": request.user}
    if request.method == "POST" and _answer(row, form, **how):
        return redirect(request.path)
    return page(request, "meetings/invitee_reply.html", _reply_context(request, row, form))


# The secretary's list


def _rows() -> Any:
    return Invitee.objects.select_related(
        "person", "body", "seat", "meeting__secretary", "called_instead_of__person"
    ).prefetch_related("meeting__meeting_bodies__body__type")


def _meeting(request: Request, pk: int) -> Meeting:
    meeting = get_object_or_404(Meeting.objects.prefetch_related("meeting_bodies__body__type"), pk=pk)
    if not access.may_call(request.user, meeting):
        raise PermissionDenied
    return meeting


def _row(request: Request, pk: int) -> Invitee:
    row: Invitee = get_object_or_404(_rows(), pk=pk)
    if not access.may_call(request.user, row.meeting):
        raise PermissionDenied
    return row


def _trail(meeting: Meeting, word: str = "") -> list[tuple[str, str]]:
    trail = [("Möten", reverse("meetings:meeting-list")), (str(meeting), meeting.get_absolute_url())]
    if word:
        trail.append(("Svar", reverse("meetings:invitee-list", args=[meeting.pk])))
    return [*trail, (word or "Svar", "")]


@requires(Permission.MEETING_CALL)
def invitee_list(request: Request, pk: int) -> HttpResponse:
    """Who comes, who does not, who has not answered; asked for again every ten seconds where there is script."""
    meeting = _meeting(request, pk)
    shown = turnout.turnout_of(meeting)
    if request.htmx and request.GET.get("sett") == shown.mark:
        return HttpResponse(status=204)
    now = timezone.now()
    context = {
        "meeting": meeting,
        "turnout": shown,
        "is_over": invitee_actions.is_over(meeting, now),
        "to_remind": len(reply_reminders.to_remind(meeting, at=now)),
        "trail": _trail(meeting),
    }
    return page(request, "meetings/invitee_list.html", context, part="invitees")


@requires(Permission.MEETING_CALL)
def invitee_edit(request: Request, pk: int) -> HttpResponse:
    """One person's answers so far; the secretary may answer for somebody who called or wrote."""
    row = _row(request, pk)
    form = AnswerForm(request.POST or None, invitee=row, by_office=True)
    how = {"method": NoticeReply.Method.OFFICE, "by": request.user}
    if request.method == "POST" and _answer(row, form, **how):
        messages.success(request, f"Svaret för {row.person} är sparat.")
        return redirect("meetings:invitee-list", pk=row.meeting_id)
    context = _reply_context(request, row, form) | {
        "replies": row.replies.select_related("substitute", "answered_by__person").order_by(
            "-answered_at", "-pk"
        ),
        "trail": _trail(row.meeting, row.person.name),
    }
    return page(request, "meetings/invitee_edit.html", context)


@requires(Permission.MEETING_CALL)
@require_POST
def invitee_strike(request: Request, pk: int) -> HttpResponse:
    """Take somebody off the list."""
    row = _row(request, pk)
    invitee_actions.strike(row, by=request.user)
    messages.success(request, f"{row.person} är struken. Länken i brevet gäller inte längre.")
    return redirect("meetings:invitee-list", pk=row.meeting_id)


@requires(Permission.MEETING_CALL)
@require_POST
def invitee_call(request: Request, pk: int) -> HttpResponse:
    """Call an ersättare on the secretary's own word."""
    row = _row(request, pk)
    try:
        substitutes.call(row, by=request.user)
        messages.success(request, f"{row.person} är inkallad.")
    except NotAllowed as no:
        messages.error(request, str(no))
    return redirect("meetings:invitee-list", pk=row.meeting_id)


@requires(Permission.MEETING_CALL)
@require_POST
def invitee_remind(request: Request, pk: int) -> HttpResponse:
    """Write to those who have not answered."""
    meeting = _meeting(request, pk)
    try:
        count = reply_reminders.remind(meeting, by=request.user)
        messages.success(
            request, f"{count} har fått en påminnelse." if count > 1 else "En har fått en påminnelse."
        )
    except NotAllowed as no:
        messages.error(request, str(no))
    return redirect("meetings:invitee-list", pk=pk)


@requires(Permission.MEETING_CALL)
def invitee_add(request: Request, pk: int) -> HttpResponse:
    """Call a guest from the register (?q= searches it)."""
    meeting = _meeting(request, pk)
    q = request.GET.get("q", "").strip()
    form = GuestForm(request.POST or None, search=q)
    if request.method == "POST" and form.is_valid():
        try:
            row = invitee_actions.add_guest(meeting, person=form.cleaned_data["person"], by=request.user)
            messages.success(request, f"{row.person} står i listan som gäst.")
            return redirect("meetings:invitee-list", pk=pk)
        except NotAllowed as no:
            form.add_error(None, no.reasons)
    context = {"meeting": meeting, "form": form, "q": q, "trail": _trail(meeting, "Kalla en gäst")}
    return page(request, "meetings/invitee_add.html", context, part="invitee-found")
