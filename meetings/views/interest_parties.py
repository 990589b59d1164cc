"""One party's interest: the page a letter leads its handläggare to, and the office's page about the party (K11)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from meetings import access
from meetings.actions import interest_answers, interest_tables, interests
from meetings.forms.confirmations import ExcuseForm, HandlerForm
from meetings.forms.interests import InterestForm
from meetings.models import Interest, InterestCall
from secretariat.inquiries.actions import inquiries, recipients, reply_links
from secretariat.inquiries.actions.letters import trouble_with
from secretariat.inquiries.actions.locks import hold, obstacles_to_changing
from secretariat.inquiries.models import Recipient
from secretariat.lib.access import Permission, requires
from secretariat.lib.dates import weekday_and_day
from secretariat.lib.keys import opened_by_key
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import links

from .confirmations import letters_in_words
from .interests import about_address, trail

_NOTHING_NEW = "Du har inte ändrat något. Svaret står kvar som det var."


# By the link in the letter


@opened_by_key
def interest_answer(request: Request, key: str) -> HttpResponse:
    """Say whether the party wants to, by the letter's link. Reading changes nothing: mail filters open every link."""
    row, link = reply_links.find(key, purpose=interests.PURPOSE)
    if row is None or link is None:
        known = link is not None
        return page(
            request, "meetings/confirmation_gone.html", {"known": known}, status=410 if known else 404
        )
    name = row.handler.name if row.handler else ""
    saved, form = _answer(request, row, how=interest_answers.LINK, who=name)
    if saved:
        links.mark_used(link)
        return redirect(f"{request.path}?tack")
    return _answer_page(request, row, form, is_public=True)


def _answer(request: Request, row: Recipient, **how: Any) -> tuple[bool, InterestForm]:
    """Read the form against the locked row, and save what it says. Whether it was saved, and the form."""
    with transaction.atomic():
        if request.method == "POST":
            hold(row.inquiry_id)
        interest = Interest.objects.select_related("recipient__inquiry", "recipient__organisation").get(
            recipient=row
        )
        form = InterestForm(request.POST if request.method == "POST" else None, instance=interest)
        if request.method != "POST" or not form.is_valid():
            return False, form
        try:
            is_new = interest_answers.answer(interest, form.said(), **how)
        except NotAllowed as no:
            form.add_error(None, no.reasons)
            return False, form
        if not is_new:
            form.add_error(None, _NOTHING_NEW)
        return is_new, form


def _answer_page(request: Request, row: Recipient, form: InterestForm, *, is_public: bool) -> HttpResponse:
    inquiry, call = row.inquiry, interests.call_of(row)
    stored = Interest.objects.get(recipient=row)
    context = {
        "recipient": row,
        "inquiry": inquiry,
        "call": call,
        "to_call": call.to_call,
        "form": form,
        "stored": stored,
        "saved": saved_rows(stored),
        "obstacles": obstacles_to_changing(inquiry),
        "is_receipt": "tack" in request.GET and bool(stored.answer) and not form.is_bound,
        "is_public": is_public,
        "due": weekday_and_day(inquiry.due_on) if inquiry.due_on else "",
    }
    return page(request, "meetings/interest_answer.html", context, status=422 if form.errors else 200)


def saved_rows(one: Interest) -> list[tuple[str, str]]:
    """What is saved of a party's answer, for the page that thanks."""
    return [
        ("Svar", one.get_answer_display().capitalize() if one.answer else ""),
        ("Villkor eller kommentar", one.condition),
        ("Kontaktperson", one.contact),
        ("E-post", one.email),
        ("Telefon", one.phone),
    ]


@requires(Permission.START_READ)
def interest_own(request: Request, pk: int) -> HttpResponse:
    """The same page for a handläggare with an account, who needs no link."""
    if request.user.person_id is None:
        raise Http404
    rows = Recipient.objects.filter(inquiry__interest_call__isnull=False).exclude(inquiry__sent_at=None)
    row = get_object_or_404(
        rows.select_related("inquiry", "organisation", "handler"), pk=pk, handler=request.user.person_id
    )
    saved, form = _answer(request, row, how=interest_answers.LOGIN, who=request.user.name, by=request.user)
    if saved:
        return redirect(f"{request.path}?tack")
    return _answer_page(request, row, form, is_public=False)


# The office's page about one party


def _party(request: Request, pk: int) -> tuple[Recipient, InterestCall]:
    rows = Recipient.objects.filter(inquiry__interest_call__isnull=False)
    row = get_object_or_404(rows.select_related("inquiry", "organisation", "handler__user"), pk=pk)
    call = interests.call_of(row)
    if not access.may_ask_who_joins(request.user, call.about):
        raise PermissionDenied
    return row, call


@requires(Permission.INQUIRY_SEND)
def interest_party(request: Request, pk: int) -> HttpResponse:
    """One party: what it has said, who answers for it. A POST fills in for the party."""
    row, call = _party(request, pk)
    saved, form = _answer(request, row, how=interest_answers.OFFICE, who=request.user.name, by=request.user)
    if saved:
        messages.success(request, f"Sparat för {row.organisation.short_name}.")
        return redirect("meetings:interest-party", pk)
    return _party_page(request, row, call, form=form)


def _party_page(request: Request, row: Recipient, call: InterestCall, **forms_: Any) -> HttpResponse:
    stored = Interest.objects.select_related("recipient__inquiry", "recipient__organisation").get(
        recipient=row
    )
    stored.recipient.handler = row.handler
    context: dict[str, Any] = {
        "recipient": row,
        "call": call,
        "inquiry": row.inquiry,
        "about_address": about_address(call.about),
        "line": interest_tables.line_of(stored, today=timezone.localdate(), sees_all=True),
        "stored": stored,
        "saved": saved_rows(stored),
        "history": interest_answers.history(stored),
        "over": obstacles_to_changing(row.inquiry),
        "trouble": trouble_with(row),
        "may_remove": not inquiries.obstacles_to_removing(row),
        "handler": HandlerForm(recipient=row, auto_id="vem_%s"),
        "excuse": ExcuseForm(auto_id="svarar_%s"),
        "trail": trail(
            call,
            (row.inquiry.title, reverse("meetings:interest-detail", args=[call.pk])),
            (str(row.organisation.short_name), ""),
        ),
    }
    if "form" not in forms_:
        context["form"] = InterestForm(instance=stored)
    wrong = any(form.errors for form in forms_.values() if form is not None)
    return page(request, "meetings/interest_party.html", context | forms_, status=422 if wrong else 200)


def _step(request: Request, pk: int, name: str, form: Any, act: Callable[[Recipient], str]) -> HttpResponse:
    """Do it and lead back to the party; or show the page again, with what was typed and what is wrong."""
    row, call = _party(request, pk)
    if form.is_valid():
        try:
            messages.success(request, act(row))
            return redirect("meetings:interest-party", pk)
        except NotAllowed as no:
            form.add_error(None, no.reasons)
    return _party_page(request, row, call, **{name: form})


@requires(Permission.INQUIRY_SEND)
@require_POST
def interest_handler(request: Request, pk: int) -> HttpResponse:
    """Say who answers for the party; a new person may be put in the register at once."""
    row, _ = _party(request, pk)
    form = HandlerForm(request.POST, recipient=row, auto_id="vem_%s")

    def act(row: Recipient) -> str:
        said = form.cleaned_data
        if form.is_new:
            person = interests.name_new_handler(row, name=said["name"], email=said["email"], by=request.user)
        else:
            person = said["person"]
            interests.name_handler(row, person, by=request.user)
        if person is None:
            return f"{row.organisation.short_name} har ingen handläggare nu."
        told = " Brevet är skickat." if row.inquiry.sent_at and person != row.handler else ""
        return f"{person.name} är handläggare för {row.organisation.short_name}.{told}"

    return _step(request, pk, "handler", form, act)


@requires(Permission.INQUIRY_SEND)
@require_POST
def interest_excuse(request: Request, pk: int) -> HttpResponse:
    """Note that the party does not answer."""
    form = ExcuseForm(request.POST, auto_id="svarar_%s")

    def act(row: Recipient) -> str:
        recipients.excuse(row, why=form.cleaned_data["why"], by=request.user)
        return f"Noterat att {row.organisation.short_name} inte svarar."

    return _step(request, pk, "excuse", form, act)


@requires(Permission.INQUIRY_SEND)
@require_POST
def interest_party_remind(request: Request, pk: int) -> HttpResponse:
    """Remind this party alone. `till=alla` leads back to the list."""
    row, call = _party(request, pk)
    try:
        messages.success(request, letters_in_words(interests.remind(call, by=request.user, only=row)))
    except NotAllowed as no:
        messages.error(request, str(no))
    if request.POST.get("till") == "alla":
        return redirect("meetings:interest-detail", call.pk)
    return redirect("meetings:interest-party", pk)


@requires(Permission.INQUIRY_SEND)
@require_POST
def interest_remove(request: Request, pk: int) -> HttpResponse:
    """Take the party out."""
    row, call = _party(request, pk)
    try:
        interests.remove(row, by=request.user)
    except NotAllowed as no:
        messages.error(request, str(no))
        return redirect("meetings:interest-party", pk)
    messages.success(request, f"{row.organisation.short_name} är inte längre tillfrågad.")
    return redirect("meetings:interest-detail", call.pk)
