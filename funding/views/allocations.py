"""Fördelningar: making one and seeing it anew while one chooses, reading it, comparing, files and paper (G3, G4)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from funding import access, allocation_files
from funding.actions import allocation_printing, allocation_proposals, allocation_tables, allocations, keys
from funding.forms.allocations import AllocationForm, BookForm, ProposeForm, items_for
from funding.models import Allocation, Pot
from meetings.models import Decision
from secretariat.lib import pdf
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log

MOST = 4  # scenarios beside each other
State = Allocation.State
WITH = ("pot__grant__fund__body__letterhead__organisation", "item__meeting", "decision__meeting", "booked_by__person",
        "created_by__person")  # fmt: skip
Trail = list[tuple[str, str]]


def trail_of(pot: Pot, *more: tuple[str, str]) -> Trail:
    """Breadcrumbs from all funds down to the decision."""
    grant = pot.grant
    return [
        ("Medel", reverse("funding:fund-list")),
        (grant.fund.short_name or grant.fund.name, grant.fund.get_absolute_url()),
        (str(grant.year), grant.get_absolute_url()),
        *more,
    ]


def allocation_at(pk: int) -> Allocation:
    """The allocation at an address."""
    return get_object_or_404(Allocation.objects.select_related(*WITH), pk=pk)


def allocation_to_edit(request: Request, pk: int) -> Allocation:
    """The same, for whoever may share out; 403 for others."""
    allocation = allocation_at(pk)
    if not access.may_edit(request.user, allocation.pot.grant.fund):
        raise PermissionDenied
    return allocation


def pot_at(pk: int) -> Pot:
    """The pot at an address."""
    return get_object_or_404(Pot.objects.select_related("grant__fund"), pk=pk)


# Making


@requires(Permission.FUNDING_EDIT)
def allocation_create(request: Request, pk: int) -> HttpResponse:
    """A new scenario of a pot."""
    pot = pot_at(pk)
    if not access.may_edit(request.user, pot.grant.fund):
        raise PermissionDenied
    return _edited(request, pot, None)


@requires(Permission.FUNDING_EDIT)
def allocation_edit(request: Request, pk: int) -> HttpResponse:
    """Choose anew; only a scenario can be changed."""
    allocation = allocation_to_edit(request, pk)
    if reasons := allocations.obstacles_to_changing(allocation):
        messages.error(request, " ".join(reasons))
        return redirect(allocation)
    return _edited(request, allocation.pot, allocation)


def _edited(request: Request, pot: Pot, allocation: Allocation | None) -> HttpResponse:
    form = AllocationForm(request.POST or None, pot=pot, allocation=allocation)
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and request.POST.get("do") == "save" and form.wanted:
        try:
            made = allocations.save(pot, form.wanted, by=request.user, allocation=allocation)
        except NotAllowed as no:
            form.reasons = no.reasons
            form.add_error(None, no.reasons)
        else:
            messages.success(request, f"{made.name} är sparad.")
            return redirect(made)
    names = (
        [table.series.name if table else allocations.EQUAL for table, _ in form.wanted.keys]
        if form.wanted
        else []
    )
    people = keys.population()
    context = {
        "form": form,
        "pot": pot,
        "allocation": allocation,
        "left": allocations.left_of(pot),
        "reasons": form.reasons,
        "table": allocation_tables.table_of(form.shares, names, people) if form.shares else None,
        "people": people,
        "is_wrong": form.is_bound and bool(form.errors),
        "trail": trail_of(pot, ("Ändra räkneexempel" if allocation else "Nytt räkneexempel", "")),
    }
    return page(request, "funding/allocation_form.html", context, part="allocation-result")


# Reading


@requires(Permission.FUNDING_READ)
@require_GET
def allocation_detail(request: Request, pk: int) -> HttpResponse:
    """The allocation: keys with source and day, values, exact sum, rounding, kronor."""
    return allocation_page(request, allocation_at(pk))


def allocation_page(request: Request, allocation: Allocation, **more: Any) -> HttpResponse:
    """Its page; `more` are forms as they were typed."""
    used, people = list(allocation.keys.select_related("table__series")), keys.population()
    may_edit = access.may_edit(request.user, allocation.pot.grant.fund)
    is_open = allocation.state in (State.SCENARIO, State.PROPOSED)
    offered = items_for(allocation, request.user) if may_edit and is_open else None
    context: dict[str, Any] = {
        "allocation": allocation,
        "pot": allocation.pot,
        "grant": allocation.pot.grant,
        "mark": allocations.MARKS[State(allocation.state)],
        "table": allocation_tables.table_of(
            allocations.shares_of(allocation), [one.name for one in used], people
        ),
        "used": used,
        "basis": allocation_proposals.basis_in_words(allocation, used),
        "people": people,
        "may_edit": may_edit,
        "is_open": is_open,
        "reasons": allocation_proposals.obstacles_to_proposing(allocation) if may_edit and is_open else [],
        "newer": allocations.newer_tables(allocation) if may_edit else {},
        "propose": ProposeForm(allocation=allocation, user=request.user) if offered is not None else None,
        "has_items": offered is not None and offered.exists(),
        "book": BookForm(user=request.user, initial={"decision": _suggested(request, allocation)})
        if may_edit
        else None,
        "decisions": _decisions(allocation) if may_edit and is_open else [],
        "others": allocation.pot.allocations.exclude(pk=allocation.pk).exclude(state=State.DROPPED).exists(),
        "open_form": request.GET.get("oppna", ""),
        "trail": trail_of(allocation.pot, (allocation.name, "")),
    }
    return page(request, "funding/allocation_detail.html", context | more)


def _decisions(allocation: Allocation) -> list[Decision]:
    """Own decisions on the point where it is proposed."""
    rows = Decision.objects.own().filter(item=allocation.item_id).select_related("meeting__minutes", "block")
    return list(rows.order_by("position")) if allocation.item_id else []


def _suggested(request: Request, allocation: Allocation) -> str:
    """The number that most likely books it: the one in the address, else the only one on the point."""
    if number := request.GET.get("beslut", "")[:40]:
        return number
    numbered = [one.number for one in _decisions(allocation) if one.number]
    return numbered[0] if len(numbered) == 1 else ""


@requires(Permission.FUNDING_READ)
@require_GET
def allocation_export(request: Request, pk: int, kind: str) -> HttpResponse:
    """The same as xlsx or csv."""
    if kind not in allocation_files.KINDS:
        raise Http404
    allocation, people = allocation_at(pk), keys.population()
    heads = [one.name for one in allocation.keys.all()]
    table = allocation_tables.table_of(allocations.shares_of(allocation), heads, people)
    log.write("exporterade fördelning", by=request.user, about=allocation)
    return allocation_files.allocation_file(allocation, table, people, kind=kind)


@requires(Permission.FUNDING_READ)
@require_GET
def allocation_pdf(request: Request, pk: int) -> HttpResponse:
    """One page for the meeting's papers."""
    allocation = allocation_at(pk)
    try:
        content = allocation_printing.render(allocation)
    except pdf.NotAvailable as missing:
        messages.error(request, str(missing))
        return redirect(allocation)
    headers = {"Content-Disposition": f'inline; filename="fordelning-{pk}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


# Comparing


@requires(Permission.FUNDING_READ)
@require_GET
def allocation_compare(request: Request, pk: int) -> HttpResponse:
    """A pot's scenarios side by side. `?f=1&f=2`: which, the first one is what the others differ from."""
    pot = pot_at(pk)
    known, chosen = _chosen(request, pot)
    people = keys.population()
    context = {
        "pot": pot,
        "known": [(one, one in chosen) for one in known],
        "chosen": chosen,
        "shown": allocation_tables.comparison(chosen, people),
        "people": people,
        "may_edit": access.may_edit(request.user, pot.grant.fund),
        "query": "&".join(f"f={one.pk}" for one in chosen),
        "trail": trail_of(pot, ("Jämför", "")),
    }
    return page(request, "funding/allocation_compare.html", context)


def _chosen(request: Request, pot: Pot) -> tuple[list[Allocation], list[Allocation]]:
    """All that may be compared, and those the address asks for; the first ones where it asks for none."""
    known = list(pot.allocations.exclude(state=State.DROPPED))
    asked = [int(one) for one in request.GET.getlist("f") if one.isascii() and one.isdecimal()]
    by_key = {one.pk: one for one in known}
    chosen = [by_key[key] for key in dict.fromkeys(asked) if key in by_key]
    return known, (chosen or known)[:MOST]


@requires(Permission.FUNDING_READ)
@require_GET
def compare_export(request: Request, pk: int, kind: str) -> HttpResponse:
    """The comparison as xlsx or csv."""
    if kind not in allocation_files.KINDS:
        raise Http404
    pot, people = pot_at(pk), keys.population()
    _, chosen = _chosen(request, pot)
    shown = allocation_tables.comparison(chosen, people)
    log.write("exporterade jämförelse", by=request.user, about=pot.grant, pott=pot.name)
    return allocation_files.comparison_file(shown, people, pk=pk, kind=kind)
