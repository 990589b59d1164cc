"""Who may do what with money, where the fund or the call itself matters."""

from typing import TYPE_CHECKING, Any

from meetings import access as meeting_access
from secretariat.lib.access import Permission, Role, may

from .models import Application, Assessor, Call, Entry, Fund, GrantDocument, Requisition

if TYPE_CHECKING:
    from secretariat.registry.models import StoredFile, User


class AssessorRoles:
    """Who is named assessor of a call that is not over reads its applications."""

    gives = frozenset({Role.ASSESSOR})

    @staticmethod
    def roles_of(user: Any) -> set[Role]:
        """Assessor, as long as one of the user's calls is being assessed. One query."""
        under_way = (Call.State.OPEN, Call.State.CLOSED, Call.State.PROPOSED)
        found = Assessor.objects.filter(user=user, call__state__in=under_way).exists()
        return {Role.ASSESSOR} if found else set()


def may_edit(user: "User", fund: Fund) -> bool:
    """Share out, book and follow up: the office, the secretary of the body that shares out, and who is responsible."""
    if not may(user, Permission.FUNDING_EDIT):
        return False
    answers = fund.responsible_id is not None and fund.responsible_id == user.person_id
    return (
        meeting_access.is_office(user)
        or answers
        or fund.body_id in meeting_access.bodies_of(user)[Role.SECRETARY]
    )


def may_read_applications(user: "User", call: Call) -> bool:
    """Applications are for those who handle the call, and for its assessors."""
    if may(user, Permission.FUNDING_EDIT) and may_edit(user, call.pot.grant.fund):
        return True
    return may(user, Permission.APPLICATION_ASSESS) and call.assessors.filter(user=user).exists()


def own_assessor(user: "User", call: Call) -> Assessor | None:
    """The user as an assessor of the call, if it is one."""
    return call.assessors.filter(user=user).first()


def is_disqualified(user: "User", application: Application) -> bool:
    """Whether the user has declared jäv: then nothing of how it is judged is for that user, whatever else it is."""
    return application.assessments.filter(assessor__user=user, is_disqualified=True).exists()


def may_handle(user: "User", call: Call) -> bool:
    """Whoever looks after the fund handles its calls."""
    return may_edit(user, call.pot.grant.fund)


def may_read_application(user: "User", application: Application) -> bool:
    """What is handed in is for those who handle the call; what is checked also for assessors without jäv."""
    if application.number is None or is_disqualified(user, application):
        return False
    if may_handle(user, application.call):
        return True
    judged = application.state in (
        Application.State.COMPLETE,
        Application.State.GRANTED,
        Application.State.REJECTED,
    )
    return judged and may_read_applications(user, application.call)


def may_fetch_file(user: "User", stored: "StoredFile") -> bool:
    """Papers of decisions, requisitions and entries are for those who read funds; appendices as their application."""
    if stored.circle == stored.Circle.SECRETARIAT:
        return False
    if may(user, Permission.FUNDING_READ) and (
        GrantDocument.objects.filter(stored=stored).exists()
        or Requisition.objects.filter(document=stored).exists()
        or Entry.objects.filter(document=stored).exists()
    ):
        return True
    rows = Application.objects.filter(files__stored=stored).select_related("call__pot__grant__fund")
    return any(may_read_application(user, one) for one in rows)
