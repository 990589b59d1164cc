"""What stands in the way of a day: the pure rule, without the database (A13)."""

import datetime as dt
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from meetings.actions.clashes import (
    Break,
    Calendar,
    Holding,
    Knowledge,
    Party,
    Sitting,
    Weight,
    clashes,
)

DAY = dt.date(2027, 3, 17)  # an ordinary Wednesday
NINE, NOON, THREE = dt.time(9), dt.time(12), dt.time(15)
NORA, KUMLA, LAXA = Party(1, "Nora", True), Party(2, "Kumla", True), Party(3, "Laxå", True)
LONG_AGO = dt.date(2020, 1, 1)


def knowledge(**more: object) -> Knowledge:
    """Asta sits in bodies 1 and 2; body 3 has other people, but the same kommun as 1; body 4 shares nothing."""
    holdings = {
        1: [Holding(1, 10, "Asta Holm", LONG_AGO, None), Holding(1, 11, "Birger Lind", LONG_AGO, None)],
        2: [Holding(2, 10, "Asta Holm", LONG_AGO, dt.date(2027, 6, 30))],
        3: [Holding(3, 12, "Cilla Ek", LONG_AGO, None)],
    }
    parties = {1: [NORA, KUMLA], 2: [LAXA], 3: [NORA]}
    return Knowledge(**{"holdings": holdings, "parties": parties, "breaks": [], "lives": {}, **more})  # type: ignore[arg-type]


def sitting(
    key: str, *bodies: int, day: dt.date = DAY, start: dt.time | None = NINE, end: dt.time | None = NOON
) -> Sitting:
    return Sitting(key, bodies or (1,), f"Grupp {key}", day, start, end)


def told(one: Sitting, *others: Sitting, **more: object) -> list[str]:
    return [clash.words for clash in clashes([one], others, knowledge(**more))[one.key]]


def test_an_ordinary_day_with_nothing_else_has_no_clash() -> None:
    assert told(sitting("A")) == []


def test_the_same_person_in_two_bodies_at_once() -> None:
    assert told(sitting("A"), sitting("B", 2, start=dt.time(11), end=THREE)) == [
        "Asta Holm ska samtidigt vara i Grupp B kl.\xa011–15."
    ]


def test_the_same_person_in_two_bodies_the_same_day() -> None:
    """Those that meet end to end are not at once."""
    assert told(sitting("A"), sitting("B", 2, start=NOON, end=THREE)) == [
        "Asta Holm är också i Grupp B kl.\xa012–15 samma dag."
    ]


def test_a_person_whose_seat_has_ended_does_not_clash() -> None:
    later = dt.date(2027, 9, 15)
    assert told(sitting("A", day=later), sitting("B", 2, day=later)) == []


def test_without_an_end_a_meeting_is_taken_to_last_two_hours() -> None:
    assert told(sitting("A", end=None), sitting("B", 2, start=dt.time(10, 30)))[0].startswith(
        "Asta Holm ska samtidigt"
    )
    assert told(sitting("A", end=None), sitting("B", 2, start=dt.time(11)))[0].startswith(
        "Asta Holm är också"
    )
    assert told(sitting("A", start=None, end=None), sitting("B", 2))[0].startswith("Asta Holm är också")


def test_other_meetings_of_the_same_body_and_of_the_same_parties() -> None:
    assert told(sitting("A"), sitting("B", 1)) == [
        "Samma grupp har redan ett möte den dagen: Grupp B kl.\xa09–12."
    ]
    assert told(sitting("A"), sitting("B", 3)) == ["Nora har också Grupp B kl.\xa09–12 samma dag."]
    assert told(sitting("A"), sitting("B", 4)) == []


def test_proposals_clash_with_each_other_but_a_meeting_not_with_its_own_other_day() -> None:
    found = clashes([sitting("A"), sitting("B", 2)], [], knowledge())
    assert {key: [one.weight for one in of] for key, of in found.items()} == {
        "A": [Weight.AT_ONCE], "B": [Weight.AT_ONCE],
    }  # fmt: skip
    other_day = replace(sitting("A"), day=DAY + dt.timedelta(days=1))
    assert clashes([sitting("A")], [other_day], knowledge())["A"] == []


def test_helgdag_helgdagsafton_klamdag_and_weekend() -> None:
    days = {
        dt.date(2027, 5, 6): "Kristi himmelsfärdsdag (helgdag).",
        dt.date(2027, 5, 7): "Klämdag.",
        dt.date(2027, 4, 30): "Valborgsmässoafton (helgdagsafton).",
        dt.date(2027, 5, 8): "Lördag.",
    }
    assert {day: told(sitting("A", day=day)) for day in days} == {day: [words] for day, words in days.items()}


def test_a_break_counts_where_a_kommun_of_the_body_has_it() -> None:
    week = (DAY - dt.timedelta(days=2), DAY + dt.timedelta(days=2))
    of_nora, of_laxa = Break("sportlov", 1, *week), Break("sportlov", 3, *week)
    of_all = Break("höstlov", None, *week)
    assert told(sitting("A"), breaks=[of_nora]) == ["Sportlov i Nora."]
    assert told(sitting("A"), breaks=[of_laxa]) == []
    assert told(sitting("A"), breaks=[of_all, of_nora, Break("sportlov", 2, *week)]) == [
        "Höstlov.", "Sportlov i Nora och Kumla.",
    ]  # fmt: skip
    assert told(sitting("A", day=week[1] + dt.timedelta(days=3)), breaks=[of_nora, of_all]) == []


def test_a_third_meeting_in_a_week_is_too_many_for_a_kommun() -> None:
    monday, thursday = DAY - dt.timedelta(days=2), DAY + dt.timedelta(days=1)
    assert told(sitting("A"), sitting("B", 3, day=monday)) == []
    assert told(sitting("A"), sitting("B", 3, day=monday), sitting("C", 3, day=thursday)) == [
        "3 möten samma vecka för Nora."
    ]


def test_a_body_that_does_not_exist_that_day() -> None:
    assert told(sitting("A"), lives={1: (None, dt.date(2026, 12, 31))}) == ["Gruppen finns inte den dagen."]


def test_the_worst_is_told_first_and_many_names_are_cut() -> None:
    many = [Holding(1, n, f"Person {n}", LONG_AGO, None) for n in range(7)]
    same = {1: many, 2: [replace(one, body=2) for one in many]}
    words = told(
        sitting("A", day=dt.date(2027, 5, 7)), sitting("B", 2, day=dt.date(2027, 5, 7)), holdings=same
    )
    assert words == [
        "Person 0, Person 1, Person 2 och 4 till ska samtidigt vara i Grupp B kl.\xa09–12.", "Klämdag.",
    ]  # fmt: skip


def test_the_nearest_days_without_a_clash_are_suggested() -> None:
    ascension = sitting("A", day=dt.date(2027, 5, 6))
    tuesday = sitting("B", 2, day=dt.date(2027, 5, 5))
    calendar = Calendar([ascension, tuesday], knowledge())
    assert calendar.free_days(ascension) == [dt.date(2027, 5, 4), dt.date(2027, 5, 3)]
    assert calendar.free_days(ascension, within=0) == []


@given(st.dates(dt.date(2026, 1, 1), dt.date(2028, 12, 31)), st.lists(st.integers(1, 4), max_size=6))
def test_what_is_suggested_never_clashes(day: dt.date, bodies: list[int]) -> None:
    others = [sitting(f"B{n}", body, day=day + dt.timedelta(days=n)) for n, body in enumerate(bodies)]
    one = sitting("A", day=day)
    calendar = Calendar([one, *others], knowledge())
    for free in calendar.free_days(one):
        assert calendar.clashes_of(replace(one, day=free)) == []
