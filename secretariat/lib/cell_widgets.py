"""What one cell of a register's file may say, and how a value stands in it: django-import-export's widgets in Swedish.

`clean` takes a cell's text and raises ValueError with what is wrong, so that the column's name can stand before it.
`render` gives the value as a sheet wants it: real days, times and numbers. `empty` is what a cleared cell means.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, ClassVar

from import_export import widgets

from .dates import parse_day, parse_time
from .money import read_money
from .personnummer import find_personnummer
from .sheets import Kind, Value

MASK = "skyddade personuppgifter"
_BETWEEN = " | "
_MOBILE = re.compile(r"^07\d{8}$")
_FIRST_DAY = dt.date(1899, 12, 30)  # day 0 of Excel's calendar
_SERIAL = re.compile(r"^\d{5}$")
_SERIALS = range(29_221, 55_153)  # 1980–2050: a day that has lost its format
_NUMBERED = re.compile(r"^(.*?)\s*\[(\d{1,12})\]$")
Names = Callable[[], Iterable[tuple[Any, Iterable[str]]]]


def words(value: Value) -> str:
    """A cell as text, the way `lib.tables` reads it back.

    >>> words(dt.date(2026, 3, 4)), words(dt.time(9)), words(None), words(300)
    ('2026-03-04', '09:00', '', '300')
    """
    if value is None:
        return ""
    if isinstance(value, dt.time):
        return f"{value.hour:02}:{value.minute:02}"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, str):
        return value
    return str(value).replace(".", ",") if isinstance(value, float | Decimal) else str(value)


class Widget(widgets.Widget):
    """What all have in common."""

    kind: ClassVar[Kind] = Kind.TEXT
    empty: Any = ""

    def told(self) -> str:
        """How to write it, for the sheet that explains the columns."""
        return ""


class Text(Widget):
    """Words, as they are, without a personnummer (D6). `lines` lets them stand on several lines."""

    def __init__(self, *, lines: bool = False, anything: bool = False) -> None:
        super().__init__()
        self.lines, self.anything = lines, anything

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        if not self.anything and find_personnummer(value) and not _MOBILE.match(value):
            raise ValueError("innehåller ett personnummer. Ta bort det: personnummer sparas inte här.")
        return value if self.lines else " ".join(value.split())

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        text = str(value or "").replace("\r\n", "\n").strip()
        return text if self.lines else " ".join(text.split())


class Several(Text):
    """Short texts, with a bar between."""

    @property
    def empty(self) -> Any:
        return []

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Any:
        super().clean(value)
        return [text for one in re.split(r"[|\n]", value) if (text := " ".join(one.split()))]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return _BETWEEN.join(" ".join(str(one).split()) for one in value or [])

    def told(self) -> str:
        return "Flera skrivs med | emellan."


class Days(Several):
    """Numbers of days, with commas between."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Any:
        found = [word for word in re.split(r"[,;|\s]+", value) if word]
        if not all(word.isdecimal() and 1 <= int(word) <= 365 for word in found):
            raise ValueError(
                f"”{value}” är inte antal dagar. Skriv dem med komma emellan, till exempel 3, 7."
            )
        return sorted({int(word) for word in found})

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return ", ".join(str(one) for one in value or [])

    def told(self) -> str:
        return "Flera skrivs med komma emellan, till exempel 3, 7."


class Choice(Widget):
    """One of a few, by its words."""

    def __init__(self, choices: Iterable[tuple[Any, Any]], *, empty: Any = "") -> None:
        super().__init__()
        known = [(value, str(label)) for value, label in choices if value not in ("", None)]
        self._words = {str(value): label for value, label in known}
        self._values = {label.casefold(): value for value, label in known}
        self.empty = empty

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Any:
        if (found := self._values.get(value.casefold())) is None:
            raise ValueError(f"”{value[:60]}” finns inte att välja. Skriv något av: {self._all()}.")
        return found

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return self._words.get(str(value or ""), "")

    def told(self) -> str:
        return f"Något av: {self._all()}."

    def _all(self) -> str:
        return "; ".join(self._words.values())


class YesNo(Widget):
    """Ja or nej; an empty cell is nej."""

    empty = False

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> bool:
        if (said := value.casefold()) not in ("ja", "nej", "1", "0", "sant", "falskt"):
            raise ValueError(f"”{value[:60]}” är varken ja eller nej.")
        return said in ("ja", "1", "sant")

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "ja" if value else "nej"

    def told(self) -> str:
        return "Ja eller nej."


class Day(Widget):
    """A day, as a Swede writes it, or as the number Excel keeps where the column has lost its format."""

    kind = Kind.DAY
    empty = None

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> dt.date:
        if _SERIAL.match(value) and int(value) in _SERIALS:
            return _FIRST_DAY + dt.timedelta(days=int(value))
        if (found := parse_day(value)) is None or not 1900 <= found.year <= 2200:
            raise ValueError(f"”{value[:60]}” är inget datum. Skriv det som 2026-03-04 eller 4 mars 2026.")
        return found

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> dt.date | None:
        return value

    def told(self) -> str:
        return "Till exempel 2026-03-04."


class Clock(Widget):
    """A time of day."""

    kind = Kind.CLOCK
    empty = None

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> dt.time:
        if (found := parse_time(value)) is None:
            raise ValueError(f"”{value[:60]}” är inget klockslag. Skriv det som 9.00 eller 13.30.")
        return found

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> dt.time | None:
        return value

    def told(self) -> str:
        return "Till exempel 13.30."


class Number(Widget):
    """A whole number, `least` or more."""

    kind = Kind.NUMBER
    empty = None

    def __init__(self, *, least: int = 0, most: int = 32_767, empty: int | None = None) -> None:
        super().__init__()
        self.least, self.most, self.empty = least, most, empty

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> int:
        text = "".join(value.split())
        if not text.isascii() or not text.isdecimal() or len(text) > 12:
            raise ValueError(f"”{value[:60]}” är inget helt tal.")
        if not self.least <= int(text) <= self.most:
            raise ValueError(f"{value} är utanför {self.least}–{self.most}.")
        return int(text)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return value


class Money(Widget):
    """Whole kronor, written as in the rest of the system: 300 000, 300 tkr, 0,3 mnkr."""

    kind = Kind.MONEY
    empty = None

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> int:
        found = read_money(value)
        if found.kronor is None:
            raise ValueError(f"”{value[:60]}” är inget belopp i hela kronor. Skriv till exempel 300 000.")
        return found.kronor

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return value

    def told(self) -> str:
        return "Hela kronor, till exempel 300 000."


class Reference(Widget):
    """Another register's row by one of its names. The first name is the one that is written.

    Where several have the same name the row's number stands after it: "Anna Ek [12]". `known` is asked once in a run.
    `hides` tells whose name must not be written (D7).
    """

    empty = None

    def __init__(self, what: str, known: Names, *, hides: Callable[[Any], bool] | None = None) -> None:
        super().__init__()
        self.what, self._load, self._hides = what, known, hides
        self._found: dict[str, list[Any]] | None = None
        self._first: dict[Any, str] = {}

    def _known(self) -> dict[str, list[Any]]:
        if self._found is None:
            self._found = {}
            for one, names in self._load():
                told = [" ".join(name.split()) for name in names if name]
                self._first.setdefault(one.pk, told[0] if told else str(one.pk))
                for name in dict.fromkeys(name.casefold() for name in told):
                    self._found.setdefault(name, []).append(one)
                self._found.setdefault(f"[{one.pk}]", []).append(one)
        return self._found

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Any:
        known, text = self._known(), " ".join(value.split())
        numbered = _NUMBERED.match(text)
        found = known.get(text.casefold()) or (known.get(f"[{numbered[2]}]", []) if numbered else [])
        if not found:
            raise ValueError(
                f"det finns {self.what} som heter ”{value[:80]}”. Rätta stavningen, eller lägg till först."
            )
        if len(found) > 1:
            either = " eller ".join(f"{text} [{one.pk}]" for one in found[:4])
            raise ValueError(f"flera heter ”{text[:80]}”. Skriv vem eller vad med numret: {either}.")
        if (
            numbered
            and found
            and (name := numbered[1].casefold())
            and found[0] not in known.get(name, [])
            and name != MASK
        ):
            raise ValueError(
                f"numret i ”{value[:80]}” hör till något annat. Rätta namnet, eller ta bort numret."
            )
        return found[0]

    def is_known(self, name: str) -> bool:
        """Whether anything in the register is called so."""
        return " ".join(name.split()).casefold() in self._known()

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        if value is None:
            return ""
        if self._hides and self._hides(value):
            return f"{MASK} [{value.pk}]"
        known = self._known()
        name = self._first.get(value.pk) or str(value)
        return f"{name} [{value.pk}]" if len(known.get(name.casefold(), ())) > 1 else name


class References(Reference):
    """Several rows of another register, with a bar between."""

    @property
    def empty(self) -> Any:  # type: ignore[override]
        return []

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Any:
        parts = [one for one in re.split(r"[|\n]", value) if one.strip()]
        found = [Reference.clean(self, one) for one in parts]
        return list(dict.fromkeys(found))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        rows = value.all() if hasattr(value, "all") else value or []
        return _BETWEEN.join(Reference.render(self, one) for one in rows)

    def told(self) -> str:
        return "Flera skrivs med | emellan."


class Named(Widget):
    """A row by its number or address, looked up one at a time: for registers too long to know by heart."""

    empty = None

    def __init__(
        self, what: str, write: Callable[[Any], str], find: Callable[[str], Any] | None = None
    ) -> None:
        super().__init__()
        self.what, self.write, self.find = what, write, find
        self._found: dict[str, Any] = {}

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Any:
        if value not in self._found:
            self._found[value] = self.find(value) if self.find else None
        if (found := self._found[value]) is None:
            raise ValueError(f"det finns {self.what} {value[:60]}.")
        return found

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return self.write(value) if value is not None else ""
