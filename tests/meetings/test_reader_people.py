"""The reader of old minutes: who was there (M1, evidence 12). All invented."""

from typing import Any

import pytest

from meetings.reader.reading import read
from meetings.reader.sources import open_source

POINTS = "1. Inledning\n\nText.\n\n2. Slut\n\nTack.\n\n"


def people(text: str, name: str = "a.txt") -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = read(open_source(text.encode(), name)).truth["attendance"]
    return rows


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Tove Malm, Nora kommun", {"name": "Tove Malm", "organisation": "Nora kommun"}),
        ("Malmström Tove, Nora kommun", {"name": "Tove Malmström", "organisation": "Nora kommun"}),
        (
            "Tove Malm, skolchef Nora kommun",
            {"name": "Tove Malm", "title": "skolchef", "organisation": "Nora kommun"},
        ),
        ("Tove Malm (Gävle kommun)", {"name": "Tove Malm", "organisation": "Gävle kommun"}),
        (
            "Tove Malm, strateg Västra Götalandsregionen",
            {"title": "strateg", "organisation": "Västra Götalandsregionen"},
        ),
        ("Tove Malm, sekreterare", {"name": "Tove Malm", "role": "sekreterare"}),
        ("Vakant, RF-SISU", {"name": None, "status": "vacant", "organisation": "RF-SISU"}),
        ("Tove Malm, Nora kommun Ersättare: Bo Alm", {"substitute": "Bo Alm", "organisation": "Nora kommun"}),
        ("Tove Malm, punkt 2,3 och 5", {"items": ["2", "3", "5"]}),
        ("Tove Malm – digitalt punkt 4", {"mode": "digital", "items": ["4"]}),
        ("~~Tove Malm, Nora kommun~~", {"name": "Tove Malm", "status": "apology"}),
    ],
)
def test_one_line(line: str, expected: dict[str, Any]) -> None:
    rows = people(f"Anteckningar gruppen\n\n{POINTS}Deltagare:\n\n{line}\n")
    assert [{key: row[key] for key in expected} for row in rows] == [expected]


def test_who_is_not_ticked_is_not_marked_and_never_absent() -> None:
    rows = people(
        f"Anteckningar rådet\n\n{POINTS}Ledamöter:\n✓ Tove Malm, Nora kommun\nBo Alm, Kumla "
        f"kommun\n\nErsättare:\nIda Ek, Nora kommun\n"
    )
    assert [(row["name"], row["role"], row["status"]) for row in rows] == [
        ("Tove Malm", "ledamot", "present"),
        ("Bo Alm", "ledamot", "not_marked"),
        ("Ida Ek", "ersättare", "not_marked"),
    ]


def test_two_councils_have_a_list_each() -> None:
    text = (
        f"Anteckningar rådet för skola samt rådet för vård\n\n{POINTS}Närvarolista\n\nRådet för "
        f"vård\n\nLedamöter:\n\nTove Malm, Nora kommun\n\n"
        "Rådet för skola\n\nLedamöter:\n\nTove Malm, Nora kommun\nBo Alm, Kumla kommun\n"
    )
    truth = read(open_source(text.encode(), "a.txt")).truth
    assert truth["bodies"] == ["Rådet för skola", "Rådet för vård"]
    assert [(row["name"], row["body"]) for row in truth["attendance"]] == [
        ("Tove Malm", "Rådet för vård"),
        ("Tove Malm", "Rådet för skola"),
        ("Bo Alm", "Rådet för skola"),
    ]


def test_a_table_of_people_says_by_its_columns_who_was_there() -> None:
    rows = "".join(
        f"<tr><td>{name}</td><td>{party}</td><td>{mark}</td></tr>"
        for name, party, mark in (
            ("Tove Malm", "Nora kommun", "ja"),
            ("Bo Alm", "Kumla kommun", "förhinder"),
            ("Ida Ek", "ÖLBF", "nej"),
        )
    )
    head = "<tr><th>Namn</th><th>Organisation</th><th>Närvaro</th></tr>"
    text = f"<h1>Anteckningar gruppen</h1><table>{head}{rows}</table><h2>1. Ett</h2><p>A.</p><h2>2. Två</h2>"
    assert [(row["name"], row["organisation"], row["status"]) for row in people(text, "a.html")] == [
        ("Tove Malm", "Nora kommun", "present"),
        ("Bo Alm", "Kumla kommun", "apology"),
        ("Ida Ek", "ÖLBF", "absent"),
    ]


def test_people_in_one_line() -> None:
    text = (
        f"Anteckningar gruppen\n\nNärvarande: Tove Malm, Nora kommun; Bo Alm, Kumla kommun (ordf)\nFörhinder: Ida "
        f"Ek, ÖLBF\n\n{POINTS}"
    )
    assert [(row["name"], row["organisation"], row["role"], row["status"]) for row in people(text)] == [
        ("Tove Malm", "Nora kommun", "deltagare", "present"),
        ("Bo Alm", "Kumla kommun", "ordförande", "present"),
        ("Ida Ek", "ÖLBF", "deltagare", "apology"),
    ]
