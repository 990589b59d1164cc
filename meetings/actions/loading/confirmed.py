"""Who is who in a file, as a person has said beforehand: then nothing is guessed, and no seat is made (M1)."""

from dataclasses import dataclass, field

from .names import fold

NEW = 0


@dataclass(frozen=True)
class Confirmed:
    """Persons by folded name, bodies by name as printed: a key of the register, NEW, or None for a name alone.

    `makes` says whether what the registers lack may be made: organisations and letterheads. Seats never are: old
    minutes must give nobody a seat, and so a role, today.
    """

    people: dict[str, int | None] = field(default_factory=dict)
    bodies: dict[str, int] = field(default_factory=dict)
    makes: bool = False

    def person(self, name: str) -> int | None:
        """Whom a name is; nobody where it was not asked about."""
        return self.people.get(fold(name))
