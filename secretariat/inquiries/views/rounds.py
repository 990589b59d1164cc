"""Omgångar: the list, the table of who has answered, sending and reminding, and what the answers say together."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from secretariat.inquiries import access
from secretariat.inquiries.actions import answer_files, inquiries, round_tables, rounds
from secretariat.inquiries.actions import forms as form_actions
from secretariat.inquiries.actions.compiling import compile_round
from secretariat.inquiries.actions.forms import slug_of
from secretariat.inquiries.actions.inquiries import Asked
from secretariat.inquiries.actions.locks import obstacles_to_changing
from secretariat.inquiries.forms.rounds import AddPartyForm, ChangeRoundForm, RoundForm, WithdrawForm
from secretariat.inquiries.models import Form, Inquiry
from secretariat.inquiries.purposes import all_purposes, purpose_of
from secretariat.lib import pdf
from secretariat.lib.access import Permission, requires
from secretariat.lib.dates import local_day
from secretariat.lib.pages import Request, page, paged, query_string
from secretariat.lib.rules import NotAllowed
from secretariat.lib.sheets import CSV, XLSX
from secretariat.registry.actions import log

TYPES = {"xlsx": XLSX, "csv": CSV}
PAGE_SIZE = 25


def round_at(request: Request, pk: int, *, to_manage: bool = False) -> Inquiry:
    """The round, if the user may see it; 403 for who may only read, if it is to be changed."""
    rows = Inquiry.objects.select_related("form_version__form", "created_by__person")
    inquiry = get_object_or_404(rows, pk=pk, form_version__isnull=False)
    rule = access.may_manage_round if to_manage else access.may_read_round
    if not rule(request.user, inquiry):
        raise PermissionDenied
    return inquiry


def trail(inquiry: Inquiry, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """Breadcrumbs of a page about a round: what it is about, the round, and further."""
    here = (inquiry.title, reverse("inquiries:round-detail", args=[inquiry.pk]) if more else "")
    return [purpose_of(inquiry.purpose).place(inquiry), here, *more]


# Reading


@requires(Permission.INQUIRY_SEND)
@require_GET
def round_list(request: Request) -> HttpResponse:
    """All rounds of typed questions. `?lage= q= sida=`"""
    today = timezone.localdate()
    q = request.GET.get("q", "").strip()[:100]
    rows = round_tables.rounds_with_counts(q)
    state = request.GET.get("lage", "")
    if state in round_tables.STATES:
        rows = rows.filter(round_tables.in_state(state, today))
    else:
        state = ""
        rows = rows.filter(closed_at=None, withdrawn_at=None)
    rows = rows.order_by(F("closed_at").desc(nulls_first=True), F("due_on").asc(nulls_last=True), "-pk")
    listed = paged(request, rows, size=PAGE_SIZE)
    context = {
        "q": q,
        "state": state,
        "listed": listed,
        "rounds": round_tables.listed(listed.object_list, today=today),
        "states": [
            (words, key == state, query_string(request, lage=key or None))
            for key, words in [("", "Öppna"), *round_tables.STATES.items()]
        ],
        "trail": [("Frågor till parterna", "")],
    }
    return page(request, "inquiries/round_list.html", context)


@requires(Permission.INQUIRY_READ)
@require_GET
def round_detail(request: Request, pk: int) -> HttpResponse:
    """The table: who has answered?"""
    return _detail(request, round_at(request, pk))


def _detail(request: Request, inquiry: Inquiry, **more: Any) -> HttpResponse:
    today = timezone.localdate()
    may_manage = access.may_manage_round(request.user, inquiry)
    table = round_tables.table_of(inquiry, user=request.user, today=today)
    obstacles = [] if inquiry.sent_at else rounds.obstacles_to_sending(inquiry, today=today)
    context: dict[str, Any] = {
        "inquiry": inquiry,
        "purpose": purpose_of(inquiry.purpose),
        "table": table,
        "to_read": table.waiting_to_be_read if may_manage else [],
        "sent_on": round_tables.sent_on(inquiry),
        "may_manage": may_manage,
        "may_send": may_manage and not inquiry.sent_at and not obstacles,
        "may_close": may_manage and not inquiries.obstacles_to_closing(inquiry),
        "obstacles": obstacles,
        "over": obstacles_to_changing(inquiry),
        "more": AddPartyForm(auto_id="fler_%s"),
        "change": ChangeRoundForm(
            initial={"due_on": inquiry.due_on, "text": inquiry.text}, auto_id="andra_%s"
        ),
        "trail": trail(inquiry),
    }
    return page(request, "inquiries/round_detail.html", context | more)


@requires(Permission.INQUIRY_READ)
@require_GET
def round_compiled(request: Request, pk: int) -> HttpResponse:
    """What the parties have answered, question by question. `?lage=godkanda` counts those approved alone."""
    inquiry = round_at(request, pk)
    only_approved = request.GET.get("lage") == "godkanda"
    context = {
        "inquiry": inquiry,
        "compilation": compile_round(inquiry, only_approved=only_approved),
        "only_approved": only_approved,
        "to_read": _to_read(request, inquiry),
        "trail": trail(inquiry, ("Sammanställning", "")),
    }
    return page(request, "inquiries/round_compiled.html", context)


def _to_read(request: Request, inquiry: Inquiry) -> list[round_tables.Line]:
    """Who waits to be approved, for whoever may approve."""
    if not access.may_manage_round(request.user, inquiry):
        return []
    table = round_tables.table_of(inquiry, user=request.user, today=timezone.localdate())
    return table.waiting_to_be_read


@requires(Permission.INQUIRY_READ)
@require_GET
def round_export(request: Request, pk: int, kind: str) -> HttpResponse:
    """The answers as xlsx or csv."""
    if kind not in TYPES:
        raise Http404
    inquiry = round_at(request, pk)
    content, count = answer_files.content_of(inquiry, kind)
    log.write("exporterade svar från parterna", by=request.user, about=inquiry, antal=count)
    name = f"{slug_of(inquiry.title)}-{timezone.localdate():%Y-%m-%d}.{kind}"
    return HttpResponse(
        content,
        content_type=TYPES[kind],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@requires(Permission.INQUIRY_READ)
@require_GET
def round_pdf(request: Request, pk: int) -> HttpResponse:
    """The compiled answers on paper."""
    inquiry = round_at(request, pk)
    try:
        content = answer_files.render(
            inquiry, today=timezone.localdate(), only_approved=request.GET.get("lage") == "godkanda"
        )
    except pdf.NotAvailable as missing:
        messages.error(request, str(missing))
        return redirect("inquiries:round-compiled", pk)
    name = f"{slug_of(inquiry.title)}.pdf"
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


# Made


@requires(Permission.INQUIRY_SEND)
def round_create(request: Request, pk: int) -> HttpResponse:
    """Choose who is asked a form's questions. Nothing is sent yet. For forms that are about nothing else."""
    form = get_object_or_404(Form, pk=pk)
    if not access.may_change_form(request.user, form):
        raise PermissionDenied
    purpose = all_purposes().get(form.purpose)
    version = form_actions.latest(form)
    obstacles = rounds.obstacles_to_starting(version)
    if purpose and not purpose.is_free:
        obstacles.append(f"Omgångar av slaget {purpose.words.lower()} skapas där de hör hemma, inte här.")
    typed = RoundForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not obstacles and typed.is_valid():
        said = typed.cleaned_data
        try:
            made = rounds.create_round(
                version,
                about=form,
                parties=typed.asked(),
                due_on=said["due_on"],
                period=said["period"],
                text=said["text"],
                by=request.user,
            )
        except NotAllowed as no:
            typed.add_error(None, no.reasons)
        else:
            messages.success(request, "Förberett. Se efter att alla har en handläggare, och skicka sedan.")
            return redirect("inquiries:round-detail", made.pk)
    here = reverse("inquiries:form-detail", args=[pk])
    context = {
        "form": typed,
        "form_": form,
        "obstacles": obstacles,
        "trail": [
            ("Frågor till parterna", reverse("inquiries:round-list")),
            (form.name, here),
            ("Fråga parterna", ""),
        ],
    }
    return page(request, "inquiries/round_create.html", context)


# Steps


def _step(request: Request, pk: int, act: Callable[[Inquiry], str]) -> HttpResponse:
    """Take a step, and lead back to the table with what was done or why it was not."""
    inquiry = round_at(request, pk, to_manage=True)
    try:
        messages.success(request, act(inquiry))
    except NotAllowed as no:
        for reason in no.reasons:
            messages.error(request, reason)
    return redirect("inquiries:round-detail", pk)


def letters_in_words(number: int) -> str:
    """How many letters have been written."""
    return "1 brev är skickat." if number == 1 else f"{number} brev är skickade."


@requires(Permission.INQUIRY_SEND)
@require_POST
def round_send(request: Request, pk: int) -> HttpResponse:
    """Lock the questions and write to every handläggare."""
    return _step(request, pk, lambda one: letters_in_words(rounds.send(one, by=request.user)))


@requires(Permission.INQUIRY_SEND)
@require_POST
def round_remind(request: Request, pk: int) -> HttpResponse:
    """Remind all who are left."""
    return _step(request, pk, lambda one: letters_in_words(rounds.remind(one, by=request.user)))


@requires(Permission.INQUIRY_SEND)
@require_POST
def round_close(request: Request, pk: int) -> HttpResponse:
    """End it, with or without those who are left, or open it again."""

    def act(inquiry: Inquiry) -> str:
        if "oppna" in request.POST:
            inquiries.reopen(inquiry, by=request.user)
            return "Omgången är öppen igen. Länkarna i breven fungerar."
        rounds.close(inquiry, by=request.user, without_the_rest="utan-resten" in request.POST)
        return "Omgången är avslutad. Inget kan ändras om den inte öppnas igen."

    return _step(request, pk, act)


@requires(Permission.INQUIRY_SEND)
@require_POST
def round_add(request: Request, pk: int) -> HttpResponse:
    """Ask one more party."""
    inquiry = round_at(request, pk, to_manage=True)
    typed = AddPartyForm(request.POST, auto_id="fler_%s")
    if typed.is_valid():
        party = typed.cleaned_data["organisation"]
        handler = rounds.known_handlers([party]).get(party.pk)
        try:
            made = rounds.add(inquiry, Asked(organisation=party, handler=handler), by=request.user)
        except NotAllowed as no:
            typed.add_error(None, no.reasons)
        else:
            messages.success(request, f"{party.short_name} är tillagd.")
            return redirect("inquiries:party-detail", made.pk)
    return _detail(request, inquiry, more=typed)


@requires(Permission.INQUIRY_SEND)
@require_POST
def round_change(request: Request, pk: int) -> HttpResponse:
    """Move the last day, or change the words."""
    inquiry = round_at(request, pk, to_manage=True)
    typed = ChangeRoundForm(request.POST, auto_id="andra_%s")
    if typed.is_valid():
        try:
            inquiries.change(inquiry, by=request.user, **typed.cleaned_data)
        except NotAllowed as no:
            typed.add_error(None, no.reasons)
        else:
            messages.success(request, "Sparat.")
            return redirect("inquiries:round-detail", pk)
    return _detail(request, inquiry, change=typed)


@requires(Permission.INQUIRY_SEND)
def round_withdraw(request: Request, pk: int) -> HttpResponse:
    """Take the round back, with a reason."""
    inquiry = round_at(request, pk, to_manage=True)
    typed = WithdrawForm(request.POST if request.method == "POST" else None, inquiry=inquiry)
    if request.method == "POST" and typed.is_valid():
        try:
            rounds.withdraw(inquiry, why=typed.cleaned_data["why"], by=request.user)
        except NotAllowed as no:
            typed.add_error(None, no.reasons)
        else:
            messages.success(request, "Omgången är återkallad, och handläggarna har fått veta varför.")
            return redirect("inquiries:round-detail", pk)
    context = {
        "inquiry": inquiry,
        "form": typed,
        "obstacles": obstacles_to_changing(inquiry),
        "sent_on": local_day(inquiry.sent_at) if inquiry.sent_at else None,
        "trail": trail(inquiry, ("Återkalla", "")),
    }
    return page(request, "inquiries/round_withdraw.html", context)
