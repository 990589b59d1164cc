"""Organisations, persons, users, files, the log, outgoing mail, personal links and what a calendar lies upon."""

from .calendars import MandatePeriod, SchoolBreak
from .fetched import FetchedFile
from .files import StoredFile
from .follows import Follow
from .imports import RegisterExport, RegisterImport, RegisterImportRow
from .links import PersonalLink
from .log import LogEntry
from .mail import MailChoice, OutgoingMail
from .organisations import District, Letterhead, Organisation, OrgUnit
from .persons import Person, User
from .privacy import ProtectedOpening, Removal
from .search import FileText, SearchChange, SearchEntry, SearchWord, Synonym
from .sessions import LoginSession
from .themes import Theme

__all__ = [
    "District",
    "FetchedFile",
    "FileText",
    "Follow",
    "Letterhead",
    "LogEntry",
    "LoginSession",
    "MailChoice",
    "MandatePeriod",
    "OrgUnit",
    "Organisation",
    "OutgoingMail",
    "Person",
    "PersonalLink",
    "ProtectedOpening",
    "RegisterExport",
    "RegisterImport",
    "RegisterImportRow",
    "Removal",
    "SchoolBreak",
    "SearchChange",
    "SearchEntry",
    "SearchWord",
    "StoredFile",
    "Synonym",
    "Theme",
    "User",
]
