"""Roles that are given in the office, and who may fetch a file."""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

from secretariat.lib.access import Role, has_role

if TYPE_CHECKING:
    from .models import StoredFile, User

_OFFICE = {
    "administrator": {Role.ADMINISTRATOR},
    "secretariat": {Role.SECRETARIAT},
    "reader": {Role.READER},
}


class OfficeRoles:
    """Roles from the account itself."""

    gives = frozenset({Role.ADMINISTRATOR, Role.SECRETARIAT, Role.READER})

    @staticmethod
    def roles_of(user: "User") -> set[Role]:
        """Office role; the system's caretaker (is_superuser) counts as administrator."""
        roles = set(_OFFICE.get(user.office_role, set()))
        return roles | {Role.ADMINISTRATOR} if user.is_superuser else roles


def is_office(user: "User") -> bool:
    """Secretariat and administrators."""
    return has_role(user, Role.SECRETARIAT, Role.ADMINISTRATOR)


def may_fetch_file(user: "User", stored: "StoredFile") -> bool:
    """The registry's own answer: who uploaded it, the office, everybody where its circle says so, who was sent it."""
    if stored.uploaded_by_id == user.pk or is_office(user) or stored.circle == stored.Circle.SIGNED_IN:
        return True
    return user.person_id is not None and stored.mails.filter(person=user.person_id).exists()


@cache
def _file_rules() -> list[Callable[["User", "StoredFile"], bool]]:
    return [import_string(path) for path in settings.FILE_ACCESS]


def may_fetch(user: "User", stored: "StoredFile") -> bool:
    """Whether some app lets the user fetch the file. The apps' rules stand in `settings.FILE_ACCESS`."""
    return any(rule(user, stored) for rule in _file_rules())
