"""Which rows of a file are hidden before anything of it is stored: the whole file judged at once (H5, domain 5.4).

Each indicator and period becomes one table of persons, in which `disclosure` finds what must be hidden. How figures
hang together is read from the columns:

- K and M make T. Where the file has T and one of them, the other is judged as if it stood there: it can be counted.
- The kommuner of the register make the county, and those of a länsdel make the länsdel. Where just one is missing, it
  is judged as if it stood there. Schools make their kommun where their bases add up to nearly as many.
- Groups whose bases make the base of everybody are parts of it (åk 7, åk 9, gymnasiet år 2).
- Groups that share one base and whose shares make 100 per cent are the answers to one question. Otherwise a share has
  its counterpart: those of the base who are not counted in it, who may be few too.

Sums that nearly hold (somebody has not said their sex, shares are rounded) are judged as if readers knew what is
missing. Bases are judged first, by themselves, so that the same pupils are hidden in the same way for every question.
A row is stored whole or not at all, which tells less than `disclosure` has proven safe. Figures that other sets of the
round show count as known; what they hide is hidden here too.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

from surveys.disclosure import Rule, Sum, Table, hidden, too_small, unprotected
from surveys.models import Result
from surveys.result_rows import COUNT, PERCENT, Places, Row

Geography, Sex, Hidden = Result.Geography, Result.Sex, Result.Hidden
Cell = tuple[str, str, str, str]  # geography, code, sex, group
Key = tuple[str, ...]
BASE, HAS, HAS_NOT, REST = "n", "c", "x", "r"
_ANSWERS = "*"
_WHOLE_NUMBERS_UNDER = 100
_ROUNDING = Decimal("0.6")  # per answer: shares are rounded to whole numbers at worst


@dataclass(frozen=True)
class Limits:
    """What is too small, as the survey says when the file is taken in."""

    base: int
    count: int
    school_base: int


@dataclass(frozen=True)
class Figure:
    """What readers have, or may not have, from another set of the same round."""

    cell: Cell
    value: Decimal | None
    base: int | None
    is_hidden: bool


@dataclass
class Verdict:
    """Why each row is hidden, in the rows' order; and how many hidden figures others have made public already."""

    reasons: list[str]
    unprotected: int = 0


def judge(
    rows: Sequence[Row], *, places: Places, limits: Limits, sensitive: bool, others: Iterable[Figure] = ()
) -> Verdict:
    """Which of the rows of one indicator and period are hidden, and why."""
    return _Judge(rows, places, limits, sensitive, list(others)).verdict()


def shown(row: Row) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Value and interval as they are stored: shares of fewer than a hundred as whole numbers, the interval outwards."""
    if row.unit != PERCENT or row.base is None or row.base >= _WHOLE_NUMBERS_UNDER:
        return row.value, row.low, row.high
    whole = Decimal(1)
    return (
        None if row.value is None else row.value.quantize(whole, ROUND_HALF_UP),
        None if row.low is None else row.low.quantize(whole, ROUND_FLOOR),
        None if row.high is None else row.high.quantize(whole, ROUND_CEILING),
    )


def cell_of(row: Row) -> Cell:
    """Where in the table of its indicator and period a row stands."""
    return (row.geography, row.geo_code, row.sex, row.group)


@dataclass
class _Judge:
    rows: Sequence[Row]
    places: Places
    limits: Limits
    sensitive: bool
    others: Sequence[Figure]
    values: dict[Key, int] = field(default_factory=dict)
    bases: dict[Key, list[Key]] = field(default_factory=dict)
    sums: list[Sum[Key]] = field(default_factory=list)
    known: set[Key] = field(default_factory=set)
    unseen: set[Key] = field(default_factory=set)

    def verdict(self) -> Verdict:
        self.unit = self.rows[0].unit if self.rows else PERCENT
        self.is_answers = self._is_answers()
        forced = self._fill()
        rule = Rule(self.limits.base, self.limits.count)
        if all(  # nothing is small, and nothing is hidden: nothing can be given away
            value >= rule.least_base or value == 0 for value in self.values.values()
        ) and not self.unseen and not self._remainder_is_small():  # fmt: skip
            return Verdict([""] * len(self.rows))
        self._hang_together()
        self._hide_bases(rule)
        table = Table(self.values, self.sums, self.bases, self.known, self.unseen)
        small, found = too_small(table, rule), hidden(table, rule)
        reasons = [
            self._reason(row, forced.get(number, ""), small, found) for number, row in enumerate(self.rows)
        ]
        return Verdict(reasons, len(unprotected(table, found) & self._own()))

    # Values

    def _is_answers(self) -> bool:
        """Whether the groups are the answers to one question: one base each, shares that make the whole."""
        if self.unit != PERCENT:
            return False
        by_place: dict[Cell, list[Row]] = defaultdict(list)
        for row in self.rows:
            if row.group:
                by_place[(row.geography, row.geo_code, row.sex, "")].append(row)
        full = [
            several for several in by_place.values()
            if len(several) > 1 and all(row.value is not None and row.base is not None for row in several)
        ]  # fmt: skip
        return bool(full) and all(
            len({row.base for row in several}) == 1
            and abs(sum((row.value or Decimal(0) for row in several), Decimal(0)) - 100)
            <= _ROUNDING * len(several)
            for several in full
        )

    def _base_key(self, cell: Cell) -> Key:
        answers = self.is_answers and cell[3]
        return (BASE, *cell[:3], _ANSWERS) if answers else (BASE, *cell)

    def _fill(self) -> dict[int, str]:
        """The table's values; rows that are hidden whatever their size, by their place, with why."""
        forced: dict[int, str] = {}
        for number, row in enumerate(self.rows):
            if row.is_hidden:
                forced[number] = Hidden.SOURCE
            elif self._is_too_low(row):
                forced[number] = Hidden.LEVEL
            self._put(cell_of(row), row.value, row.base, is_hidden=number in forced)
        own = {cell_of(row): row for row in self.rows}
        for one in self.others:
            mine = own.get(one.cell)
            if one.is_hidden:
                self._put(one.cell, None, None, is_hidden=True)
            elif mine is None or mine.base == one.base:
                if mine is None:
                    self._put(one.cell, one.value, one.base, is_hidden=False)
                self.known |= {key for key in self._keys(one.cell) if key in self.values}
        return forced

    def _is_too_low(self, row: Row) -> bool:
        small = row.base is not None and row.base < self.limits.school_base
        return self.sensitive and row.geography == Geography.SCHOOL and small

    def _keys(self, cell: Cell) -> tuple[Key, ...]:
        return (self._base_key(cell), (HAS, *cell), (HAS_NOT, *cell))

    def _put(self, cell: Cell, value: Decimal | None, base: int | None, *, is_hidden: bool) -> None:
        n, has, has_not = self._keys(cell)
        counted: list[Key] = []
        if base is not None:
            self.values.setdefault(n, base)
        if self.unit in (PERCENT, COUNT):
            counted = (
                [has]
                if (self.is_answers and cell[3]) or (self.unit == COUNT and base is None)
                else [has, has_not]
            )
            self.bases.setdefault(n, [])
            self.bases[n] += [key for key in counted if key not in self.bases[n]]
        if value is not None and counted:
            if self.unit == PERCENT and base is not None:
                share = int((value * base / 100).quantize(Decimal(1), ROUND_HALF_EVEN))
                self.values.setdefault(has, share)
            elif self.unit == COUNT:
                self.values.setdefault(has, int(value))
            if has_not in counted and has in self.values and base is not None:
                self.values.setdefault(has_not, base - self.values[has])
        if is_hidden:
            self.unseen |= {n, *counted}
            if n not in self.values and not counted:
                self.unseen.add(n)

    # Sums

    def _hang_together(self) -> None:
        cells = {key[1:] for key in (*self.values, *self.unseen) if key[0] == BASE}
        for n, counted in list(self.bases.items()):
            if self._told(n) and counted and all(self._told(key) for key in counted):
                self._add(n, tuple(counted), complete=True)
        for whole, parts, complete in [*self._by_sex(cells), *self._by_place(cells), *self._by_group(cells)]:
            self._add_both(whole, parts, complete=complete)

    def _told(self, key: Key) -> bool:
        return key in self.values or key in self.unseen

    def _add_both(self, whole: Key, parts: Sequence[Key], *, complete: bool) -> None:
        """The sum of bases; and of counts, where every base has them."""
        if not self._add((BASE, *whole), tuple((BASE, *part) for part in parts), complete=complete):
            return
        groups = {""} if whole[3] != _ANSWERS else {key[4] for key in self.values if key[0] == HAS and key[4]}
        for group in groups if whole[3] == _ANSWERS else {whole[3]}:
            mine = (HAS, *whole[:3], group)
            theirs = tuple((HAS, *part[:3], group if whole[3] == _ANSWERS else part[3]) for part in parts)
            if self._told(mine) and all(self._told(key) for key in theirs):
                self._add(mine, theirs, complete=True)

    def _add(self, whole: Key, parts: tuple[Key, ...], *, complete: bool) -> bool:
        """A sum that holds, or nearly: what is missing is something that readers know. False where it does not."""
        if not all(key in self.values for key in (whole, *parts)):
            self.sums.append(Sum(whole, parts))
            return True
        rest = self.values[whole] - sum(self.values[key] for key in parts)
        if not complete and not 0 <= rest < self.limits.base:
            return False
        if rest:
            key = (REST, str(len(self.sums)))
            self.values[key] = rest
            self.known.add(key)
            parts = (*parts, key)
        self.sums.append(Sum(whole, parts))
        return True

    def _by_sex(self, cells: set[Key]) -> Iterator[tuple[Key, list[Key], bool]]:
        for cell in sorted(cells):
            if cell[2] == Sex.ALL:
                parts = [(cell[0], cell[1], sex, cell[3]) for sex in (Sex.WOMEN, Sex.MEN)]
                yield from self._with_one_missing(cell, parts, cells)

    def _by_place(self, cells: set[Key]) -> Iterator[tuple[Key, list[Key], bool]]:
        of = self.places
        for cell in sorted(cells):
            if cell[0] == Geography.COUNTY:
                for level, codes in (
                    (Geography.MUNICIPALITY, of.municipalities),
                    (Geography.DISTRICT, of.districts),
                ):
                    yield from self._with_one_missing(
                        cell, [(level, code, *cell[2:]) for code in codes], cells
                    )
            elif cell[0] == Geography.DISTRICT:
                mine = [code for code, district in of.district_of.items() if district == cell[1]]
                parts = [(Geography.MUNICIPALITY, code, *cell[2:]) for code in mine]
                yield from self._with_one_missing(cell, parts, cells)
            elif cell[0] == Geography.MUNICIPALITY:
                schools = [
                    (Geography.SCHOOL, code, *cell[2:])
                    for code, kommun in of.municipality_of.items()
                    if kommun == cell[1]
                ]
                if present := [one for one in schools if one in cells]:
                    yield cell, list(present), False

    def _by_group(self, cells: set[Key]) -> Iterator[tuple[Key, list[Key], bool]]:
        if self.is_answers:
            return
        groups: dict[Key, list[Key]] = defaultdict(list)
        for cell in sorted(cells):
            if cell[3]:
                groups[(*cell[:3], "")].append(cell)
        for whole, parts in groups.items():
            if whole in cells:
                yield whole, parts, False

    def _with_one_missing(
        self, whole: Key, parts: Sequence[Key], cells: set[Key]
    ) -> Iterator[tuple[Key, list[Key], bool]]:
        """The sum where all parts are there; where one is missing, what it must be takes its place."""
        missing = [part for part in parts if part not in cells]
        if not parts or len(missing) > 1 or len(missing) == len(parts):
            return
        if missing and not self._stand_in(whole, parts, missing[0]):
            return
        yield whole, list(parts), True

    def _stand_in(self, whole: Key, parts: Sequence[Key], missing: Key) -> bool:
        """A place in the table for a part that the file leaves out though it can be counted. False if it cannot be."""
        told = {part: self.values.get((BASE, *part)) for part in parts if part != missing}
        total = self.values.get((BASE, *whole))
        if total is None or None in told.values():
            return False
        rest = total - sum(value or 0 for value in told.values())
        if rest < 0:
            return False
        self.values[(BASE, *missing)] = rest
        counts = [self.values.get((HAS, *part)) for part in (whole, *told)]
        if whole[3] != _ANSWERS and None not in counts:
            has = (counts[0] or 0) - sum(one or 0 for one in counts[1:])
            if 0 <= has <= rest:
                self.values[(HAS, *missing)], self.values[(HAS_NOT, *missing)] = has, rest - has
                self.bases[(BASE, *missing)] = [(HAS, *missing), (HAS_NOT, *missing)]
                self._add((BASE, *missing), ((HAS, *missing), (HAS_NOT, *missing)), complete=True)
        return True

    def _remainder_is_small(self) -> bool:
        """Whether a part that the file leaves out might be small: then it must be looked at."""
        cells = {key[1:] for key in self.values if key[0] == BASE}
        sexes = {cell[2] for cell in cells}
        if Sex.ALL in sexes and len(sexes) == 2:
            return True
        if Geography.COUNTY not in {cell[0] for cell in cells}:
            return any(cell[0] == Geography.DISTRICT for cell in cells)
        there = {cell[1] for cell in cells if cell[0] == Geography.MUNICIPALITY}
        return 0 < len(self.places.municipalities.keys() - there) < len(self.places.municipalities)

    # Judging

    def _hide_bases(self, rule: Rule) -> None:
        """Bases alone: what hides them must not differ between questions put to the same persons."""
        sums = [
            one
            for one in self.sums
            if one.whole[0] == BASE and all(key[0] in (BASE, REST) for key in one.parts)
        ]
        values = {key: value for key, value in self.values.items() if key[0] in (BASE, REST)}
        unseen = {key for key in self.unseen if key[0] == BASE}
        nobody: dict[Key, list[Key]] = {key: [] for key in values if key[0] == BASE}
        for key in hidden(Table(values, sums, nobody, self.known & values.keys(), unseen), rule):
            self.unseen |= {key, *self.bases.get(key, ())}

    def _reason(self, row: Row, forced: str, small: set[Key], found: set[Key]) -> str:
        if forced:
            return forced
        if row.base is not None and row.base < self.limits.base:
            return str(Hidden.BASE)
        keys = [key for key in self._keys(cell_of(row)) if key in found]
        if not keys:
            return str(Hidden.SHOWN)
        few = any(
            key[0] != BASE and 0 < self.values.get(key, 0) < self.limits.count for key in keys if key in small
        )
        return str(Hidden.COUNT if few else Hidden.BESIDE)

    def _own(self) -> set[Key]:
        return {key for row in self.rows for key in self._keys(cell_of(row))}
