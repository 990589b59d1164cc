"""A decision about money: reading it, writing it, its pots and papers, the end of the year (G1, G5)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from funding import access
from funding.actions import allocations, calls, closing, grant_pages, grants, reports, requisitions
from funding.forms.grants import GrantDocumentForm, GrantForm, PotForm
from funding.models import GrantDecision, GrantDocument, Pot
from funding.resources import PARTIES, party_row
from meetings import access as meeting_access
from secretariat.lib.access import Permission, requires
from secretariat.lib.downloads import download, fetched_in_words
from secretariat.lib.money import kronor
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.forms import ReasonForm

from .funds import FILES, Trail, fund_at, trail_of


def grant_at(slug: str, pk: int) -> GrantDecision:
    """The decision at an address."""
    return get_object_or_404(GrantDecision.objects.select_related(*grant_pages.WITH), fund__slug=slug, pk=pk)


def grant_to_edit(request: Request, slug: str, pk: int) -> GrantDecision:
    """The decision, for whoever may write it; 403 for others. A post has it locked."""
    grant = grant_at(slug, pk)
    if not access.may_edit(request.user, grant.fund):
        raise PermissionDenied
    return grants.hold(grant) if request.method == "POST" else grant


def grant_trail(grant: GrantDecision, *more: tuple[str, str]) -> Trail:
    """Breadcrumbs of a page about a decision."""
    fund = grant.fund
    words = f"{grant.year}, {grant.title}" if grant.title else str(grant.year)
    return trail_of(
        (fund.short_name or fund.name, fund.get_absolute_url()),
        (words, grant.get_absolute_url() if more else ""),
        *more,
    )


@requires(Permission.FUNDING_READ)
@require_GET
def grant_detail(request: Request, slug: str, pk: int) -> HttpResponse:
    """What is decided, pots, allocations, each party's account, requisitions, reports, calls, events."""
    return grant_page(request, grant_at(slug, pk))


def grant_page(request: Request, grant: GrantDecision, **more: Any) -> HttpResponse:
    """The decision's page; `more` are forms as they were typed."""
    shown = grant_pages.page_of(grant, user=request.user, today=timezone.localdate())
    may_edit = access.may_edit(request.user, grant.fund)
    may_close = may_edit and grant.closed_at is None
    context: dict[str, Any] = {
        "grant": grant,
        "fund": grant.fund,
        "shown": shown,
        "sums": grant_pages.SUMS,
        "sentence": grant_pages.sums_in_words(shown.total, shown.not_allocated),
        "may_edit": may_edit,
        "may_change": may_close,
        "may_reopen": may_edit and grant.closed_at is not None and meeting_access.is_office(request.user),
        "obstacles_to_closing": closing.obstacles_to_closing(grant) if may_close else [],
        "reason": ReasonForm(auto_id="oppna_%s"),
        "document": GrantDocumentForm(auto_id="handling_%s"),
        "open_form": "",
        "allocation_section": allocations.grant_section(grant, request.user),
        "requisition_section": requisitions.grant_section(grant, request.user),
        "report_section": reports.grant_section(grant, request.user),
        "call_section": calls.grant_section(grant, request.user),
        "trail": grant_trail(grant),
    }
    return page(request, "funding/grant_detail.html", context | more)


@requires(Permission.FUNDING_READ)
@require_GET
def grant_export(request: Request, slug: str, pk: int, kind: str) -> HttpResponse:
    """Every party's sums as xlsx or csv."""
    if kind not in FILES:
        raise Http404
    grant = grant_at(slug, pk)
    lines = grant_pages.party_lines(grant)
    log.write("exporterade parternas medel", by=request.user, about=grant, antal=len(lines))
    facts = [f"{grant}, {kronor(grant.amount)}.", fetched_in_words(request)]
    rows = [party_row(line) for line in lines]
    return download(PARTIES, rows, kind=kind, name=f"{slug}-{grant.year}", facts=facts)


# Writing


@requires(Permission.FUNDING_EDIT)
@transaction.atomic
def grant_create(request: Request, slug: str) -> HttpResponse:
    """Note a decision; a pot of the whole of it comes by itself."""
    fund = fund_at(slug)
    if not access.may_edit(request.user, fund):
        raise PermissionDenied
    initial = {"decided_by": fund.authority, "year": timezone.localdate().year}
    form = GrantForm(
        request.POST or None, user=request.user, initial=initial, instance=GrantDecision(fund=fund)
    )
    if request.method == "POST" and form.is_valid():
        grant = grants.create_grant(fund, by=request.user, **form.facts())
        messages.success(request, f"Beslutet på {kronor(grant.amount)} är inlagt.")
        return redirect(grant)
    trail = trail_of((fund.short_name or fund.name, fund.get_absolute_url()), ("Nytt beslut", ""))
    context = {"form": form, "grant": None, "fund": fund, "heading": "Nytt beslut om medel", "trail": trail}
    return page(request, "funding/grant_form.html", context)


@requires(Permission.FUNDING_EDIT)
@transaction.atomic
def grant_edit(request: Request, slug: str, pk: int) -> HttpResponse:
    """Change its facts."""
    grant = grant_to_edit(request, slug, pk)
    obstacles = grants.obstacles_to_changing(grant)
    form = GrantForm(request.POST or None, instance=grant, user=request.user)
    if request.method == "POST" and not obstacles and form.is_valid():
        try:
            grants.save_grant(form.instance, by=request.user, changed=form.changed_data)
        except NotAllowed as no:
            form.add_error("amount", no.reasons)
        else:
            messages.success(request, "Sparat.")
            return redirect(grant)
    context = {"form": form, "grant": grant, "fund": grant.fund, "heading": f"Ändra {grant}", "obstacles": obstacles,
               "trail": grant_trail(grant_at(slug, pk), ("Ändra", ""))}  # fmt: skip
    return page(request, "funding/grant_form.html", context)


@requires(Permission.FUNDING_EDIT)
@transaction.atomic
def pot_add(request: Request, slug: str, pk: int) -> HttpResponse:
    """Keep a part of the decision for something."""
    grant = grant_to_edit(request, slug, pk)
    form = PotForm(request.POST or None, instance=Pot(grant=grant))
    if request.method == "POST" and form.is_valid():
        try:
            made = grants.add_pot(grant, by=request.user, **form.facts())
        except NotAllowed as no:
            form.add_error("amount", no.reasons)
        else:
            messages.success(request, f"{made.name} på {kronor(made.amount)} är tillagd.")
            return redirect(grant)
    context = {"form": form, "pot": None, "grant": grant, "heading": "Ny pott", "obstacles": [],
               "trail": grant_trail(grant, ("Ny pott", ""))}  # fmt: skip
    return page(request, "funding/pot_form.html", context)


def _pot(request: Request, pk: int) -> Pot:
    pot = get_object_or_404(Pot.objects.select_related("grant__fund__body"), pk=pk)
    if not access.may_edit(request.user, pot.grant.fund):
        raise PermissionDenied
    return pot


@requires(Permission.FUNDING_EDIT)
@transaction.atomic
def pot_edit(request: Request, pk: int) -> HttpResponse:
    """Change a pot, or take it away."""
    pot = _pot(request, pk)
    if request.method == "POST":
        grants.hold(pot.grant_id)
        pot = Pot.objects.select_for_update(of=("self",)).select_related("grant__fund").get(pk=pk)
    form = PotForm(request.POST or None, instance=pot)
    if request.method == "POST" and form.is_valid():
        try:
            grants.save_pot(form.instance, by=request.user)
        except NotAllowed as no:
            form.add_error("amount", no.reasons)
        else:
            messages.success(request, "Sparat.")
            return redirect(pot.grant)
    context = {"form": form, "pot": pot, "grant": pot.grant, "heading": f"Ändra {pot.name}",
               "obstacles": grants.obstacles_to_removing_pot(pot),
               "trail": grant_trail(pot.grant, ("Ändra pott", ""))}  # fmt: skip
    return page(request, "funding/pot_form.html", context)


@requires(Permission.FUNDING_EDIT)
@require_POST
def pot_remove(request: Request, pk: int) -> HttpResponse:
    """Take a pot away that nothing rests on."""
    pot = _pot(request, pk)
    try:
        grants.remove_pot(pot, by=request.user)
    except NotAllowed as no:
        messages.error(request, str(no))
    else:
        messages.success(request, f"{pot.name} är borttagen.")
    return redirect(pot.grant)


@requires(Permission.FUNDING_EDIT)
@require_POST
@transaction.atomic
def grant_document_add(request: Request, slug: str, pk: int) -> HttpResponse:
    """One more paper behind the money."""
    grant = grant_to_edit(request, slug, pk)
    form = GrantDocumentForm(request.POST, request.FILES, auto_id="handling_%s")
    if not form.is_valid():
        return grant_page(request, grant_at(slug, pk), document=form, open_form="handling")
    facts = form.cleaned_data
    made = grants.add_document(
        grant, facts["upload"], kind=facts["kind"], title=facts["title"], by=request.user
    )
    messages.success(request, f"{made.stored} är tillagd.")
    return redirect(grant)


@requires(Permission.FUNDING_EDIT)
@require_POST
def grant_document_remove(request: Request, pk: int) -> HttpResponse:
    """Take a paper off the decision."""
    document = get_object_or_404(GrantDocument.objects.select_related("grant__fund", "stored"), pk=pk)
    if not access.may_edit(request.user, document.grant.fund):
        raise PermissionDenied
    try:
        grants.remove_document(document, by=request.user)
    except NotAllowed as no:
        messages.error(request, str(no))
    return redirect(document.grant)


@requires(Permission.FUNDING_EDIT)
@require_POST
def grant_close(request: Request, slug: str, pk: int) -> HttpResponse:
    """Close the year."""
    grant = grant_at(slug, pk)
    if not access.may_edit(request.user, grant.fund):
        raise PermissionDenied
    try:
        closing.close(grant, by=request.user)
    except NotAllowed as no:
        messages.error(request, str(no))
    else:
        messages.success(request, f"{grant} är avslutat. Ingenting mer kan bokföras på det.")
    return redirect(grant)


@requires(Permission.FUNDING_EDIT)
@require_POST
@transaction.atomic
def grant_reopen(request: Request, slug: str, pk: int) -> HttpResponse:
    """Open a closed year, with a reason: the office alone."""
    grant = grant_to_edit(request, slug, pk)
    if not meeting_access.is_office(request.user):
        raise PermissionDenied
    form = ReasonForm(request.POST, auto_id="oppna_%s")
    if form.is_valid():
        try:
            closing.reopen(grant, why=form.cleaned_data["why"], by=request.user)
        except NotAllowed as no:
            form.add_error(None, no.reasons)
        else:
            messages.success(request, f"{grant} är öppet igen.")
            return redirect(grant)
    return grant_page(request, grant_at(slug, pk), reason=form, open_form="oppna")
