"""Which figures are hidden so that nobody can be made out (H5, domain 5.4). Pure: no tables, no files, no floats.

A survey's figures hang together: girls and boys make all pupils, the answers make the base, the schools make the
kommun. So hiding a small figure is not enough where it can be counted backwards from the ones beside it. `hidden()`
hides what the rules say, and then as few others as it takes, until no hidden figure can be worked out from what is
shown, not even with the knowledge that nobody is less than nothing. `worked_out()` is the check, and stands alone.
"""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import gcd
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
    plain, known = _Plain(table), _Known(table)
    while True:
        plain.hide_beside(found)
        if not (more := {one for certain in known.certain(found) if certain
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
    return set().union(*_Known(table).certain(set(found)))


class _Known(Generic[Key]):
    """What can be worked out in each group of sums that hang together. A group met again is not solved again."""

    def __init__(self, table: Table[Key]) -> None:
        self.table = table
        self.solved: dict[tuple[tuple[int, ...], frozenset[Key]], set[Key]] = {}

    def certain(self, unknown: set[Key]) -> Iterator[set[Key]]:
        """For each group what is certain in it."""
        for numbers, keys in _groups(self.table, unknown):
            group = (tuple(numbers), frozenset(keys))
            if group not in self.solved:
                rows = _solved(
                    [_equation(self.table, self.table.sums[number], unknown) for number in numbers]
                )
                self.solved[group] = _single(rows) | _narrowed(rows, keys)
            yield self.solved[group]


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


@dataclass(frozen=True, slots=True)
class _Equation(Generic[Key]):
    """Hidden figures with their factors, and what they add up to. All are whole numbers, as small as they can be."""

    factors: Mapping[Key, int]
    total: int

    def without(self, lead: Key, other: "_Equation[Key]") -> "_Equation[Key]":
        """This one less so much of another that a figure is gone. Multiplied, not divided: nothing is rounded."""
        mine, theirs = other.factors[lead], self.factors[lead]
        mixed = {key: mine * value for key, value in self.factors.items()}
        for key, value in other.factors.items():
            mixed[key] = mixed.get(key, 0) - theirs * value
        factors = {key: value for key, value in mixed.items() if value}
        total = mine * self.total - theirs * other.total
        if (shared := gcd(total, *factors.values())) > 1:
            factors = {key: value // shared for key, value in factors.items()}
            total //= shared
        return _Equation(factors, total)


def _equation(table: Table[Key], one: Sum[Key], unknown: set[Key]) -> _Equation[Key]:
    factors: dict[Key, int] = {}
    total = 0
    for key, factor in ((one.whole, 1), *((part, -1) for part in one.parts)):
        if key in unknown:
            factors[key] = factors.get(key, 0) + factor
        else:
            total -= factor * table.values[key]
    return _Equation({key: value for key, value in factors.items() if value}, total)


def _solved(rows: Iterable[_Equation[Key]]) -> list[_Equation[Key]]:
    """Gauss–Jordan: each row begins with a figure that stands in no other."""
    done: dict[Key, _Equation[Key]] = {}
    for row in rows:
        for lead in [key for key in row.factors if key in done]:
            row = row.without(lead, done[lead])
        if not row.factors:
            continue
        lead = min(row.factors, key=str)
        for key, other in done.items():
            if lead in other.factors:
                done[key] = other.without(lead, row)
        done[lead] = row
    return list(done.values())


def _single(rows: Iterable[_Equation[Key]]) -> set[Key]:
    return {key for row in rows if len(row.factors) == 1 for key in row.factors}


def _narrowed(rows: Sequence[_Equation[Key]], keys: Collection[Key]) -> set[Key]:
    """Figures whose least and largest possible values meet, when none may be below zero."""
    least: dict[Key, int] = dict.fromkeys(keys, 0)
    most: dict[Key, int | None] = dict.fromkeys(keys)
    for _ in range(_PASSES):
        if not sum(_narrow(row, least, most) for row in rows):
            break
    return {key for key in keys if most[key] == least[key]}


def _narrow(row: _Equation[Key], least: dict[Key, int], most: dict[Key, int | None]) -> bool:
    """Bring the bounds of the row's figures nearer to each other, by what its others can be. True where one moved."""
    low, high, open_low, open_high = 0, 0, 0, 0  # of all figures times their factors; how many have no bound
    spans: dict[Key, tuple[int | None, int | None]] = {}
    for key, factor in row.factors.items():
        spans[key] = small, large = _span(factor, least[key], most[key])
        low, open_low = low + (small or 0), open_low + (small is None)
        high, open_high = high + (large or 0), open_high + (large is None)
    moved = False
    for key, factor in row.factors.items():
        small, large = spans[key]
        # What the figure times its factor must be at most and at least, by the least and the most of the others.
        top = None if open_low > (small is None) else row.total - (low - (small or 0))
        bottom = None if open_high > (large is None) else row.total - (high - (large or 0))
        if factor < 0:
            bottom, top = top, bottom
        # Persons are whole: what lies between two whole numbers is rounded inwards.
        lower = None if bottom is None else -(-bottom // factor)
        upper = None if top is None else top // factor
        known = most[key]
        if (lower is None or lower <= least[key]) and (
            upper is None or (known is not None and upper >= known)
        ):
            continue
        if lower is not None and lower > least[key]:
            least[key] = lower
        if upper is not None and (known is None or upper < known):
            most[key] = upper
        moved = True
        newly_small, newly_large = _span(factor, least[key], most[key])
        low += (newly_small or 0) - (small or 0)
        high += (newly_large or 0) - (large or 0)
        open_low += (newly_small is None) - (small is None)
        open_high += (newly_large is None) - (large is None)
    return moved


def _span(factor: int, least: int, most: int | None) -> tuple[int | None, int | None]:
    """Between what a figure times its factor is; None where nothing is known."""
    if factor > 0:
        return factor * least, None if most is None else factor * most
    return None if most is None else factor * most, factor * least
