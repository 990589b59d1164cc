"""Register rows that minutes speak of, found or made: persons, organisations, bodies, seats, memberships."""

import datetime as dt
import re

from meetings.models import Attendance, Body, BodyType, Meeting, Membership, MinutesWord, Seat
from secretariat.registry.models import Letterhead, Organisation, Person

from .confirmed import NEW, Confirmed
from .matching import People, Registers
from .names import fold, place_of
from .report import Report
from .shapes import LetterheadSource, Row, Source

_SEATED = {
    "ordförande": Seat.Kind.CHAIR, "vice ordförande": Seat.Kind.VICE_CHAIR, "ledamot": Seat.Kind.MEMBER,
    "deltagare": Seat.Kind.MEMBER, "ersättare": Seat.Kind.SUBSTITUTE, "adjungerad": Seat.Kind.CO_OPTED,
    "sekreterare": Seat.Kind.SECRETARY,
}  # fmt: skip
_KINDS = (
    (r"kommun$", Organisation.Kind.MUNICIPALITY),
    (r"^region ", Organisation.Kind.REGION),
    (r"^länsstyrelse|myndighet", Organisation.Kind.AUTHORITY),
    (r"universitet|högskola", Organisation.Kind.UNIVERSITY),
)
# Words in a body's name, the slug and name of its type, and whether elected representatives meet there.
_TYPES = (
    ("regional", "samverkansråd", "regional_council", "regionalt samverkansråd", True),
    ("specifik", "samverkansråd", "specific_council", "specifikt samverkansråd", True),
    ("", "samverkansråd", "council", "samverkansråd", True),
    ("gemensam", "chefsgrupp", "joint_chiefs_group", "gemensam chefsgrupp", False),
    ("", "chefsgrupp", "chiefs_group", "chefsgrupp", False),
    ("", "länsdelsgrupp", "district_group", "länsdelsgrupp", False),
    ("", "arbetsutskott", "working_committee", "arbetsutskott", False),
    ("", "styrgrupp", "steering_group", "styrgrupp", False),
    ("", "arbetsgrupp", "working_group", "arbetsgrupp", False),
    ("", "", "group", "grupp", False),
)
_WORDS = (
    ("minnesanteckningar", "minnesanteckningarna", "plural"),
    ("mötesanteckningar", "mötesanteckningarna", "plural"),
    ("protokoll", "protokollet", "neuter"),
)


class Parties:
    """Finds or makes what the meeting's rows point at.

    `seated` are the seats already used in this meeting, `listed` who stands in which body's list.
    """

    def __init__(self, source: Source, report: Report, confirmed: Confirmed | None = None) -> None:
        self.source, self.report, self.confirmed = source, report, confirmed
        self.registers = Registers(report)
        self.people = People(report, is_confirmed=confirmed is not None)
        self.people.distinct = {fold(row.name) for row in source.attendance if row.name}
        self.seated: set[tuple[int, int]] = set()
        self.listed: set[tuple[int, int]] = set()

    # Persons

    def person(
        self, name: str, *, title: str = "", organisation: Organisation | None = None
    ) -> Person | None:
        """The person of this name, made where the register has none; nobody where it may be several."""
        exact = [one for one in self.people.own if fold(one.name) == fold(name)]
        if self.confirmed and self.confirmed.person(name) is None:
            return None
        if exact and (self.confirmed or len(exact) == 1):
            found: Person | None = exact[0]
        elif self.confirmed:
            found = self.people.with_key(self.confirmed.person(name))
        else:
            found = self.people.find(name, organisation)
        if found is None and fold(name) in self.people.ambiguous and not self.confirmed:
            return None
        if found is None:
            given, _, family = name.partition(" ")
            found = Person.objects.create(
                given_name=given[:80], family_name=family[:80], title=title, organisation=organisation
            )
            self.people.all.append(found)
            self.report.made["nya personer"] += 1
            self.report.created.append(f"person: {found.name}")
        elif found not in self.people.own:
            self.report.made["kända personer"] += 1
        self.people.belongs_here(found)
        return found

    # Organisations

    def organisation(self, name: str, *, make: bool) -> Organisation | None:
        """The organisation of an attendance row; a party with a seat is made where it is missing."""
        if not name:
            return None
        if unit := self.registers.unit(name):
            return unit.organisation
        found = self.registers.organisation(name)
        is_kept = self.confirmed is not None and not self.confirmed.makes
        if found or not make or is_kept or self.registers.district(name) or not _may_be_party(name):
            return found
        full = name[0].upper() + name[1:]
        kind = next(
            (kind for words, kind in _KINDS if re.search(words, full, re.IGNORECASE)), Organisation.Kind.OTHER
        )
        short = place_of(full) if kind == Organisation.Kind.MUNICIPALITY else full
        found = Organisation.objects.create(name=full, short_name=short[:80], kind=kind)
        self.registers.organisations.append(found)
        self.report.made["nya organisationer"] += 1
        self.report.created.append(f"organisation: {full}")
        return found

    # Bodies

    def body(self, name: str) -> Body:
        """The body of this name, made with what the document shows of it where the register has none."""
        said = self.confirmed.bodies.get(name, NEW) if self.confirmed else NEW
        if found := self.registers.body_with_key(said) if self.confirmed else self.registers.body(name):
            if fold(found.name) != fold(name):
                self.report.matched.append(f"grupp: {name} = {found.name}")
            return found
        full = name[0].upper() + name[1:]
        _first, _second, slug, kind, political = next(
            row for row in _TYPES if row[0] in full.casefold() and row[1] in full.casefold()
        )
        type_ = BodyType.objects.filter(slug=slug).first() or BodyType.objects.filter(name=kind).first()
        type_ = type_ or BodyType.objects.create(slug=slug, name=kind, is_political=political)
        labels = " ".join(self.source.labels).casefold()
        made = Body.objects.create(
            name=full, code=self._code(full), type=type_, minutes_word=self.minutes_word(),
            approval_policy=Body.ApprovalPolicy.CHAIRS if self._has_approval(political) else Body.ApprovalPolicy.NONE,
            layout=_layout(labels), attendance_first=_lists_come_first(self.source),
        )  # fmt: skip
        self.registers.bodies.append(made)
        self.report.made["nya grupper"] += 1
        self.report.created.append(
            f"grupp: {full} ({type_}, kortkod {made.code}) – se över dess inställningar"
        )
        return made

    def _has_approval(self, political: bool) -> bool:
        elects = any("justerare" in one.title.casefold() for one in self.source.items)
        return political or elects or bool(self.source.approvers)

    def _code(self, name: str) -> str:
        words = [
            word for word in re.findall(r"\w+", name) if word.casefold() not in {"för", "och", "samt", "i"}
        ]
        code = "".join(word[0] for word in words).upper()[:6] or "G"
        taken = set(Body.objects.values_list("code", flat=True))
        return next(one for one in (code, *(f"{code}{n}" for n in range(2, 99))) if one not in taken)

    def minutes_word(self) -> MinutesWord:
        """What the document calls itself, from its title."""
        title = self.source.title.casefold()
        word, definite, agreement = next((row for row in _WORDS if row[0] in title), _WORDS[0])
        return MinutesWord.objects.get_or_create(
            indefinite=word, defaults={"definite": definite, "agreement": agreement}
        )[0]

    # Letterhead

    def letterhead(self, read: LetterheadSource, title: str) -> Letterhead | None:
        """The letterhead with this content, made where none has it and it may be made."""
        foot = read.footer
        fields = {
            "office": read.office, "body_line": read.body_line, "postal_address": foot.get("postal_address", ""),
            "visiting_address": foot.get("visiting_address", ""), "phone": foot.get("phone", ""),
            "fax": foot.get("fax", ""), "org_number": foot.get("org_nr", ""), "plusgiro": foot.get("plusgiro", ""),
            "email": foot.get("email", ""), "web": foot.get("web", ""),
        }  # fmt: skip
        if found := Letterhead.objects.filter(**fields).first():
            return found
        if self.confirmed and not self.confirmed.makes:
            return None
        address = foot.get("postal_address", "")
        owner = next(
            (one for one in self.registers.organisations if one.name and address.startswith(one.name)), None
        ) or next((one for one in self.registers.organisations if one.is_own), None)
        owner = owner or self.organisation(re.split(r",| Box | \d", address)[0].strip() or "Okänd", make=True)
        assert owner is not None  # noqa: S101
        name = base = (read.body_line.replace("\n", " ") or title)[:70]
        for number in range(2, 99):
            if not Letterhead.objects.filter(name=name).exists():
                break
            name = f"{base} {number}"
        self.report.created.append(f"brevhuvud: {name}")
        return Letterhead.objects.create(name=name, organisation=owner, **fields)

    # Seats and memberships

    def expect(self, body: Body | None, person: Person | None) -> None:
        """Somebody stands in a body's list: the seat that is known to be theirs is kept for them."""
        if body and person:
            self.listed.add((body.pk, person.pk))

    def seat(self, row: Row, body: Body, person: Person | None, day: dt.date) -> Seat | None:
        """The seat a row stands for: the person's own, a free one of the party, or a new one (A2).

        No membership is ended or moved. Guests and others have no seat.
        """
        kind = _SEATED.get(row.role)
        if kind is None:
            return None
        party = self.organisation(row.organisation, make=True)
        free = [
            seat
            for seat in Seat.objects.filter(body=body, kind=kind)
            if (body.pk, seat.pk) not in self.seated
        ]
        if person:
            held = (
                Membership.objects.valid_on(day)
                .filter(person=person, seat__in=free)
                .select_related("seat")
                .first()
            )
            if held:
                return self._used(held.seat)
        if self.confirmed:
            return None
        label = "" if party else row.organisation[:80]
        same = [
            seat
            for seat in free
            if (seat.organisation_id, seat.label) == (party.pk if party else None, label)
        ]
        taken = set(Membership.objects.valid_on(day).filter(seat__in=same).values_list("seat_id", flat=True))
        empty = [seat for seat in same if seat.pk not in taken and not (seat.ends_on and seat.ends_on < day)]
        if person:
            others_here = [key for at, key in self.listed if at == body.pk and key != person.pk]
            kept = set(
                Membership.objects.filter(seat__in=empty, person__in=others_here).values_list(
                    "seat_id", flat=True
                )
            )
            empty = [seat for seat in empty if seat.pk not in kept]
            known = set(Membership.objects.filter(person=person).values_list("seat_id", flat=True))
            empty.sort(key=lambda seat: seat.pk not in known)
        others = Seat.objects.filter(body=body, kind=kind, organisation=party).exists() if party else False
        seat = empty[0] if empty else self._new_seat(body, party, kind, label)
        if not empty and others and party:
            self.report.doubt(
                f"{party} har redan någon på sin plats i {body} ({kind.label}); en plats till gjordes."
            )
        if person:
            self._hold(seat, person, day)
        return self._used(seat)

    def _used(self, seat: Seat) -> Seat:
        self.seated.add((seat.body_id, seat.pk))
        return seat

    def _new_seat(self, body: Body, party: Organisation | None, kind: Seat.Kind, label: str) -> Seat:
        self.report.made["nya platser"] += 1
        position = Seat.objects.filter(body=body).count() + 1
        return Seat.objects.create(body=body, organisation=party, kind=kind, label=label, position=position)

    def _hold(self, seat: Seat, person: Person, day: dt.date) -> None:
        later = Membership.objects.filter(seat=seat, starts_on__gt=day).order_by("starts_on").first()
        ends = later.starts_on - dt.timedelta(days=1) if later else None
        Membership.objects.create(seat=seat, person=person, starts_on=day, ends_on=ends)
        self.report.made["nya uppdrag i grupperna"] += 1


def _may_be_party(name: str) -> bool:
    """Länsdelar and two- or three-letter units (HUT, VoF) are no parties."""
    return "länsdel" not in name.casefold() and len(re.sub(r"\W", "", name)) > 3


def _layout(labels: str) -> str:
    if "delpunkter" in labels:
        return Body.Layout.AGENDA_SUBPOINTS
    if "föredragande" in labels:
        return Body.Layout.NUMBER_MATTER
    return Body.Layout.LIST if "ärenden" in labels else Body.Layout.ITEM_NOTE


def _lists_come_first(source: Source) -> bool:
    """Whether the heading of an attendance list stands before that of the points."""
    headings = {row.heading.casefold() for row in source.attendance}
    for label in source.labels:
        word = label.casefold().rstrip(":").strip()
        if word in headings:
            return True
        if word in {"dagordning", "ärende", "ärenden", "delpunkter"}:
            return False
    return False


ROLES = {label: value for value, label in Attendance.Role.choices}
FORMS = {"in_person": Meeting.Form.IN_PERSON, "digital": Meeting.Form.DIGITAL, "hybrid": Meeting.Form.HYBRID}
