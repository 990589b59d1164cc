"""The night's duties are done once for each day in Sweden, also where the clocks are moved, by law or by hand (N4)."""

import datetime as dt
from collections import Counter
from itertools import pairwise

import pytest
from django.utils import timezone

from secretariat.home import nights
from secretariat.home.management.commands import nightly
from secretariat.home.nights import Nights, is_due
from secretariat.lib.dates import STOCKHOLM

MARCH, OCTOBER = dt.date(2026, 3, 29), dt.date(2026, 10, 25)


def moment(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    """A moment of Swedish time."""
    return dt.datetime.combine(day, dt.time(hour, minute), STOCKHOLM)


class Clock:
    """Goes as long as one waits. `moved` adds hours on the wall when a moment is reached."""

    def __init__(self, start: dt.datetime, *, moved: dict[dt.datetime, float] | None = None) -> None:
        self.at, self.moved = start.astimezone(dt.UTC), moved or {}

    def now(self) -> dt.datetime:
        return self.at

    def wait(self, seconds: float) -> None:
        self.at += dt.timedelta(seconds=seconds)
        for when, hours in list(self.moved.items()):
            if self.at >= when:
                self.at += dt.timedelta(hours=hours)
                del self.moved[when]


def days_done(clock: Clock, until: dt.datetime, *, fails_on: tuple[dt.date, ...] = ()) -> list[dt.datetime]:
    """When the duties were done."""
    done: list[dt.datetime] = []

    def duties() -> bool:
        done.append(clock.at.astimezone(STOCKHOLM))
        return done[-1].date() not in fails_on

    plan = Nights(duties, clock.now, clock.wait, last=(clock.at.astimezone(STOCKHOLM)).date())
    while clock.at < until:
        plan.step()
    return done


@pytest.mark.parametrize("changed", [MARCH, OCTOBER])
def test_the_nights_when_clocks_are_moved_by_law_are_done_once_each(changed: dt.date) -> None:
    start = moment(changed - dt.timedelta(days=3), 12)
    done = days_done(Clock(start), moment(changed + dt.timedelta(days=3), 12))
    assert [one.date() for one in done] == [changed + dt.timedelta(days=n) for n in range(-2, 4)]
    assert {one.time().replace(second=0) for one in done} == {nights.AT}
    assert {(b - a) for a, b in pairwise([one.astimezone(dt.UTC) for one in done])} == {
        dt.timedelta(hours=24), dt.timedelta(hours=23 if changed == MARCH else 25),
    }  # fmt: skip


def test_a_whole_year_has_as_many_nights_as_days(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nights, "LOOK_SECONDS", 900)
    done = days_done(Clock(moment(dt.date(2025, 12, 31), 12)), moment(dt.date(2026, 12, 31), 12))
    assert Counter(one.date() for one in done) == Counter(
        dt.date(2026, 1, 1) + dt.timedelta(n) for n in range(365)
    )


@pytest.mark.parametrize("hours", [-1, -5, -20])
def test_a_clock_that_is_moved_back_does_not_do_a_night_again(hours: float) -> None:
    day = dt.date(2026, 5, 5)
    clock = Clock(moment(day, 0), moved={moment(day, 4).astimezone(dt.UTC): hours})
    done = days_done(clock, moment(day + dt.timedelta(days=2), 12))
    per_day = Counter(one.date() for one in done)
    assert max(per_day.values()) == 1
    assert per_day[day + dt.timedelta(days=2)] == 1


def test_a_clock_that_had_been_far_ahead_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody set it to next year, and right again."""
    monkeypatch.setattr(nights, "LOOK_SECONDS", 900)
    day = dt.date(2026, 5, 5)
    clock = Clock(
        moment(day, 12),
        moved={
            moment(day, 13).astimezone(dt.UTC): 24 * 365,
            moment(day + dt.timedelta(days=366), 13).astimezone(dt.UTC): -24 * 366,
        },
    )
    done = [one.date() for one in days_done(clock, moment(day + dt.timedelta(days=400), 12))]
    back = [b for a, b in pairwise(done) if b < a]
    assert len(back) == 1
    after = done[done.index(back[0]) :]
    assert [b - a for a, b in pairwise(after)] == [dt.timedelta(days=1)] * (len(after) - 1)


def test_a_night_that_went_wrong_is_tried_again_within_hours_and_not_for_ever() -> None:
    day = dt.date(2026, 5, 5)
    done = days_done(
        Clock(moment(day, 12)), moment(day + dt.timedelta(days=2), 12), fails_on=(day + dt.timedelta(days=1),)
    )
    assert [(one.day, one.hour) for one in done] == [(6, 3), (6, 4), (6, 5), (7, 3)]


def test_the_first_night_is_made_up_for_at_once() -> None:
    assert is_due(moment(dt.date(2026, 5, 5), 14), None)


def test_trouble_of_one_night_ends_nothing(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    """The database may be away, and any duty may fail; the command stays and says so."""
    command = nightly.Command()
    monkeypatch.setattr(nightly, "DUTIES", (("Syssla", lambda: 1 // 0),))
    monkeypatch.setattr(nightly, "close_old_connections", lambda: None)
    assert command.went_well() is False
    monkeypatch.setattr(nightly, "DUTIES", (("Syssla", lambda: 1),))
    assert command.went_well() is True
    assert timezone.get_default_timezone_name() == "Europe/Stockholm"
