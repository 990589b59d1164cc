"""One party's decision: the page a letter leads its handläggare to, and the office's page about the party (K3)."""

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
from meetings.actions import confirmation_answers, confirmation_tables, confirmations
from meetings.confirmation_words import with_sign
from meetings.forms.confirmations import AnswerForm, ExcuseForm, HandledForm, HandlerForm
from meetings.models import Confirmation, Decision
from secretariat.inquiries.actions import inquiries, recipients, reminding, reply_links
from secretariat.inquiries.actions.letters import trouble_with
from secretariat.inquiries.actions.locks import hold, obstacles_to_changing
from secretariat.inquiries.models import Recipient
from secretariat.lib.access import Permission, requires
from secretariat.lib.dates import day_in_words, local_day, weekday_and_day
from secretariat.lib.keys import opened_by_key
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import links

from .confirmations import address, letters_in_words, trail

_NOTHING_NEW = "Du har inte fyllt i något nytt. Skriv till exempel när ärendet ska upp."


# By the link in the letter


@opened_by_key
def confirmation_answer(request: Request, key: str) -> HttpResponse:
    """Tell what the party has decided, by the letter's link. Reading changes nothing: mail filters open every link."""
    row, link = reply_links.find(key, purpose=confirmations.PURPOSE)
    if row is None or link is None:
        known = link is not None
        return page(
            request, "meetings/confirmation_gone.html", {"known": known}, status=410 if known else 404
        )
    name = row.handler.name if row.handler else ""
    saved, form = _answer(request, row, how=confirmation_answers.LINK, who=name)
    if saved:
        links.mark_used(link)
        return redirect(f"{request.path}?tack")
    return page(request, "meetings/confirmation_answer.html", _answer_context(request, row, form))


def _answer(request: Request, row: Recipient, **how: Any) -> tuple[bool, AnswerForm]:
    """Read the form against the locked row, and save what it says. Whether it was saved, and the form."""
    with transaction.atomic():
        if request.method == "POST":
            hold(row.inquiry_id)
        confirmation = Confirmation.objects.select_related(
            "recipient__inquiry", "recipient__organisation", "extract"
        ).get(recipient=row)
        data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
        form = AnswerForm(*data, instance=confirmation)
        if request.method != "POST" or not form.is_valid():
            return False, form
        try:
            is_new = confirmation_answers.answer(confirmation, form.said(), upload=form.upload_, **how)
        except NotAllowed as no:
            form.add_error(None, no.reasons)
            return False, form
        if not is_new:
            form.add_error(None, _NOTHING_NEW)
        return is_new, form


def _answer_context(request: Request, row: Recipient, form: AnswerForm) -> dict[str, Any]:
    inquiry = row.inquiry
    decision = confirmations.decision_of(confirmations.request_of(row))
    stored = Confirmation.objects.select_related("extract").get(recipient=row)
    obstacles = obstacles_to_changing(inquiry)
    told = confirmation_answers.history(stored)
    meeting = decision.meeting
    return {
        "recipient": row,
        "inquiry": inquiry,
        "decision": decision,
        "words": confirmations.words(decision),
        "bodies": [one.body.name for one in meeting.meeting_bodies_in_order],
        "meeting": meeting,
        "decision_url": request.build_absolute_uri(
            reverse("meetings:decision-detail", args=[address(decision)])
        ),
        "form": form,
        "stored": stored,
        "saved": saved_rows(stored),
        "history": told,
        "obstacles": obstacles,
        "is_receipt": "tack" in request.GET and bool(told) and not form.is_bound,
        "is_public": True,
        "due": weekday_and_day(inquiry.due_on) if inquiry.due_on else "",
    }


def saved_rows(one: Confirmation) -> list[tuple[str, str]]:
    """What is saved of a party's answer, for the page that thanks."""
    planned = day_in_words(one.planned_on) if one.planned_on else ""
    if one.planned_on and one.first_planned_on and one.first_planned_on != one.planned_on:
        planned += f" (först planerat {day_in_words(one.first_planned_on)})"
    return [
        ("Ska upp", planned),
        ("Organ", one.organ),
        ("Beslutat", day_in_words(one.decided_on) if one.decided_on else ""),
        ("Paragraf", with_sign(one.paragraph)),
        ("Diarienummer", one.case_number),
        ("Utfall", one.get_outcome_display().capitalize()),
        ("Avvikelse", one.deviation),
        ("Underlag", one.extract.name if one.extract else ""),
    ]


@requires(Permission.START_READ)
def confirmation_own(request: Request, pk: int) -> HttpResponse:
    """The same page for a handläggare with an account, who needs no link."""
    if request.user.person_id is None:
        raise Http404
    rows = Recipient.objects.filter(inquiry__confirmation_request__isnull=False).exclude(
        inquiry__sent_at=None
    )
    row = get_object_or_404(
        rows.select_related("inquiry", "organisation", "handler"), pk=pk, handler=request.user.person_id
    )
    saved, form = _answer(
        request, row, how=confirmation_answers.LOGIN, who=request.user.name, by=request.user
    )
    if saved:
        return redirect(f"{request.path}?tack")
    context = _answer_context(request, row, form) | {"is_public": False}
    return page(request, "meetings/confirmation_answer.html", context)


# The office's page about one party


def _party(request: Request, pk: int) -> tuple[Recipient, Decision]:
    rows = Recipient.objects.filter(inquiry__confirmation_request__isnull=False).select_related(
        "inquiry", "organisation__district", "handler__user"
    )
    row = get_object_or_404(rows, pk=pk)
    decision = confirmations.decision_of(confirmations.request_of(row))
    if not access.may_ask_parties(request.user, decision):
        raise PermissionDenied
    return row, decision


@requires(Permission.INQUIRY_SEND)
def confirmation_party(request: Request, pk: int) -> HttpResponse:
    """One party: what it has told, who answers for it. A POST fills in for the party."""
    row, decision = _party(request, pk)
    saved, form = _answer(
        request, row, how=confirmation_answers.OFFICE, who=request.user.name, by=request.user
    )
    if saved:
        messages.success(request, f"Sparat för {row.organisation.short_name}.")
        return redirect("meetings:confirmation-party", pk)
    return _party_page(request, row, decision, form=form)


def _party_page(request: Request, row: Recipient, decision: Decision, **forms_: Any) -> HttpResponse:
    confirmation = (
        Confirmation.objects.select_related(
            "extract",
            "recipient__inquiry",
            "recipient__organisation__district",
            "deviation_handled_by__person",
        )
        .filter(recipient=row)
        .get()
    )
    today = timezone.localdate()
    over = obstacles_to_changing(row.inquiry)
    context: dict[str, Any] = {
        "recipient": row,
        "decision": decision,
        "inquiry": row.inquiry,
        "words": confirmations.words(decision),
        "line": confirmation_tables.line_of(confirmation, handler=row, today=today),
        "stored": confirmation,
        "saved": saved_rows(confirmation),
        "history": confirmation_answers.history(confirmation),
        "over": over,
        "trouble": trouble_with(row),
        "sent_on": local_day(row.sent_at) if row.sent_at else None,
        "reminded_on": local_day(row.reminded_at) if row.reminded_at else None,
        "may_remind": not over and row.inquiry.sent_at is not None and reminding.may_be_reminded(row, today),
        "may_remove": not inquiries.obstacles_to_removing(row),
        "handler": HandlerForm(recipient=row, auto_id="vem_%s"),
        "handled": HandledForm(initial={"how": confirmation.deviation_handled_how}, auto_id="avvikelse_%s"),
        "excuse": ExcuseForm(auto_id="svarar_%s"),
        "trail": trail(
            decision,
            ("Alla parter", reverse("meetings:confirmation-detail", args=[address(decision)])),
            (str(row.organisation.short_name), ""),
        ),
    }
    if "form" not in forms_:
        context["form"] = AnswerForm(instance=confirmation)
    return page(request, "meetings/confirmation_party.html", context | forms_)


def _step(request: Request, pk: int, name: str, form: Any, act: Callable[[Recipient], str]) -> HttpResponse:
    """Do it and lead back to the party; or show the page again, with what was typed and what is wrong."""
    row, decision = _party(request, pk)
    if form is None or form.is_valid():
        try:
            messages.success(request, act(row))
            return redirect("meetings:confirmation-party", pk)
        except NotAllowed as no:
            if form is None:
                for reason in no.reasons:
                    messages.error(request, reason)
                return redirect("meetings:confirmation-party", pk)
            form.add_error(None, no.reasons)
    return _party_page(request, row, decision, **{name: form})


@requires(Permission.INQUIRY_SEND)
@require_POST
def confirmation_handler(request: Request, pk: int) -> HttpResponse:
    """Say who answers for the party; a new person may be put in the register at once."""
    row, _ = _party(request, pk)
    form = HandlerForm(request.POST, recipient=row, auto_id="vem_%s")

    def act(row: Recipient) -> str:
        said = form.cleaned_data
        if form.is_new:
            person = confirmations.name_new_handler(
                row, name=said["name"], email=said["email"], by=request.user
            )
        else:
            person = said["person"]
            confirmations.name_handler(row, person, by=request.user)
        if person is None:
            return f"{row.organisation.short_name} har ingen handläggare nu."
        told = " Brevet är skickat." if row.inquiry.sent_at and person != row.handler else ""
        return f"{person.name} är handläggare för {row.organisation.short_name}.{told}"

    return _step(request, pk, "handler", form, act)


@requires(Permission.INQUIRY_SEND)
@require_POST
def confirmation_handle(request: Request, pk: int) -> HttpResponse:
    """Say how a deviation is handled."""
    form = HandledForm(request.POST, auto_id="avvikelse_%s")

    def act(row: Recipient) -> str:
        confirmation = Confirmation.objects.select_related("recipient").get(recipient=row)
        confirmation_answers.handle_deviation(confirmation, how=form.cleaned_data["how"], by=request.user)
        return "Sparat hur avvikelsen hanteras."

    return _step(request, pk, "handled", form, act)


@requires(Permission.INQUIRY_SEND)
@require_POST
def confirmation_excuse(request: Request, pk: int) -> HttpResponse:
    """Note that the party does not answer."""
    form = ExcuseForm(request.POST, auto_id="svarar_%s")

    def act(row: Recipient) -> str:
        recipients.excuse(row, why=form.cleaned_data["why"], by=request.user)
        return f"Noterat att {row.organisation.short_name} inte svarar."

    return _step(request, pk, "excuse", form, act)


@requires(Permission.INQUIRY_SEND)
@require_POST
def confirmation_party_remind(request: Request, pk: int) -> HttpResponse:
    """Remind this party alone. `till=alla` leads back to the table."""
    row, decision = _party(request, pk)
    try:
        sent = confirmations.remind(confirmations.request_of(row), by=request.user, only=row)
        messages.success(request, letters_in_words(sent))
    except NotAllowed as no:
        messages.error(request, str(no))
    if request.POST.get("till") == "alla":
        return redirect("meetings:confirmation-detail", address(decision))
    return redirect("meetings:confirmation-party", pk)


@requires(Permission.INQUIRY_SEND)
@require_POST
def confirmation_remove(request: Request, pk: int) -> HttpResponse:
    """Take the party out."""
    row, decision = _party(request, pk)
    try:
        confirmations.remove(row, by=request.user)
    except NotAllowed as no:
        messages.error(request, str(no))
        return redirect("meetings:confirmation-party", pk)
    messages.success(request, f"{row.organisation.short_name} är inte längre tillfrågad.")
    return redirect("meetings:confirmation-detail", address(decision))
