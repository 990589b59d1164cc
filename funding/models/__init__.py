"""Rows of money: funds and decisions, keys, allocations, the ledger, calls, reports."""

from .allocations import Allocation, AllocationKey, AllocationRow, KeyShare
from .calls import (
    Application,
    ApplicationFile,
    Assessment,
    Assessor,
    BudgetLine,
    Call,
    Criterion,
    Score,
)
from .grants import Fund, GrantDecision, GrantDocument, Pot
from .keys import KeySeries, KeyTable, KeyValue
from .ledger import Account, CarryOver, Commitment, Entry
from .reports import ReportRound
from .requisitions import PlannedPayment, Requisition

__all__ = [
    "Account",
    "Allocation",
    "AllocationKey",
    "AllocationRow",
    "Application",
    "ApplicationFile",
    "Assessment",
    "Assessor",
    "BudgetLine",
    "Call",
    "CarryOver",
    "Commitment",
    "Criterion",
    "Entry",
    "Fund",
    "GrantDecision",
    "GrantDocument",
    "KeySeries",
    "KeyShare",
    "KeyTable",
    "KeyValue",
    "PlannedPayment",
    "Pot",
    "ReportRound",
    "Requisition",
    "Score",
]
