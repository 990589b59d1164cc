"""What is behind the year: helgdagar, klämdagar, lov per kommun, vacation weeks. Both years of the tables (I3)."""

import datetime as dt
from collections.abc import Callable

import pytest

from secretariat.lib.days import weeks_in
from secretariat.registry.models import SchoolBreak
from secretariat.yearwheel.backgrounds import Lov, behind, special_days, told_once, vacations
from secretariat.yearwheel.contents import Background, Behind
from tests import make

D = dt.date
WEEK_8 = (D(2026, 2, 16), D(2026, 2, 20))
WEEK_9 = (D(2026, 2, 23), D(2026, 2, 27))


def year(number: int) -> tuple[D, D]:
    return D(number, 1, 1), D(number, 12, 31)


def table(number: int, sort: Behind) -> list[tuple[str, int]]:
    """Days of a sort with their ISO weeks."""
    found = [one for one in special_days(year(number)) if one.sort == sort]
    assert all(one.first == one.last for one in found)
    return [(f"{one.first.day}/{one.first.month}", one.first.isocalendar().week) for one in found]


def test_the_helgdagar_of_2026_with_their_weeks() -> None:
    assert table(2026, Behind.HOLIDAY) == [
        ("1/1", 1), ("6/1", 2), ("3/4", 14), ("5/4", 14), ("6/4", 15), ("1/5", 18), ("14/5", 20), ("24/5", 21),
        ("6/6", 23), ("20/6", 25), ("31/10", 44), ("25/12", 52), ("26/12", 52),
    ]  # fmt: skip
    assert table(2026, Behind.BRIDGE) == [("2/1", 1), ("5/1", 2), ("15/5", 20)]
    assert weeks_in(2026) == 53


def test_the_helgdagar_of_2027_begin_in_week_53() -> None:
    assert table(2027, Behind.HOLIDAY) == [
        ("1/1", 53), ("6/1", 1), ("26/3", 12), ("28/3", 12), ("29/3", 13), ("1/5", 17), ("6/5", 18), ("16/5", 19),
        ("6/6", 22), ("26/6", 25), ("6/11", 44), ("25/12", 51), ("26/12", 51),
    ]  # fmt: skip
    assert table(2027, Behind.BRIDGE) == [("7/5", 18)]
    assert weeks_in(2027) == 52


def test_helgdagsaftnar_and_names_stand_too() -> None:
    assert table(2026, Behind.EVE) == [("4/4", 14), ("30/4", 18), ("19/6", 25), ("24/12", 52), ("31/12", 53)]
    names = [one.name for one in special_days((D(2026, 5, 14), D(2026, 6, 6)))]
    assert names == ["Kristi himmelsfärdsdag", "klämdag", "Pingstdagen", "Nationaldagen"]


def test_a_lov_that_many_kommuner_have_the_same_days_is_told_once() -> None:
    many = [Lov("sportlov", *WEEK_8, f"Kommun {place}") for place in range(10)]
    two = [Lov("sportlov", *WEEK_9, "Nora"), Lov("sportlov", *WEEK_9, "Lindesberg")]
    assert told_once([*many, *two], kommuner=12) == [
        Background(*WEEK_8, "sportlov i 10 kommuner", Behind.BREAK),
        Background(*WEEK_9, "sportlov i Nora och Lindesberg", Behind.BREAK),
    ]
    assert [one.name for one in told_once(many, kommuner=10)] == ["sportlov"]
    assert [one.name for one in told_once([*two, Lov("sportlov", *WEEK_9)], kommuner=12)] == ["sportlov"]
    assert told_once([], kommuner=0) == []


def test_the_vacation_weeks_are_whole_and_stand_in_every_summer_asked_for() -> None:
    assert [(one.first, one.last) for one in vacations(year(2026), (28, 31))] == [
        (D(2026, 7, 6), D(2026, 8, 2))
    ]
    lasar = (D(2026, 8, 1), D(2027, 7, 31))
    assert [one.first for one in vacations(lasar, (28, 31))] == [D(2026, 7, 6), D(2027, 7, 12)]
    assert list(vacations((D(2026, 9, 1), D(2026, 9, 30)), (28, 31))) == []


@pytest.mark.django_db
def test_all_of_it_stands_in_order_and_what_reaches_over_new_year_stands_in_both() -> None:
    SchoolBreak.objects.create(name="jullov", starts_on=D(2026, 12, 21), ends_on=D(2027, 1, 8))
    SchoolBreak.objects.create(
        name="sportlov", starts_on=WEEK_8[0], ends_on=WEEK_8[1], organisation=make.organisation(name="Nora")
    )
    make.organisation(name="Kumla")
    make.organisation(name="Regionen", kind="region")
    found = behind((D(2026, 2, 1), D(2026, 12, 23)))
    assert [one.name for one in found if one.sort in (Behind.BREAK, Behind.VACATION)] == [
        "sportlov i Nora", "semester", "jullov",
    ]  # fmt: skip
    assert list(found) == sorted(found, key=lambda one: one.first)
    first = behind(year(2027))[0]
    assert first == Background(D(2026, 12, 21), D(2027, 1, 8), "jullov", Behind.BREAK)


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_the_days_behind_are_one_query(count: int, django_assert_num_queries: Callable) -> None:
    for _ in range(count):
        SchoolBreak.objects.create(
            name="sportlov", starts_on=WEEK_8[0], ends_on=WEEK_8[1], organisation=make.organisation()
        )
    with django_assert_num_queries(1):
        assert [one.name for one in behind((D(2026, 2, 1), D(2026, 2, 28)))] == ["sportlov"]
