"""The list of schools as a file: its columns, and what each row says of a school (H2). Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from secretariat.lib.dates import parse_day
from secretariat.lib.sheets import Column, Kind, Value

from .list_files import Heading, ListFile, Row
from .models import School

SCHOOL, KOMMUN, FORM, STAGE = "skola", "kommun", "skolform", "stadium"
RUN_BY, RUN_BY_NAME, CODE = "huvudman", "huvudmannens namn", "skolenhetskod"
CONTACT, EMAIL, PHONE, ENDS = "kontaktperson", "e-post", "telefon", "upphörde"
HEADINGS = (
    Heading(SCHOOL, ("skolenhet", "namn", "skolans namn"), needed=True),
    Heading(KOMMUN, ("kommunkod", "skolkommun"), needed=True),
    Heading(FORM, ("form",)),
    Heading(STAGE, ("skoltyp",)),
    Heading(RUN_BY, ("huvudmannatyp", "typ av huvudman")),
    Heading(RUN_BY_NAME, ("huvudmansnamn",)),
    Heading(CODE, ("enhetskod", "skolkod")),
    Heading(CONTACT, ("rektor", "kontakt")),
    Heading(EMAIL, ("epost", "mejl", "e-postadress", "mail")),
    Heading(PHONE, ("tel", "telefonnummer")),
    Heading(ENDS, ("upphörde datum", "nedlagd")),
)
COLUMNS = (
    Column(SCHOOL, "Skolans namn. Måste finnas.", width=34),
    Column(KOMMUN, "Kommunen där skolan ligger, namn eller kommunkod. Måste finnas.", width=16),
    Column(FORM, "ordinarie eller anpassad. Tomt betyder ordinarie för en ny skola.", width=12),
    Column(STAGE, "grundskola eller gymnasieskola. Tomt betyder grundskola för en ny skola.", width=16),
    Column(RUN_BY, "kommunal, fristående eller region. Tomt betyder kommunal för en ny skola.", width=14),
    Column(RUN_BY_NAME, "Vem som driver skolan, t.ex. ett bolag.", width=26),
    Column(CODE, "Åtta siffror. Med den känns skolan igen också när den har bytt namn.", width=14),
    Column(CONTACT, "Den som svarar för skolan.", width=24),
    Column(EMAIL, "Dit brev om undersökningar går.", width=30),
    Column(PHONE, "Skriv som text, så att den första nollan finns kvar.", width=16),
    Column(ENDS, "Dagen skolan upphörde. Tomt så länge den finns.", Kind.DAY, 14),
)
FIELDS = {
    SCHOOL: "name", FORM: "form", STAGE: "stage", RUN_BY: "run_by", RUN_BY_NAME: "run_by_name", CODE: "unit_code",
    CONTACT: "contact", EMAIL: "email", PHONE: "phone", ENDS: "ends_on",
}  # fmt: skip
_WORDS: dict[str, dict[str, str]] = {
    FORM: {
        "ordinarie": "ordinary", "ordinär": "ordinary", "anpassad": "adapted", "anpassad skola": "adapted",
        "anpassad grundskola": "adapted", "anpassad gymnasieskola": "adapted",
    },
    STAGE: {
        "grundskola": "compulsory", "grund": "compulsory", "gymnasieskola": "upper", "gymnasium": "upper",
        "gymnasie": "upper", "gymnasiet": "upper",
    },
    RUN_BY: {
        "kommunal": "municipal", "kommun": "municipal", "fristående": "independent", "friskola": "independent",
        "enskild": "independent", "region": "regional", "regional": "regional",
    },
}  # fmt: skip
_DEFAULTS = {"form": "ordinary", "stage": "compulsory", "run_by": "municipal"}
NEW, CHANGED, SAME, REFUSED = "new", "changed", "same", "refused"
Identity = tuple[int, str, str, str]


@dataclass
class Line:
    """One row of the file: what it becomes, and for which school. `changes` are (heading, was, becomes) in words."""

    number: int
    name: str
    kommun: str
    state: str = REFUSED
    why: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    school: School | None = None
    changes: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Preview:
    """The file row by row. With a row that is refused nothing is taken in."""

    lines: list[Line]
    notes: list[str] = field(default_factory=list)

    def count(self, state: str) -> int:
        return sum(line.state == state for line in self.lines)

    @property
    def reasons(self) -> list[str]:
        """What stands in the way, with row and column."""
        return [f"Rad {line.number}: {why}" for line in self.lines for why in line.why]

    @property
    def touched(self) -> list[Line]:
        """Those that change something."""
        return [line for line in self.lines if line.state in (NEW, CHANGED)]


def preview(told: ListFile, schools: Sequence[School], kommuner: Mapping[str, tuple[int, str]]) -> Preview:
    """What the file would do. `kommuner` gives id and name by everything a kommun is called, in lower case."""
    by_code = {one.unit_code: one for one in schools if one.unit_code}
    by_name = {_identity(one): one for one in schools}
    seen: dict[Any, int] = {}
    lines = [_line(row, by_code, by_name, kommuner) for row in told.rows]
    for line in lines:
        if line.why:
            continue
        keys: list[Any] = [line.school.pk] if line.school else []
        keys.append(_identity_of(line.values))
        keys += [line.values["unit_code"]] if line.values.get("unit_code") else []
        if first := next((seen[key] for key in keys if key in seen), 0):
            line.why.append(f"{line.name} står redan på rad {first}. Ta bort den ena raden.")
            line.state = REFUSED
        for key in keys:
            seen.setdefault(key, line.number)
    _refuse_taken_names(lines, by_name)
    notes = [f"Kolumnen ”{one}” läses inte." for one in told.unknown]
    return Preview(lines, notes)


def _refuse_taken_names(lines: Sequence[Line], by_name: Mapping[Identity, School]) -> None:
    """A name that another school has, and keeps: one of them is a slip."""
    given_up = {_identity(line.school) for line in lines if line.school and line.state == CHANGED}
    for line in lines:
        if line.why or line.school is None:
            continue
        other = by_name.get(_identity_of(line.values))
        if other and other.pk != line.school.pk and _identity(other) not in given_up:
            line.why.append(f"en annan skola i {line.kommun} heter redan {line.name}.")
            line.state = REFUSED


def _identity(one: School) -> Identity:
    return one.party_id, one.name.casefold(), one.form, one.stage


def _identity_of(values: Mapping[str, Any]) -> Identity:
    return values["party_id"], values["name"].casefold(), values["form"], values["stage"]


def _line(
    row: Row,
    by_code: Mapping[str, School],
    by_name: Mapping[Identity, School],
    kommuner: Mapping[str, tuple[int, str]],
) -> Line:
    line = Line(row.number, row[SCHOOL] or "–", row[KOMMUN])
    line.why = [f"kolumnen {heading} {fault}" for heading, fault in row.faults.items()]
    told = _values(row, line)
    party = kommuner.get(row[KOMMUN].casefold())
    if not row[SCHOOL] and SCHOOL not in row.faults:
        line.why.append("kolumnen skola är tom. Skriv skolans namn.")
    if party is None and KOMMUN not in row.faults:
        line.why.append(
            f"kolumnen kommun: ”{row[KOMMUN]}” är ingen kommun i länet."
            if row[KOMMUN]
            else "kolumnen kommun är tom. Skriv kommunens namn."
        )
    if line.why or party is None:
        return line
    told["party_id"], line.kommun = party
    code = told.get("unit_code", "")
    whole = {**_DEFAULTS, **told}
    line.school = by_code.get(code) if code else None
    line.school = line.school or by_name.get(_identity_of(whole)) or _only_one(by_name, told)
    if line.school and code and line.school.unit_code not in ("", code):
        line.school = None  # another school of the same name, with a code of its own
    if line.school is None:
        line.values, line.state = whole, NEW
        return line
    line.values = {
        name: told.get(name, getattr(line.school, name)) for name in (*FIELDS.values(), "party_id")
    }
    line.changes = _changes(line.school, line.values, line.kommun)
    line.state = CHANGED if line.changes else SAME
    return line


def _only_one(by_name: Mapping[Identity, School], told: Mapping[str, Any]) -> School | None:
    """The school of that name where the file does not say form or stage and there is but one."""
    found = [
        one
        for (party, name, form, stage), one in by_name.items()
        if (party, name) == (told["party_id"], told["name"].casefold())
        and told.get("form", form) == form
        and told.get("stage", stage) == stage
    ]
    return found[0] if len(found) == 1 else None


def _values(row: Row, line: Line) -> dict[str, Any]:
    """What the cells say, by field. An empty cell says nothing."""
    told: dict[str, Any] = {}
    for heading, name in FIELDS.items():
        text = row[heading]
        if not text:
            continue
        longest = getattr(School._meta.get_field(name), "max_length", None)
        if longest and len(text) > longest and heading not in _WORDS:
            line.why.append(f"kolumnen {heading}: högst {longest} tecken.")
            continue
        told[name] = _value(heading, text, line)
    return told


def _value(heading: str, text: str, line: Line) -> Any:
    if heading in _WORDS:
        value = _WORDS[heading].get(text.casefold())
        if value is None:
            words = sorted({*(str(one) for one in _choices(heading).values())})
            line.why.append(f"kolumnen {heading}: ”{text}” är inget av {', '.join(words)}.")
        return value
    if heading == CODE and not (len(text) == 8 and text.isascii() and text.isdecimal()):
        line.why.append(f"kolumnen {heading}: ”{text}” är ingen skolenhetskod. Den har åtta siffror.")
    if heading == EMAIL:
        try:
            validate_email(text)
        except ValidationError:
            line.why.append(f"kolumnen {heading}: ”{text}” är ingen e-postadress.")
    if heading == ENDS:
        day = parse_day(text)
        if day is None:
            line.why.append(f"kolumnen {heading}: ”{text}” är inget datum. Skriv som 2026-06-30.")
        return day
    return text


def _choices(heading: str) -> dict[Any, Any]:
    return dict(School._meta.get_field(FIELDS[heading]).flatchoices)  # type: ignore[union-attr]


def _changes(school: School, values: Mapping[str, Any], kommun: str) -> list[tuple[str, str, str]]:
    found = []
    if school.party_id != values["party_id"]:
        found.append((KOMMUN, school.party.short_name, kommun))
    for heading, name in FIELDS.items():
        was, becomes = getattr(school, name), values[name]
        if was != becomes:
            choices = _choices(heading) if heading in _WORDS else {}
            found.append((heading, str(choices.get(was, was or "")), str(choices.get(becomes, becomes))))
    return found


def file_row(one: School) -> list[Value]:
    """A school's values, in the columns' order."""
    return [
        one.name, one.party.short_name, one.get_form_display(), one.get_stage_display(), one.get_run_by_display(),
        one.run_by_name, one.unit_code, one.contact, one.email, one.phone, one.ends_on,
    ]  # fmt: skip
