"""Calling a meeting: the page where it is prepared, what was sent, and to whom."""

from typing import Any

from csp.constants import NONCE
from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from meetings import access
from meetings.actions import contributions, notice_checks, notice_printing, notice_word, notices
from meetings.actions import invitees as invitee_actions
from meetings.actions.notice_trees import latest, sent_tree
from meetings.actions.standing import check_code
from meetings.documents import checksum
from meetings.forms.notices import GuestForm, NoticeForm
from meetings.models import Meeting, Notice
from meetings.notice_documents import NoticeDocument
from meetings.notice_letters import NoticeLetters, Receiver
from meetings.notice_paper import printed, printed_changes
from meetings.notifications import address_of
from secretariat.lib import pdf
from secretariat.lib.access import Permission, requires
from secretariat.lib.markup import with_styles_apart
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import Person

from .printing import word_file

# Before it is sent


def _meeting(request: Request, pk: int) -> Meeting:
    """The meeting, for somebody who may call it."""
    rows = Meeting.objects.select_related("chair", "secretary", "letterhead__organisation")
    meeting = get_object_or_404(rows.prefetch_related("meeting_bodies__body"), pk=pk)
    if not access.may_call(request.user, meeting):
        raise PermissionDenied
    return meeting


@requires(Permission.MEETING_CALL)
def notice_send(request: Request, pk: int) -> HttpResponse:
    """What is missing, greeting, receivers, the kallelse as it will be, and the button that sends it (A10).

    All buttons belong to one form, so that a greeting half written is still there when somebody has been struck.
    """
    meeting = _meeting(request, pk)
    today = timezone.localdate()
    initial = {"reply_by": notices.default_reply_by(meeting, today=today)}
    posted = request.POST if request.method == "POST" else None
    form, guest = NoticeForm(posted, initial=initial), GuestForm()
    if posted is not None:
        wish = posted.get("gor", "")
        if wish == "skicka" and form.is_valid():
            try:
                notice = notices.send(meeting, by=request.user, **form.cleaned_data)
            except NotAllowed as no:
                form.add_error(None, no.reasons)
            else:
                messages.success(request, _sent_words(notice))
                return redirect("meetings:notice-detail", pk, notice.number)
        elif wish == "lagg-till" or (wish == "visa" and posted.get("name", "").strip()):
            guest = _add(request, meeting)
        else:
            _strike_or_restore(request, meeting, wish)
    return page(request, "meetings/notice_send.html", _send_context(request, meeting, form, guest))


def _sent_words(notice: Notice) -> str:
    rows = list(notice.recipients.all())
    reached = sum(bool(row.email) for row in rows)
    left = f" {len(rows) - reached} saknar adress." if reached < len(rows) else ""
    what = "Den kompletterande kallelsen" if notice.is_supplement else "Kallelsen"
    return f"{what} är skickad till {reached} mottagare.{left}"


def _add(request: Request, meeting: Meeting) -> GuestForm:
    """Call one more; what was typed stays where nobody was found."""
    guest = GuestForm(request.POST)
    if not guest.is_valid() or guest.person is None:
        return guest
    try:
        invitee_actions.call_all(meeting, by=request.user)
        invitee_actions.add_guest(meeting, person=guest.person, by=request.user)
    except NotAllowed as no:
        guest.add_error("name", no.reasons)
        return guest
    messages.success(request, f"{guest.person} kallas också.")
    return GuestForm()


def _strike_or_restore(request: Request, meeting: Meeting, wish: str) -> None:
    """Take somebody off the list, or back: `stryk-12`, `ater-12`, with the person's id."""
    verb, _, key = wish.partition("-")
    if verb not in ("stryk", "ater") or not key.isdecimal():
        return
    invitee_actions.call_all(meeting, by=request.user)
    row = meeting.invitees.select_related("person").filter(person=int(key[:18])).first()
    if row is None:
        return
    if verb == "stryk":
        invitee_actions.strike(row, by=request.user)
        messages.success(request, f"{row.person} får inte kallelsen.")
    elif row.removed_at:
        invitee_actions.add_guest(meeting, person=row.person, by=request.user)
        messages.success(request, f"{row.person} kallas igen.")


def _typed(form: NoticeForm) -> dict[str, Any]:
    """Greeting and last day as far as they can be read, for the preview."""
    form.is_valid()
    said = form.cleaned_data if form.is_bound else form.initial
    return {"message": said.get("message", ""), "reply_by": said.get("reply_by")}


def _send_context(request: Request, meeting: Meeting, form: NoticeForm, guest: GuestForm) -> dict[str, Any]:
    today = timezone.localdate()
    rows = notices.called(meeting, by=request.user)
    document = notices.preview_of(meeting, by=request.user, **_typed(form))
    hindering = notice_checks.hindering(meeting, rows, today=today)
    return {
        "meeting": meeting,
        "form": form,
        "guest": guest,
        "hindering": hindering,
        "worth_knowing": notice_checks.worth_knowing(meeting, rows, today=today),
        "notice": printed(document, base_url=settings.BASE_URL),
        "is_supplement": document.is_supplement,
        "has_bodies": len(document.bodies) > 1,
        "recipients": [(row, address_of(row.person)) for row in rows],
        "copies": notices.copies_without_person(meeting),
        "struck": list(meeting.invitees.exclude(removed_at=None).select_related("person")),
        "names": list(Person.objects.values_list("given_name", "family_name")),
        "letter_count": sum(bool(address_of(row.person)) for row in rows)
        + len(notices.copies_without_person(meeting)),
        "former": list(meeting.notices.defer("content")),
    }


@csp_update({"style-src": [NONCE]})
@requires(Permission.MEETING_CALL)
def notice_letter(request: Request, pk: int) -> HttpResponse:
    """The letter as the first receiver's mail program will show it, with what has been typed so far."""
    meeting = _meeting(request, pk)
    document = _draft(request, meeting)
    row = next(iter(notices.called(meeting, by=request.user)), None)
    receiver = Receiver(
        name=row.person.name if row else "",
        email="",
        capacity=row.capacity if row else "member",
        called_as=row.in_words if row else "",
        body=row.body_id if row else None,
        body_name=row.body.name if row and row.body else "",
        person=row.person if row else None,
        reply_address="#",
    )
    letters = NoticeLetters(document, page=settings.BASE_URL + meeting.get_absolute_url())
    return HttpResponse(with_styles_apart(letters.html(receiver), request.csp_nonce))


@requires(Permission.MEETING_CALL)
def notice_draft(request: Request, pk: int) -> HttpResponseBase:
    """The PDF as it would be, marked as a draft."""
    meeting = _meeting(request, pk)
    document = _draft(request, meeting)
    try:
        content = notice_printing.render(document)
    except pdf.NotAvailable as no:
        messages.error(request, str(no))
        return redirect("meetings:notice-send", pk)
    return _file(content, f"utkast-{notice_printing.file_name(document)}")


def _draft(request: Request, meeting: Meeting) -> NoticeDocument:
    initial = {"reply_by": notices.default_reply_by(meeting, today=timezone.localdate())}
    form = NoticeForm(request.POST if request.method == "POST" else None, initial=initial)
    return notices.preview_of(meeting, by=request.user, **_typed(form))


# Sent


def _notice(request: Request, pk: int, number: int) -> Notice:
    """A kallelse of a meeting the reader may see."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user), pk=pk)
    return get_object_or_404(
        Notice.objects.select_related("pdf", "sent_by__person", "meeting").prefetch_related(
            "meeting__meeting_bodies__body"
        ),
        meeting=meeting,
        number=number,
    )


@requires(Permission.MEETING_READ)
@require_GET
def notice_detail(request: Request, pk: int, number: int) -> HttpResponse:
    """A kallelse as it was sent; for who may call, its receivers and how each letter went."""
    notice = _notice(request, pk, number)
    tree, newest = sent_tree(notice), latest(notice.meeting)
    is_newest = newest is not None and newest.pk == notice.pk
    may_call = access.may_call(request.user, notice.meeting)
    context = {
        "meeting": notice.meeting,
        "sent": notice,
        "notice": printed(tree, base_url=settings.BASE_URL),
        "has_bodies": len(tree.bodies) > 1,
        "is_newest": is_newest,
        "newest": newest,
        "since": printed_changes(notices.changes_since_notice(notice.meeting)) if is_newest else (),
        "others": list(notice.meeting.notices.exclude(pk=notice.pk).defer("content")),
        "code": check_code(notice.sha256),
        "is_intact": checksum(bytes(notice.content)) == notice.sha256,
        "may_call": may_call,
        "may_contribute": contributions.may_contribute(request.user.person, notice.meeting),
        "recipients": list(notice.recipients.select_related("mail", "person")) if may_call else [],
        "left": notices.left_to_tell(notice, by=request.user) if may_call and is_newest else [],
    }
    return page(request, "meetings/notice_detail.html", context)


@requires(Permission.MEETING_CALL)
@require_POST
def notice_send_more(request: Request, pk: int, number: int) -> HttpResponse:
    """Send it to those on the list who have not got it."""
    notice = _notice(request, pk, number)
    if not access.may_call(request.user, notice.meeting):
        raise PermissionDenied
    invitee_actions.call_all(notice.meeting, by=request.user)
    told = notices.send_to(notices.left_to_tell(notice, by=request.user), by=request.user)
    if told:
        messages.success(request, f"Kallelsen är skickad till {len(told)} till.")
    else:
        messages.info(request, "Alla på listan som har en adress har redan fått kallelsen.")
    return redirect("meetings:notice-detail", pk, number)


@requires(Permission.MEETING_READ)
@require_GET
def notice_pdf(request: Request, pk: int, number: int) -> HttpResponseBase:
    """The PDF that was sent."""
    notice = _notice(request, pk, number)
    try:
        content = notice_printing.pdf_of(notice)
    except pdf.NotAvailable as no:
        messages.error(request, str(no))
        return redirect("meetings:notice-detail", pk, number)
    return _file(content, notice_printing.file_name(sent_tree(notice)))


@requires(Permission.MEETING_READ)
@require_GET
def notice_docx(request: Request, pk: int, number: int) -> HttpResponse:
    """The kallelse that was sent, as a Word file."""
    notice = _notice(request, pk, number)
    name = notice_printing.file_name(sent_tree(notice)).replace(".pdf", ".docx")
    return word_file(notice_word.word_of(notice), name)


@requires(Permission.MEETING_READ)
@require_GET
def notice_json(request: Request, pk: int, number: int) -> HttpResponse:
    """The frozen bytes themselves, whose checksum is the Kontrollkod."""
    notice = _notice(request, pk, number)
    name = notice_printing.file_name(sent_tree(notice)).replace(".pdf", ".json")
    return HttpResponse(
        bytes(notice.content),
        content_type="application/json",
        headers={"Content-Disposition": content_disposition_header(True, name) or ""},
    )


def _file(content: bytes, name: str) -> HttpResponse:
    headers = {
        "Content-Disposition": content_disposition_header(False, name) or "",
        "Cache-Control": "private, no-cache",
    }
    return HttpResponse(content, content_type="application/pdf", headers=headers)
