"""Roles that are given in the office, and who may fetch a file."""

from typing import TYPE_CHECKING

from secretariat.lib.access import Role

if TYPE_CHECKING:
    from .models import User

_OFFICE = {
    "administrator": {Role.ADMINISTRATOR},
    "secretariat": {Role.SECRETARIAT},
    "reader": {Role.READER},
}


class OfficeRoles:
    """Roles from the account itself."""

    @staticmethod
    def roles_of(user: "User") -> set[Role]:
        """Office role; the system's caretaker (is_superuser) counts as administrator."""
        roles = set(_OFFICE.get(user.office_role, set()))
        return roles | {Role.ADMINISTRATOR} if user.is_superuser else roles
