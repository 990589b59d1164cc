"""Helgdagar, klämdagar and ISO weeks, with the vectors of domain 6.4, and what holds of any year."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretariat.lib import days
from secretariat.lib.days import DAY, Kind

YEARS = st.integers(2000, 2100)
DAYS = st.dates(dt.date(2001, 1, 1), dt.date(2099, 12, 31))


def day(text: str, year: int) -> dt.date:
    number, month = text.split("/")
    return dt.date(year, int(month), int(number))


HOLIDAYS = {
    2026: "1/1 6/1 3/4 5/4 6/4 1/5 14/5 24/5 6/6 20/6 31/10 25/12 26/12",
    2027: "1/1 6/1 26/3 28/3 29/3 1/5 6/5 16/5 6/6 26/6 6/11 25/12 26/12",
}


@pytest.mark.parametrize("year", HOLIDAYS)
def test_the_helgdagar_are_those_of_the_law(year: int) -> None:
    assert list(days.holidays_of(year)) == [day(one, year) for one in HOLIDAYS[year].split()]


def test_the_klamdagar_are_those_one_takes_off() -> None:
    assert days.bridge_days_of(2026) == [dt.date(2026, 1, 2), dt.date(2026, 1, 5), dt.date(2026, 5, 15)]
    assert days.bridge_days_of(2027) == [dt.date(2027, 5, 7)]


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (dt.date(2026, 5, 14), "Kristi himmelsfärdsdag (helgdag)"),
        (dt.date(2026, 5, 15), "klämdag"),
        (dt.date(2026, 4, 30), "Valborgsmässoafton (helgdagsafton)"),
        (dt.date(2026, 6, 19), "Midsommarafton (helgdagsafton)"),
        (dt.date(2027, 3, 27), "Påskafton (helgdagsafton)"),
    ],
)
def test_a_special_day_says_what_it_is(when: dt.date, words: str) -> None:
    special = days.special_day(when)
    assert special
    assert special.in_words == words


def test_years_that_nobody_has_worked_out_break_nothing() -> None:
    assert days.holidays_of(2101) == {}
    assert list(days.eves_of(2101)) == [dt.date(2101, 4, 30), dt.date(2101, 12, 24), dt.date(2101, 12, 31)]
    assert days.special_day(dt.date(2101, 4, 4)) is None


def test_an_ordinary_day_and_an_ordinary_sunday_are_nothing_special() -> None:
    assert days.special_day(dt.date(2026, 3, 18)) is None
    assert days.special_day(dt.date(2026, 3, 15)) is None


def test_years_have_52_or_53_weeks() -> None:
    assert {year: days.weeks_in(year) for year in range(2024, 2033)} == {
        2024: 52, 2025: 52, 2026: 53, 2027: 52, 2028: 52, 2029: 52, 2030: 52, 2031: 52, 2032: 53,
    }  # fmt: skip
    assert dt.date(2027, 1, 1).isocalendar().week == 53


def test_week_53_in_a_year_without_one_is_refused_in_words() -> None:
    assert days.monday_of(2026, 53) == dt.date(2026, 12, 28)
    with pytest.raises(ValueError, match=r"^Det finns ingen vecka 53 2027\. Året har 52 veckor\.$"):
        days.monday_of(2027, 53)
    with pytest.raises(ValueError, match="Det finns ingen vecka 0 2027"):
        days.monday_of(2027, 0)


def test_the_third_wednesday_and_the_last_and_a_fifth_that_is_missing() -> None:
    assert days.nth_weekday(2027, 3, 3, 2) == dt.date(2027, 3, 17)
    assert days.nth_weekday(2027, 3, -1, 2) == dt.date(2027, 3, 31)
    with pytest.raises(ValueError, match=r"^Februari 2027 har ingen femte onsdag\.$"):
        days.nth_weekday(2027, 2, 5, 2)


def test_a_meeting_in_week_53_has_no_same_week_the_year_after() -> None:
    with pytest.raises(ValueError, match="Det finns ingen vecka 53 2027"):
        days.same_week(dt.date(2026, 12, 30))


@given(DAYS)
def test_the_same_week_keeps_week_and_weekday(one: dt.date) -> None:
    of = one.isocalendar()
    if of.week <= days.weeks_in(of.year + 1):
        assert days.same_week(one).isocalendar() == (of.year + 1, of.week, of.weekday)
    else:
        assert of.week == 53


@given(DAYS)
def test_the_same_weekday_of_the_month_keeps_all_three(one: dt.date) -> None:
    if days.nth_of(one) < 5:
        then = days.same_weekday_of_month(one)
        assert (then.year, then.month, then.weekday(), days.nth_of(then)) == (
            one.year + 1, one.month, one.weekday(), days.nth_of(one)
        )  # fmt: skip


@given(YEARS)
def test_a_klamdag_is_a_working_day_between_free_ones(year: int) -> None:
    for one in days.bridge_days_of(year):
        assert not days.is_free(one)
        assert days.is_free(one - DAY)
        assert days.is_free(one + DAY)
    assert len(days.holidays_of(year)) in (12, 13)


@given(YEARS, st.integers(1, 53))
def test_every_week_there_is_begins_on_a_monday_and_no_other_is_read(year: int, week: int) -> None:
    if week <= days.weeks_in(year):
        assert days.monday_of(year, week).isocalendar() == (year, week, 1)
    else:
        with pytest.raises(ValueError, match="ingen vecka"):
            days.monday_of(year, week)


@given(DAYS, st.integers(0, 30))
def test_working_days_near_are_working_days_in_order_of_nearness(one: dt.date, within: int) -> None:
    near = days.working_days_near(one, within)
    assert [abs((found - one).days) for found in near] == sorted(abs((found - one).days) for found in near)
    assert not [found for found in near if days.is_free(found) or days.special_day(found)]


def test_weeks_in_words() -> None:
    assert days.weeks_in_words(dt.date(2026, 12, 28), dt.date(2027, 1, 10)) == "v.\xa053–1"
    assert days.weeks_in_words(dt.date(2027, 2, 22), dt.date(2027, 2, 26)) == "v.\xa08"


def test_kinds_are_words() -> None:
    assert [str(kind) for kind in Kind] == ["helgdag", "helgdagsafton", "klämdag"]
