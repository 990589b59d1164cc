"""What an approved report says is to be paid back or saved, and booking it (G6)."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from funding import report_rules
from funding.models import Account, GrantDecision, ReportRound
from secretariat.inquiries.actions import locks, sheets
from secretariat.inquiries.actions.forms import questionnaire_of
from secretariat.inquiries.models import Recipient
from secretariat.lib.dates import day_in_words
from secretariat.lib.money import kronor
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import User

from . import accounts, ledger
from .reports import report_of


@dataclass(frozen=True)
class Settlement:
    """Whole kronor that are still to be booked as paid back and as saved."""

    to_repay: int = 0
    to_save: int = 0

    @property
    def is_something(self) -> bool:
        """Whether anything is left to book."""
        return self.to_repay > 0 or self.to_save > 0

    def words(self, grant: GrantDecision) -> str:
        """What is to be done, with the case number and the last day."""
        said = []
        if self.to_repay > 0:
            number = f", dnr {grant.case_number}" if grant.case_number else ""
            last = f", senast {day_in_words(grant.repay_by)}" if grant.repay_by else ""
            said.append(
                f"{kronor(self.to_repay)} ska betalas tillbaka till {grant.decided_by}{number}{last}."
            )
        if self.to_save > 0:
            said.append(f"{kronor(self.to_save)} sparas till {grant.year + 1}.")
        return " ".join(said)


def settlement_of(figures: report_rules.Figures, balance: ledger.Balance) -> Settlement:
    """What the report says, less what is booked."""
    return Settlement(
        to_repay=max(0, figures.repaid - balance.repaid), to_save=max(0, figures.saved - balance.carried_out)
    )


def obstacles_to_settling(grant: GrantDecision, *, is_approved: bool, left: Settlement) -> list[str]:
    """Why nothing can be booked."""
    if not is_approved:
        return ["Redovisningen är inte godkänd."]
    if not left.is_something:
        return ["Det finns inget mer att bokföra."]
    return accounts.obstacles_to_saving(grant) if left.to_save else []


@transaction.atomic
def settle(recipient: Recipient, *, on: dt.date, by: User) -> Settlement:
    """Book what an approved report says is paid back and saved; twice is refused. Raises NotAllowed."""
    locks.hold(recipient.inquiry_id)
    found = report_of(recipient)
    sheet = sheets.sheet_of(recipient)
    if found is None or sheet is None:
        raise NotAllowed("Parten har inte redovisat än.")
    report, account = found
    (account,) = ledger.hold(account)
    said = sheets.said_in(questionnaire_of(sheet.version), sheets.answers_of(sheet))
    left = settlement_of(report_rules.figures_of(said), ledger.balance_of(account))
    is_approved = sheet.state == sheet.State.APPROVED
    if reasons := obstacles_to_settling(account.grant, is_approved=is_approved, left=left):
        raise NotAllowed(reasons)
    _book(report, account, left, on=on, by=by)
    return left


def _book(report: ReportRound, account: Account, left: Settlement, *, on: dt.date, by: User) -> None:
    words = f"Enligt godkänd {report.get_kind_display()}"
    if left.to_repay:
        accounts.repay(account, left.to_repay, on=on, by=by, case_number=report.grant.case_number, text=words)
    if left.to_save:
        accounts.save(account, left.to_save, on=on, by=by, text=words)
