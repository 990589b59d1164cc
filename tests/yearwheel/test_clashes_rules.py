"""What collides in the year: the rules, without the database (issue's panel of clashes)."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from meetings.actions.clashes import Break, Holding, Knowledge, Party
from secretariat.lib.events import Event, EventState, InYear, Precision
from secretariat.yearwheel.clashes import Kommun, Sort, YearClash, find, name_of
from secretariat.yearwheel.contents import Entry, Kind

D = dt.date
KIND = Kind("c", "Chefsgrupper", "C", "0b5563")
NORA, LINDESBERG, KUMLA = 1, 2, 3
KOMMUNER = {
    NORA: Kommun("Nora", "Norr"),
    LINDESBERG: Kommun("Lindesberg", "Norr"),
    KUMLA: Kommun("Kumla", "Söder"),
}
NOTHING = Knowledge(holdings={}, parties={}, breaks=[], lives={})
SINCE = D(2026, 1, 1)


def entry(title: str, start: dt.date | dt.datetime, end: Any = None, *, url: str = "", **told: Any) -> Entry:
    state = told.pop("state", EventState.CONFIRMED)
    in_year = InYear(
        **{"series": title, "is_meeting": True, **told, "parties": frozenset(told.get("parties", ())),
           "bodies": frozenset(told.get("bodies", ()))}
    )  # fmt: skip
    event = Event(uid=f"{title} {start}", title=title, start=start, end=end, state=state, in_year=in_year)
    return Entry(event, KIND, "C1", url or f"/moten/{title}/")


def told(found: list[YearClash]) -> list[tuple[str, str, str]]:
    return [(str(one.sort), str(one.day), one.whole) for one in found]


def at(day: D, hour: int) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour))


def week_9(*parties: int, many: int = 3) -> list[Entry]:
    """Meetings from Tuesday 24 February 2026 on, of the parties."""
    return [entry(f"Möte {n}", D(2026, 2, 24 + n), parties=parties) for n in range(many)]


# Too much in a week


def test_three_meetings_in_a_week_are_told_by_where_they_hit() -> None:
    assert told(find(week_9(NORA, LINDESBERG), NOTHING, KOMMUNER, since=SINCE)) == [
        ("vecka", "2026-02-26", "3 möten v.\xa09 i Norr.")
    ]
    assert told(find(week_9(NORA, KUMLA), NOTHING, KOMMUNER, since=SINCE)) == [
        ("vecka", "2026-02-26", "3 möten v.\xa09 för Nora och Kumla.")
    ]
    assert told(find(week_9(NORA, LINDESBERG, KUMLA), NOTHING, KOMMUNER, since=SINCE)) == [
        ("vecka", "2026-02-26", "3 möten v.\xa09 i alla kommuner.")
    ]
    assert find(week_9(NORA, many=2), NOTHING, KOMMUNER, since=SINCE) == []
    assert find(week_9(99), NOTHING, KOMMUNER, since=SINCE) == []


def test_kommuner_that_have_more_are_told_apart() -> None:
    more = [*week_9(NORA, LINDESBERG), entry("Fjärde", D(2026, 2, 27), parties=[NORA])]
    assert told(find(more, NOTHING, KOMMUNER, since=SINCE)) == [
        ("vecka", "2026-02-26", "3 möten v.\xa09 för Lindesberg."),
        ("vecka", "2026-02-27", "4 möten v.\xa09 för Nora."),
    ]


@pytest.mark.parametrize(
    ("breaks", "words"),
    [
        ([("sportlov", NORA), ("sportlov", LINDESBERG)], "3 möten v.\xa09 i Norr under sportlov."),
        ([("sportlov", None)], "3 möten v.\xa09 i Norr under sportlov."),
        ([("sportlov", NORA)], "3 möten v.\xa09 i Norr under sportlov (Nora)."),
        ([("sportlov", KUMLA)], "3 möten v.\xa09 i Norr."),
    ],
)
def test_a_busy_week_says_whether_it_is_lov(breaks: list[tuple[str, int | None]], words: str) -> None:
    days = (D(2026, 2, 23), D(2026, 2, 23))  # the Monday, before any of the meetings
    known = replace(NOTHING, breaks=[Break(name, pk, *days) for name, pk in breaks])
    assert [one.words for one in find(week_9(NORA, LINDESBERG), known, KOMMUNER, since=SINCE)] == [words]


def test_a_meeting_with_days_to_choose_between_counts_once_in_a_week() -> None:
    one = [entry("Möte 1", D(2026, 2, 24 + n), parties=[NORA], url="/moten/1/") for n in range(3)]
    assert find(one, NOTHING, KOMMUNER, since=SINCE) == []


def test_week_53_and_week_1_are_weeks_of_their_own() -> None:
    days = [D(2026, 12, 28), D(2026, 12, 29), D(2026, 12, 30), D(2027, 1, 4), D(2027, 1, 5)]
    found = find([entry(f"M{day}", day, parties=[NORA]) for day in days], NOTHING, KOMMUNER, since=SINCE)
    assert [one.words for one in found if one.sort == Sort.WEEK] == ["3 möten v.\xa053 för Nora."]


# Each meeting's day


def test_a_meeting_in_its_kommuns_lov_on_a_helgdag_or_a_klamdag_is_told() -> None:
    known = replace(
        NOTHING,
        parties={7: [Party(NORA, "Nora", True), Party(KUMLA, "Kumla", True)]},
        breaks=[Break("sportlov", NORA, D(2026, 2, 16), D(2026, 2, 20))],
    )
    both = [NORA, KUMLA]
    found = find(
        [
            entry("Preliminärt: Rådet", D(2026, 2, 18), bodies=[7], parties=both),
            entry("Rådet", D(2026, 5, 14), bodies=[7], parties=both),
            entry("Rådet", D(2026, 5, 15), bodies=[7], parties=both),
            entry("Rådet", D(2026, 5, 16), bodies=[7], parties=both),
            entry("Rådet", D(2026, 5, 20), bodies=[7], parties=both),
        ],
        known, KOMMUNER, since=SINCE,
    )  # fmt: skip
    assert told(found) == [
        ("lov", "2026-02-18", "Rådet: Sportlov i Nora."),
        ("dag", "2026-05-14", "Rådet: Kristi himmelsfärdsdag (helgdag)."),
        ("dag", "2026-05-15", "Rådet: Klämdag."),
        ("dag", "2026-05-16", "Rådet: Lördag."),
    ]
    assert [one.parties for one in found[:2]] == [{NORA}, {NORA, KUMLA}]


def test_the_same_person_in_two_meetings_at_once_is_told_once() -> None:
    known = replace(NOTHING, holdings={
        7: [Holding(7, 1, "Asta Holm", D(2024, 1, 1), None)], 8: [Holding(8, 1, "Asta Holm", D(2024, 1, 1), None)],
    })  # fmt: skip
    day = D(2026, 3, 18)
    one = entry("Rådet", at(day, 9), at(day, 12), bodies=[7], parties=[NORA])
    other = entry("Chefsgruppen", at(day, 11), at(day, 14), bodies=[8], parties=[KUMLA])
    later = entry("Styrgruppen", at(day, 13), at(day, 14), bodies=[9])
    (found,) = find([one, other, later], known, KOMMUNER, since=SINCE)
    assert found.whole == "Rådet: Asta Holm ska samtidigt vara i Chefsgruppen kl.\xa011–14."
    assert (found.sort, found.entries, found.parties) == (Sort.AT_ONCE, (one, other), {NORA, KUMLA})
    after = entry("Chefsgruppen", at(day, 12), at(day, 14), bodies=[8])
    assert find([one, after], known, KOMMUNER, since=SINCE) == []


def test_two_meetings_of_one_body_on_a_day_are_told() -> None:
    day = D(2026, 3, 18)
    found = find(
        [entry("Rådet", day, bodies=[7]), entry("Extra", day, bodies=[7])], NOTHING, KOMMUNER, since=SINCE
    )
    assert [one.whole for one in found] == ["Rådet: Samma grupp har redan ett möte den dagen: Extra."]


# Last days


def test_a_last_day_that_is_no_working_day_is_told() -> None:
    last = {"is_meeting": False, "is_deadline": True}
    found = find(
        [
            entry("Underlag", D(2026, 5, 14), **last),
            entry("Rekvisition", D(2026, 4, 1), D(2026, 5, 15), **last),
            entry("Svar", D(2026, 5, 17), **last),
            entry("Bokslut", D(2026, 5, 18), **last),
            entry("I maj", D(2026, 5, 1), D(2026, 5, 31), precision=Precision.MONTH, **last),
            entry("Folkhälsodag", D(2026, 5, 17), is_meeting=False),
        ],
        NOTHING, KOMMUNER, since=SINCE,
    )  # fmt: skip
    assert told(found) == [
        ("dag", "2026-05-14", "Underlag: Sista dagen är Kristi himmelsfärdsdag (helgdag)."),
        ("dag", "2026-05-15", "Rekvisition: Sista dagen är en klämdag."),
        ("dag", "2026-05-17", "Svar: Sista dagen är en söndag."),
    ]


def test_last_days_of_one_series_are_told_together() -> None:
    last = {"is_meeting": False, "is_deadline": True, "series": "Underlag till Rådet"}
    days = [D(2026, 5, 17), D(2026, 5, 2), D(2026, 5, 14), D(2026, 5, 18)]
    entries = [entry(f"Underlag {day}", day, parties=[n], url=f"/{n}/", **last) for n, day in enumerate(days)]
    (found,) = find(entries, NOTHING, KOMMUNER, since=D(2026, 5, 3))
    assert found.whole == "Underlag till Rådet: 2 sista dagar är inte arbetsdagar."
    assert found.things == [
        ("Underlag 2026-05-14", "/2/", D(2026, 5, 14)), ("Underlag 2026-05-17", "/0/", D(2026, 5, 17)),
    ]  # fmt: skip
    assert (found.day, found.parties, found.is_list) == (D(2026, 5, 14), {0, 2}, True)


# What collides with nothing


def test_what_is_off_past_or_has_only_weeks_collides_with_nothing() -> None:
    sunday = D(2026, 5, 17)
    meetings = [
        entry("Inställt: Rådet", sunday, state=EventState.CANCELLED),
        entry("Rådet", sunday, D(2026, 5, 31), precision=Precision.WEEK),
    ]
    assert find(meetings, NOTHING, KOMMUNER, since=SINCE) == []
    assert find([entry("Rådet", sunday)], NOTHING, KOMMUNER, since=D(2026, 5, 18)) == []
    assert len(find([entry("Rådet", sunday)], NOTHING, KOMMUNER, since=sunday)) == 1


def test_the_mark_of_a_clash_changes_with_its_days_and_what_is_said() -> None:
    def key(*entries: Entry) -> str:
        (one,) = find(entries, NOTHING, KOMMUNER, since=SINCE)
        return one.key

    sunday = key(entry("Rådet", D(2026, 5, 17)))
    assert sunday == key(entry("Rådet", D(2026, 5, 17)))
    assert sunday != key(entry("Rådet", D(2026, 5, 10)))
    week = week_9(NORA)
    assert key(*week) == key(*reversed(week))
    assert key(*week) != key(*week, entry("Fjärde", D(2026, 2, 27), parties=[NORA]))


def test_how_sure_a_meeting_is_does_not_belong_to_its_name() -> None:
    names = [name_of(entry(title, D(2026, 5, 5))) for title in ("Preliminärt: A", "Kanske: B", "C: d")]
    assert names == ["A", "B", "C: d"]
