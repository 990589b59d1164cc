"""One party in a round, for the office: its answers, approving or returning them, and who answers for it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from secretariat.inquiries import access
from secretariat.inquiries.actions import (
    inquiries,
    recipients,
    reminding,
    round_tables,
    rounds,
    sharing,
    sheets,
)
from secretariat.inquiries.actions.forms import questionnaire_of
from secretariat.inquiries.actions.letters import trouble_with
from secretariat.inquiries.actions.locks import obstacles_to_changing
from secretariat.inquiries.actions.sheet_states import Step, obstacles_to
from secretariat.inquiries.forms.answering import sections_of
from secretariat.inquiries.forms.rounds import ExcuseForm, HandlerForm, ReturnForm
from secretariat.inquiries.models import Inquiry, Recipient
from secretariat.lib.access import Permission, requires
from secretariat.lib.dates import local_day
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed

from .answers import Voice, answer_page
from .rounds import letters_in_words, trail


def _party(request: Request, pk: int) -> tuple[Recipient, Inquiry]:
    rows = Recipient.objects.filter(inquiry__form_version__isnull=False).select_related(
        "inquiry__form_version__form",
        "inquiry__created_by__person",
        "organisation__district",
        "handler__user",
    )
    row = get_object_or_404(rows, pk=pk)
    if not access.may_manage_round(request.user, row.inquiry):
        raise PermissionDenied
    return row, row.inquiry


@requires(Permission.INQUIRY_SEND)
@require_GET
def party_detail(request: Request, pk: int) -> HttpResponse:
    """What the party has answered, and what the office can do about it."""
    row, inquiry = _party(request, pk)
    return _detail(request, row, inquiry)


def _detail(request: Request, row: Recipient, inquiry: Inquiry, **forms_: Any) -> HttpResponse:
    today = timezone.localdate()
    table = round_tables.table_of(inquiry, user=request.user, today=today)
    sheet = sheets.sheet_of(row)
    version = sheet.version if sheet else inquiry.form_version
    over = obstacles_to_changing(inquiry)
    trouble = trouble_with(row)
    answered = row.answered_at is not None
    context: dict[str, Any] = {
        "recipient": row,
        "inquiry": inquiry,
        "line": next(line for line in table.lines if line.row.pk == row.pk),
        "sheet": sheet,
        "sections": sections_of(questionnaire_of(version), sheets.answers_of(sheet))
        if version and sheet
        else [],
        "over": over,
        "trouble": "" if answered or over else trouble,
        "colleagues": sharing.colleagues_of(row),
        "may_approve": not obstacles_to(Step.APPROVE, sheet, inquiry),
        "may_return": not obstacles_to(Step.RETURN, sheet, inquiry),
        "may_reopen": not obstacles_to(Step.REOPEN, sheet, inquiry),
        "may_fill": not obstacles_to(Step.SAVE, sheet, inquiry),
        "sent_on": local_day(row.sent_at) if row.sent_at else None,
        "reminded_on": local_day(row.reminded_at) if row.reminded_at else None,
        "may_remind": not over and inquiry.sent_at is not None and reminding.may_be_reminded(row, today),
        "may_excuse": not over and not answered,
        "may_remove": not inquiries.obstacles_to_removing(row),
        "handler": HandlerForm(recipient=row, auto_id="vem_%s"),
        "returning": ReturnForm(auto_id="komplettering_%s"),
        "excuse": ExcuseForm(auto_id="svarar_%s"),
        "trail": trail(inquiry, (row.organisation.short_name, "")),
    }
    return page(request, "inquiries/party_detail.html", context | forms_)


@requires(Permission.INQUIRY_SEND)
def party_fill(request: Request, pk: int) -> HttpResponse:
    """Fill in for a party that has told by telephone or letter."""
    row, _ = _party(request, pk)
    voice = Voice(row, who=request.user.name, how=sheets.OFFICE, by=request.user)
    return answer_page(request, voice)


def _step(
    request: Request, pk: int, act: Callable[[Recipient], str], *, name: str = "", form: Any = None
) -> HttpResponse:
    """Do it and lead back to the party; or show the page again, with what was typed and what is wrong."""
    row, inquiry = _party(request, pk)
    if form is None or form.is_valid():
        try:
            messages.success(request, act(row))
            return redirect("inquiries:party-detail", pk)
        except NotAllowed as no:
            if form is None:
                for reason in no.reasons:
                    messages.error(request, reason)
                return redirect("inquiries:party-detail", pk)
            form.add_error(None, no.reasons)
    return _detail(request, row, inquiry, **{name: form})


@requires(Permission.INQUIRY_SEND)
@require_POST
def party_approve(request: Request, pk: int) -> HttpResponse:
    """The answers are as they should be."""

    def act(row: Recipient) -> str:
        sheets.approve(row, by=request.user)
        return f"Svaren från {row.organisation.short_name} är godkända."

    return _step(request, pk, act)


@requires(Permission.INQUIRY_SEND)
@require_POST
def party_reopen(request: Request, pk: int) -> HttpResponse:
    """Take an approval back."""

    def act(row: Recipient) -> str:
        sheets.reopen(row, by=request.user)
        return "Godkännandet är ångrat. Svaren är inlämnade och kan begäras kompletterade."

    return _step(request, pk, act)


@requires(Permission.INQUIRY_SEND)
@require_POST
def party_return(request: Request, pk: int) -> HttpResponse:
    """Ask the party to complete its answers."""
    form = ReturnForm(request.POST, auto_id="komplettering_%s")

    def act(row: Recipient) -> str:
        sheets.return_(row, why=form.cleaned_data["why"], by=request.user)
        told = (
            "Handläggaren har fått ett brev." if not trouble_with(row) else "Inget brev gick: ingen kan nås."
        )
        return f"Komplettering är begärd. {told}"

    return _step(request, pk, act, name="returning", form=form)


@requires(Permission.INQUIRY_SEND)
@require_POST
def party_handler(request: Request, pk: int) -> HttpResponse:
    """Say who answers for the party; a new person may be put in the register at once."""
    row, _ = _party(request, pk)
    form = HandlerForm(request.POST, recipient=row, auto_id="vem_%s")

    def act(row: Recipient) -> str:
        said = form.cleaned_data
        if form.is_new:
            person = rounds.name_new_handler(row, name=said["name"], email=said["email"], by=request.user)
        else:
            person = said["person"]
            rounds.name_handler(row, person, by=request.user)
        if person is None:
            return f"{row.organisation.short_name} har ingen handläggare nu."
        told = " Brevet är skickat." if row.inquiry.sent_at and person != row.handler else ""
        return f"{person.name} är handläggare för {row.organisation.short_name}.{told}"

    return _step(request, pk, act, name="handler", form=form)


@requires(Permission.INQUIRY_SEND)
@require_POST
def party_excuse(request: Request, pk: int) -> HttpResponse:
    """Note that the party does not answer."""
    form = ExcuseForm(request.POST, auto_id="svarar_%s")

    def act(row: Recipient) -> str:
        recipients.excuse(row, why=form.cleaned_data["why"], by=request.user)
        return f"Noterat att {row.organisation.short_name} inte svarar."

    return _step(request, pk, act, name="excuse", form=form)


@requires(Permission.INQUIRY_SEND)
@require_POST
def party_remind(request: Request, pk: int) -> HttpResponse:
    """Remind this party alone. `till=alla` leads back to the table."""
    row, inquiry = _party(request, pk)
    try:
        sent = rounds.remind(inquiry, by=request.user, only=row)
        messages.success(request, letters_in_words(sent))
    except NotAllowed as no:
        messages.error(request, str(no))
    if request.POST.get("till") == "alla":
        return redirect("inquiries:round-detail", inquiry.pk)
    return redirect("inquiries:party-detail", pk)


@requires(Permission.INQUIRY_SEND)
@require_POST
def party_remove(request: Request, pk: int) -> HttpResponse:
    """Take the party out."""
    row, inquiry = _party(request, pk)
    try:
        rounds.remove(row, by=request.user)
    except NotAllowed as no:
        messages.error(request, str(no))
        return redirect("inquiries:party-detail", pk)
    messages.success(request, f"{row.organisation.short_name} är inte längre tillfrågad.")
    return redirect(reverse("inquiries:round-detail", args=[inquiry.pk]))
