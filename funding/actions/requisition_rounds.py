"""Asking all parties at once for their requisitions, and what their answers do (G1, G7).

The one way of asking is that of every round: links, letters, reminders, states. Handing in makes the requisition.
"""

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from funding import requisition_form
from funding.models import Account, GrantDecision, Requisition
from secretariat.inquiries.actions import forms, rounds
from secretariat.inquiries.actions.inquiries import Asked
from secretariat.inquiries.actions.sheet_states import Step as SheetStep
from secretariat.inquiries.models import Form, FormVersion, Inquiry, Recipient
from secretariat.inquiries.purposes import Said, Taken
from secretariat.lib.dates import day_in_words
from secretariat.lib.money import kronor
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import User

from . import ledger, requisitions
from .requisitions import PURPOSE

# Asking


def accounts_to_ask(grant: GrantDecision) -> list[Account]:
    """The parties with something left to request, by kommunkod. Two queries."""
    accounts = list(grant.accounts.select_related("party"))
    sums = ledger.balances(one.pk for one in accounts)
    return [one for one in accounts if sums.get(one.pk, ledger.Balance()).left_to_request > 0]


def obstacles_to_asking(grant: GrantDecision) -> list[str]:
    """Why the parties cannot be asked for their requisitions."""
    if grant.closed_at:
        return [f"{grant} är avslutat."]
    if _all_rounds(grant).filter(closed_at=None).exists():
        return ["Parterna är redan tillfrågade. Avsluta den begäran innan du frågar igen."]
    if not accounts_to_ask(grant):
        return ["Ingen part har något kvar att rekvirera. Fördela medlen först."]
    return []


def _all_rounds(grant: GrantDecision) -> QuerySet[Inquiry]:
    return Inquiry.objects.filter(purpose=PURPOSE, object_id=str(grant.pk), withdrawn_at=None)


@transaction.atomic
def ask(
    grant: GrantDecision,
    *,
    due_on: dt.date | None,
    by: User,
    text: str = "",
    today: dt.date | None = None,
) -> Inquiry:
    """Put the round together, each party with its handläggare. Nothing is sent yet. Raises NotAllowed."""
    grant = GrantDecision.objects.select_for_update(of=("self",)).select_related("fund").get(pk=grant.pk)
    if reasons := obstacles_to_asking(grant):
        raise NotAllowed(reasons)
    parties = [one.party for one in accounts_to_ask(grant)]
    handlers = rounds.known_handlers(parties)
    number = _all_rounds(grant).count() + 1
    name = grant.fund.short_name or grant.fund.name
    made = rounds.create_round(
        common_form(by=by),
        about=grant,
        parties=[Asked(organisation=one, handler=handlers.get(one.pk)) for one in parties],
        due_on=due_on,
        by=by,
        period=str(grant.year) if number == 1 else f"{grant.year}, gång {number}",
        title=f"{name} {grant.year}: rekvisition" + (f", gång {number}" if number > 1 else ""),
        text=text,
        today=today,
    )
    log.write("förberedde begäran om rekvisition", by=by, about=grant, parter=len(parties))
    return made


def common_form(*, by: User | None) -> FormVersion:
    """The form as it stands now; written the first time anybody is asked."""
    form = Form.objects.filter(purpose=PURPOSE).order_by("pk").first()
    if form is None:
        form = forms.create(name=requisition_form.NAME, by=by, purpose=PURPOSE, text=requisition_form.TEXT)
        for one in requisition_form.QUESTIONS:
            forms.add_question(forms.latest(form), one, by=by)
    return forms.latest(form)


# What the party's page shows, and what handing in does


def account_of(recipient: Recipient) -> Account | None:
    """The account that a recipient's answers are about."""
    rows = Account.objects.select_related("grant__fund", "party")
    return rows.filter(grant=int(recipient.inquiry.object_id), party=recipient.organisation_id).first()


def facts(recipient: Recipient) -> list[tuple[str, str]]:
    """What is decided for the party, and what of it is left to request."""
    account = account_of(recipient)
    if account is None:
        return []
    balance, grant = ledger.balance_of(account), account.grant
    decided = f"{grant.decided_by}, {day_in_words(grant.decided_on)}"
    return [
        ("Medel", str(grant)),
        ("Beslut", f"{decided}, dnr {grant.case_number}" if grant.case_number else decided),
        ("Fördelat till er", kronor(balance.allocated)),
        ("Redan rekvirerat", kronor(balance.requested)),
        ("Kvar att rekvirera", kronor(balance.left_to_request)),
        ("Får användas", f"{day_in_words(grant.uses_from)}–{day_in_words(grant.uses_to)}"),
    ]


def obstacles(recipient: Recipient, said: Said) -> list[str]:
    """Why the amount cannot be asked for, as far as it is filled in."""
    account, amount = account_of(recipient), said.get(requisition_form.AMOUNT)
    if account is None or amount is None:
        return []
    return requisitions.obstacles_to_requesting(account, amount)


def after(taken: Taken) -> None:
    """Handed in: a requisition. Taken back or returned: withdrawn. Approved: accepted. Raises NotAllowed."""
    if taken.step == SheetStep.SUBMIT:
        _register(taken)
        return
    found = Requisition.objects.filter(recipient=taken.recipient).first()
    if found is None:
        return
    row = requisitions.hold(found)
    if taken.step == SheetStep.APPROVE:
        requisitions.mark_accepted(row, by=taken.by)
    elif taken.step == SheetStep.REOPEN:
        requisitions.mark_asked_again(row, by=taken.by)
    elif taken.step == SheetStep.TAKE_BACK:
        requisitions.withdraw(row, why="Parten tog tillbaka svaren för att ändra dem.", by=taken.by)
    elif taken.step == SheetStep.RETURN:
        requisitions.withdraw(row, why="Komplettering är begärd.", by=taken.by)


def _register(taken: Taken) -> None:
    account = account_of(taken.recipient)
    if account is None:
        raise NotAllowed(f"{taken.recipient.organisation.short_name} har inget konto för de här medlen.")
    said = taken.said
    requisitions.register(
        account,
        amount=said[requisition_form.AMOUNT],
        asked_on=timezone.localdate(),
        asked_by=said[requisition_form.SIGNER] or "",
        title=said.get(requisition_form.TITLE) or "",
        reference=said.get(requisition_form.REFERENCE) or "",
        text=said.get(requisition_form.MESSAGE) or "",
        document=said.get(requisition_form.FILE),
        recipient_id=taken.recipient.pk,
        by=taken.by,
    )
