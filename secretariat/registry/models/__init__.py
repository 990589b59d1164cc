"""Organisations, persons, users, files, the log and outgoing mail."""

from .files import StoredFile
from .log import LogEntry
from .mail import OutgoingMail
from .organisations import District, Letterhead, Organisation, OrgUnit
from .persons import Person, User

__all__ = [
    "District",
    "Letterhead",
    "LogEntry",
    "OrgUnit",
    "Organisation",
    "OutgoingMail",
    "Person",
    "StoredFile",
    "User",
]
