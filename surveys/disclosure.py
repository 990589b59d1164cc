"""Which figures are hidden so that nobody can be made out (H5, domain 5.4). Pure: no tables, no files, no floats.

A survey's figures hang together: girls and boys make all pupils, the answers make the base, the schools make the
kommun. So hiding a small figure is not enough where it can be counted backwards from the ones beside it. `hidden()`
hides what the rules say, and then as few others as it takes, until no hidden figure can be worked out from what is
shown, not even with the knowledge that nobody is less than nothing. `worked_out()` is the check, and stands alone.
"""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
MARK = ".."
# Bounds meet after a few passes or not at all; two that creep towards each other must not do so for ever.
_PASSES = 20


@dataclass(frozen=True)
class Sum(Generic[Key]):
    """That one figure is the sum of others: all pupils of girls and boys, the base of its answers."""

    whole: Key
    parts: tuple[Key, ...]


@dataclass(frozen=True)
class Rule:
    """What is too small to be shown, in persons. A base under `least_base` hides its whole row; counts 1 to
    `least_count` - 1 are hidden one by one; zero is shown."""

    least_base: int = 10
    least_count: int = 5


@dataclass(frozen=True)
class Table(Generic[Key]):
    """Figures that hang together.

    `bases` names, for each base (n), the counts that are shares of it: they are hidden with it, since a count with its
    percentage gives the base. `known` are figures that readers have from elsewhere, and which hiding does not help.
    `unseen` are hidden whatever their size, and need no value: the source hid them, or another set of the same round.
    """

    values: Mapping[Key, int]
    sums: Sequence[Sum[Key]] = ()
    bases: Mapping[Key, Collection[Key]] = field(default_factory=dict)
    known: Collection[Key] = ()
    unseen: Collection[Key] = ()


def too_small(table: Table[Key], rule: Rule) -> set[Key]:
    """What the rules themselves hide: bases that are too small with their counts, small counts, and `unseen`."""
    found: set[Key] = set(table.unseen)
    counts = {one for several in table.bases.values() for one in several}
    for key, value in table.values.items():
        if key in table.bases:
            if value < rule.least_base:
                found |= {key, *table.bases[key]}
        elif 0 < value < (rule.least_count if key in counts else rule.least_base):
            found.add(key)
    return found - set(table.known)


def hidden(table: Table[Key], rule: Rule = Rule()) -> set[Key]:
    """Everything that is hidden: what is too small, and what would give it away.

    Where a hidden figure can be worked out, the smallest shown figure of the sums that give it away is hidden too, a
    total only when there is nothing else, and all is judged anew. What readers know from elsewhere counts as shown.
    """
    found = too_small(table, rule)
    plain = _Plain(table)
    while True:
        plain.hide_beside(found)
        if not (more := {one for certain in _certain(table, found) if certain
                         for one in plain.next_to_hide(found, certain)}):  # fmt: skip
            return found
        found |= more


def unprotected(table: Table[Key], found: Collection[Key]) -> set[Key]:
    """Figures that are hidden and can be worked out all the same; empty but where readers know too much already."""
    return worked_out(table, found)


class _Plain(Generic[Key]):
    """Which figures may be hidden beside others: not those that are known, totals last, smallest first."""

    def __init__(self, table: Table[Key]) -> None:
        self.table = table
        self.kept = set(table.known)
        self.wholes = {one.whole for one in table.sums}
        self.of: dict[Key, list[int]] = {}
        for number, one in enumerate(table.sums):
            for key in (one.whole, *one.parts):
                self.of.setdefault(key, []).append(number)

    def hide_beside(self, found: set[Key]) -> None:
        """Hide a second figure in every sum that has one hidden alone: the common case, without solving anything."""
        waiting = list(range(len(self.table.sums)))
        while waiting:
            one = self.table.sums[waiting.pop()]
            alone = [key for key in (one.whole, *one.parts) if key in found]
            if len(alone) == 1 and (more := self._least((one.whole, *one.parts), found)):
                found |= more
                waiting += [number for key in more for number in self.of.get(key, ())]

    def next_to_hide(self, found: set[Key], certain: Collection[Key]) -> set[Key]:
        """One figure more beside those that can be worked out: in their own sums, else anywhere in the table."""
        near = {number for key in certain for number in self.of.get(key, ())}
        for numbers in (near, range(len(self.table.sums))):
            keys = {key for n in numbers for key in (self.table.sums[n].whole, *self.table.sums[n].parts)}
            if more := self._least(keys, found):
                return more
        return set()

    def _least(self, keys: Iterable[Key], found: set[Key]) -> set[Key]:
        """The one to hide, with its answers where it is a base. A zero would protect nobody."""
        free = [
            key for key in keys if key not in found and key not in self.kept and self.table.values[key] > 0
        ]
        if not free:
            return set()
        least = min(free, key=lambda key: (key in self.wholes, self.table.values[key], str(key)))
        return {least, *self.table.bases.get(least, ())} - self.kept


# What a reader can work out


def worked_out(table: Table[Key], found: Collection[Key]) -> set[Key]:
    """Hidden figures that have one possible value.

    The sums are solved as equations in the hidden figures, exactly. What remains open is narrowed by the knowledge that
    no figure is below zero; where nothing but one value is left, the figure is as good as shown.
    """
    return set().union(*_certain(table, set(found)))


def _certain(table: Table[Key], unknown: set[Key]) -> Iterator[set[Key]]:
    """For each group of sums that hang together, what can be worked out in it."""
    for numbers, keys in _groups(table, unknown):
        rows = _solved([_equation(table, table.sums[number], unknown) for number in numbers])
        yield _single(rows) | _narrowed(rows, keys)


def _groups(table: Table[Key], unknown: set[Key]) -> Iterator[tuple[list[int], set[Key]]]:
    """Sums that share hidden figures, and those figures: each group is a system of its own."""
    touching = {n: unknown & {one.whole, *one.parts} for n, one in enumerate(table.sums)}
    left = {n for n, keys in touching.items() if keys}
    by_key: dict[Key, list[int]] = {}
    for number in sorted(left):
        for key in touching[number]:
            by_key.setdefault(key, []).append(number)
    while left:
        waiting, numbers, keys = [min(left)], set[int](), set[Key]()
        while waiting:
            number = waiting.pop()
            if number in numbers:
                continue
            numbers.add(number)
            keys |= touching[number]
            waiting += [other for key in touching[number] for other in by_key[key]]
        left -= numbers
        yield sorted(numbers), keys


@dataclass(frozen=True)
class _Equation(Generic[Key]):
    """Hidden figures with their factors, and what they add up to."""

    factors: Mapping[Key, Fraction]
    total: Fraction

    def minus(self, other: "_Equation[Key]", times: Fraction) -> "_Equation[Key]":
        keys = {**self.factors, **other.factors}
        mixed = {
            key: self.factors.get(key, Fraction(0)) - times * other.factors.get(key, Fraction(0))
            for key in keys
        }
        factors = {key: value for key, value in mixed.items() if value}
        return _Equation(factors, self.total - times * other.total)

    def scaled(self, by: Fraction) -> "_Equation[Key]":
        return _Equation({key: value / by for key, value in self.factors.items()}, self.total / by)


def _equation(table: Table[Key], one: Sum[Key], unknown: set[Key]) -> _Equation[Key]:
    factors: dict[Key, Fraction] = {}
    total = Fraction(0)
    for key, factor in ((one.whole, 1), *((part, -1) for part in one.parts)):
        if key in unknown:
            factors[key] = factors.get(key, Fraction(0)) + factor
        else:
            total -= factor * table.values[key]
    return _Equation({key: value for key, value in factors.items() if value}, total)


def _solved(rows: Iterable[_Equation[Key]]) -> list[_Equation[Key]]:
    """Gauss–Jordan: each row begins with a figure that stands in no other."""
    done: list[tuple[Key, _Equation[Key]]] = []
    for row in rows:
        for lead, other in done:
            if lead in row.factors:
                row = row.minus(other, row.factors[lead])
        if not row.factors:
            continue
        lead = min(row.factors, key=str)
        row = row.scaled(row.factors[lead])
        done = [
            (key, other.minus(row, other.factors[lead]) if lead in other.factors else other)
            for key, other in done
        ]
        done.append((lead, row))
    return [row for _, row in done]


def _single(rows: Iterable[_Equation[Key]]) -> set[Key]:
    return {key for row in rows if len(row.factors) == 1 for key in row.factors}


def _narrowed(rows: Sequence[_Equation[Key]], keys: Collection[Key]) -> set[Key]:
    """Figures whose least and largest possible values meet, when none may be below zero."""
    least: dict[Key, Fraction] = dict.fromkeys(keys, Fraction(0))
    most: dict[Key, Fraction | None] = dict.fromkeys(keys)
    for _ in range(_PASSES):
        again = False
        for row in rows:
            for key, factor in row.factors.items():
                low, high = _bounds(row, key, least, most)
                if factor < 0:
                    low, high = high, low
                lower = None if low is None else low / factor
                upper = None if high is None else high / factor
                known = most[key]
                # Persons are whole: what lies between two whole numbers is rounded inwards.
                if lower is not None and lower > least[key]:
                    least[key], again = Fraction(ceil(lower)), True
                if upper is not None and (known is None or upper < known):
                    most[key], again = Fraction(floor(upper)), True
        if not again:
            break
    return {key for key in keys if most[key] == least[key]}


def _bounds(
    row: _Equation[Key], key: Key, least: Mapping[Key, Fraction], most: Mapping[Key, Fraction | None]
) -> tuple[Fraction | None, Fraction | None]:
    """Between what the figure times its factor must be, by what the others of the row can be."""
    low: Fraction | None = row.total
    high: Fraction | None = row.total
    for other, factor in row.factors.items():
        if other == key:
            continue
        small: Fraction | None = factor * least[other]
        top = most[other]
        large: Fraction | None = None if top is None else factor * top
        if factor < 0:
            small, large = large, small
        high = None if high is None or small is None else high - small
        low = None if low is None or large is None else low - large
    return low, high
