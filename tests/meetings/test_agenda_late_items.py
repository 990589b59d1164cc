"""Order, clock and numbers of an agenda: places, late points (A8, N1), the sum of minutes, material (A11)."""

import datetime as dt

import pytest

from meetings.actions import agenda, materials, notices
from meetings.actions.timetable import timetable_of
from meetings.models import AgendaItem
from secretariat.lib.rules import NotAllowed
from tests import make
from tests.meetings.backlog_case import Case, a_case

pytestmark = pytest.mark.django_db
AT = dt.datetime(2027, 3, 1, 9, tzinfo=dt.UTC)


@pytest.fixture
def case() -> Case:
    return a_case()


def tree(case: Case) -> list[str]:
    rows = AgendaItem.objects.standing().filter(meeting=case.meeting).order_by("position")
    return [f"{'  ' if row.parent_id else ''}{row.number} {row.first_line}" for row in rows]


def item(case: Case, title: str) -> AgendaItem:
    return case.meeting.items.get(title=title)


def called(case: Case) -> Case:
    """A kallelse has been sent."""
    notices.send(case.meeting, by=case.secretary, at=AT)
    return case


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (1, ["1 Avslutas", "2 Öppnas", "3 Laget runt"]),
        (2, ["1 Öppnas", "2 Avslutas", "3 Laget runt"]),
        (99, ["1 Öppnas", "2 Laget runt", "3 Avslutas"]),
        (0, ["1 Avslutas", "2 Öppnas", "3 Laget runt"]),
    ],
)
def test_a_point_moves_to_a_place(case: Case, place: int, expected: list[str]) -> None:
    agenda.place_item(item(case, "Avslutas"), place, by=case.secretary)
    assert tree(case) == expected


def test_a_removed_point_has_no_place(case: Case) -> None:
    agenda.remove_item(item(case, "Laget runt"), by=case.secretary)
    with pytest.raises(NotAllowed, match="Lägg tillbaka den först"):
        agenda.place_item(item(case, "Laget runt"), 1, by=case.secretary)


def test_printed_numbers_stay_when_points_move_and_a_late_one_gets_the_next_free(case: Case) -> None:
    called(case)
    agenda.place_item(item(case, "Avslutas"), 1, by=case.secretary)
    agenda.add_item(case.meeting, by=case.secretary, title="Sent", after=item(case, "Öppnas"))
    assert tree(case) == ["3 Avslutas", "1 Öppnas", "4 Sent", "2 Laget runt"]


def test_a_late_point_may_be_numbered_by_its_place_and_back(case: Case) -> None:
    called(case)
    first = agenda.add_item(case.meeting, by=case.secretary, title="Sent", after=item(case, "Laget runt"))
    second = agenda.add_item(case.meeting, by=case.secretary, title="Senare", after=first)
    assert agenda.number_late_item(first, agenda.BY_PLACE, by=case.secretary) == "2 b"
    assert agenda.number_late_item(second, agenda.BY_PLACE, by=case.secretary) == "2 c"
    assert tree(case) == ["1 Öppnas", "2 Laget runt", "2 b Sent", "2 c Senare", "3 Avslutas"]
    assert agenda.number_late_item(second, agenda.NEXT_FREE, by=case.secretary) == "4"


def test_a_number_by_place_follows_the_place_until_it_is_printed(case: Case) -> None:
    called(case)
    late = agenda.add_item(case.meeting, by=case.secretary, title="Sent", after=item(case, "Laget runt"))
    agenda.number_late_item(late, agenda.BY_PLACE, by=case.secretary)
    agenda.place_item(late, 2, by=case.secretary)
    assert tree(case) == ["1 Öppnas", "1 b Sent", "2 Laget runt", "3 Avslutas"]
    notices.send(case.meeting, by=case.secretary, at=AT)
    agenda.place_item(late, 4, by=case.secretary)
    assert tree(case) == ["1 Öppnas", "2 Laget runt", "3 Avslutas", "1 b Sent"]
    with pytest.raises(NotAllowed, match="kommit till efter kallelsen"):
        agenda.number_late_item(late, agenda.NEXT_FREE, by=case.secretary)


def test_a_late_point_first_of_all_has_no_number_by_place(case: Case) -> None:
    called(case)
    late = agenda.add_item(case.meeting, by=case.secretary, title="Sent")
    agenda.place_item(late, 1, by=case.secretary)
    with pytest.raises(NotAllowed, match="Punkten får nästa lediga nummer"):
        agenda.number_late_item(late, agenda.BY_PLACE, by=case.secretary)
    with pytest.raises(NotAllowed, match="kommit till efter kallelsen"):
        agenda.number_late_item(item(case, "Öppnas"), agenda.BY_PLACE, by=case.secretary)


# The clock


def points(*minutes: int | None, **starts: dt.time) -> list[AgendaItem]:
    return [
        AgendaItem(pk=place, planned_minutes=number, planned_start=starts.get(f"at{place}"))
        for place, number in enumerate(minutes, 1)
    ]


def test_the_clock_runs_from_point_to_point() -> None:
    table = timetable_of(points(10, None, 35), start=dt.time(9), end=dt.time(10))
    assert [str(slot.start) for slot in table.slots.values()] == ["09:00:00", "09:10:00", "09:10:00"]
    assert (table.total, table.left, table.over, table.untimed, table.warning) == (45, 15, 0, 1, "")
    assert table.sum_in_words.replace("\xa0", " ") == "45 min av 1 tim"


def test_a_sum_that_exceeds_the_meeting_is_warned_about() -> None:
    table = timetable_of(points(40, 45), start=dt.time(9), end=dt.time(10))
    assert table.warning.replace("\xa0", " ") == "Punkterna tar 25 min mer än mötet. De slutar kl. 10.25."


def test_a_time_that_is_set_is_kept_and_told_where_it_is_too_early() -> None:
    table = timetable_of(points(40, 10, 10, at2=dt.time(9, 30), at3=dt.time(11)), start=dt.time(9))
    assert [(str(slot.start), slot.is_set, slot.overlap) for slot in table.slots.values()] == [
        ("09:00:00", False, 0), ("09:30:00", True, 10), ("11:00:00", True, 0),
    ]  # fmt: skip


def test_without_times_of_the_meeting_there_is_a_sum_alone() -> None:
    table = timetable_of(points(10, 20))
    assert ([slot.start for slot in table.slots.values()], table.total, table.warning) == (
        [None, None],
        30,
        "",
    )


# Material (A11)


def test_material_is_due_by_the_bodys_lead_time_or_the_points_own_day(case: Case) -> None:
    by = case.secretary
    asta = make.person(name="Birger Sand")
    plan = agenda.add_item(case.meeting, by=by, title="Plan", purpose="decision", material_from=asta)
    early = agenda.add_item(case.meeting, by=by, title="Tidig", material_due_on=dt.date(2027, 3, 1))
    info = agenda.add_item(case.meeting, by=by, title="Information", purpose="information")
    done = agenda.add_item(case.meeting, by=by, title="Bifogad", purpose="decision")
    done.attachments.create(meeting=case.meeting, kind="noted", title="ppt")
    found = materials.materials_of([plan, early, info, done], case.meeting, today=dt.date(2027, 3, 20))
    assert [(found[one.pk].words.replace("\xa0", " "), found[one.pk].is_late) for one in (plan, early, info, done)] == [
        ("Underlag senast 25 mars 2027, Birger Sand", False),
        ("Underlag sent, skulle ha kommit 1 mars 2027", True),
        ("", False),
        ("1 underlag", False),
    ]  # fmt: skip
    deadlines = materials.deadlines_of(case.meeting, is_called=False, today=dt.date(2027, 3, 30))
    assert [(one.words.replace("\xa0", " "), one.is_late) for one in deadlines] == [
        ("Underlag skulle vara inne 25 mars 2027", True), ("Kallelse senast 1 april 2027", False),
    ]  # fmt: skip
