"""Bodies, meetings, agenda, text, records, attendance and minutes."""

from .agenda import AgendaItem, ItemAttachment, ItemPresenter, ItemPurpose, ItemRole
from .attendance import Attendance
from .bodies import Body, BodyType, Membership, MinutesWord, Seat, StandingItem
from .decisions import (
    Action,
    Decision,
    DecisionSeries,
    Dispatch,
    ForNextMeeting,
    HandOn,
    Input,
    InterestConflict,
    NotedDate,
    Statement,
)
from .meetings import Meeting, MeetingBody
from .minutes import (
    Approver,
    ChangeRequest,
    CopyRecipient,
    Correction,
    Minutes,
    MinutesVersion,
    Reply,
)
from .text import BlockKind, ItemBlock, Presence, Revision, TextConflict

__all__ = [
    "Action",
    "AgendaItem",
    "Approver",
    "Attendance",
    "BlockKind",
    "Body",
    "BodyType",
    "ChangeRequest",
    "CopyRecipient",
    "Correction",
    "Decision",
    "DecisionSeries",
    "Dispatch",
    "ForNextMeeting",
    "HandOn",
    "Input",
    "InterestConflict",
    "ItemAttachment",
    "ItemBlock",
    "ItemPresenter",
    "ItemPurpose",
    "ItemRole",
    "Meeting",
    "MeetingBody",
    "Membership",
    "Minutes",
    "MinutesVersion",
    "MinutesWord",
    "NotedDate",
    "Presence",
    "Reply",
    "Revision",
    "Seat",
    "StandingItem",
    "Statement",
    "TextConflict",
]
