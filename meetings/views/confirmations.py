"""Parternas beslut: the table of who has decided what, asking, reminding, ending, and the list of all requests (K3)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from meetings import access
from meetings.actions import confirmation_printing, confirmation_tables, confirmations, decisions
from meetings.forms.confirmations import AskForm, ChangeForm, MoreForm
from meetings.models import ConfirmationRequest, Decision
from meetings.resources import ConfirmationResource, download
from secretariat.inquiries.actions import inquiries, rounds
from secretariat.inquiries.actions.inquiries import Asked
from secretariat.inquiries.actions.locks import obstacles_to_changing
from secretariat.inquiries.forms.rounds import WithdrawForm
from secretariat.lib import pdf
from secretariat.lib.access import Permission, requires
from secretariat.lib.dates import local_day
from secretariat.lib.pages import Request, page, paged, query_string
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log

FILES = ("xlsx", "csv")
PAGE_SIZE = 25


def address(decision: Decision) -> str:
    """The last part of the decision's addresses."""
    return decisions.address_of(decision.number, decision.pk)


def _decision(request: Request, slug: str) -> Decision:
    decision = decisions.found_by_address(slug, request.user)
    if decision is None:
        raise Http404
    return (
        Decision.objects.select_related("block", "item", "meeting__secretary", "meeting__minutes")
        .prefetch_related("meeting__meeting_bodies__body__letterhead")
        .get(pk=decision.pk)
    )


def _asked(request: Request, slug: str, *, to_change: bool = False) -> tuple[Decision, ConfirmationRequest]:
    """The decision and its request, where there is one; 403 for who may only read, if it is to be changed."""
    decision = _decision(request, slug)
    if to_change and not access.may_ask_parties(request.user, decision):
        raise PermissionDenied
    found = confirmations.latest_of(decision)
    if found is None:
        raise Http404
    return decision, found


def trail(decision: Decision, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """Breadcrumbs of a page about a decision's parties."""
    return [
        ("Beslut", reverse("meetings:decision-list")),
        (decision.number, reverse("meetings:decision-detail", args=[address(decision)])),
        *more,
    ]


# Reading


@requires(Permission.INQUIRY_READ)
@require_GET
def confirmation_list(request: Request) -> HttpResponse:
    """All requests: what is late first. `?lage= q= sida=`"""
    today = timezone.localdate()
    q = request.GET.get("q", "").strip()[:100]
    rows = confirmation_tables.requests(request.user, q)
    counted = confirmation_tables.counts(rows, today)
    state = request.GET.get("lage", "")
    if state in confirmation_tables.STATES:
        rows = rows.filter(confirmation_tables.in_state(state, today))
    else:
        state = ""
        rows = rows.filter(inquiry__closed_at=None, inquiry__withdrawn_at=None)
    rows = rows.select_related("inquiry", "decision__block").order_by(
        F("inquiry__closed_at").desc(nulls_first=True), F("inquiry__due_on").asc(nulls_last=True), "pk"
    )
    listed = paged(request, rows, size=PAGE_SIZE)
    choices = [
        ("", "Öppna", None),
        *((key, words, counted[key]) for key, words in confirmation_tables.STATES.items()),
    ]
    context = {
        "q": q,
        "listed": listed,
        "requests": confirmation_tables.listed(listed.object_list, today=today),
        "state": state,
        "states": [
            {
                "words": words,
                "count": count,
                "chosen": key == state,
                "href": query_string(request, lage=key or None),
            }
            for key, words, count in choices
            if count is None or count or key == state
        ],
        "trail": [("Beslut", reverse("meetings:decision-list")), ("Parternas beslut", "")],
    }
    return page(request, "meetings/confirmation_list.html", context)


@requires(Permission.INQUIRY_READ)
@require_GET
def confirmation_detail(request: Request, slug: str) -> HttpResponse:
    """The table: which have not decided?"""
    decision, found = _asked(request, slug)
    return _detail(request, decision, found)


def _detail(request: Request, decision: Decision, found: ConfirmationRequest, **more: Any) -> HttpResponse:
    inquiry, today = found.inquiry, timezone.localdate()
    may_ask = access.may_ask_parties(request.user, decision)
    context: dict[str, Any] = {
        "decision": decision,
        "slug": address(decision),
        "words": confirmations.words(decision),
        "inquiry": inquiry,
        "sent_on": local_day(inquiry.sent_at) if inquiry.sent_at else None,
        "matrix": confirmation_tables.matrix_of(inquiry, user=request.user, today=today),
        "may_ask": may_ask,
        "may_send": may_ask and not inquiries.obstacles_to_sending(inquiry, today=today),
        "obstacles": inquiries.obstacles_to_sending(inquiry, today=today) if inquiry.sent_at is None else [],
        "over": obstacles_to_changing(inquiry),
        "days_left": (inquiry.due_on - today).days if inquiry.due_on else None,
        "may_close": may_ask and not confirmations.obstacles_to_closing(inquiry),
        "more": MoreForm(auto_id="fler_%s"),
        "change": ChangeForm(initial={"due_on": inquiry.due_on, "text": inquiry.text}, auto_id="andra_%s"),
        "open_form": "",
        "trail": trail(decision, ("Parternas beslut", "")),
    }
    return page(request, "meetings/confirmation_detail.html", context | more)


@requires(Permission.INQUIRY_READ)
@require_GET
def confirmation_export(request: Request, slug: str, kind: str) -> HttpResponse:
    """The table as xlsx or csv."""
    if kind not in FILES:
        raise Http404
    decision, found = _asked(request, slug)
    matrix = confirmation_tables.matrix_of(found.inquiry, user=request.user, today=timezone.localdate())
    log.write("exporterade parternas beslut", by=request.user, about=decision, antal=len(matrix.lines))
    return download(
        ConfirmationResource(), matrix.lines, kind=kind, name=f"parternas-beslut-{address(decision)}"
    )


@requires(Permission.INQUIRY_READ)
@require_GET
def confirmation_pdf(request: Request, slug: str) -> HttpResponse:
    """The table on one page, for the next meeting."""
    decision, found = _asked(request, slug)
    try:
        content = confirmation_printing.render(
            decision, found.inquiry, user=request.user, today=timezone.localdate()
        )
    except pdf.NotAvailable as missing:
        messages.error(request, str(missing))
        return redirect("meetings:confirmation-detail", slug)
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="parternas-beslut-{address(decision)}.pdf"'},
    )


# Asking


@requires(Permission.INQUIRY_SEND)
def confirmation_ask(request: Request, slug: str) -> HttpResponse:
    """Choose who is to confirm the decision. Nothing is sent yet."""
    decision = _decision(request, slug)
    if not access.may_ask_parties(request.user, decision):
        raise PermissionDenied
    standing = confirmations.latest_of(decision)
    if standing and standing.inquiry.withdrawn_at is None:
        return redirect("meetings:confirmation-detail", address(decision))
    obstacles = confirmations.obstacles_to_asking(decision)
    seated = confirmations.parties_of(decision)
    form = AskForm(request.POST if request.method == "POST" else None, seated=seated)
    if request.method == "POST" and not obstacles and form.is_valid():
        said = form.cleaned_data
        try:
            confirmations.ask(
                decision, parties=form.asked(), by=request.user, due_on=said["due_on"], text=said["text"]
            )
        except NotAllowed as no:
            form.add_error(None, no.reasons)
        else:
            messages.success(request, "Förberett. Se efter att alla har en handläggare, och skicka sedan.")
            return redirect("meetings:confirmation-detail", address(decision))
    context = {
        "decision": decision,
        "words": confirmations.words(decision),
        "form": form,
        "obstacles": obstacles,
        "trail": trail(decision, ("Be parterna besluta", "")),
    }
    return page(request, "meetings/confirmation_ask.html", context)


def _step(request: Request, slug: str, act: Callable[[ConfirmationRequest], str]) -> HttpResponse:
    """Take a step, and lead back to the table with what was done or why it was not."""
    decision, found = _asked(request, slug, to_change=True)
    try:
        messages.success(request, act(found))
    except NotAllowed as no:
        for reason in no.reasons:
            messages.error(request, reason)
    return redirect("meetings:confirmation-detail", address(decision))


def letters_in_words(number: int) -> str:
    """How many letters have been written."""
    return "1 brev är skickat." if number == 1 else f"{number} brev är skickade."


@requires(Permission.INQUIRY_SEND)
@require_POST
def confirmation_send(request: Request, slug: str) -> HttpResponse:
    """Write to every handläggare."""
    return _step(request, slug, lambda found: letters_in_words(confirmations.send(found, by=request.user)))


@requires(Permission.INQUIRY_SEND)
@require_POST
def confirmation_remind(request: Request, slug: str) -> HttpResponse:
    """Remind all who are left."""
    return _step(request, slug, lambda found: letters_in_words(confirmations.remind(found, by=request.user)))


@requires(Permission.INQUIRY_SEND)
@require_POST
def confirmation_close(request: Request, slug: str) -> HttpResponse:
    """End it, or open it again."""

    def act(found: ConfirmationRequest) -> str:
        if "oppna" in request.POST:
            confirmations.reopen(found, by=request.user)
            return "Begäran är öppen igen. Länkarna i breven fungerar."
        confirmations.close(found, by=request.user)
        return "Begäran är avslutad. Inget kan ändras om den inte öppnas igen."

    return _step(request, slug, act)


@requires(Permission.INQUIRY_SEND)
@require_POST
def confirmation_add(request: Request, slug: str) -> HttpResponse:
    """Ask one more party, or another organ."""
    decision, found = _asked(request, slug, to_change=True)
    form = MoreForm(request.POST, auto_id="fler_%s")
    if form.is_valid():
        said = form.cleaned_data
        known = rounds.known_handlers([said["organisation"]]) if not said["organ"] else {}
        asked = Asked(
            organisation=said["organisation"],
            organ=said["organ"],
            handler=known.get(said["organisation"].pk),
        )
        try:
            made = confirmations.add(found, asked, by=request.user)
        except NotAllowed as no:
            form.add_error(None, no.reasons)
        else:
            messages.success(request, f"{made.organisation.short_name} är tillagd.")
            return redirect("meetings:confirmation-party", made.pk)
    return _detail(request, decision, found, more=form, open_form="more")


@requires(Permission.INQUIRY_SEND)
@require_POST
def confirmation_change(request: Request, slug: str) -> HttpResponse:
    """Move the last day."""
    decision, found = _asked(request, slug, to_change=True)
    form = ChangeForm(request.POST, auto_id="andra_%s")
    if form.is_valid():
        try:
            confirmations.change(found, by=request.user, **form.cleaned_data)
        except NotAllowed as no:
            form.add_error(None, no.reasons)
        else:
            messages.success(request, "Sparat.")
            return redirect("meetings:confirmation-detail", address(decision))
    return _detail(request, decision, found, change=form, open_form="change")


@requires(Permission.INQUIRY_SEND)
def confirmation_withdraw(request: Request, slug: str) -> HttpResponse:
    """Take the question back, with a reason."""
    decision, found = _asked(request, slug, to_change=True)
    form = WithdrawForm(request.POST if request.method == "POST" else None, inquiry=found.inquiry)
    if request.method == "POST" and form.is_valid():
        try:
            confirmations.withdraw(found, why=form.cleaned_data["why"], by=request.user)
        except NotAllowed as no:
            form.add_error(None, no.reasons)
        else:
            messages.success(request, "Begäran är återkallad, och handläggarna har fått veta varför.")
            return redirect("meetings:confirmation-detail", address(decision))
    context = {
        "decision": decision,
        "slug": address(decision),
        "form": form,
        "obstacles": obstacles_to_changing(found.inquiry),
        "trail": trail(
            decision,
            ("Parternas beslut", reverse("meetings:confirmation-detail", args=[address(decision)])),
            ("Återkalla", ""),
        ),
    }
    return page(request, "meetings/confirmation_withdraw.html", context)
