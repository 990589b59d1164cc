"""An allocation on its way: copied, renewed, put aside, proposed on a point, booked by a decision (G4, G9)."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from funding.actions import allocation_booking, allocation_proposals, allocations
from funding.forms.allocations import BookForm, ProposeForm
from funding.models import Allocation
from meetings import access as meeting_access
from meetings.models import Decision
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import User

from .allocations import allocation_page, allocation_to_edit

Act = Callable[[Allocation, User], tuple[str, str]]


def _copied(allocation: Allocation, by: User) -> tuple[str, str]:
    made = allocations.copy(allocation, by=by)
    return "Räkneexemplet är kopierat. Ändra det som ska vara annorlunda.", made.get_absolute_url()


def _renewed(allocation: Allocation, by: User) -> tuple[str, str]:
    made = allocations.renew(allocation, by=by)
    beside = reverse("funding:allocation-compare", args=[allocation.pot_id])
    return "Ett nytt räkneexempel är gjort med de nyare siffrorna.", f"{beside}?f={allocation.pk}&f={made.pk}"


def _then(words: str, act: Callable[..., None]) -> Act:
    def done(allocation: Allocation, by: User) -> tuple[str, str]:
        act(allocation, by=by)
        return words, allocation.get_absolute_url()

    return done


STEPS: dict[str, Act] = {
    "kopiera": _copied,
    "nyare-siffror": _renewed,
    "valj-bort": _then("Räkneexemplet är bortvalt.", allocations.drop),
    "ta-upp": _then("Räkneexemplet är med igen.", allocations.take_up),
    "ta-tillbaka": _then("Förslaget är taget från punkten.", allocation_proposals.take_back),
}


@requires(Permission.FUNDING_EDIT)
@require_POST
def allocation_step(request: Request, pk: int, step: str) -> HttpResponse:
    """A step that asks nothing more."""
    if step not in STEPS:
        raise Http404
    allocation = allocation_to_edit(request, pk)
    try:
        words, where = STEPS[step](allocation, request.user)
    except NotAllowed as no:
        messages.error(request, str(no))
        return redirect(allocation)
    messages.success(request, words)
    return redirect(where)


@requires(Permission.FUNDING_EDIT)
@require_POST
def allocation_propose(request: Request, pk: int) -> HttpResponse:
    """On a point of a meeting the user keeps."""
    allocation = allocation_to_edit(request, pk)
    form = ProposeForm(request.POST, allocation=allocation, user=request.user)
    if form.is_valid():
        item = form.cleaned_data["item"]
        if not meeting_access.may_draft(request.user, item.meeting):
            raise PermissionDenied
        try:
            allocation_proposals.propose(allocation, item, by=request.user)
        except NotAllowed as no:
            form.add_error(None, no.reasons)
        else:
            messages.success(request, f"Fördelningen är förslaget på punkten {item}.")
            return redirect(allocation)
    return allocation_page(request, allocation, propose=form, has_items=True, open_form="foresla")


@requires(Permission.FUNDING_EDIT)
@require_POST
def allocation_book(request: Request, pk: int) -> HttpResponse:
    """By a decision of ours in finished minutes."""
    allocation = allocation_to_edit(request, pk)
    form = BookForm(request.POST, user=request.user)
    if form.is_valid():
        decision = form.cleaned_data["decision"]
        try:
            count = allocation_booking.book(allocation, decision=decision, by=request.user)
        except NotAllowed as no:
            form.add_error(None, no.reasons)
            if Allocation.objects.filter(pk=pk, state=Allocation.State.BOOKED).exists():
                messages.error(request, str(no))  # the page has no such form any more
                return redirect(allocation)
        else:
            messages.success(
                request, f"Fördelningen är bokförd på {count} konton och kan inte längre ändras."
            )
            return redirect(allocation)
    return allocation_page(request, allocation, book=form, open_form="bokfor")


# What lower apps' pages show of allocations (architecture 3)


@requires(Permission.FUNDING_READ)
@require_GET
def item_allocations(request: Request, pk: int) -> HttpResponse:
    """What is proposed on a point; nothing at all where nothing is, since every point's page asks."""
    return _slot(request, Allocation.objects.filter(item=pk), is_quiet=True)


@requires(Permission.FUNDING_READ)
@require_GET
def decision_allocations(request: Request, pk: UUID) -> HttpResponse:
    """What a decision has booked, and what it may book: the proposals on its point."""
    booked = Allocation.objects.filter(decision=pk)
    waiting = Allocation.objects.filter(item__decisions=pk, state=Allocation.State.PROPOSED)
    readable = Decision.objects.filter(meeting_access.words_readable_by(request.user), pk=pk).exclude(
        number=""
    )
    number = readable.values_list("number", flat=True).first()
    return _slot(request, booked | waiting, number=number or "")


def _slot(
    request: Request, rows: QuerySet[Allocation], *, is_quiet: bool = False, number: str = ""
) -> HttpResponse:
    found = rows.select_related("pot__grant__fund", "decision", "item").distinct()
    context = {
        "rows": [(one, allocations.MARKS[Allocation.State(one.state)]) for one in found],
        "is_quiet": is_quiet,
        "number": number,
        "trail": [("Medel", reverse("funding:fund-list"))],
    }
    return page(request, "funding/allocation_slot.html", context, part="allocations-here")
