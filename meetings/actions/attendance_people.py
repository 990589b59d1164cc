"""One person in one meeting, as the export and the certificate tell it (J1). Pure: rows come from attendance_rows."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.functional import cached_property  # without the lock that Python 3.11 has in its own

from meetings.models import Attendance, Meeting, Minutes
from secretariat.lib.dates import NBSP

State = Attendance.State
Role = Attendance.Role
PROTECTED = "Skyddade personuppgifter"
TO_CHECK = "att kontrollera"
_SERVES: frozenset[str] = frozenset({Role.CHAIR, Role.VICE_CHAIR, Role.MEMBER, Role.PARTICIPANT})
_WORDS: dict[str, str] = {str(value): str(label) for value, label in State.choices}
_ROLES: dict[str, str] = {str(value): str(label) for value, label in Role.choices}
Key = tuple[int | None, str]
_FORMS: dict[str, str] = {value: str(label) for value, label in Meeting.Form.choices if value}


class Read(NamedTuple):
    """A row of a list as it comes from the database."""

    meeting: int
    date: dt.date
    start: dt.time | None
    end: dt.time | None
    joint_start: dt.time | None
    joint_end: dt.time | None
    form: str
    place: str
    minutes_state: str | None
    finished_on: dt.date | None
    noted_date: dt.date | None
    body: int | None
    joint_only: bool
    person: int | None
    given: str | None
    family: str | None
    protected: bool | None
    name: str
    party: str
    party_name: str | None
    party_code: str | None
    party_id: int | None
    letters: str
    role: str
    state: str
    mode: str
    from_time: dt.time | None
    to_time: dt.time | None
    from_item: int | None
    from_started: dt.datetime | None
    to_item: int | None
    serves_for: int | None
    serves_for_name: str | None
    serves_for_protected: bool | None
    at_some_items: bool


@dataclass(frozen=True, slots=True)
class SeatRow:
    """One seat of the person in the meeting: a row of the sheet Per organ."""

    read: Read
    bodies: str
    body_ids: str
    state: str
    starts: dt.time | None
    ends: dt.time | None

    @property
    def role(self) -> str:
        """Ledamot, ersättare, gäst …"""
        return _ROLES[self.read.role]

    @property
    def present(self) -> str:
        """Ja, nej, or nothing where it was not recorded."""
        return {"present": "ja", "unknown": ""}.get(self.read.state, "nej")

    @property
    def served(self) -> str:
        """Tjänstgjort: members who were there, and ersättare who served for somebody."""
        if self.read.state == State.UNKNOWN:
            return ""
        serves = self.read.role in _SERVES or (self.read.role == Role.SUBSTITUTE and self.read.serves_for)
        return "ja" if self.read.state == State.PRESENT and serves else "nej"

    @property
    def served_for(self) -> str:
        """Whose place it was; a protected person is not named (D7)."""
        if not self.read.serves_for:
            return ""
        return PROTECTED if self.read.serves_for_protected else self.read.serves_for_name or "vakant plats"

    @property
    def minutes(self) -> int | None:
        """How long, where the person was there and both times are known."""
        return minutes_between(self.starts, self.ends) if self.read.state == State.PRESENT else None


@dataclass
class PersonRow:
    """One person in one meeting, all seats together: a row of the sheet Närvaro."""

    seats: list[SeatRow]
    earlier: "Earlier | None" = None
    remarks: list[str] = field(default_factory=list)

    @cached_property
    def read(self) -> Read:
        """The first of the person's rows, for what all share."""
        return self.seats[0].read

    @property
    def key(self) -> Key:
        """Person's id, or the name of somebody who is not in the register."""
        return key_of(self.read)

    @cached_property
    def names(self) -> tuple[str, str]:
        """Family name and given name as the register has them now; never of a protected person (D7)."""
        read = self.read
        if read.person is None:
            given, _, family = read.name.rpartition(" ")
            return (family, given)
        return (PROTECTED, "") if read.protected else (read.family or "", read.given or "")

    @cached_property
    def states(self) -> set[str]:
        """What was recorded; an unrecorded seat beside a recorded one says nothing."""
        return {one.read.state for one in self.seats} - {State.UNKNOWN}

    @cached_property
    def is_contradictory(self) -> bool:
        """Present in one list and not in another (J1)."""
        return len(self.states) > 1

    @cached_property
    def is_present(self) -> bool:
        """Recorded as there, without contradiction."""
        return self.states == {State.PRESENT}

    @cached_property
    def state(self) -> str:
        """Status in words."""
        if self.is_contradictory:
            return TO_CHECK
        return _WORDS[next(iter(self.states), State.UNKNOWN)]

    @cached_property
    def present(self) -> str:
        """Ja, nej, or nothing where it was not recorded or contradicts."""
        return "" if not self.states or self.is_contradictory else "ja" if self.is_present else "nej"

    @cached_property
    def served(self) -> str:
        """Ja where some seat served."""
        if not self.present:
            return ""
        return "ja" if any(one.served == "ja" for one in self.seats) else "nej"

    @property
    def served_for(self) -> str:
        """Whose places."""
        return ", ".join(dict.fromkeys(one.served_for for one in self.seats if one.served_for))

    @cached_property
    def bodies(self) -> str:
        """Organ, one after the other."""
        return ", ".join(dict.fromkeys(one.bodies for one in self.seats))

    @property
    def body_ids(self) -> str:
        """Their ids."""
        return ", ".join(dict.fromkeys(one.body_ids for one in self.seats))

    @cached_property
    def roles(self) -> str:
        """Uppdrag, in the same order as the bodies where they differ."""
        return ", ".join(dict.fromkeys(one.role for one in self.seats))

    @property
    def letters(self) -> str:
        """Partibeteckning."""
        return ", ".join(dict.fromkeys(one.read.letters for one in self.seats if one.read.letters))

    @property
    def party(self) -> str:
        """The part that the person was there for."""
        return self.read.party_name or self.read.party

    @cached_property
    def starts(self) -> dt.time | None:
        """From when the person was there; nothing where one of the seats does not tell."""
        return self._times([one.starts for one in self.seats if one.read.state == State.PRESENT], min)

    @cached_property
    def ends(self) -> dt.time | None:
        """Until when."""
        return self._times([one.ends for one in self.seats if one.read.state == State.PRESENT], max)

    def _times(self, found: Sequence[dt.time | None], choose: Any) -> dt.time | None:
        known = [time for time in found if time]
        return choose(known) if self.is_present and known and len(known) == len(found) else None

    @cached_property
    def minutes(self) -> int | None:
        """How long the person was there, as a whole number; nothing where that is not known."""
        return minutes_between(self.starts, self.ends)

    @cached_property
    def digital(self) -> str:
        """Ja or nej where the list or the meeting's form tells."""
        if not self.is_present:
            return ""
        modes = {one.read.mode for one in self.seats} - {""}
        told = modes.pop() if len(modes) == 1 else ""
        if told or modes:
            return {"digital": "ja", "on_site": "nej"}.get(told, "")
        return {"digital": "ja", "in_person": "nej"}.get(self.read.form, "")

    @property
    def form(self) -> str:
        """The meeting's form in words."""
        return _FORMS.get(self.read.form, "")

    @property
    def finished_on(self) -> dt.date | None:
        """The day the minutes were justerade or fastställda."""
        read = self.read
        return read.noted_date or read.finished_on if read.finished_on else None

    @property
    def standing(self) -> str:
        """What the minutes are: justerat, fastställt, or that they are not finished (C1, J2)."""
        state = self.read.minutes_state
        if self.read.finished_on is None:
            return "ej färdigt"
        return "fastställt" if state == Minutes.State.FINALISED else "justerat"

    @cached_property
    def told(self) -> tuple[str, ...]:
        """The values that are compared with an earlier export, in the order of COMPARED. Never a name (D7)."""
        read = self.read
        plain = (
            read.date, read.start, read.end, self.bodies, self.party, self.letters, self.roles, self.state, self.served,
            self.starts, self.ends, self.minutes, self.digital,
        )  # fmt: skip
        return tuple(_plainly(value) for value in plain)

    @property
    def words(self) -> str:
        """The same in one line, as it is kept."""
        return "\t".join(self.told)

    @cached_property
    def changes(self) -> list[str]:
        """What is another since the row was exported last: "status: anmält förhinder → närvarande"."""
        return self.earlier.changes(self.told) if self.earlier else []

    @property
    def is_news(self) -> bool:
        """Never exported before, or changed since."""
        return self.earlier is None or bool(self.changes)


COMPARED = (
    "datum", "start", "slut", "organ", "part", "parti", "uppdrag", "status", "tjänstgjort", "från", "till", "minuter",
    "digitalt",
)  # fmt: skip


@lru_cache(4096)
def _plainly(value: object) -> str:
    if isinstance(value, dt.time):
        return f"{value.hour:02}.{value.minute:02}"
    return "" if value is None else " ".join(str(value).split())


class Earlier(NamedTuple):
    """What the latest earlier export said of a row."""

    export: int
    made_on: dt.date
    told: str

    def changes(self, now: tuple[str, ...]) -> list[str]:
        """Each value that is another now."""
        told = self.told.split("\t")
        if "\t".join(now) == self.told or len(told) != len(now):
            return []
        return [
            f"{name}: {before or '–'}{NBSP}→ {after or '–'}"
            for name, before, after in zip(COMPARED, told, now, strict=True)
            if before != after
        ]


def key_of(read: Read) -> Key:
    """Who a row is about: an id, or the name of somebody who is not in the register."""
    return (read.person, "" if read.person else read.name.lower())


def minutes_between(start: dt.time | None, end: dt.time | None) -> int | None:
    """Whole minutes; nothing where a time is missing or the end is not after the start."""
    if start is None or end is None or end <= start:
        return None
    return (end.hour - start.hour) * 60 + end.minute - start.minute


def person_row(
    reads: list[Read], names: Mapping[int | None, tuple[str, str]], earlier: Earlier | None
) -> PersonRow:
    """All seats of one person in a meeting; `names` gives each body's name and id, all of them under None."""
    seats = []
    for read in reads:
        starts, ends = _times(read)
        bodies, ids = names.get(read.body) or names[None]
        seats.append(SeatRow(read, bodies, ids, _WORDS[read.state], starts, ends))
    row = PersonRow(seats, earlier)
    row.remarks = _remarks(row)
    return row


def _times(read: Read) -> tuple[dt.time | None, dt.time | None]:
    """From when to when somebody is there: own times, else the meeting's. Points without a time tell nothing."""
    if read.state != State.PRESENT or read.at_some_items:
        return None, None
    start, end = (read.joint_start, read.joint_end) if read.joint_only else (read.start, read.end)
    if read.from_item:
        start = timezone.localtime(read.from_started).time() if read.from_started else None
        start = start.replace(second=0, microsecond=0) if start else None
    if read.to_item:
        end = None
    return read.from_time or start, read.to_time or end


def _remarks(row: PersonRow) -> list[str]:
    read, words = row.read, []
    if read.finished_on is None:
        words.append("anteckningarna är inte färdiga")
    if row.is_contradictory:
        told = ", ".join(dict.fromkeys(f"{one.bodies}: {one.state}" for one in row.seats))
        words.append(f"olika närvaro i organen ({told})")
    if row.is_present:
        starts, ends = row.starts, row.ends
        if any(one.read.at_some_items for one in row.seats):
            words.append("med vid enskilda punkter, tiden är inte noterad")
        elif starts is None or ends is None:
            words.append("tid saknas")
        elif ends <= starts:
            words.append("slutar innan det börjar")
    if read.person is None:
        words.append("finns inte i personregistret")
    return words
