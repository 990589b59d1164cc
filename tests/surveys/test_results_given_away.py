"""Nothing hidden can be worked out from what is stored: random files against a solver of the test's own (H5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveys import result_files
from surveys.actions import suppression
from surveys.actions.suppression import Figure, Limits
from surveys.result_rows import Places, Reader, Row
from tests import make

from .result_case import a_county, as_text, row, stored

PLACES = Places(
    county="18", county_name="Örebro län",
    municipalities={"1880": (1, "Örebro"), "1884": (2, "Nora"), "1885": (3, "Lindesberg")},
    districts={"orebro": "Örebro", "norr": "Norr"}, schools={},
    district_of={"1880": "orebro", "1884": "norr", "1885": "norr"}, municipality_of={},
)  # fmt: skip
KOMMUNER = ("1880", "1884", "1885")
LIMITS = Limits(base=10, count=5, school_base=30)
Spot = tuple[str, str]  # place, sex
SUMS: list[tuple[Spot, list[Spot]]] = [
    *(((place, "T"), [(place, "K"), (place, "M")]) for place in (*KOMMUNER, "orebro", "norr", "18")),
    *((("norr", sex), [("1884", sex), ("1885", sex)]) for sex in "TKM"),
    *((("orebro", sex), [("1880", sex)]) for sex in "TKM"),
    *((("18", sex), [(one, sex) for one in KOMMUNER]) for sex in "TKM"),
]
LEVEL = {"18": "län", "orebro": "länsdel", "norr": "länsdel"}


@dataclass(frozen=True)
class Persons:
    """How many have answered in each spot, and how many of them have it."""

    base: dict[Spot, int]
    has: dict[Spot, int]


@st.composite
def counties(draw: st.DrawFn) -> Persons:
    """Women and men of three kommuner, and every sum of them."""
    base, has = dict[Spot, int](), dict[Spot, int]()
    for spot in product(KOMMUNER, "KM"):
        base[spot] = draw(st.one_of(st.integers(1, 14), st.integers(10, 90)))
        has[spot] = draw(st.integers(0, base[spot]))
    for told in (base, has):
        for place in KOMMUNER:
            told[place, "T"] = told[place, "K"] + told[place, "M"]
        for sex in "TKM":
            told["orebro", sex] = told["1880", sex]
            told["norr", sex] = told["1884", sex] + told["1885", sex]
            told["18", sex] = sum(told[one, sex] for one in KOMMUNER)
    return Persons(base, has)


def lines(persons: Persons, spots: Iterable[Spot], **cells: Any) -> list[dict[str, Any]]:
    found = []
    for place, sex in spots:
        n, c = persons.base[place, sex], persons.has[place, sex]
        where = {"geo_typ": LEVEL.get(place, "kommun"), "geo_kod": place, "kon": sex}
        found.append(row(f"{100 * c / n:.4f}", n, **where, **cells))
    return found


def read(text: str, folder: Path) -> list[Row]:
    path = folder / "siffror.csv"
    path.write_text(text)
    with result_files.opened(path, path.name) as file:
        rows = [one for one in Reader(PLACES, "year").read(file.rows) if isinstance(one, Row)]
    assert len(rows) == text.count("\n") - 1
    return rows


def judged(rows: list[Row], others: Iterable[Figure] = ()) -> dict[Spot, str]:
    verdict = suppression.judge(rows, places=PLACES, limits=LIMITS, sensitive=False, others=others)
    return {(one.geo_code, one.sex): why for one, why in zip(rows, verdict.reasons, strict=True)}


def worked_out(shown: set[Spot]) -> set[Spot]:
    """Spots whose figure follows from the sums and what is shown: plain elimination over fractions."""
    unknown = sorted({spot for whole, parts in SUMS for spot in (whole, *parts)} - shown)
    column = {spot: at for at, spot in enumerate(unknown)}
    rows = []
    for whole, parts in SUMS:
        line = [Fraction(0)] * len(unknown)
        for spot, factor in [(whole, 1), *((part, -1) for part in parts)]:
            if spot in column:
                line[column[spot]] += factor
        rows.append(line)
    top = 0
    for at in range(len(unknown)):
        pivot = next((place for place in range(top, len(rows)) if rows[place][at]), None)
        if pivot is None:
            continue
        rows[top], rows[pivot] = rows[pivot], rows[top]
        rows[top] = [value / rows[top][at] for value in rows[top]]
        for place, line in enumerate(rows):
            if place != top and line[at]:
                rows[place] = [a - line[at] * b for a, b in zip(line, rows[top], strict=True)]
        top += 1
    alone = (line for line in rows if sum(bool(value) for value in line) == 1)
    return {unknown[next(at for at, value in enumerate(line) if value)] for line in alone}


def assert_nothing_is_given_away(shown: set[Spot], hidden: set[Spot]) -> None:
    assert worked_out(shown) & hidden == set()


def small(persons: Persons, spot: Spot) -> bool:
    n, c = persons.base[spot], persons.has[spot]
    return n < 10 or 0 < c < 5 or 0 < n - c < 5


def test_the_tests_own_solver_is_awake() -> None:
    assert worked_out({("1884", "T"), ("1884", "K")}) == {("1884", "M")}
    everything = {spot for whole, parts in SUMS for spot in (whole, *parts)}
    assert worked_out(everything - {("1884", "M"), ("1884", "K")}) == {("1884", "M"), ("1884", "K")}


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(persons=counties(), data=st.data())
def test_nothing_hidden_follows_from_what_is_stored(
    persons: Persons, data: st.DataObject, tmp_path: Path
) -> None:
    """Whole county files, and files where some rows are left out, and where the source has hidden some."""
    left_out = data.draw(st.sets(st.sampled_from(sorted(persons.base)), max_size=6))
    spots = sorted(set(persons.base) - left_out)
    rows = read(as_text(*lines(persons, spots)), tmp_path)
    for one in data.draw(st.sets(st.integers(0, len(rows) - 1), max_size=2)):
        rows[one].is_hidden = True
    why = judged(rows)
    shown = {spot for spot, reason in why.items() if not reason}
    assert not any(small(persons, spot) for spot in shown)
    assert_nothing_is_given_away(shown, set(why) - shown)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(persons=counties(), data=st.data())
def test_nothing_hidden_follows_from_two_sets_together(
    persons: Persons, data: st.DataObject, tmp_path: Path
) -> None:
    """Two files of the same round share totals: what the first shows counts as known (vector d)."""
    first = data.draw(st.sets(st.sampled_from(sorted(persons.base)), min_size=1))
    rows = read(as_text(*lines(persons, sorted(first))), tmp_path)
    before = judged(rows)
    others = [
        Figure(
            suppression.cell_of(one),
            None if reason else one.value,
            None if reason else one.base,
            bool(reason),
        )
        for one, reason in zip(rows, before.values(), strict=True)
    ]
    second = sorted(set(persons.base) - first) or sorted(first)
    after = judged(read(as_text(*lines(persons, second)), tmp_path), others)
    shown = {spot for told in (before, after) for spot, reason in told.items() if not reason}
    hidden = {spot for told in (before, after) for spot, reason in told.items() if reason} - shown
    known = {spot for spot, reason in before.items() if not reason}
    assert not any(small(persons, spot) for spot in shown)
    # What the first set alone lets be counted is no longer ours to hide.
    assert_nothing_is_given_away(shown, hidden - worked_out(known))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(numbers=st.tuples(*[st.integers(1, 14)] * 2), data=st.data())
def test_trying_every_county_there_could_be_leaves_more_than_one(
    numbers: tuple[int, int], data: st.DataObject, tmp_path: Path
) -> None:
    """One kommun, women and men: every table of whole persons that agrees with what is shown is tried."""
    has = [data.draw(st.integers(0, number)) for number in numbers]
    base = {("1884", "K"): numbers[0], ("1884", "M"): numbers[1], ("1884", "T"): sum(numbers)}
    counts = {("1884", "K"): has[0], ("1884", "M"): has[1], ("1884", "T"): sum(has)}
    persons = Persons(base, counts)
    why = judged(read(as_text(*lines(persons, base)), tmp_path))
    possible: dict[Spot, set[tuple[int, int]]] = {spot: set() for spot in base}
    most = sum(numbers) if not why["1884", "T"] else 20
    for n, m in product(range(most + 1), repeat=2):
        for c, d in product(range(n + 1), range(m + 1)):
            told = {("1884", "K"): (n, c), ("1884", "M"): (m, d), ("1884", "T"): (n + m, c + d)}
            if all(why[spot] or told[spot] == (base[spot], counts[spot]) for spot in base):
                for spot, pair in told.items():
                    possible[spot].add(pair)
        if all(len(several) > 1 for spot, several in possible.items() if why[spot]):
            break
    assert all(len(possible[spot]) > 1 for spot, reason in why.items() if reason)


@pytest.mark.django_db
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(persons=counties())
def test_nothing_hidden_follows_from_the_rows_of_a_whole_import(db: None, persons: Persons) -> None:
    """From the file on the disk to the rows in the database."""
    with make.undone_afterwards():
        county = a_county()
        made = county.taken(*lines(persons, sorted(persons.base)))
        told = stored(made, "geo_code", "sex")
    shown = {spot: pair for spot, pair in told.items() if isinstance(pair, tuple)}
    assert all(pair[1] == persons.base[spot] for spot, pair in shown.items())
    assert not any(small(persons, spot) for spot in shown)
    assert_nothing_is_given_away(set(shown), set(told) - set(shown))
