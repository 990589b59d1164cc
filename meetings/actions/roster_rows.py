"""What one row of a namnlista asks for, read against the registers of bodies and parties (A2, M3)."""

import datetime as dt
import difflib
from collections.abc import Container, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from meetings.models import Body, Seat
from secretariat.lib.dates import day_in_words, parse_day
from secretariat.registry.models import MandatePeriod, Organisation

from .loading.matching import Registers
from .loading.names import fold
from .roster_sheets import (
    BODY,
    EMAIL,
    FAMILY,
    FROM,
    GIVEN,
    ORDER,
    PARTY,
    PHONE,
    POLITICAL,
    ROLE,
    TO,
    VACANT,
    SheetRow,
)

_KINDS = {fold(str(label)): Seat.Kind(value) for value, label in Seat.Kind.choices} | {
    "ordf": Seat.Kind.CHAIR, "ordf.": Seat.Kind.CHAIR, "vice ordf": Seat.Kind.VICE_CHAIR,
    "vice ordf.": Seat.Kind.VICE_CHAIR, "v. ordf.": Seat.Kind.VICE_CHAIR, "vice": Seat.Kind.VICE_CHAIR,
    "suppleant": Seat.Kind.SUBSTITUTE, "deltagare": Seat.Kind.MEMBER,
}  # fmt: skip
_YES, _NO = {"ja", "j", "x", "1", "vakant"}, {"", "nej", "n", "0"}
_LONGEST = {GIVEN: 80, FAMILY: 80, PHONE: 40, POLITICAL: 12, PARTY: 80}
_HIGHEST = 9999


@dataclass
class Wanted:
    """A row that has been understood, as far as it could; `faults` name the column."""

    number: int
    starts_on: dt.date
    body: Body | None = None
    organisation: Organisation | None = None
    label: str = ""
    kind: str = ""
    order: int | None = None
    given: str = ""
    family: str = ""
    email: str = ""
    phone: str = ""
    party: str = ""
    ends_on: dt.date | None = None
    is_vacant: bool = False
    faults: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}".strip()

    @property
    def is_empty(self) -> bool:
        """A seat that nothing is said about."""
        return not (self.name or self.is_vacant)

    @property
    def seat_group(self) -> tuple[int, int | None, str, str]:
        """Body, party or label, and kind: what tells seats apart, beside their order."""
        return (
            self.body.pk if self.body else 0,
            self.organisation.pk if self.organisation else None,
            fold(self.label),
            self.kind,
        )


def understand(
    row: SheetRow, registers: Registers, period: MandatePeriod, labels: Mapping[int, Container[str]]
) -> Wanted:
    """Read a row. What cannot be read is told in `faults`, column by column. `labels` are of seats, by body."""
    wanted = Wanted(row.number, period.starts_on)
    wanted.faults += [f"{heading}: {fault}" for heading, fault in row.faults.items()]
    for heading, longest in _LONGEST.items():
        if len(row.cells.get(heading, "")) > longest:
            wanted.faults.append(f"{heading}: högst {longest} tecken får plats.")
    _place(wanted, row, registers)
    if (party := _told(row, PARTY)) and wanted.body and wanted.kind:
        _party(wanted, party, registers, labels.get(wanted.body.pk, ()))
    _who(wanted, row)
    _when(wanted, row)
    if wanted.body and wanted.body.ends_on and wanted.body.ends_on < wanted.starts_on:
        wanted.faults.append(
            f"{BODY}: {wanted.body.list_name} har upphört före {day_in_words(wanted.starts_on)}."
        )
    return wanted


def _told(row: SheetRow, heading: str) -> str:
    return row.cells.get(heading, "")


def _place(wanted: Wanted, row: SheetRow, registers: Registers) -> None:
    if BODY not in row.faults:
        wanted.body, fault = body_called(_told(row, BODY), registers.bodies)
        wanted.faults += [fault] if fault else []
    if ROLE not in row.faults:
        role = _told(row, ROLE)
        wanted.kind = _KINDS.get(fold(role), "")
        if not wanted.kind:
            told = f"”{role}” är ingen roll" if role else "rollen saknas"
            wanted.faults.append(f"{ROLE}: {told}. Skriv t.ex. ledamot eller ersättare.")
    if order := _told(row, ORDER):
        if order.isdecimal() and int(order) <= _HIGHEST:
            wanted.order = int(order)
        else:
            wanted.faults.append(f"{ORDER}: skriv ett heltal, eller ingenting.")


def body_called(name: str, bodies: list[Body]) -> tuple[Body | None, str]:
    """The body with this name, short name, code or alias, and else what is wrong."""
    if not name:
        return None, f"{BODY}: skriv vilken grupp det gäller."
    wanted = fold(name)
    hits = [
        one
        for one in bodies
        if wanted in map(fold, filter(None, (one.name, one.short_name, one.code, *one.aliases)))
    ]
    if len(hits) == 1:
        return hits[0], ""
    if hits:
        return None, f"{BODY}: flera grupper kallas ”{name}”. Skriv kortkoden."
    near = difflib.get_close_matches(wanted, {fold(one.name): one for one in bodies}, n=1, cutoff=0.7)
    known = {fold(one.name): one.name for one in bodies}
    return None, f"{BODY}: gruppen ”{name}” finns inte." + (f" Menade du {known[near[0]]}?" if near else "")


def _party(wanted: Wanted, party: str, registers: Registers, labels: Container[str]) -> None:
    if fold(party) in labels:
        wanted.label = party
    elif organisation := registers.organisation(party, told=False):
        wanted.organisation = organisation
    else:
        wanted.faults.append(
            f"{PARTY}: parten ”{party}” finns inte. Rätta stavningen, eller lägg till organisationen först."
        )


def _who(wanted: Wanted, row: SheetRow) -> None:
    wanted.given, wanted.family = _told(row, GIVEN), _told(row, FAMILY)
    wanted.email, wanted.phone, wanted.party = (
        _told(row, EMAIL).lower(),
        _told(row, PHONE),
        _told(row, POLITICAL),
    )
    vacant = fold(_told(row, VACANT))
    wanted.is_vacant = vacant in _YES
    if vacant not in _YES | _NO:
        wanted.faults.append(f"{VACANT}: skriv ja, eller ingenting.")
    if wanted.is_vacant and wanted.name:
        wanted.faults.append(f"{VACANT}: raden har både ett namn och ja i vakant. Ta bort det ena.")
    if bool(wanted.given) != bool(wanted.family) and not {GIVEN, FAMILY} & row.faults.keys():
        missing = FAMILY if wanted.given else GIVEN
        wanted.faults.append(f"{missing}: skriv både förnamn och efternamn.")
    if wanted.email:
        try:
            validate_email(wanted.email)
        except ValidationError:
            wanted.faults.append(f"{EMAIL}: ”{wanted.email}” är ingen e-postadress.")
    if wanted.party and wanted.body and not wanted.body.type.is_political:
        wanted.faults.append(
            f"{POLITICAL}: {wanted.body.list_name} är ingen grupp av förtroendevalda. Töm cellen."
        )


def _when(wanted: Wanted, row: SheetRow) -> None:
    days = {}
    for heading in (FROM, TO):
        if text := _told(row, heading):
            days[heading] = parse_day(text)
            if days[heading] is None:
                wanted.faults.append(f"{heading}: ”{text}” är inget datum. Skriv det som 2027-01-01.")
    wanted.starts_on = days.get(FROM) or wanted.starts_on
    wanted.ends_on = days.get(TO)
    if wanted.ends_on and wanted.ends_on < wanted.starts_on:
        wanted.faults.append(f"{TO}: uppdraget kan inte sluta innan det börjar.")
