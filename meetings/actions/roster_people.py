"""Which person of the register a name in a namnlista is. A doubt is a question to the administrator, never a guess."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from secretariat.registry.models import Organisation, Person

from .loading.names import fold, looks_like, sounds, sounds_like, turned
from .roster_rows import Wanted

NEW = "ny"


@dataclass(frozen=True)
class Choice:
    """One answer to a question about who somebody is: the value that is kept, and its words."""

    value: str
    words: str


@dataclass
class Found:
    """Who a row's person is: of the register, the new one of another row, or new. `question` waits for an answer."""

    person: Person | None = None
    same_as_row: int = 0
    question: str = ""
    choices: list[Choice] = field(default_factory=list)
    chosen: str = ""

    @property
    def is_open(self) -> bool:
        return bool(self.question) and not self.chosen


@dataclass(frozen=True)
class _Newcomer:
    row: int
    email: str
    organisation_id: int | None


Seated = tuple[int, int, int | None, dt.date]


class Names:
    """Persons of the register by name and address, and the new ones met so far in the file.

    `seated` are (person, body, party, first day) of memberships: who took just that place that day is no doubt, so
    that the same file asks nothing the second time. Who has held a place of a party may do so again.
    """

    def __init__(self, persons: Iterable[Person], seated: Collection[Seated] = ()) -> None:
        self._seated = seated
        self._homes = {(person, party) for person, _, party, _ in seated}
        self._by_key: dict[str, Person] = {}
        self._by_email: dict[str, list[Person]] = defaultdict(list)
        self._by_word: dict[str, dict[int, tuple[str, Person]]] = defaultdict(dict)
        self._newcomers: dict[str, list[_Newcomer]] = defaultdict(list)
        for person in persons:
            self._by_key[f"p{person.pk}"] = person
            if person.email:
                self._by_email[person.email.lower()].append(person)
            for place, known in enumerate(map(fold, (person.name, *person.aliases))):
                for word in sounds(known).split():
                    self._by_word[word][person.pk * 100 + place] = (known, person)

    def find(self, wanted: Wanted, answers: Mapping[str, str]) -> Found:
        """Who it is, by the address, the name and its likes; an answer given before is kept where it still fits."""
        found = self._in_register(wanted)
        if found.question:
            found.choices.append(Choice(NEW, "En ny person"))
            _answer(found, answers.get(str(wanted.number), ""))
            found.person = self._by_key.get(found.chosen)
        if found.person is None and not found.is_open:
            self._newcomer(wanted, found, answers)
        return found

    def _in_register(self, wanted: Wanted) -> Found:
        name = fold(wanted.name)
        by_email = self._by_email.get(wanted.email, []) if wanted.email else []
        near = self._near(name)
        if len(by_email) == 1:
            person = by_email[0]
            if any(other.pk == person.pk for _, other in near):
                return Found(person)
            return _asked(f"E-postadressen hör till {_told(person)} i registret.", [person])
        if len(taken := _once(person for _, person in near if self._has_taken(person, wanted))) == 1:
            return Found(taken[0])
        exact = _once(person for known, person in near if known == name)
        if len(exact) == 1 and self._may_be(exact[0], wanted.organisation):
            return Found(exact[0])
        if exact:
            more = (
                "Flera i registret heter så." if len(exact) > 1 else f"I registret finns {_told(exact[0])}."
            )
            return _asked(more, exact)
        if similar := _once(person for _, person in near):
            return _asked("Namnet liknar ett i registret.", similar)
        return Found()

    def _has_taken(self, person: Person, wanted: Wanted) -> bool:
        party = wanted.organisation.pk if wanted.organisation else None
        body = wanted.body.pk if wanted.body else 0
        return (person.pk, body, party, wanted.starts_on) in self._seated

    def _may_be(self, person: Person, party: Organisation | None) -> bool:
        if party is None or not person.organisation_id or person.organisation_id == party.pk:
            return True
        return (person.pk, party.pk) in self._homes

    def _near(self, name: str) -> list[tuple[str, Person]]:
        """Names with a word in common that may mean the same person; the same name first."""
        candidates = {
            key: row for word in sounds(name).split() for key, row in self._by_word.get(word, {}).items()
        }
        near = [
            (known, person)
            for known, person in candidates.values()
            if known == name or turned(known) == name or sounds_like(known, name) or looks_like(known, name)
        ]
        return sorted(near, key=lambda pair: (pair[0] != name, pair[1].sort_key, pair[1].pk))

    def _newcomer(self, wanted: Wanted, found: Found, answers: Mapping[str, str]) -> None:
        """A new name may stand in several rows: the same person where address or party say so, else it is asked."""
        home = wanted.organisation.pk if wanted.organisation else None
        earlier = self._newcomers[fold(wanted.name)]
        for one in earlier:
            differ = bool(wanted.email and one.email and wanted.email != one.email)
            if (wanted.email and wanted.email == one.email) or (home == one.organisation_id and not differ):
                found.same_as_row = one.row
                return
        if earlier and not found.question:
            found.question = "Samma nya namn står på en annan rad, för en annan part."
            found.choices = [
                *(Choice(f"r{one.row}", f"Samma person som på rad {one.row}") for one in earlier),
                Choice(NEW, "En annan person"),
            ]
            _answer(found, answers.get(str(wanted.number), ""))
            if found.chosen.startswith("r"):
                found.same_as_row = int(found.chosen[1:])
                return
        if not found.is_open:
            earlier.append(_Newcomer(wanted.number, wanted.email, home))


def _answer(found: Found, said: str) -> None:
    found.chosen = said if said in {one.value for one in found.choices} else ""


def _asked(question: str, persons: Iterable[Person]) -> Found:
    return Found(question=question, choices=[Choice(f"p{one.pk}", _told(one)) for one in persons])


def _told(person: Person) -> str:
    home = person.organisation.short_name if person.organisation else ""
    return ", ".join(part for part in (person.name, person.title, home) if part)


def _once(persons: Iterable[Person]) -> list[Person]:
    return list({one.pk: one for one in persons}.values())
