"""A meeting as a calendar entry: its name for ever, its rising version, and what goes with a letter (A18)."""

import datetime as dt
from typing import Any

import pytest
import vobject

from meetings import calendar
from meetings.models import ItemAttachment, Meeting
from secretariat.lib.dates import STOCKHOLM
from secretariat.lib.events import EventState
from tests import make
from tests.meetings.invitees_case import BEFORE, a_council

pytestmark = pytest.mark.django_db


def a_meeting(**facts: Any) -> Meeting:
    told = {
        "date": dt.date(2026, 12, 9),
        "start_time": dt.time(9),
        "end_time": dt.time(12),
        "place": "Regionhuset",
    }
    return make.meeting(
        bodies=[make.body(name=f"Chefsgruppen {make.number()}", short_name="Chefsgruppen")], **told | facts
    )


def sent(meeting: Meeting, **how: Any) -> Any:
    person = make.person(name="Asta Almgren", email="asta@exempel.se")
    return vobject.readOne(calendar.invitation(meeting, attendee=person, at=BEFORE, **how))


def test_the_version_rises_when_time_place_title_or_state_changes_and_else_not() -> None:
    meeting = a_meeting()
    assert calendar.touch(meeting) is False
    uid = meeting.calendar_uid
    versions = []
    for change in (
        {"start_time": dt.time(10)}, {"place": "Vetrinjskolan"}, {"title": "Extra möte"}, {"state": "moved"},
        {"date": dt.date(2026, 12, 10)}, {"link": "https://teams.microsoft.com/1"}, {"state": "cancelled"},
        {"chair_name": "Någon annan"}, {},
    ):  # fmt: skip
        Meeting.objects.filter(pk=meeting.pk).update(**change)
        calendar.touch(meeting, at=BEFORE)
        versions.append(meeting.calendar_sequence)
    assert versions == [1, 2, 3, 3, 4, 5, 6, 6, 6]
    assert Meeting.objects.get(pk=meeting.pk).calendar_uid == uid
    assert Meeting.objects.get(pk=meeting.pk).calendar_changed_at == BEFORE


def test_the_name_in_calendars_is_the_same_before_and_after_it_is_stored() -> None:
    meeting = a_meeting()
    unstored = calendar.uid_of(meeting)
    calendar.touch(meeting)
    assert meeting.calendar_uid == unstored == calendar.uid_of(Meeting.objects.get(pk=meeting.pk))
    assert len({calendar.uid_of(a_meeting()) for _ in range(3)}) == 3


def test_a_change_nobody_has_told_the_calendar_of_shows_as_a_newer_version() -> None:
    meeting = a_meeting()
    calendar.touch(meeting)
    meeting.place = "Annan sal"
    event = calendar.event_of(meeting)
    assert event is not None
    assert event.sequence == 1
    meeting.save()
    assert sent(meeting).vevent.sequence.value == "1"


def test_the_letter_has_the_agenda_with_links_and_films_under_each_item() -> None:
    meeting = a_meeting(link="https://teams.microsoft.com/l/meetup-join/1", form="hybrid")
    first = make.item(of=meeting, title="Öppning", planned_start=dt.time(9, 5))
    second = make.item(of=meeting, title="Mötesplatser\nUppföljning")
    make.item(of=meeting, title="Bara en del", parent=second, number="a")
    gone = make.item(of=meeting, title="Borttagen punkt")
    gone.removed_at = BEFORE
    gone.save()
    link = ItemAttachment.Kind.LINK
    meeting.attachments.create(
        item=first, kind=link, title="Film om mötesplatser", url="https://film.exempel.se/1"
    )
    one = sent(meeting).vevent
    text = one.description.value.replace("\xa0", " ")
    assert text == (
        "Anslut: https://teams.microsoft.com/l/meetup-join/1\n"
        f"Om mötet: http://127.0.0.1:8000/moten/{meeting.pk}/\n\n"
        "Dagordning\n"
        "1. Öppning (kl. 9.05)\n"
        "    Film om mötesplatser: https://film.exempel.se/1\n"
        "2. Mötesplatser\n"
        "    a Bara en del"
    )
    assert one.x_microsoft_skypeteamsmeetingurl.value == "https://teams.microsoft.com/l/meetup-join/1"
    assert one.location.value == "Regionhuset"


def test_a_very_long_agenda_is_cut_at_a_line_and_says_so() -> None:
    """Google cuts a text at 8192 characters in the middle of a word."""
    meeting = a_meeting()
    for number in range(60):
        make.item(of=meeting, title=f"Punkt {number} " + "om mycket " * 20)
    text = sent(meeting).vevent.description.value
    assert len(text) < 7200
    assert text.endswith("om mycket\nHela dagordningen finns på sidan om mötet.")


def test_the_office_calls_and_not_a_person_with_a_protected_identity() -> None:
    """Gmail says "unknown organizer" of another address than the sender's."""
    secretary = make.person(name="Sekre Terare", email="sekre@exempel.se")
    meeting = a_meeting(secretary=secretary)
    organizer = sent(meeting).vevent.organizer
    assert (organizer.value, organizer.params["CN"]) == ("mailto:sekretariatet@localhost", ["Sekre Terare"])
    secretary.protected_identity = True
    secretary.save()
    meeting = Meeting.objects.get(pk=meeting.pk)
    assert sent(meeting).vevent.organizer.params["CN"] == ["Sekretariatet"]


def test_many_letters_of_one_meeting_read_it_once(django_assert_num_queries: Any) -> None:
    meeting = a_meeting()
    make.item(of=meeting)
    people = [make.person(email=f"a{n}@exempel.se") for n in range(20)]
    calendar.invitation(meeting, attendee=people[0])
    with django_assert_num_queries(0):
        for person in people:
            calendar.invitation(meeting, attendee=person)


@pytest.mark.parametrize(
    ("facts", "title", "state"),
    [
        ({"state": "tentative"}, "Preliminärt: Chefsgruppen", EventState.TENTATIVE),
        ({"state": "booked"}, "Chefsgruppen", EventState.CONFIRMED),
        ({"state": "moved"}, "Chefsgruppen", EventState.CONFIRMED),
        ({"state": "held"}, "Chefsgruppen", EventState.CONFIRMED),
        ({"state": "cancelled"}, "Inställt: Chefsgruppen", EventState.CANCELLED),
    ],
)
def test_the_title_says_the_state_since_outlook_does_not_read_it(
    facts: dict[str, str], title: str, state: EventState
) -> None:
    event = calendar.event_of(a_meeting(**facts))
    assert event is not None
    assert (event.title, event.state) == (title, state)


def test_weeks_are_whole_days_that_leave_the_time_free() -> None:
    """K12: v. 53 of 2026 runs into 2027."""
    meeting = a_meeting(date=None, window_from=dt.date(2026, 12, 28), window_to=dt.date(2027, 1, 10))
    event = calendar.event_of(meeting)
    assert event is not None
    assert (event.start, event.end, event.leaves_time_free) == (
        dt.date(2026, 12, 28),
        dt.date(2027, 1, 10),
        True,
    )
    assert event.title == "Preliminärt: Chefsgruppen (v.\xa053–1)"


def test_a_meeting_with_neither_day_nor_weeks_is_in_no_calendar() -> None:
    meeting = a_meeting(date=None)
    assert calendar.event_of(meeting) is None
    assert calendar.invitation(meeting, attendee=None) == ""
    assert b"BEGIN:VEVENT" not in calendar.file_of(meeting)


@pytest.mark.parametrize(
    ("facts", "place"),
    [
        ({"form": "in_person"}, "Regionhuset"),
        ({"form": "digital", "place": "", "link": "https://zoom.exempel.se/1"}, "https://zoom.exempel.se/1"),
        ({"form": "digital", "place": ""}, "Digitalt"),
        ({"form": "hybrid", "link": "https://zoom.exempel.se/1"}, "Regionhuset"),
        ({"place": ""}, ""),
    ],
)
def test_where_to_go_stands_as_the_place(facts: dict[str, str], place: str) -> None:
    event = calendar.event_of(a_meeting(**facts))
    assert event is not None
    assert event.place == place


def test_the_year_asks_for_a_span_and_gets_what_the_user_may_know_of() -> None:
    council = a_council(state="booked")
    a_meeting(date=dt.date(2027, 1, 1))
    member = make.user(person=council.people["Asta"])
    other = a_meeting()
    other.date_options.create(date=dt.date(2026, 12, 20), start_time=dt.time(13), end_time=dt.time(15))
    span = (dt.date(2026, 12, 1), dt.date(2026, 12, 31))
    office = make.user(office_role="secretariat")
    assert sorted(one.title for one in calendar.events(span, office)) == [
        "Chefsgruppen", "Kanske: Chefsgruppen", "Rådet",
    ]  # fmt: skip
    assert [one.title for one in calendar.events(span, member)] == ["Rådet"]
    (one,) = calendar.events(span, member)
    assert one.start == dt.datetime(2026, 12, 9, 9, tzinfo=STOCKHOLM)
    assert one.kind == "council"
