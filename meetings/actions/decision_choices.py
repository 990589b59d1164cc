"""Which decisions are asked for: the choices of the list, kept so that the worker can read the same rows (B5, K4)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db.models import QuerySet

from meetings.models import Decision
from secretariat.registry.models import User

from . import decisions

OWN, EVERYTHING = "egna", "alla"


@dataclass(frozen=True)
class Choice:
    """Words, a party concerned, a matter, and what the filters let through, by filter: values that were offered."""

    q: str = ""
    party: int | None = None
    matter: int | None = None
    values: Mapping[str, str] = field(default_factory=dict)

    def everything(self, user: User) -> QuerySet[Decision]:
        """What this user may read of the words and the matter, before any filter."""
        rows = decisions.readable(user, self.q, reported=True)
        return rows.filter(matter=self.matter) if self.matter else rows

    def unfiltered(self, user: User) -> QuerySet[Decision]:
        """And of the party."""
        rows = self.everything(user)
        return rows.filter(parties=self.party) if self.party else rows

    def rows(self, user: User) -> QuerySet[Decision]:
        """The decisions of the list, in its order."""
        return decisions.in_order(_narrowed(self.unfiltered(user), self.values))

    def kept(self) -> dict[str, Any]:
        """As JSON. `Choice(**kept)` is the choice again."""
        return asdict(self)


def _narrowed(rows: QuerySet[Decision], values: Mapping[str, str]) -> QuerySet[Decision]:
    if values["status"]:
        rows = rows.filter(meeting__minutes__finished_at__isnull=values["status"] != "klart")
    if values["galler"]:
        rows = rows.alias(replaced=decisions.superseded()).filter(replaced=values["galler"] == "ersatt")
    if values["vems"] != EVERYTHING:
        rows = rows.filter(is_own=values["vems"] == OWN)
    if values["grupp"]:
        rows = rows.filter(decisions.of_body(int(values["grupp"])))
    if values["ar"]:
        rows = rows.filter(meeting__date__year=int(values["ar"]))
    if values["slag"]:
        rows = rows.filter(kind=values["slag"])
    if values["tema"]:
        rows = rows.filter(theme__slug=values["tema"])
    return rows
