"""Days as people type them into the year (interface 1.2, I1), and as they are shown back."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretariat.lib.days import DAY, monday_of, weeks_in
from secretariat.lib.events import Precision
from secretariat.yearwheel.reading import Days, as_typed, read_days
from secretariat.yearwheel.wording import span_in_words

SINCE = dt.date(2026, 1, 1)


def said(text: str, since: dt.date = SINCE) -> list[str]:
    """What was read, short: 2026-03-03 dag, 2026-09-07–2026-09-20 vecka."""
    found = read_days(text, since=since).found
    return [
        f"{one.first}{f'–{one.last}' if one.last != one.first else ''} {one.precision.value}" for one in found
    ]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2026-03-18", ["2026-03-18 dag"]),
        ("18 mars 2026", ["2026-03-18 dag"]),
        ("onsdag 18 mars", ["2026-03-18 dag"]),
        ("16/5", ["2026-05-16 dag"]),
        ("4/3-27", ["2027-03-04 dag"]),
        ("260304", ["2026-03-04 dag"]),
        ("16/5 12/9 och 21/11", ["2026-05-16 dag", "2026-09-12 dag", "2026-11-21 dag"]),
        ("3, 7 och 12 mars", ["2026-03-03 dag", "2026-03-07 dag", "2026-03-12 dag"]),
        ("3–7 mars", ["2026-03-03–2026-03-07 dag"]),
        ("3-7/3", ["2026-03-03–2026-03-07 dag"]),
        ("16 mars – 24 april", ["2026-03-16–2026-04-24 dag"]),
        ("16 december till 9 januari", ["2026-12-16–2027-01-09 dag"]),
        ("30 mars t.o.m. 2 april 2027", ["2027-03-30–2027-04-02 dag"]),
        ("2026-03-16–2026-04-24", ["2026-03-16–2026-04-24 dag"]),
        ("v. 37–38", ["2026-09-07–2026-09-20 vecka"]),
        ("v 37- 38, v 48-49", ["2026-09-07–2026-09-20 vecka", "2026-11-23–2026-12-06 vecka"]),
        ("vecka 9 2027", ["2027-03-01–2027-03-07 vecka"]),
        ("v. 53", ["2026-12-28–2027-01-03 vecka"]),
        ("v. 52–1", ["2026-12-21–2027-01-10 vecka"]),
        ("mars", ["2026-03-01–2026-03-31 månad"]),
        ("Nov–feb", ["2026-11-01–2027-02-28 månad"]),
        ("ht 2026", ["2026-07-01–2026-12-31 termin"]),
        ("våren", ["2026-01-01–2026-06-30 termin"]),
        ("", []),
    ],
)
def test_days_are_read_as_swedes_type_them(text: str, days: list[str]) -> None:
    assert said(text) == days
    assert read_days(text, since=SINCE).unread == []


def test_what_has_no_year_is_the_next_from_a_day() -> None:
    autumn = dt.date(2026, 8, 1)
    assert said("16/5, v. 9, mars, vt, 1 september", autumn) == [
        "2027-05-16 dag", "2027-03-01–2027-03-07 vecka", "2027-03-01–2027-03-31 månad",
        "2027-01-01–2027-06-30 termin", "2026-09-01 dag",
    ]  # fmt: skip


EXAMPLES = "kunde inte läsas. Skriv t.ex. 16 maj, 16/5, 3–7 mars, v. 37–38, mars eller ht 2026."


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("31/2", f"”31/2”: {EXAMPLES}"),
        ("03/04/2026", f"”03/04/2026”: {EXAMPLES}"),
        ("i mitten av mars", f"”i mitten av mars”: {EXAMPLES}"),
        ("v. 54", "”v. 54”: Det finns ingen vecka 54 2026. Året har 53 veckor."),
        ("tisdag 18 mars", "”tisdag 18 mars”: 18 mars 2026 är en onsdag. Ändra dagen eller datumet."),
        ("20 mars - 3 mars 2026", "”20 mars - 3 mars 2026”: den sista dagen är före den första."),
        ("2026-01-01 till 2029-01-01",
         "”2026-01-01 till 2029-01-01”: det är mer än två år. Skriv en kortare tid."),
        ("1 mars 1802", "”1 mars 1802”: året ska vara mellan 1990 och 2100."),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_and_not_guessed(text: str, why: str) -> None:
    assert read_days(text, since=SINCE).unread == [why]
    assert read_days(f"{text}, 3 maj", since=SINCE).found == [Days(dt.date(2026, 5, 3), dt.date(2026, 5, 3))]


def test_sixty_days_at_once_and_no_more() -> None:
    text = ", ".join((SINCE + DAY * n).isoformat() for n in range(61))
    assert read_days(text, since=SINCE).unread == ["Det är 61 datum. Lägg in högst 60 på en gång."]


def whole(first: dt.date, precision: Precision, longer: int) -> Days:
    """Days of a precision, whole weeks, months or a term, around a day."""
    if precision == Precision.WEEK:
        monday = first - DAY * first.weekday()
        return Days(monday, monday + DAY * (7 * (longer % 40) + 6), precision)
    if precision == Precision.MONTH:
        months = first.month - 1 + longer % 11
        after = dt.date(first.year + (months + 1) // 12, (months + 1) % 12 + 1, 1)
        return Days(first.replace(day=1), after - DAY, precision)
    if precision == Precision.TERM:
        begins = 1 if first.month < 7 else 7
        last = dt.date(first.year, begins + 5, 30 if begins == 1 else 31)
        return Days(dt.date(first.year, begins, 1), last, precision)
    return Days(first, first + DAY * (longer % 700), precision)


@given(
    first=st.dates(dt.date(1992, 1, 10), dt.date(2098, 12, 31)),
    precision=st.sampled_from(Precision),
    longer=st.integers(0, 700),
    since=st.dates(dt.date(2000, 1, 1), dt.date(2050, 1, 1)),
)
def test_days_shown_back_are_read_as_the_same_days(
    first: dt.date, precision: Precision, longer: int, since: dt.date
) -> None:
    days = whole(first, precision, longer)
    typed = as_typed(days.first, days.last, days.precision)
    assert read_days(typed, since=since).found == [days]


@given(st.text(alphabet="0123456789 -–/,.vVtmarsjunioch§åä\n", max_size=40))
def test_no_text_makes_it_fall_over_and_nothing_is_left_out(text: str) -> None:
    read = read_days(text, since=SINCE)
    assert all(one.first <= one.last for one in read.found)
    if any(sign.isalnum() for sign in text.replace("och", "").replace("samt", "")):
        assert read.found or read.unread


@pytest.mark.parametrize(
    ("first", "last", "precision", "words"),
    [
        ("2026-03-18", "2026-03-18", "dag", "18\xa0mars"),
        ("2026-03-16", "2026-04-24", "dag", "16\xa0mars–24\xa0april"),
        ("2026-03-03", "2026-03-07", "dag", "3–7\xa0mars"),
        ("2026-12-16", "2027-01-09", "dag", "16\xa0december–9\xa0januari\xa02027"),
        ("2025-12-16", "2026-01-09", "dag", "16\xa0december\xa02025–9\xa0januari"),
        ("2026-09-07", "2026-09-20", "vecka", "v.\xa037–38"),
        ("2026-12-28", "2027-01-03", "vecka", "v.\xa053"),
        ("2027-09-06", "2027-09-12", "vecka", "v.\xa036\xa02027"),
        ("2026-03-01", "2026-03-31", "månad", "mars"),
        ("2026-11-01", "2027-02-28", "månad", "november–februari\xa02027"),
        ("2026-07-01", "2026-12-31", "termin", "höstterminen"),
        ("2027-01-01", "2027-06-30", "termin", "vårterminen\xa02027"),
    ],
)
def test_days_are_told_as_exactly_as_they_are_known(
    first: str, last: str, precision: str, words: str
) -> None:
    days = (dt.date.fromisoformat(first), dt.date.fromisoformat(last))
    assert span_in_words(*days, Precision(precision), year=2026) == words


def test_week_53_is_there_only_where_the_year_has_one() -> None:
    assert (weeks_in(2026), weeks_in(2027)) == (53, 52)
    assert said("v. 53 2026") == [f"{monday_of(2026, 53)}–2027-01-03 vecka"]
    assert read_days("v. 53 2027", since=SINCE).unread == [
        "”v. 53 2027”: Det finns ingen vecka 53 2027. Året har 52 veckor."
    ]
