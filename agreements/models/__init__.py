"""Rows of agreements, by noun."""

from .agreements import Agreement, AgreementDocument, AgreementVersion, ExpiryNote
from .consultations import Consultation
from .followups import FollowUp
from .parties import AgreementParty, DecisionRound, PartyStep, VersionStep
from .plans import PlanActivity, PlanNote

__all__ = [
    "Agreement",
    "AgreementDocument",
    "AgreementParty",
    "AgreementVersion",
    "Consultation",
    "DecisionRound",
    "ExpiryNote",
    "FollowUp",
    "PartyStep",
    "PlanActivity",
    "PlanNote",
    "VersionStep",
]
