"""One answer between what is typed, what is stored and what is shown. Pure: asks nothing of the database.

A `Field` is what one control of the page answers: a question, or one cell of a table.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from secretariat.lib.dates import NBSP, day_in_words, parse_day
from secretariat.lib.money import Reading, grouped, kronor, number_in_words, read_money, read_number
from secretariat.lib.personnummer import find_personnummer

from .models import Answer, Question, QuestionColumn, QuestionKind
from .models.answers import COLUMN_OF

LONGEST_TEXT = 10_000
MOST_ROWS = 40
_AMERICAN = re.compile(r"^\s*\d{1,2}/\d{1,2}/\d{2,4}\s*$")
Place = tuple[int, int, int | None]


@dataclass(frozen=True)
class Field:
    """A control: its question, and for a table its row and column. Options and columns are read already."""

    question: Question
    row: int = 0
    column: QuestionColumn | None = None

    @property
    def name(self) -> str:
        """The control's name in the form."""
        cell = f"-{self.row}-{self.column.key}" if self.column else ""
        return f"q-{self.question.key}{cell}"

    @property
    def kind(self) -> str:
        """What is typed in it."""
        return self.column.kind if self.column else self.question.kind

    @property
    def place(self) -> Place:
        """Where its answer stands in a sheet."""
        return self.question.pk, self.row, self.column.pk if self.column else None

    @property
    def label(self) -> str:
        """What it is called beside the question itself."""
        return f"{self.column.name}, rad {self.row + 1}" if self.column else self.question.text


@dataclass(frozen=True)
class Questionnaire:
    """All questions of a version, read once."""

    questions: list[Question]
    by_key: dict[str, Question] = field(default_factory=dict)

    def field_named(self, name: str) -> Field | None:
        """The control with this name, if the form has it."""
        if not name.startswith("q-"):
            return None
        if question := self.by_key.get(name[2:]):
            is_own = question.kind not in (QuestionKind.TABLE, QuestionKind.SUM)
            return Field(question) if is_own else None
        found = re.fullmatch(r"q-([\w-]+)-(\d{1,2})-([\w-]+)", name, re.ASCII)
        question = self.by_key.get(found[1]) if found else None
        if not found or question is None or question.kind != QuestionKind.TABLE or int(found[2]) >= MOST_ROWS:
            return None
        column = next((one for one in question.columns.all() if one.key == found[3]), None)
        return Field(question, int(found[2]), column) if column else None

    def fields_of(self, question: Question, *, rows: int) -> list[Field]:
        """The controls of a question; of a table with so many rows."""
        if question.kind == QuestionKind.SUM:
            return []
        if question.kind != QuestionKind.TABLE:
            return [Field(question)]
        return [Field(question, row, column) for row in range(rows) for column in question.columns.all()]


@dataclass(frozen=True)
class Read:
    """What was typed, as a value (None where nothing was), or what is wrong with it and what it may have been."""

    value: Any = None
    wrong: str = ""
    may_be: tuple[tuple[str, str], ...] = ()


def read(field_: Field, typed: Sequence[str]) -> Read:
    """Read what was typed in a control that holds no file."""
    text = (typed[-1] if typed else "").strip()
    if field_.kind == QuestionKind.CHOICES:
        return _choices(field_.question, [one for one in typed if one])
    if not text:
        return Read()
    return _READERS[field_.kind](field_.question, text)


def _text(question: Question, text: str) -> Read:
    if len(text) > LONGEST_TEXT:
        return Read(
            wrong=f"Texten är {grouped(len(text))} tecken. Korta den till högst {grouped(LONGEST_TEXT)}."
        )
    if found := find_personnummer(text):
        return Read(
            wrong=f"{found[0]} ser ut som ett personnummer. Ta bort det: personnummer sparas inte här."
        )
    return Read("\n".join(line.rstrip() for line in text.splitlines()))


def _money(question: Question, text: str) -> Read:
    reading = read_money(text)
    if reading.kronor is None:
        return Read(
            wrong=_unsure(text, reading), may_be=tuple((grouped(one), kronor(one)) for one in reading.may_be)
        )
    return _within(question, Decimal(reading.kronor), reading.kronor)


def _unsure(text: str, reading: Reading) -> str:
    if not reading.may_be:
        return f"”{text}” går inte att läsa som ett belopp. Skriv hela kronor, till exempel 300{NBSP}000."
    return f"Du skrev ”{text}”. Menar du {' eller '.join(kronor(one) for one in reading.may_be)}?"


def _number(question: Question, text: str) -> Read:
    unit = question.unit.strip()
    if unit and text.casefold().endswith(unit.casefold()):
        text = text[: -len(unit)].strip()
    number = read_number(text)
    if number is None:
        return Read(
            wrong=f"”{text}” går inte att läsa som ett tal. Skriv till exempel {'2,5' if question.decimals else '12'}."
        )
    if number != round(number, question.decimals):
        places = "en decimal" if question.decimals == 1 else f"{question.decimals} decimaler"
        words = f"högst {places}" if question.decimals else "ett heltal"
        return Read(wrong=f"Skriv {words}.")
    return _within(question, number, number)


def _within(question: Question, number: Decimal, value: Any) -> Read:
    low, high = question.smallest, question.largest
    if low is not None and number < low:
        return Read(wrong=f"Det minsta som går att svara är {number_in_words(low)}.")
    if high is not None and number > high:
        return Read(wrong=f"Det högsta som går att svara är {number_in_words(high)}.")
    return Read(value)


def _day(question: Question, text: str) -> Read:
    day = parse_day(text)
    if day:
        return Read(day)
    if _AMERICAN.match(text):
        return Read(wrong=f"”{text}” kan läsas på två sätt. Skriv datumet som 2026-03-04 eller 4 mars 2026.")
    return Read(wrong=f"”{text}” är inget datum. Skriv det som 2026-03-04 eller 4 mars 2026.")


def _scale(question: Question, text: str) -> Read:
    if text.isdecimal() and text.isascii() and int(text) in question.steps:
        return Read(Decimal(text))
    return Read(wrong="Välj ett av stegen.")


def _choice(question: Question, text: str) -> Read:
    found = next((one for one in question.options.all() if one.key == text), None)
    return Read(found) if found else Read(wrong="Välj ett av alternativen.")


def _choices(question: Question, keys: list[str]) -> Read:
    known = [one.key for one in question.options.all()]
    if set(keys) - set(known):
        return Read(wrong="Välj bland alternativen.")
    return Read([key for key in known if key in keys] or None)


_READERS = {
    "text": _text,
    "number": _number,
    "money": _money,
    "date": _day,
    "scale": _scale,
    "choice": _choice,
}


# Stored, and shown


def value_of(answer: Answer | None) -> Any:
    """What an answer holds, by its kind; None where there is none."""
    return getattr(answer, COLUMN_OF[answer.kind]) if answer else None


def typed_as(kind: str, value: Any) -> list[str]:
    """A value as one would type it, for the control."""
    if value is None or kind == QuestionKind.FILE:
        return []
    if kind == QuestionKind.CHOICES:
        return list(value)
    if kind == QuestionKind.CHOICE:
        return [value.key]
    if kind == QuestionKind.MONEY:
        return [grouped(value)]
    if kind in (QuestionKind.NUMBER, QuestionKind.SCALE):
        return [number_in_words(value)]
    return [value.isoformat() if isinstance(value, dt.date) else str(value)]


def mark_of(kind: str, value: Any) -> str:
    """A short mark of a value, by which the page says what it showed; empty for no answer."""
    plain = [str(value.pk)] if kind == QuestionKind.FILE and value else typed_as(kind, value)
    return hashlib.sha256("\x1f".join(plain).encode()).hexdigest()[:10] if plain else ""


def shown(question: Question, kind: str, value: Any) -> str:
    """A value in words, for reading. Empty where there is no answer."""
    if value is None:
        return ""
    if kind == QuestionKind.MONEY:
        return kronor(value)
    if kind == QuestionKind.NUMBER:
        return _with_unit(question, number_in_words(value))
    if kind == QuestionKind.SCALE:
        return f"{int(value)} av {int(question.largest or 0)}"
    if kind == QuestionKind.DATE:
        return day_in_words(value)
    if kind == QuestionKind.CHOICES:
        return ", ".join(one.text for one in question.options.all() if one.key in value)
    return value.name if kind == QuestionKind.FILE else str(value)


def _with_unit(question: Question, words: str) -> str:
    return f"{words}{NBSP}{question.unit}" if question.unit else words


# Sums


@dataclass(frozen=True)
class Sum:
    """A computed sum: over the parts that are answered, None where none is. `is_whole` where all of them are."""

    value: Decimal | None
    is_whole: bool
    is_money: bool

    def words(self, question: Question) -> str:
        """The sum for reading, saying so where parts are missing."""
        if self.value is None:
            return ""
        words = (
            kronor(int(self.value)) if self.is_money else _with_unit(question, number_in_words(self.value))
        )
        return words if self.is_whole else f"{words} (allt är inte ifyllt)"


def sum_of(question: Question, values: Mapping[str, Any], kinds: Mapping[str, str]) -> Sum:
    """A question of kind sum, from the others' values and kinds by key. A part that is missing counts as nothing."""
    parts = [(key, 1) for key in question.plus] + [(key, -1) for key in question.minus]
    known = [Decimal(values[key]) * sign for key, sign in parts if values.get(key) is not None]
    return Sum(
        value=sum(known, Decimal(0)) if known else None,
        is_whole=len(known) == len(parts),
        is_money=all(kinds.get(key) == QuestionKind.MONEY for key, _ in parts),
    )


def sums_of(questions: Iterable[Question], values: Mapping[str, Any]) -> dict[str, Sum]:
    """Every computed sum of a form, by its key."""
    questions = list(questions)
    kinds = {one.key: one.kind for one in questions}
    return {one.key: sum_of(one, values, kinds) for one in questions if one.kind == QuestionKind.SUM}
