"""Bodies, meetings, agenda, text, records, attendance and minutes."""

from .agenda import AgendaItem, ItemAttachment, ItemPresenter, ItemPurpose, ItemRole
from .attendance import Attendance, GuestItem
from .backlog import BacklogItem
from .bodies import Body, BodyType, Membership, MinutesWord, Seat, StandingItem
from .decisions import (
    Action,
    Decision,
    DecisionSeries,
    Dispatch,
    ForNextMeeting,
    HandOn,
    HandOnReceiver,
    Input,
    InterestConflict,
    NotedDate,
    Statement,
)
from .exports import AttendanceExport, ExportedRow
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
from .notices import Invitee, Notice, NoticeRecipient, NoticeReply
from .plans import DateOption, MeetingContact
from .text import BlockKind, ItemBlock, Presence, Revision, TextConflict

__all__ = [
    "Action",
    "AgendaItem",
    "Approver",
    "Attendance",
    "AttendanceExport",
    "BacklogItem",
    "BlockKind",
    "Body",
    "BodyType",
    "ChangeRequest",
    "CopyRecipient",
    "Correction",
    "DateOption",
    "Decision",
    "DecisionSeries",
    "Dispatch",
    "ExportedRow",
    "ForNextMeeting",
    "GuestItem",
    "HandOn",
    "HandOnReceiver",
    "Input",
    "InterestConflict",
    "Invitee",
    "ItemAttachment",
    "ItemBlock",
    "ItemPresenter",
    "ItemPurpose",
    "ItemRole",
    "Meeting",
    "MeetingBody",
    "MeetingContact",
    "Membership",
    "Minutes",
    "MinutesVersion",
    "MinutesWord",
    "NotedDate",
    "Notice",
    "NoticeRecipient",
    "NoticeReply",
    "Presence",
    "Reply",
    "Revision",
    "Seat",
    "StandingItem",
    "Statement",
    "TextConflict",
]
