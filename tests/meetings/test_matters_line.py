"""A matter's way as a line in time, without a database (K1, K2): which agenda meets which stop, what is late."""

import datetime as dt
import random

import pytest

from meetings.timelines import TODAY, Met, Sighting, Step, Stop, line, meet, sentence

DAY = dt.date(2026, 9, 24)
CHIEFS, COUNCIL = 1, 2


def day(month: int, of_month: int) -> dt.date:
    return dt.date(2026, month, of_month)


def sighting(key: int, when: dt.date | None, *bodies: int) -> Sighting:
    return Sighting(key, when, meeting=key * 100, bodies=frozenset(bodies))


def said(found: list[Met]) -> list[tuple[int, int | None, bool, int]]:
    return [
        (one.stop.key, one.sighting.key if one.sighting else None, one.is_done, one.days_late)
        for one in found
    ]


def test_a_stop_that_passed_without_the_matter_on_the_agenda_is_late() -> None:
    """K2: from the day after its own."""
    stop = Stop(1, day(9, 15), body=CHIEFS)
    assert [
        meet([stop], [], today=when)[0].days_late for when in (day(9, 14), day(9, 15), day(9, 16), DAY)
    ] == [0, 0, 1, 9]


def test_the_agenda_of_that_bodys_meeting_meets_the_stop_and_no_other_bodys_does() -> None:
    stop = Stop(1, day(9, 15), body=CHIEFS)
    assert said(meet([stop], [sighting(7, day(9, 15), COUNCIL)], today=DAY)) == [(1, None, False, 9)]
    assert said(meet([stop], [sighting(7, day(9, 15), COUNCIL, CHIEFS)], today=DAY)) == [(1, 7, True, 0)]


def test_each_of_a_bodys_stops_gets_the_agenda_nearest_its_day() -> None:
    """The autumn's agenda does not make up for the spring's."""
    stops = [Stop(1, day(1, 22), body=CHIEFS), Stop(2, day(8, 27), body=CHIEFS)]
    assert said(meet(stops, [sighting(7, day(8, 27), CHIEFS)], today=DAY)) == [
        (1, None, False, 245),
        (2, 7, True, 0),
    ]
    both = [sighting(7, day(8, 20), CHIEFS), sighting(8, day(3, 2), CHIEFS)]
    assert said(meet(stops, both, today=DAY)) == [(1, 8, True, 0), (2, 7, True, 0)]


def test_an_agenda_long_before_does_not_meet_a_stop() -> None:
    stop = Stop(1, day(9, 15), body=CHIEFS)
    assert said(meet([stop], [sighting(7, day(8, 31), CHIEFS)], today=DAY)) == [(1, None, False, 9)]
    assert said(meet([stop], [sighting(7, day(9, 1), CHIEFS)], today=DAY)) == [(1, 7, True, 0)]


def test_a_stop_at_a_meeting_is_met_by_that_meetings_agenda_first() -> None:
    stops = [Stop(1, day(9, 15), body=CHIEFS), Stop(2, day(9, 15), body=CHIEFS, meeting=700)]
    assert said(meet(stops, [sighting(7, day(9, 15), CHIEFS)], today=DAY)) == [
        (1, None, False, 9),
        (2, 7, True, 0),
    ]


def test_a_late_stop_on_a_coming_agenda_stays_late_until_it_has_been_taken_up() -> None:
    stop = Stop(1, day(9, 15), body=CHIEFS)
    coming = sighting(7, day(10, 13), CHIEFS)
    assert said(meet([stop], [coming], today=DAY)) == [(1, 7, False, 9)]
    assert said(meet([stop], [coming], today=day(10, 14))) == [(1, 7, True, 0)]


def test_a_mark_makes_it_done_and_a_struck_one_is_gone() -> None:
    marked = Stop(1, day(9, 15), done_on=day(9, 20))
    struck = Stop(2, day(9, 15), cancelled=True)
    (met,) = meet([marked, struck], [], today=DAY)
    assert (met.is_done, met.day, met.days_late) == (True, day(9, 20), 0)


def test_one_meeting_of_two_bodies_meets_a_stop_of_each() -> None:
    """N6."""
    stops = [Stop(1, day(9, 15), body=CHIEFS), Stop(2, day(9, 15), body=COUNCIL)]
    assert said(meet(stops, [sighting(7, day(9, 15), CHIEFS, COUNCIL)], today=DAY)) == [
        (1, 7, True, 0),
        (2, 7, True, 0),
    ]


@pytest.mark.parametrize("seed", range(60))
def test_whatever_the_plans_the_rules_hold(seed: int) -> None:
    """No stop is lost, no agenda used twice for a body, late is what passed unmet, and the line is in order."""
    chance = random.Random(seed)  # noqa: S311 – the same cases every time

    def some_day() -> dt.date | None:
        return DAY + dt.timedelta(days=chance.randint(-200, 200)) if chance.random() < 0.95 else None

    stops = [
        Stop(
            n, some_day(), body=chance.choice([None, CHIEFS, COUNCIL]), meeting=chance.choice([None, 300]),
            item=chance.choice([None, None, 4]), done_on=chance.choice([None, None, DAY]),
            cancelled=chance.random() < 0.1,
        )
        for n in range(chance.randint(0, 9))
    ]  # fmt: skip
    seen = [
        sighting(n, some_day(), *chance.sample([CHIEFS, COUNCIL], chance.randint(1, 2)))
        for n in range(chance.randint(0, 9))
    ]
    found = meet(stops, seen, today=DAY)
    assert [one.stop for one in found] == [one for one in stops if not one.cancelled]
    used = [(one.sighting.key, one.stop.body) for one in found if one.sighting]
    assert len(used) == len(set(used))
    for one in found:
        named = one.sighting is not None and one.sighting.key == one.stop.item
        if one.sighting and one.stop.body and not named:
            assert one.stop.body in one.sighting.bodies
        passed = one.stop.day is not None and one.stop.day < DAY
        assert one.is_late == (passed and not one.is_done)
        assert one.days_late == ((DAY - one.stop.day).days if one.is_late and one.stop.day else 0)
    kinds = {True: "done", False: "planned"}
    steps = line(
        [
            Step("late" if one.is_late else kinds[one.is_done], one.day, title=str(one.stop.key))
            for one in found
        ],
        today=DAY,
    )
    assert [one.kind for one in steps].count(TODAY) == 1
    assert sorted(one.title for one in steps if one.title) == sorted(str(one.stop.key) for one in found)
    days = [one.day or dt.date.max for one in steps]
    assert days == sorted(days)
    at = [one.kind for one in steps].index(TODAY)
    assert "planned" not in [one.kind for one in steps[:at]]
    assert "late" not in [one.kind for one in steps[at:]]


def told(*stops: Stop, seen: tuple[Sighting, ...] = ()) -> str:
    found = meet(stops, seen, today=DAY)
    return "".join(sentence([(one, "godkännande", "Nämnden") for one in found], today=DAY))


def test_one_sentence_says_where_it_is_and_what_is_late() -> None:
    """K1."""
    late, later = Stop(1, day(9, 15)), Stop(2, day(9, 20))
    assert told(late) == (
        "Ärendet väntar på godkännande i Nämnden. Det skulle ha tagits upp 15 september 2026 och är 9\u00a0dagar sent."
    )
    assert told(later, late).endswith("är 9\u00a0dagar sent. 1 steg till är sent.")
    assert told(Stop(1, day(10, 15))) == "Nästa steg är godkännande i Nämnden 15 oktober 2026."
    assert told(Stop(1, DAY)) == "Nästa steg är godkännande i Nämnden i dag."
    assert told(Stop(1, None)) == "Nästa steg är godkännande i Nämnden, ingen dag är satt."
    assert told(Stop(1, day(9, 1), done_on=day(9, 1))) == "Alla planerade steg är klara."
    assert told() == "Inget steg är planerat."


def test_what_has_been_stands_before_todays_line_and_what_is_planned_today_after_it() -> None:
    steps = [Step("planned", DAY, "i dag"), Step("done", DAY, "nyss"), Step("planned", None, "någon gång")]
    assert [one.title or one.kind for one in line(steps, today=DAY)] == [
        "nyss",
        "today",
        "i dag",
        "någon gång",
    ]
