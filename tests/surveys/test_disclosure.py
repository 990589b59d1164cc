"""No hidden figure can be worked out from the ones that are shown (H5; vectors of domain 5.4)."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.disclosure import Rule, Sum, Table, hidden, too_small, unprotected, worked_out

Name = str


def answers(base: int, *counts: int) -> Table[Name]:
    """One question: a base, and how many chose each answer."""
    names = tuple(f"svar {number}" for number in range(len(counts)))
    values = {"n": base, **dict(zip(names, counts, strict=True))}
    return Table(values, [Sum("n", names)], {"n": names})


def test_a_base_under_ten_hides_its_whole_row() -> None:
    """Vector a."""
    assert hidden(answers(9, 5, 4)) == {"n", "svar 0", "svar 1"}
    assert hidden(answers(10, 5, 5)) == set()


def test_a_count_of_four_takes_the_other_answer_with_it() -> None:
    """Vector b."""
    assert hidden(answers(10, 6, 4)) == {"svar 0", "svar 1"}


def test_few_boys_take_the_girls_with_them() -> None:
    """Vector c."""
    table = Table({"alla": 15, "flickor": 12, "pojkar": 3}, [Sum("alla", ("flickor", "pojkar"))])
    assert hidden(table) == {"flickor", "pojkar"}


def test_a_total_that_is_published_elsewhere_does_not_help() -> None:
    """Vector d: the total cannot be hidden, so the other group is."""
    table = Table({"alla": 15, "A": 12, "B": 3}, [Sum("alla", ("A", "B"))], known=["alla"])
    assert hidden(table) == {"A", "B"}
    assert unprotected(table, hidden(table)) == set()


def test_nothing_more_can_be_hidden_where_all_else_is_known() -> None:
    """Then it is said which figures readers can work out whatever we do."""
    table = Table({"alla": 15, "A": 12, "B": 3}, [Sum("alla", ("A", "B"))], known=["alla", "A"])
    assert hidden(table) == {"B"}
    assert unprotected(table, {"B"}) == {"B"}


def test_zero_is_shown_and_protects_nobody() -> None:
    """Nobody chose the third answer; hiding that would leave 14 - 12 plain."""
    assert hidden(answers(14, 12, 2, 0)) == {"svar 0", "svar 1"}


def test_two_hidden_of_a_sum_that_is_nothing_are_plain() -> None:
    table = Table({"alla": 0, "A": 0, "B": 0}, [Sum("alla", ("A", "B"))])
    assert worked_out(table, {"A", "B"}) == {"A", "B"}


def test_a_table_with_two_ways_of_adding_up_is_judged_as_one() -> None:
    """By sex and by year: one small cell takes a square of four with it."""
    values = {"F7": 20, "P7": 3, "F9": 30, "P9": 25, "7": 23, "9": 55, "F": 50, "P": 28, "alla": 78}
    sums = [
        Sum("7", ("F7", "P7")),
        Sum("9", ("F9", "P9")),
        Sum("F", ("F7", "F9")),
        Sum("P", ("P7", "P9")),
        Sum("alla", ("7", "9")),
        Sum("alla", ("F", "P")),
    ]
    table = Table(values, sums)
    found = hidden(table)
    assert "P7" in found
    assert not worked_out(table, found)
    assert len(found) <= 4


def test_a_base_that_is_hidden_takes_its_answers_with_it() -> None:
    values = {"n": 15, "n F": 12, "n P": 3, "F ja": 6, "F nej": 6, "P ja": 1, "P nej": 2}
    sums = [Sum("n", ("n F", "n P")), Sum("n F", ("F ja", "F nej")), Sum("n P", ("P ja", "P nej"))]
    table = Table(values, sums, {"n F": ("F ja", "F nej"), "n P": ("P ja", "P nej"), "n": ()})
    assert hidden(table) == {"n F", "n P", "F ja", "F nej", "P ja", "P nej"}


@st.composite
def crossed(draw: st.DrawFn, largest: int = 14) -> Table[tuple[str, str]]:
    """A table with rows and columns and their totals, as sexes by school years in a kommun."""
    high, wide = draw(st.integers(2, 3)), draw(st.integers(2, 3))
    across, down = [str(n) for n in range(wide)], "abc"[:high]
    values = {(r, c): draw(st.integers(0, largest)) for r in down for c in across}
    values |= {(r, "*"): sum(values[r, c] for c in across) for r in down}
    values |= {("*", c): sum(values[r, c] for r in down) for c in [*across, "*"]}
    sums = [Sum((r, "*"), tuple((r, c) for c in across)) for r in [*down, "*"]]
    sums += [Sum(("*", c), tuple((r, c) for r in down)) for c in [*across, "*"]]
    return Table(values, sums)


@given(crossed(largest=60))
def test_nothing_hidden_can_be_worked_out(table: Table[tuple[str, str]]) -> None:
    found = hidden(table)
    assert too_small(table, Rule()) <= found
    assert unprotected(table, found) == set()


@given(crossed(largest=6))
def test_every_hidden_figure_could_be_another(table: Table[tuple[str, str]]) -> None:
    """Judged by trying all values that agree with what is shown, and not by the equations that chose what to hide."""
    rule = Rule(least_base=3, least_count=3)
    found = hidden(table, rule)
    cells = sorted(key for key in table.values if "*" not in key)
    possible = _possible(table, cells, found)
    for key in found:
        assert len({one[key] for one in possible}) > 1, (key, table.values, found)


def _possible(
    table: Table[tuple[str, str]], cells: list[tuple[str, str]], found: set[tuple[str, str]]
) -> list[dict[tuple[str, str], int]]:
    """Every way to fill the table that agrees with what is shown. Hidden cells are tried up to what they can matter."""
    open_cells = [key for key in cells if key in found]
    reach = 2 if len(open_cells) <= 4 else 1
    ranges = [range(max(0, table.values[key] - reach), table.values[key] + reach + 1) for key in open_cells]
    fixed = {key: table.values[key] for key in cells if key not in found}
    shown = [one for one in table.sums if one.whole not in found]
    ways = []
    for values in product(*ranges):
        filled = {**fixed, **dict(zip(open_cells, values, strict=True))}
        whole = _totals(filled)
        if all(whole[one.whole] == table.values[one.whole] for one in shown):
            ways.append(whole)
    return ways


def _totals(cells: dict[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    rows, columns = {r for r, _ in cells}, {c for _, c in cells}
    whole = dict(cells)
    whole |= {(r, "*"): sum(cells[r, c] for c in columns) for r in rows}
    whole |= {("*", c): sum(cells[r, c] for r in rows) for c in columns}
    whole["*", "*"] = sum(cells.values())
    return whole


@pytest.mark.parametrize("size", [300])
def test_a_whole_county_is_judged_in_one_go(size: int) -> None:
    """300 small schools in 12 kommuner, by sex: what is hidden stays hidden, and most is shown."""
    values: dict[str, int] = {}
    sums: list[Sum[str]] = []
    for kommun in range(12):
        schools = [f"{kommun}/{n}" for n in range(size // 12)]
        for place, school in enumerate(schools):
            girls, boys = 8 + (place * 7 + kommun) % 40, 6 + (place * 5 + kommun) % 40
            values |= {f"{school} F": girls, f"{school} P": boys, school: girls + boys}
            sums.append(Sum(school, (f"{school} F", f"{school} P")))
        for mark in ("", " F", " P"):
            values[f"{kommun}{mark}"] = sum(values[f"{one}{mark}"] for one in schools)
            sums.append(Sum(f"{kommun}{mark}", tuple(f"{one}{mark}" for one in schools)))
    table = Table(values, sums)
    found = hidden(table)
    assert unprotected(table, found) == set()
    assert len(found) < len(values) / 4
