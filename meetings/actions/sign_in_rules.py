"""How surely, and how lately, whoever approves must have shown who they are: the strictest of the meeting's bodies."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from meetings.models import Body, Minutes
from secretariat.lib.dates import and_list
from secretariat.registry.sign_ins import ONE, Proof, SignIn

from .proposals import approving_bodies

_BY = {
    Body.ApprovalLogin.TWO_STEPS: "i två steg, med en passnyckel eller med e-legitimation",
    Body.ApprovalLogin.EID: "med e-legitimation",
}


@dataclass(frozen=True)
class Demand:
    """What the bodies ask of a login. `minutes` is how old it may be; 0 is any age."""

    level: int
    minutes: int
    names: tuple[str, ...]


def demand_of(minutes: Minutes) -> Demand:
    """What is asked of whoever approves these minutes. Bodies of the joint part alone ask nothing, as in C2."""
    bodies = approving_bodies(minutes.meeting)
    asking = [one for one in bodies if one.approval_login > ONE or one.approval_fresh_minutes]
    return Demand(
        level=max((one.approval_login for one in asking), default=ONE),
        minutes=min((one.approval_fresh_minutes for one in asking if one.approval_fresh_minutes), default=0),
        names=tuple(one.name for one in asking),
    )


def decisive_proof(minutes: Minutes, sign_in: SignIn) -> Proof | None:
    """What counts of a login: the latest that is sure enough, else the surest there is."""
    return sign_in.proof_of(demand_of(minutes).level) or sign_in.proof_of(sign_in.level)


def obstacles_to_trusting(minutes: Minutes, sign_in: SignIn, *, at: dt.datetime | None = None) -> list[str]:
    """Why a login is not enough to approve these minutes, and what to do (domain 1.4)."""
    demand, at = demand_of(minutes), at or timezone.now()
    if demand.level == ONE and not demand.minutes:
        return []
    who = and_list(list(demand.names))
    proof = sign_in.proof_of(demand.level)
    if demand.level > ONE and proof is None:
        return [f"{who} kräver att du loggar in {_BY[Body.ApprovalLogin(demand.level)]} när du justerar."]
    if demand.minutes and (proof is None or at - proof.at > dt.timedelta(minutes=demand.minutes)):
        unit = "minut" if demand.minutes == 1 else "minuter"
        return [f"{who} kräver att du loggade in för högst {demand.minutes} {unit} sedan när du justerar."]
    return []
