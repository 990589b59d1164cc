"""Dates as people paste them (evidence 9): what is read, and that nothing is dropped."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretariat.lib.date_lists import read_dates

YEAR = 2027


def said(text: str) -> list[str]:
    """Each meeting that was read: day with hours, other days, or weeks."""
    found = []
    for one in read_dates(text, year=YEAR).found:
        hours = f" {one.start:%H.%M}" + (f"-{one.end:%H.%M}" if one.end else "") if one.start else ""
        days = " eller ".join(str(day) for day in (one.day, *one.instead) if day)
        found.append(days + hours if one.day else f"{one.window[0]}..{one.window[1]}" if one.window else "")
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fredag 21 mars 2025 kl 9-12", ["2025-03-21 09.00-12.00"]),
        ("13 juni 2025, fredag kl. 13.00 – 16.00", ["2025-06-13 13.00-16.00"]),
        ("Onsdagen den 22 januari 2025 kl 13.00 – 16.30", ["2025-01-22 13.00-16.30"]),
        ("22 maj 2026", ["2026-05-22"]),
        ("2026-05-27", ["2026-05-27"]),
        ("260527", ["2026-05-27"]),
        ("28/2 kl. 9-12", ["2027-02-28 09.00-12.00"]),
        ("17/2 14.30, 18/2 13.00-16.30", ["2027-02-17 14.30", "2027-02-18 13.00-16.30"]),
        ("17/12 och 14/1", ["2027-12-17", "2028-01-14"]),
        ("18/9, 20/11", ["2027-09-18", "2027-11-20"]),
        ("16/5 12/9 och 21/11 (7/11 ev)", ["2027-05-16", "2027-09-12", "2027-11-21 eller 2027-11-07"]),
        ("21/11 eller 7/11", ["2027-11-21 eller 2027-11-07"]),
        ("v 37- 38, v 48-49", ["2027-09-13..2027-09-26", "2027-11-29..2027-12-12"]),
        ("vecka 2 eller 3", ["2027-01-11..2027-01-24"]),
        ("veckor 9-10", ["2027-03-01..2027-03-14"]),
        ("v. 53 2026", ["2026-12-28..2027-01-03"]),
        ("den 16 september", ["2027-09-16"]),
        ("4/3-26", ["2026-03-04"]),
        ("4/3 2026", ["2026-03-04"]),
    ],
)
def test_what_is_written_is_read(text: str, expected: list[str]) -> None:
    assert said(text) == expected
    assert read_dates(text, year=YEAR).unread == []


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("31/2", ["”31/2”: Det datumet finns inte i kalendern."]),
        ("v 53", ["”v 53”: Det finns ingen vecka 53 2027. Året har 52 veckor."]),
        ("19-20 mars 2026", ["”19-20 mars 2026”: Ett möte är en dag. Skriv dagarna var för sig."]),
        ("28/2 kl 12-9", ["”28/2 kl 12-9”: Mötet slutar innan det börjar."]),
        ("28/2 kl 25", ["”28/2 kl 25”: Klockslaget finns inte. Skriv tiden som 9 eller 13.30."]),
        ("v 38-37", ["”v 38-37”: Den sista veckan är före den första."]),
        ("03/04/2026", ["”03/04/2026” kunde inte läsas som ett datum."]),
        ("efter sommaren", ["”efter sommaren” kunde inte läsas som ett datum."]),
        ("2023/24 och 2024/25", ["”2023/24 och 2024/25” kunde inte läsas som ett datum."]),
        ("Ett möte/termin", ["”Ett möte/termin” kunde inte läsas som ett datum."]),
        ("t.o.m. 2026", ["”t.o.m. 2026” kunde inte läsas som ett datum."]),
    ],
)
def test_what_cannot_be_read_is_told(text: str, unread: list[str]) -> None:
    pasted = read_dates(text, year=YEAR)
    assert (pasted.found, pasted.unread) == ([], unread)


def test_the_rest_is_read_when_a_part_cannot_be() -> None:
    pasted = read_dates("16/5, 31/2, kanske i juni\n12/9", year=YEAR)
    assert [one.day for one in pasted.found] == [dt.date(2027, 5, 16), dt.date(2027, 9, 12)]
    assert pasted.unread == [
        "”31/2”: Det datumet finns inte i kalendern.", "”kanske i juni” kunde inte läsas som ett datum.",
    ]  # fmt: skip


def test_another_weekday_than_the_one_written_is_told() -> None:
    (found,) = read_dates("fredag 17 mars 2027", year=YEAR).found
    assert found.note == "Du skrev fredag, men 17 mars 2027 är en onsdag."


@given(st.lists(st.dates(dt.date(2027, 1, 1), dt.date(2027, 10, 31)), min_size=1, max_size=6))
def test_dates_with_slashes_come_back_as_they_were(days: list[dt.date]) -> None:
    text = ", ".join(f"{day.day}/{day.month}" for day in days)
    assert [one.day for one in read_dates(text, year=YEAR).found] == days


@given(st.text(alphabet="0123456789/-v. kl()mars,och\n", max_size=60))
def test_no_text_makes_it_fall(text: str) -> None:
    read_dates(text, year=YEAR)
