"""Pages of a body's seats and who holds them."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from meetings.actions import bodies as body_actions
from meetings.forms.bodies import AppointForm, EndAllForm, NewPeriodForm, PersonForm, SeatForm, WithdrawForm
from meetings.models import Body, Membership, Seat
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import Person

from .bodies import trail_of


@requires(Permission.BODY_EDIT)
def body_seats(request: Request, pk: int) -> HttpResponse:
    """Seats in order, with buttons to move them, and a form to add one."""
    body = get_object_or_404(Body.objects.select_related("type"), pk=pk)
    form = SeatForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        last = body.seats.aggregate(last=Max("position"))["last"] or 0
        form.instance.body, form.instance.position = body, last + 1
        log.write("lade till plats", by=request.user, about=form.save())
        messages.success(request, f"Platsen {form.instance} är tillagd sist.")
        return redirect("meetings:body-seats", pk=pk)
    return page(
        request,
        "meetings/body_seats.html",
        {"body": body, "rows": body_actions.seats_of(body), "form": form, "trail": trail_of(body, "Platser")},
    )


@requires(Permission.BODY_EDIT)
def body_seat_edit(request: Request, pk: int) -> HttpResponse:
    """Change a seat's party, kind or label."""
    seat = get_object_or_404(Seat.objects.select_related("body", "organisation"), pk=pk)
    form = SeatForm(request.POST or None, instance=seat)
    if request.method == "POST" and form.is_valid():
        log.write("ändrade plats", by=request.user, about=form.save())
        messages.success(request, "Platsen är sparad.")
        return redirect("meetings:body-seats", pk=seat.body_id)
    withdraw = WithdrawForm(initial={"day": timezone.localdate()})
    return page(
        request,
        "meetings/body_seat_form.html",
        {"seat": seat, "form": form, "withdraw": withdraw, "trail": trail_of(seat.body, "Platser")},
    )


@requires(Permission.BODY_EDIT)
@require_POST
def body_seat_move(request: Request, pk: int, direction: body_actions.Direction) -> HttpResponse:
    """Move a seat up or down."""
    seat = get_object_or_404(Seat, pk=pk)
    body_actions.reorder(seat, Seat.objects.filter(body=seat.body_id), direction, by=request.user)
    return redirect("meetings:body-seats", pk=seat.body_id)


@requires(Permission.BODY_EDIT)
@require_POST
def body_seat_withdraw(request: Request, pk: int) -> HttpResponse:
    """Withdraw a seat after a day."""
    seat = get_object_or_404(Seat.objects.select_related("body", "organisation"), pk=pk)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        try:
            body_actions.withdraw(seat, day=form.cleaned_data["day"], by=request.user)
            messages.success(request, f"Platsen {seat} är indragen.")
            return redirect("meetings:body-seats", pk=seat.body_id)
        except NotAllowed as no:
            form.add_error("day", no.reasons)
    context = {
        "seat": seat,
        "form": SeatForm(instance=seat),
        "withdraw": form,
        "trail": trail_of(seat.body, "Platser"),
    }
    return page(request, "meetings/body_seat_form.html", context)


# Who holds a seat


@requires(Permission.BODY_EDIT)
def body_seat_appoint(request: Request, pk: int) -> HttpResponse:
    """Appoint somebody to a seat, or let somebody take it over: search (?q=), choose, say from when."""
    seat = get_object_or_404(Seat.objects.select_related("body__type", "organisation"), pk=pk)
    held = seat.memberships.valid_on(timezone.localdate()).select_related("person").first()
    q = request.GET.get("q", "").strip()
    form = AppointForm(request.POST or None, seat=seat, replaces=held is not None, search=q)
    if request.method == "POST" and form.is_valid():
        try:
            membership = _appoint(request, seat, form, replaces=held is not None)
            messages.success(request, f"{membership.person} är utsedd.")
            return redirect(seat.body)
        except NotAllowed as no:
            form.add_error(None, no.reasons)
    context = {"seat": seat, "held": held, "form": form, "q": q, "trail": trail_of(seat.body, str(seat))}
    return page(request, "meetings/body_seat_appoint.html", context, part="person-choice")


@transaction.atomic
def _appoint(request: Request, seat: Seat, form: AppointForm, *, replaces: bool) -> Membership:
    said = form.cleaned_data
    terms = {
        "political_party": said.get("political_party", ""),
        "decision_reference": said["decision_reference"],
    }
    person = _person(request, form)
    if replaces:
        return body_actions.replace_holder(seat, person, said["starts_on"], request.user, **terms)
    return body_actions.appoint(
        seat, person, by=request.user, starts_on=said["starts_on"], ends_on=said["ends_on"], **terms
    )


def _person(request: Request, form: PersonForm) -> Person:
    said = form.cleaned_data
    if said["person"]:
        return said["person"]
    return body_actions.new_person(
        name=said["new_name"], by=request.user, organisation=said["new_organisation"], title=said["new_title"]
    )


@requires(Permission.BODY_EDIT)
def body_membership_end(request: Request, pk: int) -> HttpResponse:
    """End a membership after a day."""
    membership = get_object_or_404(
        Membership.objects.select_related("person", "seat__body", "seat__organisation"), pk=pk
    )
    initial = {"day": membership.ends_on or timezone.localdate()}
    form = WithdrawForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            body_actions.end(membership, ends_on=form.cleaned_data["day"], by=request.user)
            messages.success(request, f"Uppdraget för {membership.person} är avslutat.")
            return redirect(membership.seat.body)
        except NotAllowed as no:
            form.add_error("day", no.reasons)
    return page(
        request,
        "meetings/body_membership_end.html",
        {"membership": membership, "form": form, "trail": trail_of(membership.seat.body, "Avsluta uppdrag")},
    )


@requires(Permission.BODY_EDIT)
def body_end_all(request: Request, pk: int) -> HttpResponse:
    """End ticked memberships at the end of a mandate period."""
    body = get_object_or_404(Body, pk=pk)
    form = EndAllForm(request.POST or None, body=body)
    if request.method == "POST" and form.is_valid():
        try:
            said = form.cleaned_data
            ended = body_actions.end_all(said["memberships"], ends_on=said["ends_on"], by=request.user)
            messages.success(request, f"{ended} uppdrag är avslutade.")
            return redirect(body)
        except NotAllowed as no:
            form.add_error(None, no.reasons)
    ticked = set(request.POST.getlist("memberships"))
    held = [(row, row.held) for row in body_actions.seats_of(body) if row.held]
    rows = [(row.seat, one, not form.is_bound or str(one.pk) in ticked) for row, one in held]
    return page(
        request,
        "meetings/body_end_all.html",
        {"body": body, "form": form, "rows": rows, "trail": trail_of(body, "Avsluta uppdrag")},
    )


@requires(Permission.BODY_EDIT)
def body_new_period(request: Request, pk: int) -> HttpResponse:
    """The same seats, new holders from a day."""
    body = get_object_or_404(Body.objects.select_related("type"), pk=pk)
    rows = [row for row in body_actions.seats_of(body) if row.seat.ends_on is None]
    initial = {f"name_{row.seat.pk}": row.holder for row in rows if row.held}
    initial |= {f"party_{row.seat.pk}": row.held.political_party for row in rows if row.held}
    form = NewPeriodForm(
        request.POST or None,
        seats=[row.seat for row in rows],
        with_party=body.type.is_political,
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        parties = {row.seat.pk: said.get(f"party_{row.seat.pk}", "") for row in rows}
        try:
            count = body_actions.start_period(
                form.holders, from_day=said["from_day"], by=request.user, parties=parties
            )
            messages.success(request, f"{count} platser är tillsatta.")
            return redirect(body)
        except NotAllowed as no:
            form.add_error(None, no.reasons)
    lines = [
        (
            row,
            form[f"take_{row.seat.pk}"],
            form[f"name_{row.seat.pk}"],
            _optional(form, f"party_{row.seat.pk}"),
        )
        for row in rows
    ]
    return page(
        request,
        "meetings/body_new_period.html",
        {"body": body, "form": form, "lines": lines, "trail": trail_of(body, "Ny mandatperiod")},
    )


def _optional(form: NewPeriodForm, name: str) -> object:
    return form[name] if name in form.fields else None
