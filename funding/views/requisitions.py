"""Requisitions: all of them, one of them, noting one, asking all parties, and the office's steps (G1, G5)."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from funding import access
from funding.actions import ledger, payments, requisition_rounds, requisitions
from funding.forms.requisitions import AskForm, PayForm, RequisitionForm, WhyForm
from funding.models import GrantDecision, Requisition
from funding.payment_resources import REQUISITIONS, requisition_row
from funding.requisition_states import Step
from secretariat.lib.access import Permission, requires
from secretariat.lib.downloads import download, fetched_in_words
from secretariat.lib.pages import Request, page, paged
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import files, log

from . import requisition_filters
from .funds import FILES, Trail, trail_of
from .grants import grant_trail

WITH = (
    "account__grant__fund__body",
    "account__party",
    "decided_by__person",
    "created_by__person",
    "document",
)
MARKS = {"asked": "pending", "accepted": "info", "refused": "late", "withdrawn": "absent", "paid": "done"}


def editable_grant(request: Request, pk: int) -> GrantDecision:
    """The decision, for whoever may book on it; 403 for others."""
    grant = get_object_or_404(GrantDecision.objects.select_related("fund__body"), pk=pk)
    if not access.may_edit(request.user, grant.fund):
        raise PermissionDenied
    return grant


def requisition_trail(*more: tuple[str, str]) -> Trail:
    """Breadcrumbs from the list of all requisitions."""
    return trail_of(("Rekvisitioner", reverse("funding:requisition-list") if more else ""), *more)


@requires(Permission.FUNDING_READ)
@require_GET
def requisition_list(request: Request) -> HttpResponse:
    """All that there are. `?q= lage= medel= ar= part= sida=`"""
    chosen = requisition_filters.chosen_requisitions(request)
    context = {
        "q": chosen.q,
        "listed": paged(request, chosen.rows),
        "total": chosen.total,
        "facets": chosen.facets,
        "marks": MARKS,
        "trail": requisition_trail(),
    }
    return page(request, "funding/requisition_list.html", context)


@requires(Permission.FUNDING_READ)
@require_GET
def requisition_export(request: Request, kind: str) -> HttpResponse:
    """The list that is shown, all pages of it, as xlsx or csv."""
    if kind not in FILES:
        raise Http404
    rows = list(requisition_filters.chosen_requisitions(request).rows)
    log.write("exporterade rekvisitioner", by=request.user, antal=len(rows), urval=request.GET.urlencode())
    return download(
        REQUISITIONS,
        [requisition_row(one, settings.BASE_URL) for one in rows],
        kind=kind,
        name="rekvisitioner",
        facts=[fetched_in_words(request)],
    )


@requires(Permission.FUNDING_READ)
@require_GET
def requisition_detail(request: Request, pk: int) -> HttpResponse:
    """Who asked for how much, how it went, and what can be done."""
    return _detail(request, _requisition(pk))


def _requisition(pk: int) -> Requisition:
    return get_object_or_404(
        Requisition.objects.select_related(*WITH, "recipient__inquiry__form_version"), pk=pk
    )


def _detail(request: Request, row: Requisition, **bound: forms.Form) -> HttpResponse:
    account = row.account
    may_edit = access.may_edit(request.user, account.grant.fund)
    may = {
        step.value: may_edit and not requisitions.obstacles_to_stepping(row, step, why="-")
        for step in (Step.ACCEPT, Step.REFUSE, Step.WITHDRAW, Step.PAY)
    }
    context: dict[str, Any] = {
        "requisition": row,
        "account": account,
        "balance": ledger.balance_of(account),
        "mark": MARKS[row.state],
        "steps": may,
        "may_edit": may_edit,
        "paid": requisitions.paid_in_words(row),
        "why_refuse": WhyForm(auto_id="avsla_%s"),
        "why_withdraw": WhyForm(auto_id="aterta_%s"),
        "pay": PayForm(initial={"on": timezone.localdate()}, auto_id="betala_%s"),
        "trail": requisition_trail((account.party.short_name, "")),
    }
    return page(request, "funding/requisition_detail.html", context | bound)


@requires(Permission.FUNDING_EDIT)
@transaction.atomic
def requisition_create(request: Request, pk: int) -> HttpResponse:
    """Note one that came by letter. What is too much is said, and nothing typed is lost."""
    grant = editable_grant(request, pk)
    form = RequisitionForm(
        request.POST or None, request.FILES or None, grant=grant, initial={"asked_on": timezone.localdate()}
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        upload = said.pop("upload")
        try:
            with transaction.atomic():
                document = files.store(upload, by=request.user) if upload else None
                made = requisitions.register(said.pop("account"), document=document, by=request.user, **said)
        except NotAllowed as no:
            form.add_error(None, no.reasons)
        else:
            messages.success(request, "Rekvisitionen är inlagd och bokförd som rekvirerad.")
            return redirect(made)
    context = {"form": form, "grant": grant, "trail": grant_trail(grant, ("Ny rekvisition", ""))}
    return page(request, "funding/requisition_form.html", context)


@requires(Permission.FUNDING_EDIT)
def requisition_ask(request: Request, pk: int) -> HttpResponse:
    """Ask every party with something left to request. Nothing is sent yet."""
    grant = editable_grant(request, pk)
    form = AskForm(request.POST or None, initial={"due_on": grant.request_by})
    obstacles = requisition_rounds.obstacles_to_asking(grant)
    if request.method == "POST" and form.is_valid():
        try:
            made = requisition_rounds.ask(grant, by=request.user, **form.cleaned_data)
        except NotAllowed as no:
            form.add_error(None, no.reasons)
        else:
            messages.success(request, "Förberett. Se efter att alla har en handläggare, och skicka sedan.")
            return redirect("inquiries:round-detail", made.pk)
    context = {
        "form": form,
        "grant": grant,
        "obstacles": [] if form.is_bound else obstacles,
        "parties": requisition_rounds.accounts_to_ask(grant),
        "trail": grant_trail(grant, ("Be om rekvisitioner", "")),
    }
    return page(request, "funding/requisition_ask.html", context)


# Steps


def _step(
    request: Request,
    pk: int,
    act: Callable[[Requisition], str],
    *,
    name: str = "",
    form: forms.Form | None = None,
) -> HttpResponse:
    """Do it and lead back; or show the page again with what was typed and what is wrong."""
    row = _requisition(pk)
    if not access.may_edit(request.user, row.account.grant.fund):
        raise PermissionDenied
    if form is None or form.is_valid():
        try:
            messages.success(request, act(row))
            return redirect(row)
        except NotAllowed as no:
            if form is None:
                for reason in no.reasons:
                    messages.error(request, reason)
                return redirect(row)
            form.add_error(None, no.reasons)
    return _detail(request, row, **{name: form} if form else {})


@requires(Permission.FUNDING_EDIT)
@require_POST
def requisition_accept(request: Request, pk: int) -> HttpResponse:
    """It may be paid."""

    def act(row: Requisition) -> str:
        requisitions.accept(row, by=request.user)
        return "Rekvisitionen är godkänd och kan betalas ut."

    return _step(request, pk, act)


@requires(Permission.FUNDING_EDIT)
@require_POST
def requisition_refuse(request: Request, pk: int) -> HttpResponse:
    """Say no, with a reason."""
    form = WhyForm(request.POST, auto_id="avsla_%s")

    def act(row: Requisition) -> str:
        requisitions.refuse(row, by=request.user, **form.cleaned_data)
        return "Rekvisitionen är avslagen. Beloppet är kvar att rekvirera."

    return _step(request, pk, act, name="why_refuse", form=form)


@requires(Permission.FUNDING_EDIT)
@require_POST
def requisition_withdraw(request: Request, pk: int) -> HttpResponse:
    """The party has taken it back."""
    form = WhyForm(request.POST, auto_id="aterta_%s")

    def act(row: Requisition) -> str:
        requisitions.withdraw(row, by=request.user, **form.cleaned_data)
        return "Rekvisitionen är återtagen. Beloppet är kvar att rekvirera."

    return _step(request, pk, act, name="why_withdraw", form=form)


@requires(Permission.FUNDING_EDIT)
@require_POST
def requisition_pay(request: Request, pk: int) -> HttpResponse:
    """Book it as paid."""
    form = PayForm(request.POST, auto_id="betala_%s")

    def act(row: Requisition) -> str:
        said = form.cleaned_data
        payments.pay([f"r{row.pk}"], on=said["on"], case_number=said["case_number"], by=request.user)
        return "Utbetalningen är bokförd."

    return _step(request, pk, act, name="pay", form=form)
