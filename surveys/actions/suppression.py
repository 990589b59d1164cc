"""Which rows of a file are hidden before anything of it is stored: the whole file judged at once (H5, domain 5.4).

Each indicator and period becomes one table of persons, in which `disclosure` finds what must be hidden. How figures
hang together is read from the columns:

- K and M make T. The kommuner of the register make the county, and those of a länsdel make the länsdel. Where just one
  figure of such a sum is left out it is judged as if it stood there: it can be counted.
- Schools make their kommun where their bases add up to nearly as many.
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
Relation = tuple[Key, Sequence[Key]]
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
        self.answers = sorted({row.group for row in self.rows if row.group}) if self.is_answers else []
        forced = self._fill()
        rule = Rule(self.limits.base, self.limits.count)
        cells, relations = self._told_or_counted()
        if not self.unseen and all(self._is_large(key, value) for key, value in self.values.items()):
            return Verdict([""] * len(self.rows))
        self._hang_together(cells, relations)
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

    def _told_or_counted(self) -> tuple[set[Key], list[Relation]]:
        """All cells, with stand-ins for what can be counted though it is left out; and how they hang together."""
        cells = {key[1:] for key in (*self.values, *self.unseen) if key[0] == BASE}
        relations = [*self._by_sex(cells), *self._by_place(cells)]
        waiting = True
        while waiting:
            waiting = False
            for whole, parts in relations:
                missing = [cell for cell in (whole, *parts) if cell not in cells]
                if len(missing) == 1 and self._stand_in(whole, parts, missing[0]):
                    cells.add(missing[0])
                    waiting = True
        return cells, relations

    def _hang_together(self, cells: set[Key], relations: Sequence[Relation]) -> None:
        """Every sum whose figures are told."""
        for whole, parts in relations:
            if all(cell in cells for cell in (whole, *parts)):
                self._add_both(whole, parts, complete=True)
        for whole, parts in [*self._by_school(cells), *self._by_group(cells)]:
            self._add_both(whole, parts, complete=False)
        for n, counted in list(self.bases.items()):
            if self._told(n) and counted and all(self._told(key) for key in counted):
                self._add(n, tuple(counted), complete=True)

    def _told(self, key: Key) -> bool:
        return key in self.values or key in self.unseen

    def _groups(self, cell: Key) -> list[str]:
        """The groups whose counts are shares of a cell's base."""
        return self.answers if cell[3] == _ANSWERS else [cell[3]]

    def _add_both(self, whole: Key, parts: Sequence[Key], *, complete: bool) -> None:
        """The sum of bases; and of counts, where every base has them."""
        if not self._add((BASE, *whole), tuple((BASE, *part) for part in parts), complete=complete):
            return
        for group in self._groups(whole):
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

    def _by_sex(self, cells: set[Key]) -> Iterator[Relation]:
        spots = {(*cell[:2], cell[3]) for cell in cells}
        if {cell[2] for cell in cells} == {Sex.ALL}:
            return
        for geography, code, group in sorted(spots | {(*where, group) for where in self._wheres(cells)
                                                      for group in {cell[3] for cell in cells}}):  # fmt: skip
            whole, *parts = ((geography, code, str(sex), group) for sex in (Sex.ALL, Sex.WOMEN, Sex.MEN))
            yield whole, parts

    def _wheres(self, cells: set[Key]) -> set[tuple[str, str]]:
        """Every place of the county, where the file tells of more than one level of it."""
        levels = {cell[0] for cell in cells} & {Geography.COUNTY, Geography.DISTRICT, Geography.MUNICIPALITY}
        of = self.places
        return {
            (str(Geography.COUNTY), of.county),
            *((str(Geography.DISTRICT), code) for code in of.districts),
            *((str(Geography.MUNICIPALITY), code) for code in of.municipalities),
        } if len(levels) > 1 else set()  # fmt: skip

    def _by_place(self, cells: set[Key]) -> Iterator[Relation]:
        if not self._wheres(cells):
            return
        of, county, district, kommun = (
            self.places,
            Geography.COUNTY,
            Geography.DISTRICT,
            Geography.MUNICIPALITY,
        )
        of_district: dict[str, list[str]] = defaultdict(list)
        for code, mine in of.district_of.items():
            of_district[mine].append(code)
        wholes = [(str(county), of.county, str(kommun), list(of.municipalities))]
        if set(of_district) == set(of.districts) and set(of.district_of) == set(of.municipalities):
            wholes.append((str(county), of.county, str(district), list(of.districts)))
        wholes += [(str(district), code, str(kommun), codes) for code, codes in of_district.items()]
        for sex, group in sorted({cell[2:] for cell in cells}):
            for level, code, below, codes in wholes:
                yield (level, code, sex, group), [(below, one, sex, group) for one in codes]

    def _by_school(self, cells: set[Key]) -> Iterator[Relation]:
        schools: dict[Key, list[Key]] = defaultdict(list)
        for cell in sorted(cells):
            if cell[0] == Geography.SCHOOL and (kommun := self.places.municipality_of.get(cell[1])):
                schools[(str(Geography.MUNICIPALITY), kommun, *cell[2:])].append(cell)
        yield from ((whole, parts) for whole, parts in schools.items() if whole in cells)

    def _by_group(self, cells: set[Key]) -> Iterator[Relation]:
        groups: dict[Key, list[Key]] = defaultdict(list)
        for cell in sorted(cells):
            if cell[3] not in ("", _ANSWERS):
                groups[(*cell[:3], "")].append(cell)
        yield from ((whole, parts) for whole, parts in groups.items() if whole in cells)

    def _stand_in(self, whole: Key, parts: Sequence[Key], missing: Key) -> bool:
        """A place in the table for what the file leaves out though it can be counted. False if it cannot be."""
        base = self._counted(BASE, whole, parts, missing, "")
        if base is None or base < 0:
            return False
        n = (BASE, *missing)
        self.values[n] = base
        for group in self._groups(missing):
            has = (HAS, *missing[:3], group)
            count = self._counted(HAS, whole, parts, missing, group)
            if count is None or not 0 <= count <= base:
                continue
            self.values[has] = count
            self.bases.setdefault(n, []).append(has)
            if missing[3] != _ANSWERS:
                has_not = (HAS_NOT, *missing)
                self.values[has_not] = base - count
                self.bases[n].append(has_not)
        return True

    def _counted(self, kind: str, whole: Key, parts: Sequence[Key], missing: Key, group: str) -> int | None:
        """A figure by the others of its sum; None where one of them is not told."""

        def of(cell: Key) -> int | None:
            return self.values.get((kind, *cell) if kind == BASE else (kind, *cell[:3], group))

        told = [of(part) for part in parts if part != missing]
        total = 0 if missing == whole else of(whole)
        if total is None or None in told:
            return None
        added = sum(value or 0 for value in told)
        return added if missing == whole else total - added

    # Judging

    def _is_large(self, key: Key, value: int) -> bool:
        """Nothing to hide. Where this holds for every figure, nothing can be given away either."""
        return key[0] == REST or value >= self.limits.base or (value == 0 and key[0] != BASE)

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
