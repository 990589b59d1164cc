"""Persons with protected data: who they are, the ways their names are written, and who may see them (D7)."""

import json
import re
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from html import escape
from typing import Any, NamedTuple

from django.utils import timezone

from secretariat.lib import hiding
from secretariat.lib.access import Role, has_role

from .models import Organisation, Person, ProtectedOpening, User

HIDDEN = "skyddad person"
# Another computer with its own folder of files learns of a change within this time.
_SECONDS = 30


class Way(NamedTuple):
    """One way a name is written. `key` is a piece of it in small letters, quickly looked for in a long page."""

    person: int
    key: str
    pattern: str


@dataclass(frozen=True)
class Protected:
    """Everybody who is protected now, with the ways each name is written."""

    names: Mapping[int, tuple[str, ...]]

    @cached_property
    def _ways(self) -> list[Way]:
        found = [
            Way(person, max(re.findall("[a-z0-9]+", way.lower()) or [""], key=len), _spaced(way))
            for person, names in self.names.items()
            for name in names
            for way in {name, escape(name), json.dumps(name)[1:-1]}
        ]
        return sorted(found, key=lambda way: len(way.pattern), reverse=True)

    def _near(self, text: str, keys: Collection[int]) -> list[Way]:
        low = text.lower()
        return [way for way in self._ways if way.person in keys and way.key in low]

    def pattern_in(self, text: str, keys: Collection[int]) -> re.Pattern[str] | None:
        """What finds these persons' names in this text; None where they are not there."""
        near = self._near(text, keys)
        return _pattern(tuple(way.pattern for way in near)) if near else None

    def hidden(self, text: str, keys: Collection[int]) -> str:
        """The text without these persons' names."""
        pattern = self.pattern_in(text, keys)
        return pattern.sub(HIDDEN, text) if pattern else text

    def named(self, text: str, keys: Collection[int]) -> set[int]:
        """Which of these persons the text names."""
        near = self._near(text, keys)
        return {way.person for way in near if _pattern((way.pattern,)).search(text)}

    def hiding_all_but(self, person: int | None) -> Callable[[str], str]:
        """Takes everybody's name but this person's out of what is written to them."""
        keys = self.names.keys() - {person}
        return lambda text: self.hidden(text, keys)


def _spaced(way: str) -> str:
    return r"(?:\s|&nbsp;)+".join(map(re.escape, way.split()))


@lru_cache(maxsize=2048)
def _pattern(ways: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(ways)})(?=s?(?!\w))", re.IGNORECASE)


_known: tuple[int, float, Protected] | None = None


def everybody() -> Protected:
    """Everybody who is protected now. Remembered until somebody is marked, unmarked or renamed."""
    global _known
    at = hiding.changed_at()
    if _known is None or _known[0] != at or _known[1] < time.monotonic():
        _known = (at, time.monotonic() + _SECONDS, _read())
    return _known[2]


def remember_nobody() -> None:
    """Begin with nobody protected, without asking: for tests that count queries."""
    global _known
    _known = (hiding.changed_at(), float("inf"), Protected({}))


def _read() -> Protected:
    persons = list(
        Person.objects.filter(protected_identity=True).only("given_name", "family_name", "aliases")
    )
    if not persons:
        return Protected({})
    families = {one.family_name for one in persons if len(one.family_name) > 2}
    shared = Person.objects.filter(protected_identity=False, family_name__in=families)
    common = {name.lower() for name in shared.values_list("family_name", flat=True)}
    places = Organisation.objects.values_list("name", "short_name")
    common |= {word.lower() for pair in places for name in pair for word in name.split()}
    return Protected({one.pk: tuple(_ways(one, common)) for one in persons})


def ways_of(person: Person) -> list[str]:
    """The ways a whole name is written: either way round, and its other spellings."""
    given, family = person.given_name.strip(), person.family_name.strip()
    found = [f"{given} {family}".strip(), *person.aliases]
    if family:
        found += [f"{family} {given}", f"{family}, {given}"]
    return list(dict.fromkeys(name.strip() for name in found if len(name.strip()) > 1))


def _ways(person: Person, common: Collection[str]) -> Iterable[str]:
    """The whole name, and the family name alone where it says who it is."""
    family = person.family_name.strip()
    alone = [family] if len(family) > 2 and family.lower() not in common else []
    return [*ways_of(person), *alone]


def may_see(user: Any) -> set[int] | None:
    """Ids of protected persons this user may see; None for all of them (administrators).

    The secretariat sees somebody after writing why, for a while. Everybody sees themselves.
    """
    if not isinstance(user, User):
        return set()
    if has_role(user, Role.ADMINISTRATOR):
        return None
    seen = {user.person_id} if user.person_id else set()
    if has_role(user, Role.SECRETARIAT):
        now = timezone.now()
        standing = ProtectedOpening.objects.filter(user=user, opened_at__lte=now, until__gt=now)
        seen |= set(standing.values_list("person", flat=True))
    return seen


def sees(user: Any, person: Person) -> bool:
    """Whether this user may see this person's name and addresses now."""
    if not person.protected_identity:
        return True
    seen = may_see(user)
    return seen is None or person.pk in seen


def is_hidden_in(user: Any, text: str) -> bool:
    """Whether a text names somebody this user may not see: then a file that says it is not for this user."""
    everyone = everybody()
    if not everyone.names or not text:
        return False
    seen = may_see(user)
    return seen is not None and bool(everyone.named(text, everyone.names.keys() - seen))
