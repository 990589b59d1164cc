"""What the parties ask for and report of two years' money: one year reported by all but Nora, one being asked for (G7).

Every answer and every signer is invented.
"""

import datetime as dt

from funding import report_form, requisition_form
from funding.actions import ledger, payments, reports, requisition_rounds, requisitions
from funding.actions.ledger import Balance
from funding.models import Account, GrantDecision, ReportRound, Requisition
from secretariat.inquiries.actions import forms, rounds, sheets
from secretariat.inquiries.models import Inquiry, Recipient
from secretariat.inquiries.values import read
from secretariat.registry.models import User

from . import persons
from .letters import dated
from .meetings import Region
from .people import MUNICIPAL
from .plan import DAY, working_day

LATE, DEVIATING = "Nora", "Kumla"
_SIGNERS = (
    ("Vera Ekvall", "socialchef"),
    ("Sten Lindmark", "förvaltningschef"),
    ("Ida Broberg", "ekonomichef"),
)
_EFFORTS = (
    "Föräldrastöd i grupp",
    "Utbildning för elevhälsan",
    "Samordnare på halvtid",
    "Suicidprevention i skolan",
)
_EFFECTS = (
    "Fler familjer söker stöd tidigare.",
    "Personalen säger att de känner sig tryggare i samtalen.",
    "För tidigt att säga, vi följer upp till våren.",
)
_DEVIATION = "Två kurser ställdes in när ledaren blev sjuk. Det som blev över betalar vi tillbaka."
_SOCIALCHEF = 4  # which of a kommun's five answers for it
_FEWEST = 4  # parties, for a year to be worth showing


def make(made: Region) -> None:
    """Of the decisions whose money nobody has asked for yet, the oldest is reported and the newest asked for."""
    by = made.users[persons.SECRETARY]
    found = [
        (grant, accounts)
        for grant in GrantDecision.objects.filter(closed_at=None)
        .select_related("fund")
        .order_by("year", "pk")
        if len(accounts := _untouched(grant)) >= _FEWEST
    ]
    if not found:
        return
    if len(found) > 1:
        _reported(made, *found[0], by)
    _asked(made, *found[-1], by)


def _untouched(grant: GrantDecision) -> list[Account]:
    accounts = list(grant.accounts.select_related("grant__fund", "party"))
    sums = ledger.balances(one.pk for one in accounts)
    return [
        one for one in accounts if (found := sums.get(one.pk)) and found == Balance(allocated=found.allocated)
    ]


# A year that is reported


def _reported(made: Region, grant: GrantDecision, accounts: list[Account], by: User) -> None:
    paid_on = working_day(made.today - DAY * 300)
    asked = [_by_letter(one, place, paid_on - DAY * 20, by) for place, one in enumerate(accounts)]
    for one in asked:
        requisitions.accept(one, by=by)
    payments.pay([f"r{one.pk}" for one in asked], on=paid_on, by=by)
    sent_on = working_day(made.today - DAY * 50)
    report = reports.start(
        grant,
        kind=ReportRound.Kind.FINAL,
        period_from=grant.uses_from,
        period_to=grant.uses_to,
        due_on=working_day(sent_on + DAY * 35),
        by=by,
        today=max(sent_on, grant.uses_from),
    )
    inquiry = _sent(made, report.inquiry, sent_on, by)
    for place, row in enumerate(_rows(inquiry) if inquiry.sent_at else []):
        if row.organisation.short_name == LATE:
            continue
        account = next((one for one in accounts if one.party_id == row.organisation_id), None)
        if account:
            _reports(made, row, account, place, sent_on + DAY * (6 + place), by)


def _by_letter(account: Account, place: int, day: dt.date, by: User) -> Requisition:
    name, title = _SIGNERS[place % len(_SIGNERS)]
    return requisitions.register(
        account,
        amount=ledger.balance_of(account).left_to_request,
        asked_on=day,
        asked_by=name,
        title=title,
        reference=f"Ref {1200 + place}",
        by=by,
    )


def _reports(made: Region, row: Recipient, account: Account, place: int, day: dt.date, by: User) -> None:
    balance = ledger.balance_of(account)
    received = balance.paid + balance.carried_in
    used = received * (90 if row.organisation.short_name == DEVIATING else 100 - place % 3 * 2) // 100
    half = used // 2
    typed = {
        report_form.RECEIVED: str(received),
        report_form.USED: str(used),
        report_form.REPAID: str(received - used),
        report_form.DONE: f"{_EFFORTS[place % 4]}, tillsammans med regionen.",
        report_form.EFFECT: _EFFECTS[place % len(_EFFECTS)],
        f"{report_form.EFFORTS}-0-{report_form.EFFORT}": _EFFORTS[place % 4],
        f"{report_form.EFFORTS}-0-{report_form.COST}": str(used - half),
        f"{report_form.EFFORTS}-1-{report_form.EFFORT}": _EFFORTS[(place + 1) % 4],
        f"{report_form.EFFORTS}-1-{report_form.COST}": str(half),
    }
    if row.organisation.short_name == DEVIATING:
        typed[report_form.DEVIATION] = _DEVIATION
    _hands_in(made, row, typed, place, day)
    if place % 5 != 4:  # a few wait to be read
        moment = made.moment(day + DAY * 2, 10)
        with dated(moment):
            sheets.approve(row, by=by, at=moment)


# A year that is asked for


def _asked(made: Region, grant: GrantDecision, accounts: list[Account], by: User) -> None:
    sent_on = working_day(made.today - DAY * 12)
    inquiry = _sent(
        made,
        requisition_rounds.ask(grant, due_on=working_day(made.today + DAY * 16), by=by, today=sent_on),
        sent_on,
        by,
    )
    for place, row in enumerate(_rows(inquiry) if inquiry.sent_at else []):
        account = next((one for one in accounts if one.party_id == row.organisation_id), None)
        if account is None or row.organisation.short_name == LATE or place % 4 == 3:
            continue
        left = ledger.balance_of(account).left_to_request
        _hands_in(made, row, {requisition_form.AMOUNT: str(left)}, place, sent_on + DAY * (1 + place % 8))
        found = Requisition.objects.get(recipient=row)
        if place % 3 != 2:
            requisitions.accept(found, by=by)
        if place % 3 == 0:
            payments.pay([f"r{found.pk}"], on=made.today, by=by)


# Both


def _rows(inquiry: Inquiry) -> list[Recipient]:
    return list(inquiry.recipients.select_related("organisation", "handler", "inquiry").order_by("position"))


def _sent(made: Region, inquiry: Inquiry, day: dt.date, by: User) -> Inquiry:
    for row in _rows(inquiry):
        if row.handler is None and row.organisation.short_name in MUNICIPAL:
            row.handler = made.people[made.people.of(row.organisation.short_name, _SOCIALCHEF)]
            row.save(update_fields=["handler"])
    moment = made.moment(day, 9)
    if rounds.obstacles_to_sending(inquiry, today=day):
        return inquiry  # nobody can be reached: the round stays as it was prepared
    with dated(moment):
        rounds.send(inquiry, by=by, at=moment)
    return Inquiry.objects.get(pk=inquiry.pk)


def _hands_in(made: Region, row: Recipient, typed: dict[str, str], place: int, day: dt.date) -> None:
    version = row.inquiry.form_version
    if version is None:
        return
    questionnaire = forms.questionnaire_of(version)
    name, title = _SIGNERS[place % len(_SIGNERS)]
    signed = {report_form.SIGNER: name, report_form.TITLE: title, report_form.MAY: "ja"}
    changes = []
    for key, words in (typed | signed).items():
        field = questionnaire.field_named(f"q-{key}")
        if field:
            changes.append(sheets.Change(field, read(field, [words]).value))
    who = row.handler.name if row.handler else name
    moment = made.moment(day, 14)
    with dated(moment):
        sheets.save(row, changes, who=who, how=sheets.LINK, at=moment)
        sheets.submit(row, who=who, how=sheets.LINK, at=moment)
