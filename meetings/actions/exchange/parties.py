"""Persons, organisations and bodies of a file, found in our registers or made. Doubts are told, never settled."""

from collections.abc import Mapping
from typing import Any

from meetings.actions.loading import matching
from meetings.actions.loading.names import fold
from meetings.actions.loading.report import Report
from meetings.models import Body, BodyType, MinutesWord
from secretariat.registry.models import Letterhead, Organisation, Person

Json = dict[str, Any]
_NOT_MADE = "{} finns inte i registret och kopplades inte till någon grupp."


class Parties:
    """Finds what the file's keys stand for. The same key and the same name is the same; else the name decides."""

    def __init__(self, registers: Json, report: Report) -> None:
        self.told = {
            kind: {one["id"]: one for one in registers[kind]}
            for kind in ("persons", "organisations", "bodies")
        }
        self.report = report
        self.people = matching.People(report)
        self.known = matching.Registers(report)
        self._persons: dict[int, Person | None] = {}
        self._organisations: dict[int, Organisation | None] = {}
        self._bodies: dict[int, Body | None] = {}

    # Persons

    def person(self, key: int | None) -> Person | None:
        """The person, made where the register has none of the name; nobody where it may be several."""
        if key is None:
            return None
        if key not in self._persons:
            self._persons[key] = self._find_person(self.told["persons"][key])
        return self._persons[key]

    def _find_person(self, told: Json) -> Person | None:
        name = f"{told['given_name']} {told['family_name']}".strip()
        same = next((one for one in self.people.all if one.pk == told["id"]), None)
        found = same if same and fold(same.name) == fold(name) else None
        organisation = self.organisation(told["organisation"])
        found = found or self.people.find(name, organisation, exact=True)
        if found is None and fold(name) in self.people.ambiguous:
            return None
        self.report.made["kända personer" if found else "nya personer"] += 1
        if found is None:
            found = Person.objects.create(
                given_name=told["given_name"],
                family_name=told["family_name"],
                organisation=organisation,
                protected_identity=told["is_protected"],
            )
            self.people.all.append(found)
            self.report.created.append(f"person: {found.name}")
        return found

    # Organisations

    def organisation(self, key: int | None) -> Organisation | None:
        """The organisation, made where the register has none of the name."""
        if key is None:
            return None
        if key not in self._organisations:
            self._organisations[key] = self._find_organisation(self.told["organisations"][key])
        return self._organisations[key]

    def _find_organisation(self, told: Json) -> Organisation | None:
        rows = self.known.organisations
        found = next((one for one in rows if fold(one.name) == fold(told["name"])), None)
        code = told["municipality_code"]
        found = found or next((one for one in rows if code and one.municipality_code == code), None)
        found = found or self.known.organisation(told["name"])
        return found or self.new_organisation(
            told["name"], short_name=told["short_name"] or told["name"][:80], kind=told["kind"], municipality_code=code
        )  # fmt: skip

    def new_organisation(self, name: str, **fields: str) -> Organisation:
        """Make an organisation, and tell it."""
        made = Organisation.objects.create(name=name, **fields)
        self.known.organisations.append(made)
        self.report.made["nya organisationer"] += 1
        self.report.created.append(f"organisation: {name}")
        return made

    # Bodies

    def body(self, key: int | None) -> Body | None:
        """The body, where the register has it. One that the file only mentions is not made."""
        if key is None:
            return None
        if key not in self._bodies:
            told = self.told["bodies"][key]
            self._bodies[key] = self._find_body(told)
            if self._bodies[key] is None:
                self.report.doubt(_NOT_MADE.format(told["name"]))
        return self._bodies[key]

    def _find_body(self, told: Json) -> Body | None:
        exact = (one for one in self.known.bodies if fold(one.name) == fold(told["name"]))
        return next(exact, None) or self.known.body(told["name"])

    def met(self, key: int) -> Body | None:
        """A body that met, where the register has it."""
        return self._bodies.setdefault(key, self._find_body(self.told["bodies"][key]))

    def new_body(self, key: int, word: MinutesWord) -> Body:
        """Make a body that met as the file tells it; somebody must look at its settings."""
        told = self.told["bodies"][key]
        kind = told["type"]
        type_ = BodyType.objects.filter(slug=kind["slug"]).first()
        type_ = type_ or BodyType.objects.filter(name=kind["name"]).first()
        slug = kind["slug"] or f"typ-{BodyType.objects.count() + 1}"
        type_ = type_ or BodyType.objects.create(
            slug=slug, name=kind["name"], is_political=kind["is_political"]
        )
        policy = Body.ApprovalPolicy.CHAIRS if told["has_approval"] else Body.ApprovalPolicy.NONE
        made = Body.objects.create(
            name=told["name"],
            short_name=told["short_name"],
            code=_free_code(told["code"] or "G"),
            type=type_,
            minutes_word=word,
            approval_policy=policy,
            layout=told["layout"],
            attendance_first=told["attendance_first"],
        )
        self.known.bodies.append(made)
        self._bodies[key] = made
        self.report.made["nya grupper"] += 1
        self.report.created.append(
            f"grupp: {made.name} ({type_}, kortkod {made.code}) – se över dess inställningar"
        )
        return made


def _free_code(wanted: str) -> str:
    taken = set(Body.objects.values_list("code", flat=True))
    return next(one for one in (wanted, *(f"{wanted[:5]}{n}" for n in range(2, 999))) if one not in taken)


def word_of(told: Mapping[str, str]) -> MinutesWord:
    """What the notes are called, made where nobody has called them so."""
    return MinutesWord.objects.get_or_create(
        indefinite=told["indefinite"],
        defaults={"definite": told["definite"], "agreement": told["agreement"]},
    )[0]


def letterhead_of(told: Json, parties: Parties) -> Letterhead:
    """The letterhead with this content, made where none has it."""
    fields = {name: value for name, value in told.items() if name != "organisation"}
    owner = told["organisation"] or "Okänd organisation"
    if found := Letterhead.objects.filter(organisation__name=owner, **fields).first():
        return found
    organisation = parties.known.organisation(owner) or parties.new_organisation(
        owner, short_name=owner[:80], kind=Organisation.Kind.OTHER
    )
    base = (fields["body_line"].replace("\n", " ") or owner)[:70]
    taken = set(Letterhead.objects.values_list("name", flat=True))
    name = next(one for one in (base, *(f"{base} {n}" for n in range(2, 999))) if one not in taken)
    parties.report.created.append(f"brevhuvud: {name}")
    return Letterhead.objects.create(name=name, organisation=organisation, **fields)
