"""Allocations as tables: how each sum has come about, several scenarios beside each other, and both as plots."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from funding.models import Allocation, AllocationRow
from funding.sharing import Share
from secretariat.lib.money import MINUS, grouped, number_in_words
from secretariat.lib.plots import Bar, bars
from secretariat.registry.models import Organisation

from . import keys
from .allocations import code_of, each_in_words, each_of


@dataclass(frozen=True)
class Line:
    """One party's sum in words, and as numbers for files."""

    share: Share
    values: list[str]
    part: str
    exact: str
    rounding: str
    amount: str
    each: str
    each_number: Decimal | None


@dataclass(frozen=True)
class Table:
    """All parties' sums; `heads` are the keys'."""

    heads: list[str]
    lines: list[Line]
    total: str


def table_of(shares: Sequence[Share], heads: Sequence[str], people: keys.Population) -> Table:
    """How each party's sum has come about."""
    free = sum((one.exact for one in shares if one.exact is not None), Fraction(0))
    return Table(
        list(heads), [_line(one, free, people) for one in shares], grouped(sum(one.amount for one in shares))
    )


def _line(one: Share, free: Fraction, people: keys.Population) -> Line:
    each = each_of(one.amount, one.party.code, people)
    return Line(
        one,
        ["" if value is None else number_in_words(decimal(value)) for value in one.values],
        ""
        if one.exact is None or not free
        else f"{number_in_words(decimal(one.exact * 100 / free, '0.01'))}\u00a0%",
        "" if one.exact is None else _two(decimal(one.exact, "0.01")),
        "" if one.rounding is None else _signed(decimal(one.rounding, "0.01")),
        grouped(one.amount),
        each_in_words(each),
        each,
    )


def decimal(value: Fraction, step: str = "0.0001") -> Decimal:
    """A fraction as a number that can be shown."""
    return (Decimal(value.numerator) / value.denominator).quantize(Decimal(step))


def _two(number: Decimal) -> str:
    whole, _, rest = f"{number:.2f}".partition(".")
    return f"{grouped(int(whole))},{rest}"


def _signed(number: Decimal) -> str:
    """With its sign and two decimals, so that the column can be added up."""
    sign = MINUS if number < 0 else "+" if number else ""
    return f"{sign}{_two(abs(number))}"


# Beside each other


@dataclass(frozen=True)
class Cell:
    """One party's sum in one scenario; `more` is the difference from the first."""

    amount: int
    words: str
    more: str
    difference: int
    each: str
    each_number: Decimal | None


@dataclass(frozen=True)
class Comparison:
    """Scenarios beside each other, party by party, and as plots."""

    allocations: list[Allocation]
    rows: list[tuple[Organisation, list[Cell]]]
    totals: list[Cell]
    by_party: str
    by_person: str


def comparison(chosen: Sequence[Allocation], people: keys.Population) -> Comparison:
    """The chosen allocations; differences are from the first of them. One query."""
    order = [one.pk for one in chosen]
    amounts: dict[int, dict[int, int]] = {}
    parties: dict[int, Organisation] = {}
    for row in AllocationRow.objects.filter(allocation__in=order).select_related("party"):
        parties[row.party_id] = row.party
        amounts.setdefault(row.party_id, {})[row.allocation_id] = row.amount
    ranked = sorted(parties.values(), key=code_of)
    rows = [(one, _cells([amounts[one.pk].get(key, 0) for key in order], one, people)) for one in ranked]
    names = [one.name for one in chosen]
    return Comparison(
        list(chosen), rows, _cells([one.total for one in chosen], None, people),
        _plot(rows, names, "Kronor per part", lambda cell: (cell.amount, f"{cell.words}\u00a0kr")),
        _plot(rows, names, "Kronor per invånare", lambda cell: (cell.each_number, f"{cell.each}\u00a0kr")),
    )  # fmt: skip


def _cells(amounts: Sequence[int], party: Organisation | None, people: keys.Population) -> list[Cell]:
    found = []
    for amount in amounts:
        each = each_of(amount, party.municipality_code, people) if party else None
        more = amount - amounts[0]
        words = f"{'+' if more > 0 else ''}{grouped(more)}" if more else "0"
        found.append(Cell(amount, grouped(amount), words, more, each_in_words(each), each))
    return found


def _plot(
    rows: Sequence[tuple[Organisation, list[Cell]]],
    names: Sequence[str],
    title: str,
    of: Callable[[Cell], tuple[Decimal | int | None, str]],
) -> str:
    """The first scenario's bars are filled, the others' hollow; each says which it is."""
    drawn = [
        Bar(f"{party.short_name}: {name}" if len(names) > 1 else party.short_name, value, words, place > 0)
        for party, cells in rows
        for place, (name, cell) in enumerate(zip(names, cells, strict=True))
        for value, words in [of(cell)]
        if value is not None
    ]
    return bars(drawn, title=title)
