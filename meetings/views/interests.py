"""Vilka vill vara med: asking the parties, the compiled list, reminding, ending, and the list of all (K11)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from meetings import access
from meetings.actions import interest_tables, interests, matters
from meetings.forms.confirmations import ChangeForm, MoreForm
from meetings.forms.interests import AskInterestForm
from meetings.models import AgendaItem, InterestCall, Matter, Meeting
from meetings.resources import InterestResource, download
from secretariat.inquiries.actions import inquiries, rounds
from secretariat.inquiries.actions.inquiries import Asked
from secretariat.inquiries.actions.locks import obstacles_to_changing
from secretariat.inquiries.forms.rounds import WithdrawForm
from secretariat.lib.access import Permission, may, requires
from secretariat.lib.dates import local_day
from secretariat.lib.pages import Request, page, paged, query_string
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log

from .confirmations import FILES, letters_in_words

PAGE_SIZE = 25


def _call(request: Request, pk: int, *, to_change: bool = False) -> InterestCall:
    """The question, if this user may know of it; 403 for who may only read, if it is to be changed."""
    call = get_object_or_404(interest_tables.readable(request.user), pk=pk)
    if to_change and not access.may_ask_who_joins(request.user, call.about):
        raise PermissionDenied
    return call


def about_address(about: AgendaItem | Matter) -> str:
    """Where the point or the matter is read."""
    return about.get_absolute_url()


def trail(call: InterestCall, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """Breadcrumbs of a page about a question."""
    return [("Vilka vill vara med", reverse("meetings:interest-list")), *more]


# Reading


@requires(Permission.INQUIRY_READ)
@require_GET
def interest_list(request: Request) -> HttpResponse:
    """All questions: what is due first. `?lage= q= sida=`"""
    today = timezone.localdate()
    q = request.GET.get("q", "").strip()[:100]
    rows = interest_tables.readable(request.user, q)
    counted = interest_tables.counts(rows, today)
    state = request.GET.get("lage", "")
    if state in interest_tables.STATES:
        rows = rows.filter(interest_tables.in_state(state, today))
    else:
        state = ""
    listed = paged(request, interest_tables.in_order(rows), size=PAGE_SIZE)
    choices = [
        ("", "Alla", None),
        *((key, words, counted[key]) for key, words in interest_tables.STATES.items()),
    ]
    context = {
        "q": q,
        "listed": listed,
        "calls": interest_tables.listed(listed.object_list, today=today),
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
    }
    return page(request, "meetings/interest_list.html", context)


@requires(Permission.INQUIRY_READ)
@require_GET
def interest_detail(request: Request, pk: int) -> HttpResponse:
    """The compiled list: which parties want to?"""
    return _detail(request, _call(request, pk))


def _detail(request: Request, call: InterestCall, **more: Any) -> HttpResponse:
    inquiry, today = call.inquiry, timezone.localdate()
    may_ask = access.may_ask_who_joins(request.user, call.about)
    unsendable = inquiries.obstacles_to_sending(inquiry, today=today) if may_ask else []
    over = obstacles_to_changing(inquiry)
    context: dict[str, Any] = {
        "call": call,
        "inquiry": inquiry,
        "about_address": about_address(call.about),
        "sent_on": local_day(inquiry.sent_at) if inquiry.sent_at else None,
        "compiled": interest_tables.compiled(inquiry, user=request.user, today=today),
        "may_ask": may_ask,
        "may_send": may_ask and inquiry.sent_at is None and not unsendable,
        "obstacles": [] if inquiry.sent_at or over else unsendable,
        "over": over,
        "days_left": (inquiry.due_on - today).days if inquiry.due_on else None,
        "more": MoreForm(auto_id="fler_%s"),
        "change": ChangeForm(initial={"due_on": inquiry.due_on, "text": inquiry.text}, auto_id="andra_%s"),
        "open_form": "",
        "trail": trail(call, (inquiry.title, "")),
    }
    return page(request, "meetings/interest_detail.html", context | more)


@requires(Permission.INQUIRY_READ)
@require_GET
def interest_export(request: Request, pk: int, kind: str) -> HttpResponse:
    """The compiled list as xlsx or csv."""
    if kind not in FILES:
        raise Http404
    call = _call(request, pk)
    found = interest_tables.compiled(call.inquiry, user=request.user, today=timezone.localdate())
    log.write("exporterade intresse", by=request.user, about=call.about, antal=len(found.lines))
    return download(InterestResource(), found.lines, kind=kind, name=f"intresse-{call.pk}")


# Asking


@requires(Permission.INQUIRY_SEND)
def interest_ask_item(request: Request, pk: int) -> HttpResponse:
    """Ask about a point."""
    rows = AgendaItem.objects.filter(meeting__in=Meeting.objects.visible_to(request.user))
    item = get_object_or_404(
        rows.select_related("meeting", "parent").prefetch_related("meeting__meeting_bodies__body"), pk=pk
    )
    return _ask(request, item, title=item.first_line)


@requires(Permission.INQUIRY_SEND)
def interest_ask_matter(request: Request, slug: str) -> HttpResponse:
    """Ask about a matter."""
    matter = matters.found_by_address(slug)
    if matter is None or not may(request.user, Permission.MATTER_READ):
        raise Http404
    return _ask(request, matter, title=matter.title)


def _ask(request: Request, about: AgendaItem | Matter, *, title: str) -> HttpResponse:
    """Choose who is asked and about what. Nothing is sent yet."""
    if not access.may_ask_who_joins(request.user, about):
        raise PermissionDenied
    if standing := interests.latest_of(about):
        return redirect("meetings:interest-detail", standing.pk)
    obstacles = interests.obstacles_to_asking(about)
    data = request.POST if request.method == "POST" else None
    form = AskInterestForm(data, seated=interests.parties_of(about), initial={"title": title})
    if data is not None and not obstacles and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("title", "text", "due_on")}
        try:
            made = interests.ask(about, parties=form.asked(), by=request.user, **said)
        except NotAllowed as no:
            form.add_error(None, no.reasons)
        else:
            messages.success(request, "Förberett. Se efter att alla har en handläggare, och skicka sedan.")
            return redirect("meetings:interest-detail", made.pk)
    context = {
        "about": about,
        "about_address": about_address(about),
        "form": form,
        "obstacles": obstacles,
        "trail": [
            ("Vilka vill vara med", reverse("meetings:interest-list")),
            ("Fråga parterna", ""),
        ],
    }
    status = 422 if form.errors else 200
    return page(request, "meetings/interest_ask.html", context, status=status)


def _step(request: Request, pk: int, act: Callable[[InterestCall], str]) -> HttpResponse:
    """Take a step, and lead back to the list with what was done or why it was not."""
    call = _call(request, pk, to_change=True)
    try:
        messages.success(request, act(call))
    except NotAllowed as no:
        for reason in no.reasons:
            messages.error(request, reason)
    return redirect("meetings:interest-detail", pk)


@requires(Permission.INQUIRY_SEND)
@require_POST
def interest_send(request: Request, pk: int) -> HttpResponse:
    """Write to every handläggare."""
    return _step(request, pk, lambda call: letters_in_words(interests.send(call, by=request.user)))


@requires(Permission.INQUIRY_SEND)
@require_POST
def interest_remind(request: Request, pk: int) -> HttpResponse:
    """Remind all who are left."""
    return _step(request, pk, lambda call: letters_in_words(interests.remind(call, by=request.user)))


@requires(Permission.INQUIRY_SEND)
@require_POST
def interest_close(request: Request, pk: int) -> HttpResponse:
    """End it, or open it again."""

    def act(call: InterestCall) -> str:
        if "oppna" in request.POST:
            interests.reopen(call, by=request.user)
            return "Frågan är öppen igen. Länkarna i breven fungerar."
        interests.close(call, by=request.user)
        return "Frågan är avslutad. De som inte har svarat står som att de inte svarar."

    return _step(request, pk, act)


@requires(Permission.INQUIRY_SEND)
@require_POST
def interest_add(request: Request, pk: int) -> HttpResponse:
    """Ask one more party."""
    call = _call(request, pk, to_change=True)
    form = MoreForm(request.POST, auto_id="fler_%s")
    if form.is_valid():
        party = form.cleaned_data["organisation"]
        known = rounds.known_handlers([party])
        try:
            made = interests.add(
                call,
                Asked(organisation=party, organ=form.cleaned_data["organ"], handler=known.get(party.pk)),
                by=request.user,
            )
        except NotAllowed as no:
            form.add_error(None, no.reasons)
        else:
            messages.success(request, f"{party.short_name} är tillagd.")
            return redirect("meetings:interest-party", made.pk)
    return _detail(request, call, more=form, open_form="more")


@requires(Permission.INQUIRY_SEND)
@require_POST
def interest_change(request: Request, pk: int) -> HttpResponse:
    """Move the last day, or change the words."""
    call = _call(request, pk, to_change=True)
    form = ChangeForm(request.POST, auto_id="andra_%s")
    if form.is_valid():
        try:
            interests.change(call, by=request.user, **form.cleaned_data)
        except NotAllowed as no:
            form.add_error(None, no.reasons)
        else:
            messages.success(request, "Sparat.")
            return redirect("meetings:interest-detail", pk)
    return _detail(request, call, change=form, open_form="change")


@requires(Permission.INQUIRY_SEND)
def interest_withdraw(request: Request, pk: int) -> HttpResponse:
    """Take the question back, with a reason."""
    call = _call(request, pk, to_change=True)
    form = WithdrawForm(request.POST if request.method == "POST" else None, inquiry=call.inquiry)
    if request.method == "POST" and form.is_valid():
        try:
            interests.withdraw(call, why=form.cleaned_data["why"], by=request.user)
        except NotAllowed as no:
            form.add_error(None, no.reasons)
        else:
            messages.success(request, "Frågan är återkallad, och handläggarna har fått veta varför.")
            return redirect("meetings:interest-detail", pk)
    context = {
        "call": call,
        "form": form,
        "obstacles": obstacles_to_changing(call.inquiry),
        "trail": trail(
            call,
            (call.inquiry.title, reverse("meetings:interest-detail", args=[pk])),
            ("Återkalla", ""),
        ),
    }
    return page(request, "meetings/interest_withdraw.html", context)
