"""One figure of a survey as it is read: its unit, its interval, how many it stands on, or why it is not shown. Pure."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from .differences import Measured
from .disclosure import MARK
from .models import Result

PERCENT, COUNT = "procent", "antal"
_FEW = 100  # under this many persons a percentage has no decimals (domain 5.4)
_NBSP = "\u00a0"
# What readers are told where a figure is hidden.
WHY = {
    Result.Hidden.BASE: "för få har svarat",
    Result.Hidden.COUNT: "antalet är för litet",
    Result.Hidden.BESIDE: "siffran skulle röja en annan som är dold",
    Result.Hidden.LEVEL: "frågan visas inte på den nivån",
    Result.Hidden.SOURCE: "källan har dolt siffran",
}


class Figure(NamedTuple):
    """A row of results, as far as pages and files show it. The names are the columns' own."""

    indicator_id: int
    geography: str
    geo_code: str
    geo_name: str
    period: str
    sex: str
    group: str
    value: Decimal | None
    base: int | None
    low: Decimal | None
    high: Decimal | None
    hidden: str
    dataset_id: int

    def in_words(self, unit: str) -> str:
        """The value with its unit, or the mark of what is hidden."""
        if self.value is None:
            return MARK
        return f"{plain_number(self.value, unit, self.base)}{short_unit(unit)}"

    def interval(self, unit: str) -> str:
        """From where to where; nothing where no interval is given."""
        if self.low is None or self.high is None:
            return ""
        return f"{plain_number(self.low, unit, self.base)}–{plain_number(self.high, unit, self.base)}"

    @property
    def why_hidden(self) -> str:
        """Why the figure is not shown; nothing where it is."""
        return WHY.get(Result.Hidden(self.hidden), "")

    def measured(self, unit: str) -> Measured | None:
        """What chance is judged by; None where it is hidden."""
        if self.value is None:
            return None
        return Measured(self.value, self.low, self.high, self.base, is_share=unit == PERCENT)


FIELDS = Figure._fields


def short_unit(unit: str) -> str:
    """How the unit stands after a number; a count has none."""
    return "" if unit == COUNT else f"{_NBSP}{'%' if unit == PERCENT else unit}"


def plain_number(value: Decimal, unit: str, base: int | None) -> str:
    """A value with one decimal; a count, or a percentage of fewer than a hundred persons, with none (domain 5.4).

    >>> plain_number(Decimal("63.25"), "procent", 400), plain_number(Decimal("63.5"), "procent", 80)
    ('63,3', '64')
    """
    few = unit == COUNT or (unit == PERCENT and base is not None and base < _FEW)
    rounded = value.quantize(Decimal(1) if few else Decimal("0.1"), ROUND_HALF_UP)
    return f"{rounded:f}".replace(".", ",").replace("-", "−")


def points(difference: Decimal, unit: str) -> str:
    """A difference between two values, with its sign: +4,2 procentenheter."""
    rounded = difference.quantize(Decimal("0.1"), ROUND_HALF_UP)
    words = f"{abs(rounded):f}".replace(".", ",")
    sign = "+" if rounded > 0 else "−" if rounded < 0 else "±"
    return f"{sign}{words}{f'{_NBSP}procentenheter' if unit == PERCENT else short_unit(unit)}"


def reasons(figures: Iterable[Figure | None]) -> list[str]:
    """The reasons that stand behind the marks among these figures, each once."""
    found = dict.fromkeys(one.why_hidden for one in figures if one is not None and one.hidden)
    return list(found)
