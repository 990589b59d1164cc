"""Clocks that are moved: by law in March and October, by hand, or back from a wrong time (A18, C3, C10, E5)."""

import datetime as dt
import time
from itertools import pairwise
from uuid import uuid4

import pytest
import vobject
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meetings import calendar
from meetings.actions import minutes as minutes_actions
from meetings.actions import publishing, reply_links, texts
from meetings.models import Publication, Revision
from secretariat.lib import ics
from secretariat.lib.dates import STOCKHOLM, local_day, moment_in_words
from secretariat.registry.actions import log, mail
from secretariat.registry.login_times import BEGAN, SEEN
from secretariat.registry.models import LogEntry, OutgoingMail
from secretariat.registry.models.mail import LEASE, LONGEST_WAIT
from surveys.forms.datasets import ReleaseForm
from surveys.models import Dataset
from tests import make
from tests.meetings.approval_case import a_case
from tests.meetings.publishing_case import ALL, quick

pytestmark = pytest.mark.django_db

MARCH, OCTOBER = dt.date(2026, 3, 29), dt.date(2026, 10, 25)  # two is three; three is two
DAY = dt.timedelta(days=1)


def in_calendar(day: dt.date, start: dt.time, end: dt.time) -> tuple[dt.datetime, dt.datetime]:
    """When a meeting begins and ends in UTC, as a calendar program reads our file."""
    meeting = make.meeting(date=day, start_time=start, end_time=end)
    event = calendar.event_of(meeting)
    assert event
    read = vobject.readOne(ics.write([event], now=timezone.now()).decode()).vevent
    return tuple(one.value.astimezone(dt.UTC) for one in (read.dtstart, read.dtend))  # type: ignore[return-value]


# By law


@pytest.mark.parametrize(("day", "before", "then"), [(MARCH, 8, 7), (OCTOBER, 7, 8)], ids=["mars", "oktober"])
def test_a_meeting_is_at_nine_on_the_days_around_the_change_in_every_calendar(
    day: dt.date, before: int, then: int
) -> None:
    hours = [in_calendar(day + n * DAY, dt.time(9), dt.time(12))[0].hour for n in (-1, 0, 1)]
    assert hours == [before, then, then]


@pytest.mark.parametrize(("day", "hours"), [(MARCH, 1), (OCTOBER, 3)], ids=["mars", "oktober"])
def test_a_meeting_over_the_change_ends_after_it_begins_and_is_as_long_as_it_was(
    day: dt.date, hours: int
) -> None:
    begins, ends = in_calendar(day, dt.time(1, 30), dt.time(3, 30))
    assert ends - begins == dt.timedelta(hours=hours)


@pytest.mark.parametrize("day", [MARCH, OCTOBER], ids=["mars", "oktober"])
def test_a_day_lasts_from_midnight_to_midnight_in_sweden_also_when_it_has_23_or_25_hours(
    day: dt.date,
) -> None:
    start = dt.datetime.combine(day, dt.time.min, STOCKHOLM).astimezone(dt.UTC)
    quarters = [start + dt.timedelta(minutes=15 * n) for n in range(-4, 26 * 4)]
    inside = [one for one in quarters if local_day(one) == day]
    assert len(inside) == (23 if day == MARCH else 25) * 4
    assert [b - a for a, b in pairwise(inside)] == [dt.timedelta(minutes=15)] * (len(inside) - 1)


@pytest.mark.parametrize("day", [MARCH, OCTOBER], ids=["mars", "oktober"])
def test_minutes_can_be_sent_for_approval_to_the_last_minute_of_the_last_day(day: dt.date) -> None:
    minutes = a_case().minutes
    last = dt.datetime.combine(day, dt.time(23, 59), STOCKHOLM)
    past = (last.astimezone(dt.UTC) + dt.timedelta(minutes=1)).astimezone(STOCKHOLM)
    obstacles = [
        minutes_actions.obstacles_to_sending(minutes, deadline=day, today=local_day(at))
        for at in (last, past)
    ]
    assert obstacles == [[], ["Sista dag för justering har redan varit."]]


@pytest.mark.parametrize("day", [MARCH, OCTOBER], ids=["mars", "oktober"])
def test_a_link_in_a_letter_holds_to_midnight(day: dt.date) -> None:
    ends = reply_links.last_moment(make.meeting(date=day))
    assert ends
    assert (local_day(ends), local_day(ends.astimezone(dt.UTC) - dt.timedelta(seconds=1))) == (day + DAY, day)


def test_the_hour_that_comes_twice_is_the_same_on_the_clock_and_two_in_the_evidence() -> None:
    """What an approval keeps: the moment in UTC is one's own, and the words are what the wall said."""
    first, second = (dt.datetime(2026, 10, 25, hour, 30, tzinfo=dt.UTC) for hour in (0, 1))
    assert moment_in_words(first) == moment_in_words(second) == "25 oktober 2026 kl.\u00a02.30"
    assert [one.astimezone(STOCKHOLM).isoformat() for one in (first, second)] == [
        "2026-10-25T02:30:00+02:00",
        "2026-10-25T02:30:00+01:00",
    ]


@pytest.mark.parametrize("day", [MARCH, OCTOBER], ids=["mars", "oktober"])
def test_an_embargo_that_ends_in_the_night_of_the_change_ends_once(day: dt.date) -> None:
    """Half past two does not exist in March and comes twice in October; from the first on it is open."""
    typed = {"public_on": day.isoformat(), "public_time": "2.30"}
    form = ReleaseForm(typed, dataset=Dataset())
    assert form.is_valid(), form.errors
    moment = form.moments()["public_at"]
    assert moment
    start = dt.datetime.combine(day, dt.time.min, STOCKHOLM).astimezone(dt.UTC)
    open_ = [moment <= start + dt.timedelta(minutes=15 * n) for n in range(24)]
    assert sum(b != a for a, b in pairwise(open_)) == 1
    assert open_.index(True) == 10  # quarters of an hour after midnight: half past three in March


# By hand


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The machine's clock: hours it is wrong, set by the test."""
    wrong = [0.0]
    now, seconds = timezone.now, time.time
    monkeypatch.setattr(timezone, "now", lambda: now() + dt.timedelta(hours=wrong[0]))
    monkeypatch.setattr("secretariat.registry.login_times.time.time", lambda: seconds() + wrong[0] * 3600)
    return wrong


def test_the_log_is_shown_as_it_was_written_when_the_clock_was_set_back(clock: list[float]) -> None:
    administrator = make.user(office_role="administrator")
    for hours, verb in ((2, "först"), (0, "sedan"), (-5, "sist")):
        clock[0] = hours
        log.write(verb, by=administrator, about=administrator)
    client = Client()
    client.force_login(administrator)
    shown = client.get(reverse("registry:log-list")).context["entries"]
    assert [one.verb for one in shown][:3] == ["sist", "sedan", "först"]
    kept = LogEntry.objects.filter(verb__in=["först", "sedan", "sist"]).order_by("pk")
    assert [one.verb for one in kept] == ["först", "sedan", "sist"]
    assert [one.at for one in kept] != sorted(one.at for one in kept)  # the moments say what the clock said


def test_the_latest_text_is_the_latest_saved_when_the_clock_was_set_back(clock: list[float]) -> None:
    by = make.user(office_role="secretariat")
    item = make.item(of=make.meeting(secretary=by.person))
    key, base = uuid4(), 0
    for hours, words in ((3, "Första."), (0, "Andra."), (-24, "Tredje.")):
        clock[0] = hours
        saved = texts.save(item, [texts.Change(key=key, html=words, base=base)], by=by)
        base = saved.revision
    assert item.blocks.get(pk=key).html == "Tredje."
    versions = Revision.objects.filter(block=key)
    assert [one.html for one in versions] == ["Tredje.", "Andra.", "Första."]
    assert [one.number for one in versions] == sorted((one.number for one in versions), reverse=True)


def test_an_approval_holds_whatever_the_clock_says_after_it(clock: list[float]) -> None:
    case = a_case()
    case.send()
    clock[0] = 5
    minutes_actions.approve(case.minutes, by=case.chair)
    clock[0] = -5
    minutes_actions.approve(case.minutes, by=case.elected)
    assert case.minutes.is_finished
    assert minutes_actions.is_intact(case.minutes)


def test_letters_do_not_wait_for_a_moment_that_a_wrong_clock_set(clock: list[float]) -> None:
    """The clock was a year ahead while a letter was tried and another one taken; both are due when it is right."""
    ahead = timezone.now() + dt.timedelta(days=365)
    for facts in ({"next_attempt_at": ahead}, {"sending_since": ahead}):
        letter = mail.write(purpose="kallelse", subject="Kallelse", body="Hej.", to_email="asta@exempel.se")
        OutgoingMail.objects.filter(pk=letter.pk).update(**facts)
    now = timezone.now()
    assert OutgoingMail.objects.due(now).count() == 2
    OutgoingMail.objects.update(next_attempt_at=now + LONGEST_WAIT - dt.timedelta(minutes=1))
    assert OutgoingMail.objects.due(now).count() == 0
    OutgoingMail.objects.update(next_attempt_at=None, sending_since=now - LEASE + dt.timedelta(minutes=1))
    assert OutgoingMail.objects.due(now).count() == 0


def test_a_login_made_while_the_clock_was_ahead_lasts_no_longer_than_others(clock: list[float]) -> None:
    user = make.user(office_role="secretariat")
    clock[0] = 24 * 30
    client = Client()
    client.post(reverse("account_login"), {"login": user.email, "password": "hemligt-i-prov"})
    assert client.get(reverse("home:start")).status_code == 200
    clock[0] = 0
    assert client.get(reverse("home:start")).status_code == 200  # seen, and counted from now
    session = client.session
    assert max(session[BEGAN], session[SEEN]) <= time.time()
    clock[0] = 2
    assert client.get(reverse("home:start")).status_code == 302


def test_a_clock_that_goes_back_logs_nobody_out_and_lets_nobody_in(clock: list[float]) -> None:
    user = make.user(office_role="secretariat")
    client = Client()
    client.post(reverse("account_login"), {"login": user.email, "password": "hemligt-i-prov"})
    assert client.get(reverse("home:start")).status_code == 200
    clock[0] = -3
    assert client.get(reverse("home:start")).status_code == 200
    Session.objects.all().delete()
    assert client.get(reverse("home:start")).status_code == 302


def test_what_was_taken_down_after_its_last_day_stays_so_when_the_clock_goes_back(clock: list[float]) -> None:
    """Whether it is open is a fact of the row, once the night has been there."""
    meeting = quick(publish=False)
    publishing.publish(meeting.minutes, by=make.user(office_role="secretariat"), checked=ALL)
    Publication.objects.update(last_day=timezone.localdate())
    clock[0] = 24
    assert publishing.close_by_night() == 1
    clock[0] = -48
    page = Client().get(reverse("meetings:public-meeting", args=[meeting.pk]))
    assert (page.status_code, publishing.close_by_night()) == (410, 0)
    assert Publication.objects.get(minutes=meeting.minutes).unpublished_at is not None
