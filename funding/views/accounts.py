"""One party's account: reading it, booking on it, putting right (G5, G6)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from funding import access
from funding.actions import account_pages, accounts, ledger
from funding.actions.grant_pages import SUMS
from funding.forms.accounts import CommitForm, CorrectForm, RepayForm, SaveForm, UseForm
from funding.models import Account, Entry
from funding.resources import STATEMENT, statement_rows
from secretariat.lib.access import Permission, requires
from secretariat.lib.downloads import download, fetched_in_words
from secretariat.lib.money import kronor
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log

from .funds import FILES, Trail
from .grants import grant_trail


@dataclass(frozen=True)
class Step:
    """Something that a person may book: its word in the address, button, form, act, and what is said after it."""

    key: str
    button: str
    form: Callable[..., forms.Form]
    act: Callable[..., Any]
    said: str


STEPS = {
    one.key: one
    for one in (
        Step("anvant", "Bokför använt", UseForm, accounts.use, "är bokfört som använt"),
        Step("intecknat", "Inteckna", CommitForm, accounts.commit, "är intecknat"),
        Step("aterbetalt", "Bokför återbetalning", RepayForm, accounts.repay, "är bokfört som återbetalt"),
        Step("spara", "Spara till nästa år", SaveForm, accounts.save, "är sparat till nästa år"),
    )
}


def account_at(pk: int) -> Account:
    """The account, with what its page names."""
    return get_object_or_404(Account.objects.select_related("grant__fund__body", "party"), pk=pk)


def account_to_edit(request: Request, account: Account) -> Account:
    """For whoever may book on it; 403 for others."""
    if not access.may_edit(request.user, account.grant.fund):
        raise PermissionDenied
    return account


def account_trail(account: Account, *more: tuple[str, str]) -> Trail:
    """Breadcrumbs of a page about an account."""
    here = (account.party.short_name, account.get_absolute_url() if more else "")
    return grant_trail(account.grant, here, *more)


@requires(Permission.FUNDING_READ)
@require_GET
def account_detail(request: Request, pk: int) -> HttpResponse:
    """Every entry with what it rests on, and the sums."""
    return account_page(request, account_at(pk))


def account_page(request: Request, account: Account, **bound: forms.Form) -> HttpResponse:
    """The account's page; `bound` is a form as it was typed, by its step."""
    shown = account_pages.page_of(account, user=request.user)
    may_edit = access.may_edit(request.user, account.grant.fund)
    context = {
        "account": account,
        "grant": account.grant,
        "party": account.party,
        "shown": shown,
        "sums": [(words, getattr(shown.balance, name)) for words, _, name in SUMS if name != "left"],
        "offers": _offers(request, account, shown, bound) if may_edit and not account.grant.closed_at else [],
        "may_edit": may_edit,
        "open_form": next(iter(bound), ""),
        "trail": account_trail(account),
    }
    return page(request, "funding/account_detail.html", context)


def _offers(
    request: Request, account: Account, shown: account_pages.Shown, bound: dict[str, forms.Form]
) -> list[tuple[Step, forms.Form]]:
    """What can be booked now, each with its form. A repayment that is proposed has its sum and number in it (G6)."""
    in_hand = shown.balance.in_hand
    steps = {
        "aterbetalt": in_hand > 0,
        "anvant": in_hand > 0,
        "intecknat": shown.balance.left_to_commit > 0,
        "spara": shown.may_be_saved,
    }
    proposed: dict[str, Any] = {
        "aterbetalt": {"amount": in_hand, "case_number": account.grant.case_number} if shown.to_repay else {},
        "spara": {"amount": in_hand},
    }
    return [
        (
            STEPS[key],
            bound.get(key)
            or STEPS[key].form(
                account=account, user=request.user, initial=proposed.get(key, {}), auto_id=f"{key}_%s"
            ),
        )
        for key, is_possible in steps.items()
        if is_possible or key in bound
    ]


@requires(Permission.FUNDING_EDIT)
@require_POST
def entry_add(request: Request, pk: int, step: str) -> HttpResponse:
    """Book something on the account: used, promised, paid back, saved."""
    account = account_to_edit(request, account_at(pk))
    if step not in STEPS:
        raise Http404
    taken = STEPS[step]
    form = taken.form(request.POST, request.FILES, account=account, user=request.user, auto_id=f"{step}_%s")
    if form.is_valid():
        try:
            taken.act(account, by=request.user, **form.cleaned_data)
        except NotAllowed as no:
            form.add_error("amount", no.reasons)
        else:
            messages.success(request, f"{kronor(form.cleaned_data['amount'])} {taken.said}.")
            return redirect(account)
    return account_page(request, account_at(pk), **{step: form})


@requires(Permission.FUNDING_EDIT)
def entry_correct(request: Request, pk: int) -> HttpResponse:
    """Put an entry right by a new one, with a reason."""
    entry = get_object_or_404(
        Entry.objects.select_related("account__grant__fund__body", "account__party"), pk=pk
    )
    account = account_to_edit(request, entry.account)
    form = CorrectForm(request.POST or None, initial={"amount": ledger.left_of(entry)})
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            accounts.correct(
                entry, facts["amount"], why=facts["why"], by=request.user, on=timezone.localdate()
            )
        except NotAllowed as no:
            form.add_error("amount", no.reasons)
        else:
            messages.success(request, f"Posten är rättad till {kronor(facts['amount'])}.")
            return redirect(account)
    context = {"form": form, "entry": entry, "account": account, "grant": account.grant,
               "stands": ledger.left_of(entry), "trail": account_trail(account, ("Rätta", ""))}  # fmt: skip
    return page(request, "funding/entry_correct.html", context)


@requires(Permission.FUNDING_READ)
@require_GET
def account_export(request: Request, pk: int, kind: str) -> HttpResponse:
    """The account's statement as xlsx or csv."""
    if kind not in FILES:
        raise Http404
    account = account_at(pk)
    lines = account_pages.lines_of(account, user=request.user)
    log.write("exporterade kontoutdrag", by=request.user, about=account, antal=len(lines))
    rows = [row for line in lines for row in statement_rows(line)]
    balance = ledger.balance_of(account)
    facts = [
        f"{account}.",
        f"Utbetalt och kvar att använda: {kronor(balance.in_hand)}.",
        fetched_in_words(request),
    ]
    return download(STATEMENT, rows, kind=kind, name=f"konto-{account.pk}", facts=facts)
