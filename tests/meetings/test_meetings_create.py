"""A meeting is made ready to prepare from its bodies (A1–A4, A9)."""

import datetime as dt

import pytest

from meetings.actions import agenda, attendance, meetings
from meetings.models import AgendaItem, BodyType, Meeting, StandingItem
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import LogEntry, User
from tests import make

pytestmark = pytest.mark.django_db


def council(**fields):  # type: ignore[no-untyped-def]
    kind, _ = BodyType.objects.get_or_create(
        name="samverkansråd", slug="council", defaults={"is_political": True}
    )
    return make.body(type=kind, **fields)


def listed(meeting: Meeting) -> list[tuple[str, str, str, str, str]]:
    return [
        (row.body.name if row.body else "", row.list_heading, row.shown_name, row.affiliation, row.role)
        for row in meeting.attendances.select_related("body")
    ]


def test_a_new_meeting_has_agenda_attendance_minutes_and_leaders(secretary: User) -> None:
    """A9: standing items of the leading body; chair and secretary from its seats."""
    body = council(name="Rådet")
    make.member(of=body, name="Asta Holm", kind="chair")
    make.member(of=body, name="Birger Lind", kind="secretary")
    StandingItem.objects.create(
        body=body, position=1, title="Mötet öppnas", role="opening", presenter="ordf."
    )
    StandingItem.objects.create(
        body=body, position=2, title="Laget runt", role="round_table", presenter="alla, Asta Holm"
    )
    meeting = meetings.create(bodies=[body], by=secretary, date=make.DAY, place="Kilsbergen")
    assert [str(item) for item in meeting.items.all()] == ["1 Mötet öppnas", "2 Laget runt"]
    last = meeting.items.get(number="2")
    assert [(one.text, str(one.person)) for one in last.presenters.all()] == [
        ("alla", "None"),
        ("Asta Holm", "Asta Holm"),
    ]
    assert (str(meeting.chair), str(meeting.secretary), meeting.place) == (
        "Asta Holm",
        "Birger Lind",
        "Kilsbergen",
    )
    assert str(meeting.minutes.word) == "minnesanteckningar"
    assert LogEntry.objects.get().verb == "skapade möte"


def test_a_joint_meeting_lists_attendance_per_body(secretary: User) -> None:
    """A1: two bodies, each with its own list; the leading one first."""
    leading, second = council(name="Folkhälsa"), council(name="Välfärd")
    nora = make.organisation(name="Nora")
    asta = make.person(name="Asta Holm")
    make.membership(
        seat=make.seat(of=leading, organisation=nora, position=1), person=asta, political_party="S"
    )
    make.membership(seat=make.seat(of=second, organisation=nora, position=1), person=asta)
    make.seat(of=leading, organisation=make.organisation(name="RF-SISU"), position=2)
    make.membership(
        seat=make.seat(of=leading, organisation=nora, kind="substitute", position=3),
        person=make.person(name="Cilla Ek"),
    )
    meeting = meetings.create(bodies=[leading, second], by=secretary, date=make.DAY, joint_part_only=[second])
    assert listed(meeting) == [
        ("Folkhälsa", "Ledamöter", "Asta Holm", "Nora", "member"),
        ("Folkhälsa", "Ledamöter", "Vakant", "RF-SISU", "member"),
        ("Folkhälsa", "Ersättare", "Cilla Ek", "Nora", "substitute"),
        ("Välfärd", "Ledamöter", "Asta Holm", "Nora", "member"),
    ]
    assert [row.joint_part_only for row in meeting.meeting_bodies_in_order] == [False, True]
    assert {row.political_party for row in meeting.attendances.all()} == {"S", ""}


def test_attendance_uses_the_membership_of_the_day(secretary: User) -> None:
    """A2: a later holder of the seat is not in the list, and the list stays when the holder changes."""
    body = council()
    seat = make.seat(of=body, organisation=make.organisation(name="Kumla"))
    make.membership(
        seat=seat, person=make.person(name="Asta Holm"), starts_on=dt.date(2024, 1, 1), ends_on=make.DAY
    )
    later = make.DAY + dt.timedelta(days=1)
    make.membership(seat=seat, person=make.person(name="Ebba Nyman"), starts_on=later)
    make.seat(of=body, organisation=make.organisation(name="Laxå"), ends_on=make.DAY - dt.timedelta(days=1))
    first = meetings.create(bodies=[body], by=secretary, date=make.DAY)
    second = meetings.create(bodies=[body], by=secretary, date=later)
    assert [row[2] for row in listed(first)] == ["Asta Holm"]
    assert [row[2] for row in listed(second)] == ["Ebba Nyman"]


def test_officials_stand_in_one_list_of_participants(secretary: User) -> None:
    """Evidence 1, S3: Deltagare, with the secretary among them; nobody stands twice in a body."""
    body = make.body(name="Chefsgruppen")
    home = make.organisation(name="Region")
    asta = make.person(name="Asta Holm", organisation=home, title="områdeschef")
    make.membership(seat=make.seat(of=body, organisation=home, position=1), person=asta)
    make.membership(seat=make.seat(of=body, kind="chair", position=2), person=asta)
    make.membership(seat=make.seat(of=body, kind="secretary", position=3), person=make.person(name="Gun Ek"))
    make.seat(of=body, kind="secretary", position=4)
    make.membership(seat=make.seat(of=body, kind="contact", position=5), person=make.person())
    meeting = meetings.create(bodies=[body], by=secretary, date=make.DAY)
    assert listed(meeting) == [
        ("Chefsgruppen", "Deltagare", "Asta Holm", "Region", "chair"),
        ("Chefsgruppen", "Deltagare", "Gun Ek", "", "secretary"),
    ]
    assert meeting.attendances.get(role="chair").title == "områdeschef"


def test_filling_again_adds_only_new_seats(secretary: User) -> None:
    body = council()
    make.member(of=body, name="Asta Holm")
    meeting = meetings.create(bodies=[body], by=secretary, date=make.DAY)
    assert attendance.fill_from_seats(meeting) == 0
    make.member(of=body, name="Ebba Nyman")
    assert attendance.fill_from_seats(meeting) == 1
    assert [row[2] for row in listed(meeting)] == ["Asta Holm", "Ebba Nyman"]


def test_a_meeting_needs_a_body(secretary: User) -> None:
    with pytest.raises(NotAllowed) as no:
        meetings.create(bodies=[], by=secretary)
    assert no.value.reasons == ["Välj minst en grupp."]


def items(*rows: tuple[int, int | None, str]) -> list[AgendaItem]:
    """Items from (pk, parent, fixed number); order as given."""
    return [
        AgendaItem(pk=pk, parent_id=parent, number=fixed, number_is_fixed=bool(fixed), position=place)
        for place, (pk, parent, fixed) in enumerate(rows)
    ]


def test_numbers_follow_the_order_and_subitems_have_letters() -> None:
    given = items((5, None, ""), (9, 5, ""), (7, 5, ""), (6, None, ""))
    assert agenda.proposed_numbers(given) == {5: "1", 9: "a", 7: "b", 6: "2"}


def test_counting_goes_on_from_a_number_set_by_hand() -> None:
    """Evidence 1, S4: 8 a, 8 b, then 9."""
    given = items((1, None, ""), (2, None, "8 a"), (3, None, "8 b"), (4, None, ""))
    assert list(agenda.proposed_numbers(given).values()) == ["1", "8 a", "8 b", "9"]


def test_a_late_item_among_fixed_numbers_gets_the_next_free_one() -> None:
    """N1: a number that has been printed never changes."""
    given = items((1, None, "1"), (2, None, ""), (3, None, "2"), (4, None, "3"), (5, None, ""))
    assert list(agenda.proposed_numbers(given).values()) == ["1", "4", "2", "3", "5"]


def test_removed_items_and_headed_sections_have_no_number() -> None:
    first, gone, last = items((1, None, ""), (2, None, ""), (3, None, ""))
    gone.removed_at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    after = AgendaItem(pk=4, section="after", position=9)
    assert agenda.proposed_numbers([after, last, gone, first]) == {1: "1", 3: "2", 4: ""}
