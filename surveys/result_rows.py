"""What a row of results says: read cell by cell, or refused with row, column and why (H6). Pure: no tables."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from secretariat.lib.money import number_in_words, read_number
from secretariat.lib.personnummer import find_personnummer

from . import periods
from .models import Result, Survey
from .result_files import RawRow

Geography, Sex = Result.Geography, Result.Sex
PERCENT, COUNT = "procent", "antal"
DECIMALS = Decimal("0.0001")
CLASS = "class"
_LEVELS = {
    "riket": Geography.COUNTRY, "land": Geography.COUNTRY, "country": Geography.COUNTRY,
    "län": Geography.COUNTY, "länet": Geography.COUNTY, "lan": Geography.COUNTY, "region": Geography.COUNTY,
    "county": Geography.COUNTY,
    "länsdel": Geography.DISTRICT, "lansdel": Geography.DISTRICT, "district": Geography.DISTRICT,
    "kommun": Geography.MUNICIPALITY, "municipality": Geography.MUNICIPALITY,
    "skola": Geography.SCHOOL, "skolenhet": Geography.SCHOOL, "school": Geography.SCHOOL,
    "klass": CLASS, "class": CLASS,
}  # fmt: skip
_SEXES = {
    **dict.fromkeys(("", "t", "totalt", "total", "alla", "båda", "båda könen"), Sex.ALL),
    **dict.fromkeys(("k", "kvinnor", "kvinna", "flickor", "flicka", "f"), Sex.WOMEN),
    **dict.fromkeys(("m", "män", "man", "pojkar", "pojke"), Sex.MEN),
}
_UNITS = {"": PERCENT, "%": PERCENT, "andel": PERCENT, "andel (%)": PERCENT, "st": COUNT}
_NOTHING = ("", ".", "..", "…", "-", "–")
_YES, _NO = ("1", "ja", "x", "sant", "true", "dold"), ("", "0", "nej", "falskt", "false")
_DECIMAL_POINT_OR_THOUSANDS = re.compile(r"^\d{1,3}\.\d{3}$")
_LARGEST = 10**8
_LARGEST_BASE = 2**31 - 1


@dataclass(frozen=True)
class Places:
    """The county as the register has it. Codes of kommuner and schools lead to the party's id and the name."""

    county: str
    county_name: str
    municipalities: Mapping[str, tuple[int, str]]
    districts: Mapping[str, str]  # code → name
    schools: Mapping[str, tuple[int, str]]
    district_of: Mapping[str, str]  # kommun → länsdel
    municipality_of: Mapping[str, str]  # school → kommun


@dataclass(slots=True)
class Row:
    """One figure of a file. `value` is None where the source has hidden it."""

    number: int
    code: str
    name: str
    geography: str
    geo_code: str
    geo_name: str
    party: int | None
    period: str
    sex: str
    group: str
    value: Decimal | None
    unit: str
    base: int | None
    low: Decimal | None
    high: Decimal | None
    is_hidden: bool

    @property
    def key(self) -> tuple[str, ...]:
        """What stands once in a set."""
        return (self.code, self.period, self.geography, self.geo_code, self.sex, self.group)


@dataclass(frozen=True)
class Fault:
    """Why a row cannot be taken in."""

    row: int
    column: str
    why: str


class Refused(Exception):
    """A cell that cannot be read: its column, and what is wrong."""

    def __init__(self, column: str, why: str) -> None:
        self.column, self.why = column, why
        super().__init__(why)


@dataclass
class Reader:
    """Reads the rows of one file in their order, and remembers what it has met."""

    places: Places
    period_kind: str
    is_open_already: bool = False
    units: dict[str, str] = field(default_factory=dict)  # of indicators, by code
    class_rows: int = 0
    _seen: set[int] = field(default_factory=set)

    def read(self, rows: Iterable[RawRow]) -> Iterator[Row | Fault]:
        """Each row, or the first thing that is wrong with it. Rows of a class are counted and left out (H3)."""
        for raw in rows:
            try:
                row = self._row(raw)
            except Refused as no:
                yield Fault(raw.number, no.column, no.why)
                continue
            if row is None:
                self.class_rows += 1
            else:
                yield row

    def _row(self, raw: RawRow) -> Row | None:
        geography = _LEVELS.get(_text(raw, "geo_typ").lower())
        if geography is None:
            raise Refused("geo_typ", f"”{_text(raw, 'geo_typ')}” är ingen nivå. Skriv riket, län, länsdel, kommun "
                                     "eller skola.")  # fmt: skip
        if geography == CLASS:
            return None
        code = _words(raw, "indikator_id", 40)
        if not code:
            raise Refused("indikator_id", "indikatorns id saknas.")
        geo_code, geo_name, party = self._place(geography, _text(raw, "geo_kod"))
        value, is_hidden = self._value(raw)
        row = Row(
            raw.number, code, _words(raw, "indikator", 200), geography, geo_code, geo_name, party, self._period(raw),
            _sex(raw), _words(raw, "grupp", 80), value, self._unit(raw, code), _base(raw), _number(raw, "ci_lag"),
            _number(raw, "ci_hog"), is_hidden,
        )  # fmt: skip
        self._judge(row)
        mark = hash(row.key)
        if mark in self._seen:
            raise Refused(
                "indikator_id", "raden står två gånger: samma indikator, område, period, kön och grupp."
            )
        self._seen.add(mark)
        return row

    def _place(self, geography: str, code: str) -> tuple[str, str, int | None]:
        known = self.places
        if geography == Geography.COUNTRY:
            return "00", "Riket", None
        if geography == Geography.COUNTY:
            if code.lstrip("0") not in (known.county, ""):
                raise Refused("geo_kod", f"{code} är inte vårt län. Det har koden {known.county}.")
            return known.county, known.county_name, None
        if geography == Geography.DISTRICT:
            for district, name in known.districts.items():
                if code.lower() in (district, name.lower()):
                    return district, name, None
            raise Refused("geo_kod", f"det finns ingen länsdel som heter ”{code}”.")
        where = known.municipalities if geography == Geography.MUNICIPALITY else known.schools
        if code not in where:
            what = (
                "kommun i länet med koden"
                if geography == Geography.MUNICIPALITY
                else "skola med skolenhetskoden"
            )
            raise Refused("geo_kod", f"det finns ingen {what} ”{code}”.")
        party, name = where[code]
        return code, name, party

    def _period(self, raw: RawRow) -> str:
        kind, word = self.period_kind, _text(raw, "periodtyp").lower()
        meant = {"år": Survey.Period.YEAR, "year": Survey.Period.YEAR, "läsår": Survey.Period.SCHOOL_YEAR,
                 "lasar": Survey.Period.SCHOOL_YEAR, "school_year": Survey.Period.SCHOOL_YEAR}.get(word)  # fmt: skip
        if word and meant is None:
            raise Refused("periodtyp", f"”{word}” är ingen periodtyp. Skriv år eller läsår.")
        if meant and meant != kind:
            raise Refused(
                "periodtyp", f"undersökningen görs per {Survey.Period(kind).label}, inte per {word}."
            )
        try:
            return periods.canonical(_text(raw, "period"), kind)
        except ValueError as wrong:
            raise Refused("period", f"”{_text(raw, 'period')}” går inte att läsa. {wrong}") from None

    def _value(self, raw: RawRow) -> tuple[Decimal | None, bool]:
        word = _text(raw, "dold").lower()
        if word not in (*_YES, *_NO):
            raise Refused("dold", f"”{word}” går inte att läsa. Skriv 1 om värdet är dolt, annars 0.")
        if _text(raw, "varde") in _NOTHING:
            if word not in _YES and _text(raw, "varde") not in ("..", "…"):
                raise Refused(
                    "varde", "värdet saknas. Skriv 0 om det är noll, och .. om källan har dolt det."
                )
            return None, True
        return _number(raw, "varde"), word in _YES

    def _unit(self, raw: RawRow, code: str) -> str:
        word = _words(raw, "enhet", 30).lower()
        unit = _UNITS.get(word, word)
        if not _text(raw, "enhet") and code in self.units:
            return self.units[code]
        if self.units.setdefault(code, unit) != unit:
            raise Refused("enhet", f"indikatorn mäts i {self.units[code]}, men här står {unit}.")
        return unit

    def _judge(self, row: Row) -> None:
        """What the numbers must be between themselves."""
        if row.unit == PERCENT:
            for column, number in (("varde", row.value), ("ci_lag", row.low), ("ci_hog", row.high)):
                if number is not None and not 0 <= number <= 100:
                    raise Refused(column, f"{number_in_words(number)} är inte mellan 0 och 100 procent.")
        if row.unit == COUNT and row.value is not None:
            if row.value < 0 or row.value != row.value.to_integral_value():
                raise Refused(
                    "varde", f"{number_in_words(row.value)} är inget antal. Skriv ett helt tal, minst noll."
                )
            if row.base is not None and row.value > row.base:
                raise Refused(
                    "varde", f"{number_in_words(row.value)} är fler än de {row.base} som har svarat."
                )
        if row.value is not None and (
            (row.low is not None and row.low > row.value) or (row.high is not None and row.high < row.value)
        ):
            raise Refused("ci_lag", "värdet ligger utanför sitt konfidensintervall.")
        if (row.low is None) != (row.high is None):
            raise Refused(
                "ci_lag", "bara den ena gränsen i konfidensintervallet är ifylld. Fyll i båda eller ingen."
            )
        if row.base is None and row.value is not None and not self.is_open_already and row.geography not in (
            Geography.COUNTRY, Geography.COUNTY):  # fmt: skip
            raise Refused(
                "n", "antal svarande (n) saknas. Utan det går det inte att avgöra om siffran måste döljas."
            )


# Cells


def _text(raw: RawRow, column: str) -> str:
    value = raw.cells.get(column)
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).split())


def _words(raw: RawRow, column: str, longest: int) -> str:
    text = _text(raw, column)
    if len(text) > longest:
        raise Refused(column, f"texten är längre än {longest} tecken.")
    if find_personnummer(text):
        raise Refused(column, "cellen innehåller ett personnummer. Ta bort det.")
    return text


def _sex(raw: RawRow) -> str:
    word = _text(raw, "kon")
    if word.lower() not in _SEXES:
        raise Refused("kon", f"”{word}” går inte att läsa. Skriv T, K eller M.")
    return _SEXES[word.lower()]


def _number(raw: RawRow, column: str) -> Decimal | None:
    value = raw.cells.get(column)
    if isinstance(value, dt.date | dt.time):
        raise Refused(
            column, "Excel har gjort om talet till ett datum. Formatera kolumnen som tal och skriv det igen."
        )
    text = _text(raw, column).rstrip("%").strip()
    if text in _NOTHING:
        return None
    number = read_number(text)
    if number is None and isinstance(value, float | Decimal):
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            number = None
    is_percent = _text(raw, "enhet").lower() in ("", "%", PERCENT) or "andel" in _text(raw, "enhet").lower()
    if isinstance(value, str) and not is_percent and _DECIMAL_POINT_OR_THOUSANDS.match(text):
        raise Refused(column, f"”{text}” kan läsas på två sätt. Skriv utan punkt, eller med decimalkomma.")
    if number is None or not number.is_finite():
        raise Refused(column, f"”{text}” är inget tal.")
    if abs(number) >= _LARGEST:
        raise Refused(column, f"{text} är för stort.")
    return number.quantize(DECIMALS)


def _base(raw: RawRow) -> int | None:
    number = _number(raw, "n")
    if number is None:
        return None
    if number < 0 or number != number.to_integral_value() or number > _LARGEST_BASE:
        raise Refused("n", f"”{_text(raw, 'n')}” är inget antal. Skriv ett helt tal, minst noll.")
    return int(number)
