"""Pages of bodies: the list, one body, its settings, its agenda template and who gets copies."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from meetings import access
from meetings.actions import bodies as body_actions
from meetings.forms.bodies import BodyForm, BodyTypeForm, CopyRecipientForm, MinutesWordForm, StandingItemForm
from meetings.models import (
    Body,
    BodyType,
    CopyRecipient,
    Meeting,
    Membership,
    MinutesWord,
    Seat,
    StandingItem,
)
from secretariat.lib.access import Permission, may, requires
from secretariat.lib.pages import Request, page, paged, query_string
from secretariat.registry.actions import log

SHOWN_MEETINGS = 12


def trail_of(body: Body | None, *words: str) -> list[tuple[str, str]]:
    """The way to a page of a body."""
    trail = [("Grupper", reverse("meetings:body-list"))]
    if body:
        trail.append((body.list_name, body.get_absolute_url() if words else ""))
    return trail + [(word, "") for word in words]


@requires(Permission.BODY_READ)
def body_list(request: Request) -> HttpResponse:
    """Bodies by type, existing or ended, with search."""
    today = timezone.localdate()
    rows = _found(request.GET.get("q", "").strip())
    counts = rows.aggregate(all=Count("pk"), ended=Count("pk", filter=Q(ends_on__lt=today)))
    shows = request.GET.get("visa", "")
    if shows == "upphorda":
        rows = rows.filter(ends_on__lt=today)
    elif shows != "alla":
        rows = rows.exclude(ends_on__lt=today)
    words = [
        ("Finns nu", "", counts["all"] - counts["ended"]),
        ("Har upphört", "upphorda", counts["ended"]),
        ("Alla", "alla", counts["all"]),
    ]
    choices = [
        {
            "words": word,
            "href": query_string(request, visa=key or None),
            "count": count,
            "chosen": shows == key,
        }
        for word, key, count in words
    ]
    listed = paged(request, rows.order_by("type__position", "type__name", "sort_key"), size=100)
    context = {
        "bodies": listed,
        "facets": [{"title": "Visa", "choices": choices}],
        "q": request.GET.get("q", ""),
    }
    return page(request, "meetings/body_list.html", context)


def _found(typed: str) -> QuerySet[Body]:
    today = timezone.localdate()
    seats = Seat.objects.filter(body=OuterRef("pk"), kind__in=Seat.MEMBERS).exclude(ends_on__lt=today)
    held = Membership.objects.valid_on(today).filter(seat=OuterRef("pk"))
    vacant = seats.filter(~Exists(held))
    rows = Body.objects.select_related("type", "parent", "district").annotate(
        seat_count=Subquery(seats.order_by().values("body").annotate(n=Count("pk")).values("n")),
        vacant_count=Subquery(vacant.order_by().values("body").annotate(n=Count("pk")).values("n")),
    )
    if typed:
        rows = rows.filter(
            Q(name__icontains=typed)
            | Q(short_name__icontains=typed)
            | Q(code__iexact=typed)
            | Q(aliases__icontains=typed)
        )
    return rows


@requires(Permission.BODY_READ)
def body_detail(request: Request, pk: int) -> HttpResponse:
    """What a body is, who sits in it and has sat in it, how it works, when it meets."""
    body = get_object_or_404(Body.objects.select_related(
        "type", "parent", "district", "successor", "minutes_word", "letterhead"
    ), pk=pk)  # fmt: skip
    return page(request, "meetings/body_detail.html", _detail_context(request, body))


def _detail_context(request: Request, body: Body) -> dict[str, Any]:
    today = timezone.localdate()
    rows = body_actions.seats_of(body, today)
    standing = [row for row in rows if row.seat.ends_on is None or row.seat.ends_on >= today]
    groups = [
        ("Ordförande", [Seat.Kind.CHAIR, Seat.Kind.VICE_CHAIR]),
        ("Ledamöter" if body.type.is_political else "Deltagare", [Seat.Kind.MEMBER]),
        ("Ersättare", [Seat.Kind.SUBSTITUTE]),
        ("Sekreterare", [Seat.Kind.SECRETARY]),
        ("Övriga", [Seat.Kind.CO_OPTED, Seat.Kind.CONTACT]),
    ]
    meetings = Meeting.objects.visible_to(request.user).filter(bodies=body).prefetch_related("meeting_bodies")
    return {
        "body": body,
        "trail": trail_of(body),
        "seat_groups": [
            (heading, found)
            for heading, kinds in groups
            if (found := [row for row in standing if row.seat.kind in kinds])
        ],
        "history": [row for row in rows if row.earlier or row not in standing],
        "vacant": sum(row.held is None for row in standing if row.seat.kind in Seat.MEMBERS),
        "seat_total": sum(row.seat.kind in Seat.MEMBERS for row in standing),
        "meetings": list(meetings.order_by(F("date").desc(nulls_first=True), "-pk")[:SHOWN_MEETINGS]),
        "standing_items": list(body.standing_items.all()),
        "copy_recipients": list(body.copy_recipients.select_related("person")),
        "predecessors": list(body.predecessors.all()),
        "children": list(body.children.all()),
        "may_edit": may(request.user, Permission.BODY_EDIT),
        "may_read_backlog": access.may_read_backlog(request.user, body),
        "may_propose": access.may_propose(request.user, body),
        "today": today,
    }


@requires(Permission.BODY_EDIT)
def body_create(request: Request) -> HttpResponse:
    """Add a body."""
    return _edit(request, Body())


@requires(Permission.BODY_EDIT)
def body_edit(request: Request, pk: int) -> HttpResponse:
    """Change a body and its arbetsordning."""
    return _edit(request, get_object_or_404(Body, pk=pk))


def _edit(request: Request, body: Body) -> HttpResponse:
    form = BodyForm(request.POST or None, instance=body)
    is_new = body.pk is None
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        log.write(
            "lade till grupp" if is_new else "ändrade grupp",
            by=request.user,
            about=saved,
            fields=form.changed_data,
        )
        messages.success(request, f"{saved} är sparad.")
        return redirect(saved)
    trail = trail_of(None, "Ny grupp") if is_new else trail_of(Body.objects.get(pk=body.pk), "Ändra")
    name = "" if is_new else Body.objects.values_list("name", flat=True).get(pk=body.pk)
    return page(
        request,
        "meetings/body_form.html",
        {"form": form, "body": None if is_new else body, "name": name, "trail": trail},
    )


# Words that are data: types of bodies and what notes are called


@requires(Permission.BODY_EDIT)
def body_words(request: Request) -> HttpResponse:
    """Types of bodies and words for notes, with how many bodies use each."""
    types = BodyType.objects.annotate(used=Count("bodies"))
    words = MinutesWord.objects.annotate(used=Count("bodies"))
    return page(
        request,
        "meetings/body_words.html",
        {"types": types, "words": words, "trail": trail_of(None, "Typer och ord")},
    )


@requires(Permission.BODY_EDIT)
def body_type_edit(request: Request, pk: int | None = None) -> HttpResponse:
    """Add or change a type of body."""
    kind = get_object_or_404(BodyType, pk=pk) if pk else BodyType()
    return _edit_word(
        request, BodyTypeForm(request.POST or None, instance=kind), "Typ av grupp", "body-type-remove"
    )


@requires(Permission.BODY_EDIT)
def body_word_edit(request: Request, pk: int | None = None) -> HttpResponse:
    """Add or change a word for notes."""
    word = get_object_or_404(MinutesWord, pk=pk) if pk else MinutesWord()
    return _edit_word(
        request,
        MinutesWordForm(request.POST or None, instance=word),
        "Ord för anteckningar",
        "body-word-remove",
    )


def _edit_word(request: Request, form: Any, heading: str, remove: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        log.write("ändrade ord", by=request.user, about=form.save())
        messages.success(request, f"{form.instance} är sparat.")
        return redirect("meetings:body-words")
    row = form.instance
    used = row.bodies.count() if row.pk else 0
    context = {
        "form": form,
        "heading": heading,
        "row": row,
        "used": used,
        "remove": f"meetings:{remove}",
        "trail": trail_of(None, heading),
    }
    return page(request, "meetings/body_word_form.html", context)


@requires(Permission.BODY_EDIT)
@require_POST
def body_type_remove(request: Request, pk: int) -> HttpResponse:
    """Remove a type that no body uses."""
    return _remove_word(request, get_object_or_404(BodyType, pk=pk))


@requires(Permission.BODY_EDIT)
@require_POST
def body_word_remove(request: Request, pk: int) -> HttpResponse:
    """Remove a word that nothing uses."""
    word = get_object_or_404(MinutesWord, pk=pk)
    if word.minutes.exists():
        messages.error(request, f"{word} används av anteckningar och kan inte tas bort.")
        return redirect("meetings:body-words")
    return _remove_word(request, word)


def _remove_word(request: Request, row: BodyType | MinutesWord) -> HttpResponse:
    if row.bodies.exists():
        messages.error(request, f"{row} används av en grupp och kan inte tas bort.")
    else:
        log.write("tog bort ord", by=request.user, about=row)
        row.delete()
        messages.success(request, f"{row} är borttaget.")
    return redirect("meetings:body-words")


# The agenda template


@requires(Permission.BODY_EDIT)
def body_agenda(request: Request, pk: int) -> HttpResponse:
    """Standing items of a body, and a form to add one (A9)."""
    body = get_object_or_404(Body, pk=pk)
    form = StandingItemForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        last = body.standing_items.aggregate(last=Max("position"))["last"] or 0
        form.instance.body, form.instance.position = body, last + 1
        log.write("lade till stående punkt", by=request.user, about=body, title=form.save().title)
        messages.success(request, f"{form.instance} är tillagd sist.")
        return redirect("meetings:body-agenda", pk=pk)
    context = {"body": body, "items": list(body.standing_items.all()), "form": form}
    context["trail"] = trail_of(body, "Stående punkter")
    return page(request, "meetings/body_agenda.html", context)


@requires(Permission.BODY_EDIT)
def body_agenda_item(request: Request, pk: int) -> HttpResponse:
    """Change a standing item."""
    item = get_object_or_404(StandingItem.objects.select_related("body"), pk=pk)
    form = StandingItemForm(request.POST or None, instance=item)
    if request.method == "POST" and form.is_valid():
        log.write("ändrade stående punkt", by=request.user, about=item.body, title=form.save().title)
        messages.success(request, "Punkten är sparad.")
        return redirect("meetings:body-agenda", pk=item.body_id)
    return page(
        request,
        "meetings/body_agenda_item.html",
        {"body": item.body, "item": item, "form": form, "trail": trail_of(item.body, "Stående punkter")},
    )


@requires(Permission.BODY_EDIT)
@require_POST
def body_agenda_move(request: Request, pk: int, direction: body_actions.Direction) -> HttpResponse:
    """Move a standing item up or down."""
    item = get_object_or_404(StandingItem, pk=pk)
    body_actions.reorder(item, StandingItem.objects.filter(body=item.body_id), direction, by=request.user)
    return redirect("meetings:body-agenda", pk=item.body_id)


@requires(Permission.BODY_EDIT)
@require_POST
def body_agenda_remove(request: Request, pk: int) -> HttpResponse:
    """Remove a standing item. Meetings that were made from it keep theirs."""
    item = get_object_or_404(StandingItem.objects.select_related("body"), pk=pk)
    log.write("tog bort stående punkt", by=request.user, about=item.body, title=item.title)
    item.delete()
    messages.success(request, f"{item} är borttagen ur mallen.")
    return redirect("meetings:body-agenda", pk=item.body_id)


# Receivers of copies


@requires(Permission.BODY_EDIT)
def body_copies(request: Request, pk: int) -> HttpResponse:
    """Who gets the finished notes beside the members, and a form to add somebody."""
    body = get_object_or_404(Body, pk=pk)
    form = CopyRecipientForm(request.POST or None, instance=CopyRecipient(body=body))
    if request.method == "POST" and form.is_valid():
        log.write("lade till mottagare av kopia", by=request.user, about=body, name=form.save().name)
        messages.success(request, f"{form.instance} får kopia från och med nu.")
        return redirect("meetings:body-copies", pk=pk)
    recipients = list(body.copy_recipients.select_related("person"))
    context = {
        "body": body,
        "recipients": recipients,
        "form": form,
        "trail": trail_of(body, "Mottagare av kopia"),
    }
    return page(request, "meetings/body_copies.html", context)


@requires(Permission.BODY_EDIT)
@require_POST
def body_copies_remove(request: Request, pk: int) -> HttpResponse:
    """Take somebody off the list of copies."""
    recipient = get_object_or_404(CopyRecipient.objects.select_related("body", "person"), pk=pk)
    log.write("tog bort mottagare av kopia", by=request.user, about=recipient.body, name=str(recipient))
    recipient.delete()
    messages.success(request, f"{recipient} får inte längre kopia.")
    return redirect("meetings:body-copies", pk=recipient.body_id)
