"""The sums of a report: what holds, and by how much what does not hold fails (G5, G7). Without a database."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.report_rules import Figures, Known, figures_of, obstacles

NBSP = "\u00a0"


def said(
    received: int = 100, used: int = 100, repaid: int = 0, saved: int = 0, **more: Any
) -> dict[str, Any]:
    return {"mottaget": received, "forbrukat": used, "aterbetalas": repaid, "sparas": saved} | more


def known(paid: int = 100, carried_in: int = 0, *, may_be_saved: bool = True, is_final: bool = True) -> Known:
    return Known(paid, carried_in, may_be_saved=may_be_saved, is_final=is_final)


def words(found: list[str]) -> list[str]:
    return [one.replace(NBSP, " ") for one in found]


WHOLE = "Förbrukat, återbetalas och sparas är tillsammans"


@pytest.mark.parametrize(
    ("answers", "facts", "reasons"),
    [
        (said(), known(), []),
        (said(used=60, repaid=30, saved=10), known(), []),
        (said(120, 120), known(100, 20), []),
        (said(used=60), known(), [f"{WHOLE} 40 kr mindre än de 100 kr ni har att redovisa."]),
        (said(used=60), known(is_final=False), []),
        (said(used=101), known(is_final=False), [f"{WHOLE} 1 kr mer än de 100 kr ni har att redovisa."]),
        (
            said(used=60, repaid=50),
            known(),
            [f"{WHOLE} 10 kr mer än de 100 kr ni har att redovisa."],
        ),
        (
            said(used=60, saved=40),
            known(may_be_saved=False),
            ["Medlen får inte sparas. 40 kr ska betalas tillbaka."],
        ),
        (
            said(90),
            known(),
            [
                "Mottaget är 10 kr mindre än det som är utbetalt och sparat enligt oss, 100 kr. Rätta beloppet, eller "
                "skriv varför under Avvikelse."
            ],
        ),
        (said(90, avvikelse="Betalades till förra nämnden."), known(), []),
        (
            said(insatser=[{"insats": "Kurs", "kostnad": 70}]),
            known(),
            ["Insatserna är tillsammans 30 kr mindre än det förbrukade."],
        ),
        (said(insatser=[{"insats": "Kurs", "kostnad": 70}, {"insats": "Lokal", "kostnad": 30}]), known(), []),
        (said(insatser=[{"kostnad": 100}]), known(), ["100 kr saknar insats. Skriv vad det gick till."]),
        (
            said(insatser=[{"insats": "Kurs", "kostnad": 110}, {"insats": "Fel", "kostnad": -10}]),
            known(),
            ["Fel är mindre än noll kronor. Skriv det som har förbrukats."],
        ),
        ({}, known(), []),
        ({"mottaget": 100}, known(), []),
    ],
)
def test_each_rule_says_the_sum_that_is_missing(
    answers: dict[str, Any], facts: Known, reasons: list[str]
) -> None:
    assert words(obstacles(answers, facts)) == reasons


SUM = st.integers(0, 10**12)


@given(SUM, SUM, SUM, SUM, SUM)
def test_a_final_report_holds_only_where_all_is_accounted_for(
    paid: int, carried_in: int, used: int, repaid: int, saved: int
) -> None:
    answers = said(paid + carried_in, used, repaid, saved)
    holds = used + repaid + saved == paid + carried_in
    assert (obstacles(answers, known(paid, carried_in)) == []) == holds


@given(st.lists(st.tuples(SUM, SUM, SUM, SUM), max_size=30))
def test_the_sum_of_many_is_the_sum_of_each_column(rows: list[tuple[int, int, int, int]]) -> None:
    total = sum((figures_of(said(*row)) for row in rows), Figures())
    columns = [sum(row[place] for row in rows) for place in range(4)]
    assert [total.received, total.used, total.repaid, total.saved] == columns
    assert all(type(one) is int for one in (total.received, total.used, total.left))
