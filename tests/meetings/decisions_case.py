"""Decisions in minutes that are fastställda, and in such as wait for their chair."""

import datetime as dt
from typing import Any

from meetings.actions import minutes as minutes_actions
from meetings.models import Body, Decision, Meeting
from secretariat.registry.models import User
from tests import make


def held(*bodies: Body, text: str = "Gruppen antar planen.", by: User, **fields: Any) -> Decision:
    """A decision in fastställda minutes of a meeting of these bodies."""
    kind = fields.pop("kind", "")
    meeting = make.meeting(bodies=list(bodies), **fields)
    decision = make.decision(of=make.item(of=meeting, title="Planen"), text=text, kind=kind)
    minutes_actions.finalise(meeting.minutes, by=by)
    decision.refresh_from_db()
    return decision


def sent(*, text: str, by: User) -> tuple[Meeting, User]:
    """A decision in minutes that wait for their chair, who is the user given back."""
    body = make.body(name="Provrådet", code="PR", elected_approvers=0)
    chair = make.approver_user(of=body)
    meeting = make.meeting(bodies=[body], chair=chair.person, date=dt.date.today())  # noqa: DTZ011
    make.decision(of=make.item(of=meeting), text=text)
    minutes_actions.send_for_approval(meeting.minutes, by=by)
    return meeting, chair
