"""Bodies, meetings, agenda, text, records, attendance and minutes."""

from .agenda import AgendaItem, ItemAttachment, ItemPresenter, ItemPurpose, ItemRole
from .attendance import Attendance, GuestItem
from .backlog import BacklogItem
from .board import BoardNotice
from .bodies import Body, BodyType, DecisionWording, Membership, MinutesWord, Seat, StandingItem
from .confirmations import Confirmation, ConfirmationRequest, DecisionPosition
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
from .exchange import EarlyContribution, HandOnAnswer, Reported
from .exports import AttendanceExport, DecisionExport, ExportedRow
from .immediate import ImmediateAnswer, ImmediateApproval
from .imports import MinutesImport
from .interests import Interest, InterestCall
from .matters import Matter, MatterFile, MatterStop
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
from .packages import ArchivePackage, Disclosure
from .plans import DateOption, MeetingContact
from .publishing import DrawnUp, Mask, Publication
from .rosters import Roster
from .signed_copies import SignedCopy
from .text import BlockKind, ItemBlock, Presence, Revision, TextConflict
from .unlocking import Unlocking, UnlockingAnswer

__all__ = [
    "Action",
    "AgendaItem",
    "Approver",
    "ArchivePackage",
    "Attendance",
    "AttendanceExport",
    "BacklogItem",
    "BlockKind",
    "BoardNotice",
    "Body",
    "BodyType",
    "ChangeRequest",
    "Confirmation",
    "ConfirmationRequest",
    "CopyRecipient",
    "Correction",
    "DateOption",
    "Decision",
    "DecisionExport",
    "DecisionPosition",
    "DecisionSeries",
    "DecisionWording",
    "Disclosure",
    "Dispatch",
    "DrawnUp",
    "EarlyContribution",
    "ExportedRow",
    "ForNextMeeting",
    "GuestItem",
    "HandOn",
    "HandOnAnswer",
    "HandOnReceiver",
    "ImmediateAnswer",
    "ImmediateApproval",
    "Input",
    "Interest",
    "InterestCall",
    "InterestConflict",
    "Invitee",
    "ItemAttachment",
    "ItemBlock",
    "ItemPresenter",
    "ItemPurpose",
    "ItemRole",
    "Mask",
    "Matter",
    "MatterFile",
    "MatterStop",
    "Meeting",
    "MeetingBody",
    "MeetingContact",
    "Membership",
    "Minutes",
    "MinutesImport",
    "MinutesVersion",
    "MinutesWord",
    "NotedDate",
    "Notice",
    "NoticeRecipient",
    "NoticeReply",
    "Presence",
    "Publication",
    "Reply",
    "Reported",
    "Revision",
    "Roster",
    "Seat",
    "SignedCopy",
    "StandingItem",
    "Statement",
    "TextConflict",
    "Unlocking",
    "UnlockingAnswer",
]
