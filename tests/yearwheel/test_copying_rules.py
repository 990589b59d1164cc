"""The same a year later, by each rule, and what is against the day (I6). Without the database."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretariat.lib.events import Precision
from secretariat.yearwheel.contents import Background, Behind
from secretariat.yearwheel.copying import Moved, a_year_later, warnings_of
from secretariat.yearwheel.reading import Days

D = dt.date
WEEK, WEEKDAY, DATE = "week", "weekday", "date"


def day(year: int, month: int, number: int) -> Days:
    return Days(D(year, month, number), D(year, month, number))


@pytest.mark.parametrize(
    ("rule", "moved"),
    [
        (WEEK, Moved(day(2027, 3, 24), "samma vecka, v.\xa012")),
        (WEEKDAY, Moved(day(2027, 3, 17), "tredje onsdagen i mars")),
        (DATE, Moved(day(2027, 3, 18), "samma datum")),
    ],
)
def test_a_day_moves_by_its_rule(rule: str, moved: Moved) -> None:
    assert a_year_later(day(2026, 3, 18), rule) == moved


def test_what_the_next_year_does_not_have_is_said_in_words() -> None:
    assert a_year_later(day(2026, 12, 30), WEEK) == Moved(
        None, "samma vecka, v.\xa053", "Det finns ingen vecka 53 2027. Året har 52 veckor."
    )
    # 1 January 2027 is in week 53 of 2026, so its week is missing too.
    assert a_year_later(day(2027, 1, 1), WEEK).days is None
    assert a_year_later(day(2026, 3, 30), WEEKDAY) == Moved(day(2027, 3, 29), "femte måndagen i mars")
    assert a_year_later(day(2026, 6, 29), WEEKDAY).missing == "Juni 2027 har ingen femte måndag."
    assert a_year_later(day(2028, 2, 29), DATE) == Moved(None, "samma datum", "29 februari finns inte 2029.")


def test_week_1_lands_in_week_1_over_a_year_of_53_weeks() -> None:
    assert a_year_later(day(2025, 12, 29), WEEK).days == day(2027, 1, 4)


def test_a_span_keeps_its_length_and_weeks_stay_weeks_whatever_the_rule() -> None:
    span = Days(D(2026, 3, 16), D(2026, 4, 24))
    assert a_year_later(span, WEEK).days == Days(D(2027, 3, 22), D(2027, 4, 30))
    weeks = Days(D(2026, 9, 7), D(2026, 9, 20), Precision.WEEK)
    for rule in (WEEK, WEEKDAY, DATE):
        assert a_year_later(weeks, rule) == Moved(
            Days(D(2027, 9, 13), D(2027, 9, 26), Precision.WEEK), "samma vecka, v.\xa037"
        )


def test_weeks_over_new_year_end_in_the_same_week() -> None:
    over = Days(D(2026, 11, 23), D(2027, 1, 17), Precision.WEEK)  # v. 48–2, over a week 53
    assert a_year_later(over, WEEK).days == Days(D(2027, 11, 29), D(2028, 1, 16), Precision.WEEK)
    last = Days(D(2026, 12, 14), D(2027, 1, 3), Precision.WEEK)  # v. 51–53: the next year has no week 53
    assert a_year_later(last, WEEK).days == Days(D(2027, 12, 20), D(2028, 1, 9), Precision.WEEK)


def test_months_and_terms_stay_whole() -> None:
    february = Days(D(2028, 2, 1), D(2028, 2, 29), Precision.MONTH)
    assert a_year_later(february, WEEK).days == Days(D(2029, 2, 1), D(2029, 2, 28), Precision.MONTH)
    back = Days(D(2027, 2, 1), D(2027, 2, 28), Precision.MONTH)
    assert a_year_later(back, WEEKDAY).days == Days(D(2028, 2, 1), D(2028, 2, 29), Precision.MONTH)
    term = Days(D(2026, 7, 1), D(2026, 12, 31), Precision.TERM)
    assert a_year_later(term, DATE) == Moved(
        Days(D(2027, 7, 1), D(2027, 12, 31), Precision.TERM), "samma datum"
    )


@given(st.dates(D(2000, 1, 1), D(2090, 12, 31)), st.integers(0, 200), st.sampled_from([WEEK, WEEKDAY, DATE]))
def test_any_day_lands_about_a_year_later_on_the_weekday_or_date_its_rule_says(
    first: D, length: int, rule: str
) -> None:
    moved = a_year_later(Days(first, first + dt.timedelta(days=length)), rule)
    assert bool(moved.missing) == (moved.days is None)
    if moved.days:
        assert (moved.days.last - moved.days.first).days == length
        assert 357 <= (moved.days.first - first).days <= 371
        if rule == DATE:
            assert (moved.days.first.month, moved.days.first.day) == (first.month, first.day)
        else:
            assert moved.days.first.weekday() == first.weekday()


BEHIND = [
    Background(D(2027, 2, 22), D(2027, 2, 26), "sportlov i Nora", Behind.BREAK),
    Background(D(2027, 7, 12), D(2027, 8, 8), "semester", Behind.VACATION),
    Background(D(2027, 5, 6), D(2027, 5, 6), "Kristi himmelsfärdsdag", Behind.HOLIDAY),
]


@pytest.mark.parametrize(
    ("days", "is_deadline", "words"),
    [
        (day(2027, 5, 6), False, ["Kristi himmelsfärdsdag (helgdag)."]),
        (day(2027, 5, 7), False, ["Klämdag."]),
        (day(2027, 2, 23), False, ["Sportlov i Nora."]),
        (day(2027, 7, 18), True, ["Söndag.", "Semester."]),
        (day(2027, 9, 1), True, []),
        (Days(D(2027, 4, 1), D(2027, 5, 6)), True, ["Kristi himmelsfärdsdag (helgdag)."]),
        (Days(D(2027, 2, 22), D(2027, 5, 6)), False, []),
        (Days(D(2027, 7, 12), D(2027, 7, 18), Precision.WEEK), True, []),
    ],
)
def test_what_is_against_the_new_day_is_told(days: Days, is_deadline: bool, words: list[str]) -> None:
    assert list(warnings_of(days, is_deadline=is_deadline, behind=BEHIND)) == words


def test_a_body_that_has_ended_by_then_is_told() -> None:
    gone = list(warnings_of(day(2027, 9, 1), is_deadline=False, behind=[], gone_after=D(2027, 8, 31)))
    assert gone == ["Gruppen finns inte då."]
    there = list(warnings_of(day(2027, 8, 31), is_deadline=False, behind=[], gone_after=D(2027, 8, 31)))
    assert there == []
