"""Who may do what in surveys, and which circle of readers somebody is in (H4)."""

from typing import TYPE_CHECKING, Any

from meetings import access as meeting_access
from secretariat.lib.access import Permission, Role, may

from .models import Circle, Dataset, Reader, RoundFile, Survey

if TYPE_CHECKING:
    from secretariat.registry.models import StoredFile, User


def may_edit(user: "User", survey: Survey) -> bool:
    """Plan rounds, follow schools, take results in: the office, and the secretary of the body that follows it."""
    if not may(user, Permission.SURVEY_EDIT):
        return False
    return meeting_access.is_office(user) or survey.body_id in meeting_access.bodies_of(user)[Role.SECRETARY]


def reader_of(user: Any) -> Reader:
    """Which circle reads: the public when not logged in, the parties' own people, and those who analyse."""
    if not user.is_authenticated or not may(user, Permission.SURVEY_READ):
        return Reader()
    if may(user, Permission.SURVEY_ANALYSE):
        return Reader(Circle.ANALYSTS)
    person = user.person
    return Reader(Circle.PARTIES, person.organisation_id if person else None)


def may_fetch_file(user: "User", stored: "StoredFile") -> bool:
    """A round's papers are for those who read surveys. The file of a dataset holds what is hidden: for nobody here."""
    if stored.circle == stored.Circle.SECRETARIAT or Dataset.objects.filter(file=stored).exists():
        return False
    return may(user, Permission.SURVEY_READ) and RoundFile.objects.filter(stored=stored).exists()
