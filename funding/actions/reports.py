"""Redovisning: a round of the standard form to every party with money, and booking what is approved (G7).

Sending, links, reminders, handing in and returning are those of every round. Approving books what is used: what the
report says less what is booked already for its period. Order of locks: the inquiry, the sheet, then the account.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from funding import report_form, report_rules
from funding.access import may_edit
from funding.models import Account, Application, Entry, GrantDecision, ReportRound
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

from . import ledger, project_contacts, requisitions

PURPOSE = "fund-report"
Kind = ReportRound.Kind

# Started


def accounts_to_report(grant: GrantDecision) -> list[Account]:
    """The parties that have got money, or have some from last year, by kommunkod. Two queries."""
    accounts = list(grant.accounts.select_related("party"))
    sums = ledger.balances(one.pk for one in accounts)
    return [
        one
        for one in accounts
        if (found := sums.get(one.pk)) and (found.paid or found.carried_in or found.allocated)
    ]


def obstacles_to_starting(
    grant: GrantDecision, *, kind: str, period_from: dt.date, period_to: dt.date, today: dt.date
) -> list[str]:
    """Why the parties cannot be asked to report."""
    found = []
    if grant.closed_at:
        found.append(f"{grant} är avslutat.")
    if period_to < period_from:
        found.append("Perioden kan inte sluta innan den börjar.")
    if period_from > today:
        found.append("Perioden har inte börjat.")
    if not accounts_to_report(grant):
        found.append("Ingen part har fått några medel än, så det finns inget att redovisa.")
    if kind == Kind.FINAL and _standing(grant).filter(kind=Kind.FINAL).exists():
        found.append("Slutredovisningen är redan begärd. Öppna den som finns.")
    return found


def _standing(grant: GrantDecision) -> QuerySet[ReportRound]:
    return grant.reports.filter(inquiry__withdrawn_at=None)


@transaction.atomic
def start(
    grant: GrantDecision,
    *,
    kind: str,
    period_from: dt.date,
    period_to: dt.date,
    due_on: dt.date | None,
    by: User,
    text: str = "",
    today: dt.date | None = None,
) -> ReportRound:
    """Put the round together, each party with its handläggare. Nothing is sent yet. Raises NotAllowed."""
    today = today or timezone.localdate()
    grant = GrantDecision.objects.select_for_update(of=("self",)).select_related("fund").get(pk=grant.pk)
    if reasons := obstacles_to_starting(
        grant, kind=kind, period_from=period_from, period_to=period_to, today=today
    ):
        raise NotAllowed(reasons)
    parties = [one.party for one in accounts_to_report(grant)]
    handlers = project_contacts.handlers_for(grant, parties, by=by)
    number = grant.reports.filter(kind=kind).count() + 1
    words = str(Kind(kind).label) + (f" {number}" if number > 1 else "")
    inquiry = rounds.create_round(
        common_form(by=by),
        about=grant,
        parties=[Asked(organisation=one, handler=handlers.get(one.pk)) for one in parties],
        due_on=due_on,
        by=by,
        period=f"{words} {grant.year}",
        title=f"{grant.fund.short_name or grant.fund.name} {grant.year}: {words}",
        text=text,
        today=today,
    )
    made = ReportRound.objects.create(
        grant=grant, kind=kind, number=number, period_from=period_from, period_to=period_to, inquiry=inquiry
    )
    log.write("förberedde redovisning", by=by, about=grant, slag=words, parter=len(parties))
    return made


def common_form(*, by: User | None) -> FormVersion:
    """The form as it stands now; written the first time anybody is to report."""
    form = Form.objects.filter(purpose=PURPOSE).order_by("pk").first()
    if form is None:
        form = forms.create(name=report_form.NAME, by=by, purpose=PURPOSE, text=report_form.TEXT)
        for one in report_form.QUESTIONS:
            forms.add_question(forms.latest(form), one, by=by)
    return forms.latest(form)


# What the party is shown, and what is said against its answers


def report_of(recipient: Recipient) -> tuple[ReportRound, Account] | None:
    """The report and the account that a recipient's answers are about."""
    report = ReportRound.objects.select_related("grant__fund").filter(inquiry=recipient.inquiry_id).first()
    if report is None:
        return None
    account = Account.objects.select_related("grant__fund", "party").filter(
        grant=report.grant_id, party=recipient.organisation_id
    )
    found = account.first()
    return (report, found) if found else None


def known_of(report: ReportRound, balance: ledger.Balance) -> report_rules.Known:
    """What the ledger knows, for the rules."""
    return report_rules.Known(
        paid=balance.paid,
        carried_in=balance.carried_in,
        may_be_saved=report.grant.may_be_saved,
        is_final=report.kind == Kind.FINAL,
    )


def facts(recipient: Recipient) -> list[tuple[str, str]]:
    """What is shared out and paid, so that nobody has to look it up; it cannot be changed here."""
    found = report_of(recipient)
    if found is None:
        return []
    report, account = found
    balance = ledger.balance_of(account)
    case_number = f", dnr {report.grant.case_number}" if report.grant.case_number else ""
    rows = [
        ("Medel", f"{report.grant}{case_number}"),
        *(("Projekt", f"{one.title} (ansökan {one.number})") for one in _projects_of(account)),
        ("Avser", f"{day_in_words(report.period_from)}–{day_in_words(report.period_to)}"),
        ("Fördelat till er", kronor(balance.allocated)),
        ("Utbetalt till er", kronor(balance.paid)),
    ]
    if balance.carried_in:
        rows.append(("Sparat från förra året", kronor(balance.carried_in)))
    return [*rows, ("Att redovisa", kronor(balance.paid + balance.carried_in))]


def _projects_of(account: Account) -> QuerySet[Application]:
    return account.applications.filter(state=Application.State.GRANTED).order_by("number", "pk")


def obstacles(recipient: Recipient, said: Said) -> list[str]:
    """Which sums do not hold, while one writes and at handing in."""
    found = report_of(recipient)
    if found is None:
        return []
    report, account = found
    return report_rules.obstacles(said, known_of(report, ledger.balance_of(account)))


# Approved


def after(taken: Taken) -> None:
    """Approved: book what is used. No longer approved: take it back. Raises NotAllowed where the ledger refuses it."""
    if taken.step not in (SheetStep.APPROVE, SheetStep.REOPEN):
        return
    found = report_of(taken.recipient)
    if found is None:
        return
    report, account = found
    (account,) = ledger.hold(account)
    if taken.step == SheetStep.REOPEN:
        take_back_used(report, account, by=taken.by)
        return
    if reasons := obstacles(taken.recipient, taken.said):
        raise NotAllowed(reasons)
    book_used(report, account, report_rules.figures_of(taken.said).used, by=taken.by)


def used_entries(report: ReportRound, account: Account) -> list[Entry]:
    """What is booked as used in the report's period; corrections are of the same period as what they put right."""
    in_period = Q(period_from__gte=report.period_from, period_to__lte=report.period_to)
    undated = Q(period_from=None, period_to=None, on__range=(report.period_from, report.period_to))
    rows = account.entries.filter(in_period | undated | Q(corrects__isnull=False), kind=Entry.Kind.USED)
    rows = rows.order_by("pk")
    own = [one for one in rows if one.corrects_id is None]
    keys = {one.pk for one in own}
    return own + [one for one in rows if one.corrects_id in keys]


def book_used(report: ReportRound, account: Account, used: int, *, by: User | None) -> int:
    """Let the ledger say that so many kronor are used in the report's period. Returns the difference booked."""
    entries = used_entries(report, account)
    difference = used - sum(one.amount for one in entries)
    if difference > 0:
        ledger.post(
            account,
            Entry.Kind.USED,
            difference,
            on=min(timezone.localdate(), report.period_to),
            by=by,
            case_number=report.grant.case_number,
            period_from=report.period_from,
            period_to=report.period_to,
            text=_booked_words(report),
        )
    left = -difference
    for entry in reversed([one for one in entries if one.corrects_id is None]):
        if left <= 0:
            break
        stands = ledger.left_of(entry)
        less = min(stands, left)
        if less:
            ledger.correct(entry, stands - less, why=_booked_words(report), by=by, on=timezone.localdate())
            left -= less
    return difference


def take_back_used(report: ReportRound, account: Account, *, by: User | None) -> int:
    """Let every entry stand as it did before the report was approved (G5, G7). Returns the kronor that changed.

    What an approval lowered is raised again; what others have booked stays. Money that has been paid back stays too.
    Raises NotAllowed where the year is closed.
    """
    if reasons := ledger.obstacles_to_writing(account):
        raise NotAllowed(reasons)
    own = {_booked_words(report), undone_words(report)}
    entries = used_entries(report, account)
    roots = {one.pk: one for one in entries if one.corrects_id is None}
    moved: dict[int, int] = {}
    for one in entries:
        if one.text in own:
            root = one.corrects_id or one.pk
            moved[root] = moved.get(root, 0) + one.amount
    changed = 0
    for pk, amount in moved.items():
        # What somebody has put right by hand since is not taken back a second time.
        to = max(0, ledger.left_of(roots[pk]) - amount)
        if to == ledger.left_of(roots[pk]):
            continue
        row = ledger.correct(roots[pk], to, why=undone_words(report), by=by, on=timezone.localdate())
        changed += row.amount
    return changed


def _booked_words(report: ReportRound) -> str:
    return f"Godkänd {_numbered(report)}"


def undone_words(report: ReportRound) -> str:
    """What stands at the entries that took back what an approval had booked."""
    return f"Godkännandet ångrat: {_numbered(report)}"


def _numbered(report: ReportRound) -> str:
    return str(report.get_kind_display()) + (f" {report.number}" if report.number > 1 else "")


# Lists


@dataclass(frozen=True)
class Line:
    """A report in a list: how many have handed in, how many are approved, its mark."""

    report: ReportRound
    words: str
    mark: str
    approved: int
    asked: int


def with_counts(rows: QuerySet[ReportRound]) -> QuerySet[ReportRound]:
    """How many are asked, have handed in and are approved, beside each."""
    of = "inquiry__recipients"
    return rows.select_related("inquiry", "grant__fund").annotate(
        asked=Count(of, distinct=True),
        answered=Count(of, filter=Q(**{f"{of}__answered_at__isnull": False}), distinct=True),
        approved=Count(of, filter=Q(**{f"{of}__sheet__state": "approved"}), distinct=True),
    )


def line_of(report: Any, today: dt.date) -> Line:
    """A row of `with_counts` in words."""
    inquiry: Inquiry = report.inquiry
    words, mark = requisitions.round_words(inquiry, report.asked, report.answered, today)
    if inquiry.sent_at and report.approved:
        words += f" {report.approved} {'är godkänd' if report.approved == 1 else 'är godkända'}."
    if mark == "done" and report.approved < report.answered:
        mark = "pending"
    return Line(report, words, mark, report.approved, report.asked)


def grant_section(grant: GrantDecision, user: User) -> dict[str, Any]:
    """What the decision's page shows of reports. One query."""
    today = timezone.localdate()
    rows = with_counts(_standing(grant)).order_by("period_to", "pk")
    return {
        "reports": [line_of(one, today) for one in rows],
        "may_report": grant.closed_at is None and may_edit(user, grant.fund),
    }
