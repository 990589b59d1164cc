"""Find persons, organisations, units, länsdelar and bodies by the names in the text. Doubts are told, never settled."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from meetings.models import Body
from secretariat.registry.models import District, Organisation, OrgUnit, Person

from .names import (
    body_key,
    district_key,
    fold,
    indefinite,
    looks_like,
    municipality_stem,
    organisation_words,
    sounds_like,
    turned,
)
from .report import Report

SAME = "samma namn"


class People:
    """The persons of the register, and those of this document, by name."""

    def __init__(self, report: Report, *, is_confirmed: bool = False) -> None:
        self.report, self.is_confirmed = report, is_confirmed
        self.all = list(Person.objects.select_related("organisation"))
        self.own: list[Person] = []
        self.distinct: set[str] = set()
        self.ambiguous: set[str] = set()

    def find(
        self, name: str, organisation: Organisation | None = None, *, exact: bool = False
    ) -> Person | None:
        """The one person with this name. Of several, the one of the organisation; else nobody, and it is told.

        With `exact`, one letter's difference is another person: for lists where both stand.
        """
        wanted = fold(name)
        tests: list[tuple[str, Callable[[str], bool]]] = [
            ("", lambda known: known == wanted),
            ("med efternamnet först", lambda known: " " in wanted and turned(known) == wanted),
        ]
        if not exact and not self.is_confirmed:
            tests.append(("stavat på ett annat sätt", lambda known: sounds_like(known, wanted)))
        for how, test in tests:
            hits = [one for one in self.all if any(test(fold(known)) for known in (one.name, *one.aliases))]
            if how.startswith("stavat"):
                here = self.distinct if wanted in self.distinct else set()
                hits = [one for one in hits if fold(one.name) not in here and _may_be(one, organisation)]
            if hits:
                return self._chosen(name, hits, organisation, how)
        similar = [one.name for one in self.all if looks_like(fold(one.name), wanted)]
        if similar and not self.is_confirmed:
            self.report.doubt(f"{name} liknar {_or(similar)} i registret, men togs som en annan person.")
        return None

    def _chosen(
        self, name: str, hits: list[Person], organisation: Organisation | None, how: str
    ) -> Person | None:
        if len(hits) > 1 and organisation:
            hits = [one for one in hits if one.organisation_id == organisation.pk] or hits
        if len(hits) > 1:
            self.ambiguous.add(fold(name))
            self.report.doubt(f"{name} kan vara flera i registret och kopplades inte till någon.")
            return None
        person = hits[0]
        if how:
            self.report.doubt(f"{name} togs som {person.name} ({how}).")
        elif not _may_be(person, organisation):
            self.report.doubt(
                f"{name} finns i registret under {person.organisation}, men står här för {organisation}."
            )
        return person

    def with_key(self, key: int | None) -> Person | None:
        """The person of this key, or nobody."""
        return next((one for one in self.all if one.pk == key), None)

    def candidates(self, name: str) -> list[tuple[Person, str]]:
        """Everybody who may be meant, and why: those of the same name first, at most six."""
        wanted = fold(name)
        ways: list[tuple[str, Callable[[str], bool]]] = [
            (SAME, lambda known: known == wanted),
            ("efternamnet först", lambda known: " " in wanted and turned(known) == wanted),
            ("stavas annorlunda", lambda known: sounds_like(known, wanted)),
            ("liknar", lambda known: looks_like(known, wanted)),
        ]
        found: dict[int, tuple[Person, str]] = {}
        for how, test in ways:
            for one in self.all:
                if any(test(fold(known)) for known in (one.name, *one.aliases)):
                    found.setdefault(one.pk, (one, how))
        return list(found.values())[:6]

    def first_name(self, name: str, among: Iterable[Person]) -> Person | None:
        """The only one of these persons with this given name."""
        hits = {one.pk: one for one in among if fold(one.given_name) == fold(name)}
        return next(iter(hits.values())) if len(hits) == 1 else None

    def belongs_here(self, person: Person | None) -> None:
        """Remember somebody of this document: only such are known by first name alone."""
        if person and person not in self.own:
            self.own.append(person)


def _may_be(person: Person, organisation: Organisation | None) -> bool:
    return not (person.organisation_id and organisation and person.organisation_id != organisation.pk)


def _or(names: Sequence[str]) -> str:
    return " eller ".join(names[:3])


@dataclass
class Contributor:
    """Who said something, as far as the registers know."""

    organisation: Organisation | None = None
    unit: OrgUnit | None = None
    district: District | None = None
    body: Body | None = None
    person: Person | None = None

    @property
    def is_known(self) -> bool:
        return any((self.organisation, self.unit, self.district, self.body, self.person))


@dataclass
class Registers:
    """Organisations, units, länsdelar and bodies, read once."""

    report: Report
    organisations: list[Organisation] = field(default_factory=lambda: list(Organisation.objects.all()))
    units: list[OrgUnit] = field(default_factory=lambda: list(OrgUnit.objects.select_related("organisation")))
    districts: list[District] = field(default_factory=lambda: list(District.objects.all()))
    bodies: list[Body] = field(default_factory=lambda: list(Body.objects.select_related("type")))

    def organisation(self, name: str, *, told: bool = True) -> Organisation | None:
        """Exact name or alias; a kommun with or without "kommun" and s; the beginning of one name only."""
        if not name:
            return None
        words = organisation_words(name)

        def called(one: Organisation) -> Iterable[str]:
            return (one.name, one.short_name, *one.aliases)

        municipal = municipality_stem(name)
        hits = [one for one in self.organisations if fold(name) in map(fold, called(one))]
        hits = hits or [
            one
            for one in self.organisations
            if one.kind == Organisation.Kind.MUNICIPALITY and municipal in map(municipality_stem, called(one))
        ]
        if hits:
            return self._only(name, hits, told)
        hits = [
            one
            for one in self.organisations
            if any(_begins(one, words, organisation_words(known)) for known in called(one))
        ]
        if len(hits) == 1 and told:
            self.report.doubt(f"{name} togs som {hits[0]}.")
        return self._only(name, hits, told)

    def _only(self, name: str, hits: list[Organisation], told: bool) -> Organisation | None:
        if len(hits) > 1 and told:
            self.report.doubt(f"{name} kan vara flera organisationer och kopplades inte till någon.")
        return hits[0] if len(hits) == 1 else None

    def unit(self, name: str) -> OrgUnit | None:
        """HUT, VoF, and Regionen/HUT: the one unit that is called so."""
        last = fold(name).split("/")[-1].strip()
        hits = [one for one in self.units if last and last in (fold(one.name), fold(one.short_name))]
        return hits[0] if len(hits) == 1 else None

    def district(self, name: str) -> District | None:
        """Söder, Södra länsdelen."""
        wanted = district_key(name)
        return next((one for one in self.districts if district_key(one.name) == wanted), None)

    def body(self, name: str) -> Body | None:
        """The one body of this name, alias or inflected form."""
        hits = self._bodies(lambda known: fold(known) == fold(name)) or self._bodies(
            lambda known: body_key(known) == body_key(name)
        )
        if len(hits) > 1:
            self.report.doubt(f"{name} kan vara flera grupper och kopplades inte till någon.")
        return hits[0] if len(hits) == 1 else None

    def body_with_key(self, key: int) -> Body | None:
        """The body of this key, or none."""
        return next((one for one in self.bodies if one.pk == key), None)

    def bodies_called(self, name: str) -> list[Body]:
        """One body, or all that a plural means: "Länsdelsgrupperna" is every länsdelsgrupp."""
        if one := self.body(name):
            return [one]
        key = body_key(name)
        if not key or not fold(name).endswith(("erna", "arna", "orna", "grupper", "råden")):
            return []
        return self._bodies(lambda known: body_key(known)[: len(key)] == key)

    def _bodies(self, test: Callable[[str], bool]) -> list[Body]:
        return [
            one for one in self.bodies if any(map(test, (one.name, one.short_name or one.name, *one.aliases)))
        ]

    def contributor(self, name: str, *, beside: Sequence[str] = ()) -> Contributor:
        """What a label stands for. `beside` are the other labels of the same item: länsdelar come together."""
        district, organisation = self.district(name), self.organisation(name, told=False)
        if district and organisation:
            if any(self.district(other) and not self.organisation(other, told=False) for other in beside):
                return Contributor(district=district)
            self.report.doubt(f"Inlägget {name} kan vara en kommun eller en länsdel; kommunen valdes.")
            return Contributor(organisation=organisation)
        if ("/" in name or not organisation) and (unit := self.unit(name)):
            return Contributor(unit=unit, organisation=unit.organisation)
        if district or organisation:
            return Contributor(district=district, organisation=organisation)
        if body := self.body(name):
            return Contributor(body=body)
        whole, slash, _ = name.partition("/")
        return Contributor(organisation=self.organisation(whole.strip(), told=False) if slash else None)


def _begins(one: Organisation, said: tuple[str, ...], known: tuple[str, ...]) -> bool:
    """Whether one of the names is the beginning of the other: RF-SISU – RF SISU Örebro län, Regionen – Region …

    A single word is enough for the region and for authorities alone: places begin the names of many.
    """
    shortest = min(len(said), len(known))
    if shortest > 1:
        return said[:shortest] == known[:shortest]
    if len(said) != 1 or not known or one.kind not in (Organisation.Kind.REGION, Organisation.Kind.AUTHORITY):
        return False
    return known[0] in (said[0], indefinite(said[0]))
