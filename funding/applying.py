"""An application's fields between typed, stored and shown; its money; what is missing. Asks nothing of the database.

A control is named `q-…`; beside it `s-…` says what the page showed, so that two who write lose nothing (L2).
"""

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from secretariat.lib.dates import and_list, day_in_words, parse_day
from secretariat.lib.money import LARGEST, grouped, kronor, read_money
from secretariat.lib.personnummer import find_personnummer

from .models import Application, BudgetLine, Call

Kind = Literal["line", "text", "money", "number", "day", "org", "email"]
LONGEST = 6_000
MOST_LINES = 30
FEWEST_LINES = 3
MOST_FILES = 10
START = "q-"
SEEN = "s-"
FILE = "q-bilaga"


@dataclass(frozen=True)
class Field:
    """One control: the model's field, or a cell of a budget row."""

    key: str
    label: str
    kind: Kind
    section: str = ""
    help: str = ""
    is_required: bool = True
    longest: int = LONGEST
    row: int | None = None

    @property
    def name(self) -> str:
        return f"{START}budget-{self.row}-{self.key}" if self.row is not None else f"{START}{self.key}"


_WHO, _WHAT, _MONEY = "Vem som söker", "Projektet", "Pengarna"
FIELDS = (
    Field("applicant", "Sökande organisation", "line", _WHO, longest=200),
    Field("org_number", "Organisationsnummer", "org", _WHO, "Tio siffror, till exempel 802400-1234."),
    Field("contact", "Kontaktperson", "line", _WHO, longest=160),
    Field("phone", "Telefon", "line", _WHO, is_required=False, longest=40),
    Field("title", "Projektets namn", "line", _WHAT, longest=200),
    Field("summary", "Kort om projektet", "text", _WHAT, "Två till fyra meningar. De publiceras om det beviljas."),
    Field("goals", "Mål och målgrupp", "text", _WHAT, "Vad ska bli annorlunda, för vilka, och hur många är de?"),
    Field("plan", "Genomförande och tidsplan", "text", _WHAT),
    Field("effect", "Väntad effekt", "text", _WHAT, "Vad finns kvar när projektet är slut, och hur märks det?"),
    Field("starts_on", "Från och med", "day", _WHAT, "Till exempel 1 mars 2027."),
    Field("ends_on", "Till och med", "day", _WHAT),
    Field("amount", "Sökt belopp", "money", _MONEY),
    Field("own_cash", "Egen finansiering i pengar", "money", _MONEY, is_required=False),
    Field("own_hours", "Egen arbetstid", "number", _MONEY, "Timmar under hela projektet.", is_required=False),
)  # fmt: skip
BY_KEY = {one.key: one for one in FIELDS}
_CELL = re.compile(r"^q-budget-(\d{1,2})-(text|amount)$", re.ASCII)


def fields_of(call: Call) -> list[Field]:
    """The fields that a call asks for: own funding only of the kinds that count."""
    unasked: set[str] = set()
    if not call.own_percent:
        unasked = {"own_cash", "own_hours"}
    elif call.own_kind == Call.CoFunding.CASH:
        unasked = {"own_hours"}
    elif call.own_kind == Call.CoFunding.TIME:
        unasked = {"own_cash"}
    return [one for one in FIELDS if one.key not in unasked]


def cell(row: int, key: str) -> Field:
    """A cell of a budget row: `text` or `amount`."""
    words = "Kostnad" if key == "text" else "Kronor"
    return Field(key, f"{words}, rad {row + 1}", "line" if key == "text" else "money", row=row, longest=200)


def field_named(name: str, call: Call) -> Field | None:
    """The control with this name, if the call's form has it."""
    if found := _CELL.match(name):
        return cell(int(found[1]), found[2]) if int(found[1]) < MOST_LINES else None
    field = BY_KEY.get(name.removeprefix(START)) if name.startswith(START) else None
    return field if field in fields_of(call) else None


# Typed


@dataclass(frozen=True)
class Read:
    """What was typed as a value, or what is wrong with it and what it may have been: (typed, words)."""

    value: Any = None
    wrong: str = ""
    may_be: tuple[tuple[str, str], ...] = ()


def read(field: Field, typed: str) -> Read:
    """Read what was typed in a control. Nothing typed is None."""
    text = "\n".join(line.rstrip() for line in typed.strip().splitlines())
    if not text:
        return Read()
    if field.kind == "money":
        return _money(text)
    if field.kind == "day":
        return _day(text)
    if field.kind == "number":
        digits = text.replace(" ", "").replace("\u00a0", "").removesuffix("timmar").removesuffix("h")
        is_one = digits.isascii() and digits.isdecimal() and int(digits) <= 1_000_000
        return (
            Read(int(digits))
            if is_one
            else Read(wrong=f"”{text}” är inget antal timmar. Skriv till exempel 120.")
        )
    if found := find_personnummer(text):
        more = " Enskild näringsverksamhet kan inte söka här." if field.kind == "org" else ""
        return Read(
            wrong=f"{found[0]} ser ut som ett personnummer. Ta bort det: personnummer sparas inte här.{more}"
        )
    if field.kind == "org":
        return _org_number(text)
    if len(text) > field.longest:
        return Read(
            wrong=f"Texten är {grouped(len(text))} tecken. Korta den till högst {grouped(field.longest)}."
        )
    return Read(" ".join(text.split()) if field.kind == "line" else text)


def _money(text: str) -> Read:
    reading = read_money(text)
    if reading.kronor is None and reading.may_be:
        words = " eller ".join(kronor(one) for one in reading.may_be)
        return Read(
            wrong=f"Du skrev ”{text}”. Menar du {words}?",
            may_be=tuple((grouped(one), kronor(one)) for one in reading.may_be),
        )
    if reading.kronor is None:
        return Read(
            wrong=f"”{text}” går inte att läsa som ett belopp. Skriv hela kronor, till exempel 300 000."
        )
    if reading.kronor < 0:
        return Read(wrong="Beloppet kan inte vara mindre än noll.")
    if reading.kronor > LARGEST:
        return Read(wrong="Beloppet är för stort. Kontrollera antalet nollor.")
    return Read(reading.kronor or None)


def _day(text: str) -> Read:
    day = parse_day(text)
    words = f"”{text}” är inget datum som går att läsa. Skriv det som 2027-03-01 eller 1 mars 2027."
    return Read(day) if day else Read(wrong=words)


def _org_number(text: str) -> Read:
    if number := org_number(text):
        return Read(number)
    return Read(wrong=f"”{text}” är inget organisationsnummer. Det är tio siffror, till exempel 802400-1234.")


def org_number(text: str) -> str:
    """An organisationsnummer in its usual writing; empty where the ten digits are wrong (last one is a check digit).

    >>> org_number("2321000164"), org_number("16232100-0164"), org_number("232100-0165")
    ('232100-0164', '232100-0164', '')
    """
    digits = re.sub(r"[\s\u00a0–−-]", "", text)
    if len(digits) == 12 and digits.startswith("16"):
        digits = digits[2:]
    if not (digits.isascii() and digits.isdecimal() and len(digits) == 10 and int(digits[2:4]) >= 20):
        return ""
    doubled = [int(one) * (2 - place % 2) for place, one in enumerate(digits)]
    return f"{digits[:6]}-{digits[6:]}" if sum(one // 10 + one % 10 for one in doubled) % 10 == 0 else ""


# Stored and shown


def typed_as(value: Any) -> str:
    """A value as one would type it; nothing for what is empty or zero."""
    if not value:
        return ""
    if isinstance(value, bool | str):
        return str(value)
    return grouped(value) if isinstance(value, int) else value.isoformat()


def mark_of(value: Any) -> str:
    """A short mark of a value, by which the page says what it showed; empty for nothing."""
    plain = typed_as(value)
    return hashlib.sha256(plain.encode()).hexdigest()[:10] if plain else ""


def shown(field: Field, value: Any) -> str:
    """A value for reading; nothing where there is none."""
    if not value:
        return ""
    if field.kind == "money":
        return kronor(value)
    if field.kind == "day":
        return day_in_words(value)
    return f"{grouped(value)} timmar" if field.kind == "number" else str(value)


# Money


@dataclass(frozen=True)
class Economy:
    """A project's money in whole kronor: its cost, what is asked, own funding, and what own funding must be."""

    cost: int
    asked: int
    cash: int
    time: int
    needed: int

    @property
    def own(self) -> int:
        return self.cash + self.time

    @property
    def own_missing(self) -> int:
        """What own funding lacks."""
        return max(0, self.needed - self.own)

    @property
    def uncovered(self) -> int:
        """Cost that nobody pays; below zero where more is asked than the project costs."""
        return self.cost - self.asked - self.own

    @property
    def sentence(self) -> str:
        """Own funding in words: how much there is, how much is needed, what is missing."""
        if not self.cost:
            return "Räknas ut när budgeten är ifylld."
        words = f"{kronor(self.own)} av {kronor(self.needed)} som behövs"
        return (
            f"{words}: saknas {kronor(self.own_missing)} i egen finansiering" if self.own_missing else words
        )


def economy_of(call: Call, application: Application, costs: Iterable[int]) -> Economy:
    """A project's money under the rules of the call. Hours count at the call's value; parts of a krona upwards."""
    counts_cash = call.own_percent and call.own_kind != Call.CoFunding.TIME
    counts_time = call.own_percent and call.own_kind != Call.CoFunding.CASH
    cost = sum(costs)
    return Economy(
        cost=cost,
        asked=application.amount or 0,
        cash=application.own_cash if counts_cash else 0,
        time=application.own_hours * call.hour_value if counts_time else 0,
        needed=-(-cost * call.own_percent // 100),
    )


# What is missing


@dataclass(frozen=True)
class Gap:
    """Something that must be put right before an application can be handed in, and in which control."""

    words: str
    name: str


def gaps_of(call: Call, application: Application, lines: Sequence[BudgetLine]) -> list[Gap]:
    """All that stands in the way of handing in, in the order of the page; empty where it is complete."""
    found = [
        Gap(f"{one.label} är inte ifyllt.", one.name)
        for one in fields_of(call)
        if one.is_required and not getattr(application, one.key)
    ]
    return [*found, *_time_gaps(call, application), *_money_gaps(call, application, lines)]


def _time_gaps(call: Call, application: Application) -> list[Gap]:
    starts, ends, name = application.starts_on, application.ends_on, BY_KEY["ends_on"].name
    if not (starts and ends):
        return []
    if ends < starts:
        return [Gap("Projektet kan inte sluta innan det börjar.", name)]
    latest = _years_after(starts, call.max_years)
    if ends >= latest:
        years = "1 år" if call.max_years == 1 else f"{call.max_years} år"
        last = day_in_words(latest - dt.timedelta(days=1))
        return [Gap(f"Projektet får vara högst {years}: till och med {last}.", name)]
    return []


def _years_after(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, month=3, day=1)


def _money_gaps(call: Call, application: Application, lines: Sequence[BudgetLine]) -> list[Gap]:
    amount, budget = BY_KEY["amount"].name, cell(0, "text").name
    money = economy_of(call, application, (one.amount for one in lines))
    found = []
    if not money.cost:
        found.append(Gap("Budgeten är tom. Skriv vad projektet kostar.", budget))
    if unnamed := [str(one.position + 1) for one in lines if not one.text]:
        found.append(Gap(f"Skriv vad kostnaden är på rad {and_list(unnamed)} i budgeten.", budget))
    if free := [one.text for one in lines if not one.amount]:
        found.append(Gap(f"Skriv beloppet för {and_list(free)} i budgeten.", budget))
    if money.asked > call.max_amount:
        over = kronor(money.asked - call.max_amount)
        found.append(
            Gap(f"Högst {kronor(call.max_amount)} per projekt. Det sökta är {over} för mycket.", amount)
        )
    if not (money.cost and money.asked):
        return found
    if money.own_missing:
        own = next(one for one in fields_of(call) if one.key in ("own_cash", "own_hours"))
        found.append(Gap(f"Det saknas {kronor(money.own_missing)} i egen finansiering.", own.name))
    elif money.uncovered > 0:
        found.append(
            Gap(f"Budgeten är {kronor(money.uncovered)} mer än sökt belopp och egen finansiering.", amount)
        )
    if money.uncovered < 0:
        found.append(
            Gap(f"Sökt belopp och egen finansiering är {kronor(-money.uncovered)} mer än budgeten.", amount)
        )
    return found
