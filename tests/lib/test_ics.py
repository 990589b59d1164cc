"""Calendar files, read by another library than the one that wrote them (A18)."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import vobject

from secretariat.lib import ics
from secretariat.lib.events import Contact, Event, EventState

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOW = dt.datetime(2026, 11, 22, 3, 4, 5, 678, tzinfo=dt.UTC)


def event(**facts: object) -> Event:
    told = {
        "uid": "mote-1@sekretariatet",
        "title": "Chefsgrupp folkhälsa",
        "start": dt.datetime(2026, 12, 9, 9, tzinfo=STOCKHOLM),
        "end": dt.datetime(2026, 12, 9, 12, tzinfo=STOCKHOLM),
        "changed_at": NOW,
    }
    return Event(**{**told, **facts})  # type: ignore[arg-type]


def read(content: bytes) -> vobject.base.Component:
    return vobject.readOne(content.decode())


def told(**facts: object) -> dict[str, str]:
    """The event's properties as they are written, by name."""
    component = read(ics.write([event(**facts)], now=NOW)).vevent
    return {name: rows[0].value for name, rows in component.contents.items()}


def test_a_meeting_is_read_back_as_it_was_written() -> None:
    calendar = read(ics.write([event(place="Regionhuset; sal 3, plan 2", text="Rad ett\nRad två")], now=NOW))
    assert (calendar.version.value, calendar.method.value) == ("2.0", "PUBLISH")
    one = calendar.vevent
    assert one.uid.value == "mote-1@sekretariatet"
    assert one.summary.value == "Chefsgrupp folkhälsa"
    assert one.location.value == "Regionhuset; sal 3, plan 2"
    assert one.description.value == "Rad ett\nRad två"
    assert one.dtstart.value == dt.datetime(2026, 12, 9, 9, tzinfo=STOCKHOLM)
    assert one.dtend.value == dt.datetime(2026, 12, 9, 12, tzinfo=STOCKHOLM)
    assert one.dtstamp.value == one.last_modified.value == NOW.replace(microsecond=0)
    assert one.status.value == "CONFIRMED"
    assert "attendee" not in one.contents
    assert "organizer" not in one.contents


def test_lines_end_with_crlf_and_are_folded_by_bytes_not_letters() -> None:
    content = ics.write([event(title="Å" * 200 + " ö", text="ä" * 500)], now=NOW)
    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()  # no letter is cut in two
    assert read(content).vevent.summary.value == "Å" * 200 + " ö"


@pytest.mark.parametrize(
    ("day", "offset"),
    [
        (dt.date(2026, 3, 28), 1), (dt.date(2026, 3, 29), 2), (dt.date(2026, 10, 24), 2),
        (dt.date(2026, 10, 25), 1), (dt.date(2027, 3, 28), 2), (dt.date(2027, 10, 31), 1),
    ],
)  # fmt: skip
def test_the_zone_in_the_file_turns_the_clock_on_the_right_days(day: dt.date, offset: int) -> None:
    """The reader builds the zone from the rules in the file, and knows no other."""
    start = dt.datetime.combine(day, dt.time(9), STOCKHOLM)
    content = ics.write([event(start=start, end=start + dt.timedelta(hours=1))], now=NOW)
    content = content.replace(b"Europe/Stockholm", b"Bara i filen")
    assert read(content).vevent.dtstart.value.utcoffset() == dt.timedelta(hours=offset)


def test_the_zone_is_two_yearly_rules_from_1970() -> None:
    """Outlook passes by a zone that is a list of days, and shows meetings in summer an hour wrong."""
    zone = read(ics.write([event()], now=NOW)).vtimezone
    raw = ics.write([], now=NOW).decode().replace("\r\n", "\n")
    assert "DTSTART:19700329T020000\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3" in raw
    assert "DTSTART:19701025T030000\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10" in raw
    assert "RDATE" not in raw
    assert zone.tzid.value == "Europe/Stockholm"


def test_whole_days_end_the_day_after_the_last() -> None:
    """Outlook and Google take DTEND as the first day that is free."""
    one = told(start=dt.date(2026, 12, 28), end=dt.date(2027, 1, 3))
    assert (one["dtstart"], one["dtend"]) == (dt.date(2026, 12, 28), dt.date(2027, 1, 4))
    assert one["x-microsoft-cdo-alldayevent"] == "TRUE"
    raw = ics.write([event(start=dt.date(2026, 12, 28), end=None)], now=NOW)
    assert b"DTSTART;VALUE=DATE:20261228\r\nDTEND;VALUE=DATE:20261229\r\n" in raw


def test_a_meeting_without_an_end_is_an_hour_long() -> None:
    """Outlook draws zero minutes as nothing."""
    assert told(end=None)["dtend"] == dt.datetime(2026, 12, 9, 10, tzinfo=STOCKHOLM)


@pytest.mark.parametrize(
    ("state", "free", "status", "busy", "transp"),
    [
        (EventState.CONFIRMED, False, "CONFIRMED", "BUSY", "OPAQUE"),
        (EventState.CONFIRMED, True, "CONFIRMED", "FREE", "TRANSPARENT"),
        (EventState.TENTATIVE, False, "TENTATIVE", "TENTATIVE", "OPAQUE"),
        (EventState.CANCELLED, False, "CANCELLED", "FREE", "TRANSPARENT"),
    ],
)
def test_outlook_is_told_in_its_own_way_whether_one_is_busy(
    state: EventState, free: bool, status: str, busy: str, transp: str
) -> None:
    one = told(state=state, leaves_time_free=free)
    assert (one["status"], one["x-microsoft-cdo-busystatus"], one["transp"]) == (status, busy, transp)


def test_an_empty_place_is_told_as_empty() -> None:
    """Outlook keeps the old place where an update does not mention any."""
    assert told(place="")["location"] == ""


def test_a_teams_link_gives_outlook_its_button() -> None:
    link = "https://teams.microsoft.com/l/meetup-join/19%3ameeting?context=%7b%7d"
    assert told(conference=link)["x-microsoft-skypeteamsmeetingurl"] == link
    other = told(conference="https://zoom.example/1")
    assert other["conference"] == "https://zoom.example/1"
    assert "x-microsoft-skypeteamsmeetingurl" not in other


def test_a_letter_to_one_person_says_who_calls_and_who_is_called() -> None:
    people = {
        "organizer": Contact('Sekre "Sekis" Terare', "kansliet@exempel.se"),
        "attendee": Contact("Åsa Öberg, Nora", "asa@exempel.se"),
    }
    calendar = read(ics.write([event(**people)], method="REQUEST", now=NOW))
    one = calendar.vevent
    assert calendar.method.value == "REQUEST"
    assert (one.organizer.value, one.organizer.params["CN"]) == (
        "mailto:kansliet@exempel.se",
        ["Sekre 'Sekis' Terare"],
    )
    assert one.attendee.value == "mailto:asa@exempel.se"
    assert one.attendee.params == {
        "CN": ["Åsa Öberg, Nora"], "CUTYPE": ["INDIVIDUAL"], "PARTSTAT": ["NEEDS-ACTION"],
        "ROLE": ["REQ-PARTICIPANT"], "RSVP": ["TRUE"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "said"), [("coming", "ACCEPTED"), ("declined", "DECLINED"), ("", "NEEDS-ACTION")]
)
def test_an_answer_already_given_is_told(answer: str, said: str) -> None:
    one = event(attendee=Contact("Åsa", "asa@exempel.se"), answer=answer)
    assert read(ics.write([one], method="REQUEST", now=NOW)).vevent.attendee.params["PARTSTAT"] == [said]


def test_a_cancellation_takes_the_meeting_away() -> None:
    one = event(attendee=Contact("Åsa", "asa@exempel.se"), sequence=3)
    calendar = read(ics.write([one], method="CANCEL", now=NOW))
    assert calendar.method.value == "CANCEL"
    assert (calendar.vevent.status.value, calendar.vevent.sequence.value) == ("CANCELLED", "3")


def test_a_feed_has_a_name_and_is_the_same_as_long_as_nothing_changes() -> None:
    """Google reads the zone from X-WR-TIMEZONE; Outlook and Apple how often to ask again."""
    content = ics.write([event()], name="Mina möten")
    calendar = read(content)
    assert calendar.x_wr_calname.value == "Mina möten"
    assert calendar.x_wr_timezone.value == "Europe/Stockholm"
    assert calendar.x_published_ttl.value == "PT1H"
    assert ics.write([event()], name="Mina möten") == content


def test_an_empty_calendar_is_still_a_calendar() -> None:
    assert "vevent" not in read(ics.write([], name="Mina möten")).contents
