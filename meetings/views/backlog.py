"""What waits for a body's coming meetings: the list, one row, and the matters that members propose."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from meetings import access
from meetings.actions import backlog, gathering
from meetings.actions import backlog_lists as lists
from meetings.backlog_letters import outcome_in_words
from meetings.forms.backlog import AnswerForm, BacklogForm, CloseForm, ProposeForm, TakeForm
from meetings.models import BacklogItem, Body, Meeting
from meetings.resources import BacklogResource, download
from secretariat.lib.access import Permission, Role, requires
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log

from . import facets
from .decisions import page_of, with_hits
from .facets import Facet, Group

State = BacklogItem.State
_STATES = [
    ("aktuella", "Aktuella"), ("anmalda", "Anmälda, inte besvarade"), ("vantar", "Väntar"),
    ("dagordning", "På dagordning"), ("avslutade", "Avslutade och avböjda"),
]  # fmt: skip
_COVERS = {
    "aktuella": (State.PROPOSED, State.OPEN),
    "anmalda": (State.PROPOSED,),
    "vantar": (State.OPEN,),
    "dagordning": (State.TAKEN,),
    "avslutade": (State.CLOSED, State.DECLINED),
}
EVERYTHING = "alla"


def _body(request: Request, pk: int, *, to_change: bool = True) -> Body:
    body = get_object_or_404(Body, pk=pk)
    allowed = access.may_edit_backlog if to_change else access.may_read_backlog
    if not allowed(request.user, body):
        raise PermissionDenied
    return body


def _row(request: Request, pk: int) -> BacklogItem:
    row = get_object_or_404(lists.with_origins(BacklogItem.objects.all()), pk=pk)
    if not access.may_edit_backlog(request.user, row.body):
        raise PermissionDenied
    return row


def _trail(body: Body, *words: str) -> list[tuple[str, str]]:
    trail = [("Grupper", reverse("meetings:body-list")), (body.list_name, body.get_absolute_url())]
    if words:
        trail.append(("Till kommande möten", reverse("meetings:backlog-list", args=[body.pk])))
    return [*trail, (words[0] if words else "Till kommande möten", "")]


# The list


@requires(Permission.ITEM_PROPOSE)
@require_GET
def backlog_list(request: Request, pk: int) -> HttpResponse:
    """What waits for the body, what is to be answered first on top; its chair may only read it.

    `?q= lage= prioritet= kalla= sida=`
    """
    body = _body(request, pk, to_change=False)
    gathering.gather([body])
    q = request.GET.get("q", "").strip()
    rows, filters, groups = _chosen(request, body, q)
    chosen = facets.chosen_values(request, filters)
    listed = page_of(request, rows, facets.count(groups, filters, chosen))
    found = lists.waiting(listed.object_list, today=timezone.localdate())
    context = {
        "body": body,
        "may_edit": access.may_edit_backlog(request.user, body),
        "may_propose": access.may_propose(request.user, body),
        "q": q,
        "rows": [(one, with_hits(one.row.title, q)) for one in found],
        "listed": listed,
        "unanswered": facets.count(groups, filters, {**chosen, "lage": "anmalda"}),
        "facets": facets.for_template(request, filters, groups),
        "trail": _trail(body),
    }
    return page(request, "meetings/backlog_list.html", context)


@requires(Permission.ITEM_PROPOSE)
@require_GET
def backlog_export(request: Request, pk: int, kind: str) -> HttpResponse:
    """The list that is shown, all pages of it, as xlsx or csv."""
    body = _body(request, pk, to_change=False)
    rows, _, _ = _chosen(request, body, request.GET.get("q", "").strip())
    found = lists.waiting(rows, today=timezone.localdate())
    log.write(
        "exporterade det som väntar", by=request.user, about=body, antal=len(found),
        urval=request.GET.urlencode(),
    )  # fmt: skip
    return download(BacklogResource(), found, kind=kind, name="till-kommande-moten")


def _chosen(request: Request, body: Body, q: str) -> tuple[QuerySet[BacklogItem], list[Facet], list[Group]]:
    rows = lists.of_body(body, q=q)
    filters = [
        Facet("Läge", "lage", _STATES, default="aktuella", everything=EVERYTHING, covers=_COVERS),
        Facet("Prioritet", "prioritet", _choices(BacklogItem.Priority.choices)),
        Facet("Kommer från", "kalla", _choices(BacklogItem.Source.choices)),
    ]
    counted = rows.order_by().values_list("state", "priority", "source").annotate(count=Count("pk"))
    groups = [
        Group({"lage": state, "prioritet": str(priority), "kalla": source}, count)
        for state, priority, source, count in counted
    ]
    chosen = facets.chosen_values(request, filters)
    if chosen["lage"] != EVERYTHING:
        rows = rows.filter(state__in=_COVERS[chosen["lage"]])
    if chosen["prioritet"]:
        rows = rows.filter(priority=int(chosen["prioritet"]))
    if chosen["kalla"]:
        rows = rows.filter(source=chosen["kalla"])
    return lists.with_origins(lists.in_order(rows)), filters, groups


def _choices(choices: Iterable[tuple[Any, str]]) -> list[tuple[str, str]]:
    return [(str(value), words.capitalize()) for value, words in choices]


@requires(Permission.MEETING_EDIT)
def backlog_add(request: Request, pk: int) -> HttpResponse:
    """Put something on the list."""
    body = _body(request, pk)
    form = BacklogForm(request.POST or None, instance=BacklogItem(body=body))
    if request.method == "POST" and form.is_valid():
        row = backlog.add(body, by=request.user, **form.facts())
        messages.success(request, f"”{row.title}” väntar nu på listan.")
        return redirect("meetings:backlog-list", pk=body.pk)
    context = {"form": form, "body": body, "trail": _trail(body, "Sätt på listan")}
    return page(request, "meetings/backlog_add.html", context)


# One row


@requires(Permission.MEETING_EDIT)
@transaction.atomic
def backlog_edit(request: Request, pk: int) -> HttpResponse:
    """What waits, where it comes from, and what can be done with it."""
    if request.method == "POST":
        BacklogItem.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    row = _row(request, pk)
    form = BacklogForm(request.POST if request.method == "POST" else None, instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            backlog.change(row, by=request.user, **form.facts())
            messages.success(request, "Sparat.")
            return redirect("meetings:backlog-edit", pk=pk)
        except NotAllowed as no:
            form.add_error(None, no.reasons)
    return _edit_page(request, pk, form=form)


@requires(Permission.MEETING_EDIT)
@require_POST
def backlog_answer(request: Request, pk: int) -> HttpResponse:
    """Answer whoever proposed the matter: onto the list, or no with a reason."""
    row = _row(request, pk)
    form = AnswerForm(request.POST, prefix="svar")
    if form.is_valid():
        answer = form.cleaned_data["answer"]
        try:
            if request.POST.get("do") == "decline":
                backlog.decline(row, by=request.user, reason=answer)
            else:
                backlog.keep(row, by=request.user, answer=answer)
            messages.success(request, "Svaret är sparat. Den som anmälde får ett brev.")
            return redirect("meetings:backlog-edit", pk=pk)
        except NotAllowed as no:
            form.add_error("answer", no.reasons)
    return _edit_page(request, pk, answer=form)


@requires(Permission.MEETING_EDIT)
@require_POST
def backlog_take(request: Request, pk: int) -> HttpResponse:
    """Take it up at a chosen coming meeting."""
    row = _row(request, pk)
    form = TakeForm(request.POST, prefix="mote", meetings=_coming(request, [row.body]))
    if form.is_valid():
        meeting = form.cleaned_data["meeting"]
        if not access.may_edit_meeting(request.user, meeting):
            raise PermissionDenied
        try:
            item = backlog.take(row, meeting, by=request.user)
            messages.success(request, f"{item} står nu på dagordningen för {meeting}.")
            return redirect("meetings:agenda-edit", pk=meeting.pk)
        except NotAllowed as no:
            form.add_error("meeting", no.reasons)
    return _edit_page(request, pk, taking=form)


@requires(Permission.MEETING_EDIT)
@require_POST
def backlog_close(request: Request, pk: int) -> HttpResponse:
    """Take it off the list, with a reason."""
    row = _row(request, pk)
    form = CloseForm(request.POST, prefix="avsluta")
    if form.is_valid():
        try:
            backlog.close(row, by=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, f"”{row.title}” är avslutad.")
            return redirect("meetings:backlog-list", pk=row.body_id)
        except NotAllowed as no:
            form.add_error("reason", no.reasons)
    return _edit_page(request, pk, closing=form)


@requires(Permission.MEETING_EDIT)
@require_POST
def backlog_reopen(request: Request, pk: int) -> HttpResponse:
    """Let it wait again."""
    row = _row(request, pk)
    backlog.reopen(row, by=request.user)
    messages.success(request, f"”{row.title}” väntar igen.")
    return redirect("meetings:backlog-edit", pk=pk)


def _edit_page(request: Request, pk: int, **typed: Any) -> HttpResponse:
    """The page of one row. A form that could not be kept is shown as it was typed."""
    row = _row(request, pk)
    (shown,) = lists.waiting([row], today=timezone.localdate())
    meetings = _coming(request, [row.body])
    forms = {
        "form": typed.get("form") or BacklogForm(instance=row),
        "answering": typed.get("answer") or AnswerForm(prefix="svar"),
        "taking": typed.get("taking") or TakeForm(prefix="mote", meetings=meetings),
        "closing": typed.get("closing") or CloseForm(prefix="avsluta"),
    }
    context = {
        "row": row,
        "shown": shown,
        **forms,
        "wrong": [form for form in forms.values() if form.errors],
        "is_closed": row.state in (State.CLOSED, State.DECLINED),
        "may_answer": row.state == State.PROPOSED,
        "has_meetings": meetings.exists(),
        "trail": _trail(row.body, row.title),
    }
    return page(request, "meetings/backlog_edit.html", context)


def _coming(request: Request, bodies: Any) -> QuerySet[Meeting]:
    """Coming meetings of the bodies that are neither cancelled nor written up."""
    return (
        Meeting.objects.upcoming(timezone.localdate())
        .filter(bodies__in=bodies, minutes__frozen_at=None)
        .exclude(state=Meeting.State.CANCELLED)
        .prefetch_related("meeting_bodies__body")
        .distinct()
    )


# Proposing a matter


@requires(Permission.ITEM_PROPOSE)
@require_GET
def backlog_own(request: Request) -> HttpResponse:
    """The matters one has proposed, and what became of them."""
    rows = lists.with_origins(
        BacklogItem.objects.filter(proposed_by=request.user.person, source=BacklogItem.Source.PROPOSAL)
        if request.user.person_id
        else BacklogItem.objects.none()
    ).order_by("-added_at", "-pk")
    context = {"rows": [(row, outcome_in_words(row)) for row in rows]}
    return page(request, "meetings/backlog_own.html", context)


@requires(Permission.ITEM_PROPOSE)
def backlog_propose(request: Request) -> HttpResponse:
    """Anmäl en fråga to a body where one has a seat. `?grupp= mote=` propose which."""
    bodies = _own_bodies(request)
    form = ProposeForm(
        request.POST or None,
        request.FILES or None,
        bodies=bodies,
        meetings=_coming(request, bodies),
        initial=_asked(request, bodies),
    )
    if request.method == "POST" and form.is_valid():
        body = form.cleaned_data["body"]
        if not access.may_propose(request.user, body):
            raise PermissionDenied
        try:
            row = backlog.propose(body, by=request.user, **form.facts())
            messages.success(
                request, f"”{row.title}” är anmäld. Du får ett brev när sekreteraren har svarat."
            )
            return redirect("meetings:backlog-own")
        except NotAllowed as no:
            form.add_error("wished_for" if form.cleaned_data["wished_for"] else None, no.reasons)
    context = {
        "form": form,
        "has_bodies": bodies.exists(),
        "trail": [("Mina frågor", reverse("meetings:backlog-own")), ("Anmäl en fråga", "")],
    }
    return page(request, "meetings/backlog_propose.html", context)


def _own_bodies(request: Request) -> QuerySet[Body]:
    """Bodies this user may propose matters to today."""
    bodies = Body.objects.existing_on(timezone.localdate()).order_by("sort_key")
    if access.is_office(request.user):
        return bodies
    return bodies.filter(pk__in=access.bodies_of(request.user)[Role.MEMBER])


def _asked(request: Request, bodies: QuerySet[Body]) -> dict[str, str]:
    """What the address proposes; the body, where there is but one."""
    asked = {"body": request.GET.get("grupp", ""), "wished_for": request.GET.get("mote", "")}
    said = {name: value for name, value in asked.items() if value.isdecimal() and len(value) < 10}
    if "body" not in said and len(only := list(bodies[:2])) == 1:
        said["body"] = str(only[0].pk)
    return said
