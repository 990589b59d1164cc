"""A report compiled: every party's sums, what they make together, and why that is not the whole truth yet (G7).

Only what is handed in is counted. The number of queries depends on neither parties nor questions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils.safestring import SafeString

from funding import report_form, report_rules
from funding.models import Account, Entry, GrantDecision, ReportRound
from secretariat.inquiries.actions import sheets
from secretariat.inquiries.actions.forms import questionnaire_of
from secretariat.inquiries.actions.sheet_states import STATE_WORDS, State, state_of
from secretariat.inquiries.models import Answer, AnswerSheet, Recipient
from secretariat.inquiries.values import Place
from secretariat.lib.dates import and_list
from secretariat.lib.money import kronor
from secretariat.lib.plots import Bar, bars

from . import ledger
from .report_settlements import Settlement, settlement_of
from .reports import Kind, undone_words

_MARKS = {
    State.NOT_STARTED: "unknown",
    State.STARTED: "planned",
    State.SUBMITTED: "pending",
    State.RETURNED: "deviation",
    State.APPROVED: "done",
}
MOST_BARS = 20


@dataclass(frozen=True)
class Line:
    """One party: what it reports, what the ledger says, and where they differ. Whole kronor."""

    recipient: Recipient
    sheet: AnswerSheet | None
    account: Account | None
    state: State
    mark: str
    words: str
    figures: report_rules.Figures
    balance: ledger.Balance
    used_booked: int
    used_before: int | None
    efforts: list[tuple[str, int]]
    said: Mapping[str, Any]
    settlement: Settlement
    was_approved: bool = False

    @property
    def party(self) -> str:
        """Its short name."""
        return self.recipient.organisation.short_name

    @property
    def is_handed_in(self) -> bool:
        """Whether its sums are counted."""
        return self.state in (State.SUBMITTED, State.APPROVED)

    @property
    def is_approved(self) -> bool:
        """Whether its sums are approved, and so booked."""
        return self.state == State.APPROVED

    @property
    def taken_back(self) -> str:
        """What became of the bookings where an approval was taken back, as a sentence; else empty."""
        if self.is_approved or not self.was_approved:
            return ""
        words = (
            f"{self.party}: godkännandet är ångrat, och det som bokfördes som använt då är taget tillbaka ur "
            "bokföringen tills redovisningen godkänns igen."
        )
        if self.balance.repaid or self.balance.carried_out:
            words += " Det som är bokfört som återbetalt eller sparat står kvar."
        return words

    @property
    def deviation(self) -> str:
        """What the party says has become otherwise than planned."""
        return (self.said.get(report_form.DEVIATION) or "").strip()

    @property
    def signer(self) -> str:
        """Who is behörig, with title."""
        return ", ".join(
            str(self.said[key]) for key in (report_form.SIGNER, report_form.TITLE) if self.said.get(key)
        )

    @property
    def to_account_for(self) -> int:
        """What the ledger says the party has got."""
        return self.balance.paid + self.balance.carried_in

    @property
    def differences(self) -> list[str]:
        """Where report and ledger differ, each with the sum."""
        pairs = [("mottaget", self.figures.received, self.to_account_for)]
        if self.is_approved:
            pairs.append(("förbrukat", self.figures.used, self.used_booked))
        return [
            f"{what} är {kronor(abs(told - booked))} {'mer' if told > booked else 'mindre'} i redovisningen "
            f"({kronor(told)}) än i bokföringen ({kronor(booked)})"
            for what, told, booked in pairs
            if told != booked
        ]


@dataclass(frozen=True)
class Compiled:
    """The report of all parties together."""

    report: ReportRound
    lines: list[Line]
    not_asked: list[str] = field(default_factory=list)
    before: GrantDecision | None = None

    @property
    def counted(self) -> list[Line]:
        """The parties whose sums are in the total."""
        return [one for one in self.lines if one.is_handed_in]

    @property
    def total(self) -> report_rules.Figures:
        """The sum of the parties that have handed in."""
        return sum((one.figures for one in self.counted), report_rules.Figures())

    @property
    def balance(self) -> ledger.Balance:
        """What the ledger says of all parties that are asked."""
        return sum((one.balance for one in self.lines), ledger.Balance())

    @property
    def used_booked(self) -> int:
        """What is booked as used in the period, all parties."""
        return sum(one.used_booked for one in self.lines)

    @property
    def used_before(self) -> int:
        """What these parties used the year before."""
        return sum(one.used_before or 0 for one in self.lines)

    @property
    def reasons(self) -> list[str]:
        """Why the compiled report is not the whole truth; empty where it is."""
        silent = [one.party for one in self.lines if not one.is_handed_in]
        unread = [one.party for one in self.lines if one.state == State.SUBMITTED]
        found = []
        if silent:
            found.append(f"{and_list(silent)} har inte lämnat in.")
        if unread:
            found.append(f"{and_list(unread)} har lämnat in men är inte {_agreeing(unread)} än.")
        found += [one.taken_back for one in self.lines if one.taken_back]
        if self.not_asked:
            found.append(f"{and_list(self.not_asked)} har fått medel men är inte {_asked(self.not_asked)}.")
        found += [
            f"{one.party} godkändes med avvikelse: {one.deviation}"
            for one in self.lines
            if one.is_approved and one.deviation
        ]
        found += [f"{one.party}: {words}." for one in self.counted for words in one.differences]
        return found

    @property
    def answer(self) -> str:
        """The answer in a sentence."""
        parties = len(self.lines)
        if not self.counted:
            return f"Ingen av {parties} parter har lämnat in än."
        used = f"{kronor(self.total.used)} är förbrukade av {kronor(self.total.received)} mottagna"
        if not self.reasons:
            return f"{used}. Summan är parternas, och den stämmer med bokföringen."
        return f"{used}, enligt {len(self.counted)} av {parties} parter."

    @property
    def efforts(self) -> list[tuple[str, str, int]]:
        """Every insats: party, words, whole kronor; the dearest first."""
        rows = [(one.party, words, cost) for one in self.counted for words, cost in one.efforts]
        return sorted(rows, key=lambda row: (-row[2], row[0], row[1]))

    @property
    def efforts_total(self) -> int:
        """What the insatser make together."""
        return sum(cost for _, _, cost in self.efforts)

    def bars_of_parties(self) -> list[Bar]:
        """How much each party has used."""
        return [Bar(one.party, one.figures.used, kronor(one.figures.used)) for one in self.counted]

    def bars_of_efforts(self) -> list[Bar]:
        """The dearest insatser."""
        return [
            Bar(f"{words} ({party})", cost, kronor(cost)) for party, words, cost in self.efforts[:MOST_BARS]
        ]

    @property
    def plot(self) -> SafeString:
        """Used, by party, for a page."""
        return bars(self.bars_of_parties(), title="Förbrukat per part")

    @property
    def efforts_plot(self) -> SafeString:
        """Insatser for a page."""
        return bars(self.bars_of_efforts(), title="Förbrukat per insats")

    @property
    def paper_plot(self) -> SafeString:
        """Used, by party, for paper."""
        return bars(self.bars_of_parties(), title="Förbrukat per part", for_paper=True)

    @property
    def paper_efforts_plot(self) -> SafeString:
        """Insatser for paper."""
        return bars(self.bars_of_efforts(), title="Förbrukat per insats", for_paper=True)


def _agreeing(names: Sequence[str]) -> str:
    return "godkänd" if len(names) == 1 else "godkända"


def _asked(names: Sequence[str]) -> str:
    return "tillfrågad" if len(names) == 1 else "tillfrågade"


def compile_report(report: ReportRound) -> Compiled:
    """Every party of the round with its sums and the ledger's. Ten queries, however many parties."""
    inquiry = report.inquiry
    rows = list(inquiry.recipients.select_related("organisation", "sheet"))
    rows.sort(
        key=lambda one: (
            not one.organisation.municipality_code,
            one.organisation.municipality_code,
            str(one.organisation.sort_key),
        )
    )
    said = _said_by_recipient(report, rows)
    accounts = {one.party_id: one for one in report.grant.accounts.select_related("party")}
    balances = ledger.balances(Q(account__grant=report.grant_id))
    booked = _booked_in_period(report)
    before, used_before = _year_before(report.grant)
    lines = []
    for row in rows:
        account = accounts.get(row.organisation_id)
        key = account.pk if account else 0
        balance = balances.get(key, ledger.Balance())
        lines.append(_line(report, row, account, balance, booked.get(key, (0, False)), said.get(row.pk, {}),
                           used_before.get(row.organisation_id) if before else None))  # fmt: skip
    asked = {row.organisation_id for row in rows}
    not_asked = [
        one.party.short_name
        for one in accounts.values()
        if one.party_id not in asked and (found := balances.get(one.pk)) and (found.paid or found.carried_in)
    ]
    return Compiled(report, lines, not_asked, before)


def _line(
    report: ReportRound,
    row: Recipient,
    account: Account | None,
    balance: ledger.Balance,
    booked: tuple[int, bool],
    said: Mapping[str, Any],
    used_before: int | None,
) -> Line:
    sheet: AnswerSheet | None = getattr(row, "sheet", None)
    state = state_of(sheet)
    figures = report_rules.figures_of(said)
    is_final = report.kind == Kind.FINAL and state == State.APPROVED
    return Line(
        recipient=row,
        sheet=sheet,
        account=account,
        state=state,
        mark="absent" if row.excused_at else _MARKS[state],
        words="Svarar inte" if row.excused_at else STATE_WORDS[state],
        figures=figures,
        balance=balance,
        used_booked=booked[0],
        was_approved=booked[1],
        used_before=used_before,
        efforts=report_rules.efforts_of(said),
        said=said,
        settlement=settlement_of(figures, balance) if is_final else Settlement(),
    )


def _said_by_recipient(report: ReportRound, rows: Sequence[Recipient]) -> dict[int, Mapping[str, Any]]:
    """What those who have handed in have answered."""
    version = report.inquiry.form_version
    if version is None:
        return {}
    questionnaire = questionnaire_of(version)
    answers: dict[int, dict[Place, Answer]] = {
        row.pk: {} for row in rows if (sheet := getattr(row, "sheet", None)) and sheet.is_handed_in
    }
    for one in Answer.objects.filter(sheet__recipient__in=list(answers)).select_related(
        "sheet", "option", "file"
    ):
        answers[one.sheet.recipient_id][one.question_id, one.row, one.column_id] = one
    return {key: sheets.said_in(questionnaire, found) for key, found in answers.items()}


def _booked_in_period(report: ReportRound) -> dict[int, tuple[int, bool]]:
    """What is booked as used in the report's period, and whether an approval's entries were taken back; by account.

    A correction is of the period it puts right.
    """
    first, last = report.period_from, report.period_to
    dated = Q(period_from__gte=first, period_to__lte=last)
    own = Q(period_from=None, corrects=None, on__range=(first, last))
    corrected = Q(period_from=None, corrects__on__range=(first, last))
    rows = Entry.objects.filter(dated | own | corrected, account__grant=report.grant_id, kind=Entry.Kind.USED)
    undone = Count("pk", filter=Q(text=undone_words(report)))
    found = rows.order_by().values_list("account").annotate(Sum("amount"), undone=undone)
    return {account: (int(amount), bool(count)) for account, amount, count in found}


def _year_before(grant: GrantDecision) -> tuple[GrantDecision | None, dict[int, int]]:
    """The same fund's decision of the year before, and what each party used of that year's money, by party."""
    before = (
        GrantDecision.objects.filter(fund=grant.fund_id, year=grant.year - 1)
        .select_related("fund")
        .order_by("decided_on", "pk")
        .first()
    )
    rows = Entry.objects.filter(
        account__grant__fund=grant.fund_id, account__grant__year=grant.year - 1, kind=Entry.Kind.USED
    )
    found = rows.order_by().values_list("account__party").annotate(Sum("amount"))
    return before, {party: int(amount) for party, amount in found}
