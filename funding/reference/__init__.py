"""Figures that come with the system, labelled with their year: population from SCB, 31 December (`domain.md` 4.5)."""

import csv
from fractions import Fraction
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("population.csv")
POPULATION = "invanare"


@cache
def names() -> dict[str, str]:
    """The county's kommuner by kommunkod."""
    return {row["kommunkod"]: row["kommun"] for row in _rows()}


@cache
def population() -> dict[str, dict[str, Fraction]]:
    """Inhabitants by key ("invanare-2023") and kommunkod; the newest year last."""
    years = sorted(column for column in _rows()[0] if column.startswith(f"{POPULATION}-"))
    return {year: {row["kommunkod"]: Fraction(row[year]) for row in _rows()} for year in years}


@cache
def _rows() -> list[dict[str, str]]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))
