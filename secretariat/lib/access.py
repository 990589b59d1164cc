"""Who may do what, on one screen. Words only: permissions, roles, the table, the decorator.

Which roles a user has is asked of the classes named in `settings.ROLE_SOURCES`, once per request.
Whether a role suffices for *this* object is asked in each app's `access.py`.
"""

from collections.abc import Callable, Container, Iterator
from enum import StrEnum
from functools import cache, wraps
from typing import Any, Protocol

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.module_loading import import_string


class Permission(StrEnum):
    """A page or a step. The words are what the role × page table in the documentation prints."""

    START_READ = "se startsidan"
    MEETING_READ = "se möten och färdiga anteckningar"
    MEETING_EDIT = "skapa och ändra möten, dagordning och närvaro"
    MEETING_CALL = "planera året, skicka kallelse, följa svaren"
    ITEM_PROPOSE = "anmäla en fråga till ett möte"
    CALENDAR_READ = "prenumerera på möten i sin kalender"
    ATTENDANCE_EXPORT = "hämta närvaro till Excel"
    MINUTES_DRAFT = "skriva anteckningar"
    MINUTES_SEND = "skicka för justering, fastställa, skicka ut"
    MINUTES_APPROVE = "justera"
    MINUTES_CORRECT = "göra rättelse"
    MINUTES_PUBLISH = "publicera anteckningar"
    RECORDS_RELEASE = "lämna ut handlingar och göra arkivpaket"
    DECISION_READ = "se beslut och uppdrag"
    DECISION_FOLLOW = "följa upp beslut och uppdrag"
    MATTER_READ = "se ärenden och teman"
    MATTER_EDIT = "skapa och ändra ärenden"
    INQUIRY_READ = "se vad parterna har beslutat"
    INQUIRY_SEND = "fråga parterna, påminna dem, fylla i åt dem"
    BODY_READ = "se grupper och uppdrag"
    BODY_EDIT = "ändra grupper, platser och uppdrag"
    PERIOD_TURN = "byta mandatperiod"
    AGREEMENT_READ = "se överenskommelser och planer"
    AGREEMENT_EDIT = "skriva överenskommelser, skicka ut dem, följa upp dem"
    FUNDING_READ = "se medel och hur de används"
    FUNDING_EDIT = "fördela medel, bokföra, utlysa, följa upp"
    APPLICATION_ASSESS = "läsa och bedöma ansökningar"
    SURVEY_READ = "se undersökningar och resultat"
    SURVEY_EDIT = "planera undersökningar, följa skolor och svar"
    SURVEY_ANALYSE = "läsa in resultat och se dem innan de släpps"
    YEAR_READ = "se årshjulet"
    YEAR_PROPOSE = "anmäla datum till årshjulet"
    YEAR_EDIT = "lägga in i årshjulet och svara på anmälda datum"
    REGISTRY_READ = "se personer och organisationer"
    REGISTRY_EDIT = "ändra personer och organisationer"
    FILE_READ = "hämta filer"
    MAIL_READ = "se utskick"
    LOG_READ = "se loggen"
    USERS_EDIT = "ge behörighet"


class Role(StrEnum):
    """Why somebody may (D9). The first four are given in the office, the others follow from memberships."""

    ADMINISTRATOR = "administratör"
    SECRETARIAT = "sekretariat"
    READER = "läsare"
    SIGNED_IN = "inloggad"
    SECRETARY = "sekreterare i en grupp"
    PUBLISHER = "sekreterare som får publicera"
    CHAIR = "ordförande i en grupp"
    MEMBER = "ledamot eller ersättare"
    APPROVER = "justerare"
    ASSESSOR = "bedömare i en utlysning"


P = Permission
_EVERYBODY = {P.START_READ}
_READ = _EVERYBODY | {
    P.MEETING_READ, P.DECISION_READ, P.MATTER_READ, P.BODY_READ, P.FILE_READ, P.CALENDAR_READ,
    P.INQUIRY_READ, P.YEAR_READ, P.AGREEMENT_READ, P.FUNDING_READ, P.SURVEY_READ,
}  # fmt: skip
_WRITE = _READ | {
    P.MEETING_EDIT, P.MEETING_CALL, P.ITEM_PROPOSE, P.MINUTES_DRAFT, P.MINUTES_SEND, P.MINUTES_CORRECT,
    P.DECISION_FOLLOW, P.REGISTRY_READ, P.MATTER_EDIT, P.INQUIRY_SEND, P.YEAR_PROPOSE, P.YEAR_EDIT, P.AGREEMENT_EDIT,
    P.FUNDING_EDIT, P.SURVEY_EDIT,
}  # fmt: skip

TABLE: dict[Role, set[Permission]] = {
    Role.SIGNED_IN: _EVERYBODY,
    Role.READER: _READ,
    Role.MEMBER: _READ | {P.ITEM_PROPOSE, P.YEAR_PROPOSE},
    Role.APPROVER: _READ | {P.MINUTES_APPROVE},
    Role.CHAIR: _READ | {P.ITEM_PROPOSE, P.YEAR_PROPOSE, P.MINUTES_APPROVE, P.MINUTES_SEND},
    Role.ASSESSOR: _READ | {P.APPLICATION_ASSESS},
    Role.SECRETARY: _WRITE,
    Role.PUBLISHER: {P.MINUTES_PUBLISH},
    Role.SECRETARIAT: _WRITE
    | {
        P.BODY_EDIT,
        P.REGISTRY_EDIT,
        P.MAIL_READ,
        P.LOG_READ,
        P.ATTENDANCE_EXPORT,
        P.MINUTES_PUBLISH,
        P.RECORDS_RELEASE,
        P.SURVEY_ANALYSE,
    },
    Role.ADMINISTRATOR: set(Permission) - {P.MINUTES_APPROVE},
}


class RoleSource(Protocol):
    """What an app offers: the roles of a user, by its own rows, and which roles those can be."""

    gives: frozenset[Role]

    @staticmethod
    def roles_of(user: Any) -> set[Role]: ...


@cache
def _sources() -> list[RoleSource]:
    return [import_string(path) for path in settings.ROLE_SOURCES]


def _roles_by_source(user: Any, wanted: Container[Role]) -> Iterator[set[Role]]:
    """Roles as the sources tell them, one source at a time.

    Each is asked once per request, and only where it can give a role that is wanted.
    """
    if not user.is_authenticated:
        return
    known: dict[RoleSource | None, set[Role]] = user.__dict__.setdefault("_roles", {None: {Role.SIGNED_IN}})
    yield known[None]
    for source in _sources():
        if any(role in wanted for role in source.gives):
            if source not in known:
                known[source] = source.roles_of(user)
            yield known[source]


def roles_of(user: Any) -> frozenset[Role]:
    """All roles of a user."""
    return frozenset().union(*_roles_by_source(user, frozenset(Role)))


def has_role(user: Any, *roles: Role) -> bool:
    """Whether the user has one of the roles. Asks no further than it must."""
    return any(not found.isdisjoint(roles) for found in _roles_by_source(user, roles))


def may(user: Any, permission: Permission) -> bool:
    """Whether some role of the user carries the permission. Asks no further than it must."""
    carrying = _carrying(permission)
    return any(not found.isdisjoint(carrying) for found in _roles_by_source(user, carrying))


@cache
def _carrying(permission: Permission) -> frozenset[Role]:
    return frozenset(role for role, permissions in TABLE.items() if permission in permissions)


def requires(
    permission: Permission,
) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Only users with the permission reach the view; others get 403. tests/test_access.py finds views without it."""

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not may(request.user, permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate
