"""What is to be paid and what has been: several at once with a look first, plans, and the list for the economy unit."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from funding import access
from funding.actions import ledger, payments
from funding.forms.requisitions import PayForm, PlanForm
from funding.models import Account, PlannedPayment
from funding.payment_resources import PAYMENTS, payment_row, payment_words
from secretariat.lib.access import Permission, may, requires
from secretariat.lib.downloads import download, fetched_in_words
from secretariat.lib.money import kronor
from secretariat.lib.pages import Request, page, paged
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log

from . import requisition_filters
from .funds import FILES, Trail, trail_of
from .grants import grant_trail


def payment_trail(*more: tuple[str, str]) -> Trail:
    """Breadcrumbs from the list of payments."""
    return trail_of(("Utbetalningar", reverse("funding:payment-list") if more else ""), *more)


def _mine(request: Request) -> list[payments.Due]:
    """What is to be paid of funds that the user may book on."""
    if not may(request.user, Permission.FUNDING_EDIT):
        return []
    found = payments.to_pay()
    allowed = {one.account.grant.fund for one in found}
    allowed = {fund for fund in allowed if access.may_edit(request.user, fund)}
    return [one for one in found if one.account.grant.fund in allowed]


@requires(Permission.FUNDING_READ)
@require_GET
def payment_list(request: Request) -> HttpResponse:
    """What is to be paid, and everything paid. `?q= medel= ar= part= fran= till= sida=`"""
    chosen = requisition_filters.chosen_payments(request)
    listed = paged(request, chosen.rows)
    due = _mine(request)
    context = {
        "q": chosen.q,
        "due": due,
        "due_total": sum(one.amount for one in due),
        "listed": listed,
        "payments": [(one, payment_words(one)) for one in listed.object_list],
        "total": chosen.total,
        "facets": chosen.facets,
        "first": chosen.first,
        "last": chosen.last,
        "trail": payment_trail(),
    }
    return page(request, "funding/payment_list.html", context)


@requires(Permission.FUNDING_READ)
@require_GET
def payment_export(request: Request, kind: str) -> HttpResponse:
    """The payments that are shown, all pages, as xlsx or csv for the economy unit."""
    if kind not in FILES:
        raise Http404
    chosen = requisition_filters.chosen_payments(request)
    rows = [payment_row(one) for one in chosen.rows]
    log.write("exporterade utbetalningar", by=request.user, antal=len(rows), urval=request.GET.urlencode())
    facts = [fetched_in_words(request), f"{len(rows)} rader, tillsammans {kronor(chosen.total)}."]
    return download(PAYMENTS, rows, kind=kind, name="utbetalningar", facts=facts)


@requires(Permission.FUNDING_EDIT)
@require_POST
def payment_pay(request: Request) -> HttpResponse:
    """Look at the chosen ones together, and then book them, all or none."""
    keys = request.POST.getlist("val")
    chosen = [one for one in _mine(request) if one.key in keys]
    is_sure = "bokfor" in request.POST
    form = PayForm(request.POST if is_sure else None, initial={"on": timezone.localdate()})
    if not any(one.condition for one in chosen):
        del form.fields["conditions_met"]
    if not keys:
        messages.error(request, "Välj minst en utbetalning.")
        return redirect("funding:payment-list")
    if is_sure and form.is_valid():
        try:
            total = _pay(request, keys, form.cleaned_data)
        except NotAllowed as no:
            form.add_error(None, no.reasons)
        else:
            messages.success(request, f"{kronor(total)} är bokfört som utbetalt.")
            return redirect("funding:payment-list")
    context = {
        "form": form,
        "keys": keys,
        "chosen": chosen,
        "total": sum(one.amount for one in chosen),
        "gone": len(keys) - len(chosen),
        "trail": payment_trail(("Betala ut", "")),
    }
    return page(request, "funding/payment_preview.html", context)


def _pay(request: Request, keys: list[str], said: dict[str, Any]) -> int:
    for account in payments.accounts_of(keys):
        if not access.may_edit(request.user, account.grant.fund):
            raise PermissionDenied
    return payments.pay(
        keys,
        on=said["on"],
        case_number=said["case_number"],
        conditions_met=bool(said.get("conditions_met")),
        by=request.user,
    )


# Planned


@requires(Permission.FUNDING_EDIT)
def payment_plan(request: Request, pk: int) -> HttpResponse:
    """Plan a payment on an account, with its condition; and the plans there are."""
    account = get_object_or_404(Account.objects.select_related("grant__fund__body", "party"), pk=pk)
    if not access.may_edit(request.user, account.grant.fund):
        raise PermissionDenied
    form = PlanForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            payments.plan(account, by=request.user, **form.cleaned_data)
        except NotAllowed as no:
            form.add_error(None, no.reasons)
        else:
            messages.success(request, "Utbetalningen är planerad.")
            return redirect("funding:payment-plan", pk)
    here = (account.party.short_name, account.get_absolute_url())
    context = {
        "form": form,
        "account": account,
        "balance": ledger.balance_of(account),
        "planned": account.planned_payments.select_related("entry"),
        "trail": grant_trail(account.grant, here, ("Planera utbetalningar", "")),
    }
    return page(request, "funding/payment_plan.html", context)


@requires(Permission.FUNDING_EDIT)
@require_POST
def payment_unplan(request: Request, pk: int) -> HttpResponse:
    """Take a plan away that has not been carried out."""
    rows = PlannedPayment.objects.select_related("account__grant__fund__body", "account__party")
    planned = get_object_or_404(rows, pk=pk)
    if not access.may_edit(request.user, planned.account.grant.fund):
        raise PermissionDenied
    try:
        payments.unplan(planned, by=request.user)
        messages.success(request, "Planen är borttagen.")
    except NotAllowed as no:
        messages.error(request, str(no))
    return redirect("funding:payment-plan", planned.account_id)
