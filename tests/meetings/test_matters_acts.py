"""A matter's life and its planned stops (K1, K2): opened, changed, closed, joined; planned, moved, marked, struck."""

import datetime as dt

import pytest
from django.utils import timezone

from meetings.actions import backlog, matter_courses, matter_stops, matters
from meetings.actions import minutes as minutes_actions
from meetings.models import Matter, MatterStop
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import LogEntry, User
from tests import make

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 9, 24)


def reasons(act: object) -> list[str]:
    with pytest.raises(NotAllowed) as no:
        act()  # type: ignore[operator]
    return no.value.reasons


def test_numbers_run_through_the_year_and_an_address_follows(secretary: User) -> None:
    """K1."""
    days = (dt.date(2025, 12, 30), dt.date(2026, 1, 2), dt.date(2026, 5, 1))
    made = [matters.create(by=secretary, title=f"  Ett   ärende {day} ", opened_on=day) for day in days]
    assert [one.number for one in made] == ["Ä 2025-1", "Ä 2026-1", "Ä 2026-2"]
    assert made[2].title == "Ett ärende 2026-05-01"
    assert [matters.found_by_address(written) for written in ("ä-2026-2", "Ä 2026-2", "A-2026-2")] == [
        made[2]
    ] * 3
    strange = ("ä", "ä-2026", "ä-2026-x", "cf-2026-2", "ä-2026-9", "ä-2026-99999999", "ä-²-²", "")
    assert [matters.found_by_address(written) for written in strange] == [None] * len(strange)


def test_a_matter_needs_a_title(secretary: User) -> None:
    assert reasons(lambda: matters.create(by=secretary, title=" ")) == ["Skriv ärendets rubrik."]
    one = make.matter(by=secretary)
    assert reasons(lambda: matters.change(one, by=secretary, title="", parties=[])) == [
        "Skriv ärendets rubrik."
    ]


def test_a_matter_is_closed_with_what_came_of_it_and_can_be_opened_again(secretary: User) -> None:
    one = make.matter(by=secretary)
    assert reasons(lambda: matters.close(one, by=secretary, outcome=" ")) == [
        "Skriv vad det blev av ärendet."
    ]
    assert reasons(lambda: matters.close(one, by=secretary, outcome="Klart", state="open")) == [
        "Välj om ärendet är avslutat eller nedlagt."
    ]
    assert reasons(lambda: matters.reopen(one, by=secretary)) == ["Ärendet pågår redan."]
    matters.close(one, by=secretary, outcome="Modellen införs.")
    one.refresh_from_db()
    assert (one.state, one.outcome, one.closed_by) == ("closed", "Modellen införs.", secretary)
    assert reasons(lambda: matters.close(one, by=secretary, outcome="Igen")) == ["Ärendet är redan avslutat."]
    matters.reopen(one, by=secretary)
    one.refresh_from_db()
    assert (one.state, one.closed_at) == ("open", None)
    verbs = LogEntry.objects.filter(object_id=str(one.pk)).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["öppnade ärende", "avslutade ärende", "öppnade ärende igen"]


def test_a_closed_matter_takes_neither_items_nor_stops(secretary: User) -> None:
    one, item = make.matter(by=secretary), make.item(of=make.meeting())
    stop = make.stop(of=one)
    matters.close(one, by=secretary, outcome="Klart.")
    one.refresh_from_db()
    assert reasons(lambda: matters.attach(item, matter=one, by=secretary)) == [
        f"{one.number} är avslutat. Öppna ärendet igen först."
    ]
    closed = ["Ärendet är avslutat. Öppna det igen om det ska gå vidare."]
    stop = MatterStop.objects.get(pk=stop.pk)
    for act in (
        lambda: matter_stops.plan(one, by=secretary, role="decision", planned_on=DAY, where="Nämnden"),
        lambda: matter_stops.change(stop, by=secretary, role="decision", planned_on=DAY, where="Nämnden"),
        lambda: matter_stops.mark_done(stop, by=secretary),
        lambda: matter_stops.unmark(stop, by=secretary),
        lambda: matter_stops.strike(stop, by=secretary),
        lambda: matter_stops.restore(stop, by=secretary),
    ):
        assert reasons(act) == closed


def test_two_matters_become_one_and_all_that_belongs_to_them_moves(secretary: User) -> None:
    one, into = make.matter(by=secretary, title="Dubbletten"), make.matter(by=secretary, title="Det riktiga")
    item = make.item(of=make.meeting())
    decision, action = make.decision(of=item, matter=one), make.action(of=item, matter=one)
    stop = make.stop(of=one)
    matters.attach(item, matter=one, by=secretary)
    assert reasons(lambda: matters.merge(one, into=one, by=secretary)) == [
        "Ett ärende kan inte gå upp i sig självt. Välj ett annat."
    ]
    matters.merge(one, into=into, by=secretary)
    for row in (item, decision, action, stop, one):
        row.refresh_from_db()
    assert [row.matter for row in (item, decision, action, stop)] == [into] * 4
    assert (one.state, one.outcome) == ("closed", f"Gick upp i {into.number} Det riktiga.")
    assert reasons(lambda: matters.merge(into, into=one, by=secretary)) == [
        f"{one.number} är avslutat. Välj ett ärende som pågår."
    ]


def test_a_stop_follows_its_bodys_meeting_when_that_is_moved(secretary: User) -> None:
    """K2."""
    body, matter = make.body(), make.matter(by=secretary)
    meeting = make.meeting(bodies=[body], date=DAY)
    stop = matter_stops.plan(matter, by=secretary, role="decision", planned_on=DAY, body=body)
    assert stop.meeting == meeting
    meeting.date = DAY + dt.timedelta(days=7)
    meeting.save()
    (planned,) = matter_courses.courses([matter.pk], today=DAY + dt.timedelta(days=3))[matter.pk]
    assert (planned.met.day, planned.met.days_late) == (meeting.date, 0)


def test_a_meeting_that_was_called_off_does_not_meet_a_stop(secretary: User) -> None:
    body, matter = make.body(), make.matter(by=secretary)
    meeting = make.meeting(bodies=[body], date=DAY)
    make.item(of=meeting, matter=matter)
    make.stop(of=matter, body=body, meeting=meeting, planned_on=DAY)
    after = DAY + dt.timedelta(days=9)

    def late() -> list[int]:
        return [one.met.days_late for one in matter_courses.courses([matter.pk], today=after)[matter.pk]]

    assert late() == [0]
    meeting.state = "cancelled"
    meeting.save()
    assert late() == [9]


def test_an_item_that_was_taken_off_the_agenda_does_not_meet_a_stop(secretary: User) -> None:
    body, matter = make.body(), make.matter(by=secretary)
    item = make.item(of=make.meeting(bodies=[body], date=DAY), matter=matter)
    make.stop(of=matter, body=body, planned_on=DAY)
    item.removed_at = timezone.now()
    item.save()
    (planned,) = matter_courses.courses([matter.pk], today=DAY + dt.timedelta(days=1))[matter.pk]
    assert planned.met.is_late


def test_a_decision_that_belongs_to_the_matter_meets_the_stop_too(secretary: User) -> None:
    body, matter = make.body(), make.matter(by=secretary)
    make.decision(of=make.item(of=make.meeting(bodies=[body], date=DAY)), matter=matter)
    make.stop(of=matter, body=body, planned_on=DAY)
    (planned,) = matter_courses.courses([matter.pk], today=DAY + dt.timedelta(days=1))[matter.pk]
    assert planned.met.is_done


def test_a_new_day_keeps_the_first_one_and_a_mark_needs_a_day_that_has_been(secretary: User) -> None:
    matter = make.matter(by=secretary)
    today = timezone.localdate()
    stop = matter_stops.plan(matter, by=secretary, role="approval", planned_on=DAY, where="Nämnden")
    matter_stops.change(stop, by=secretary, role="approval", planned_on=dt.date(2026, 10, 1), where="Nämnden")
    matter_stops.change(stop, by=secretary, role="approval", planned_on=dt.date(2026, 11, 1), where="Nämnden")
    stop.refresh_from_db()
    assert (stop.moved_from, stop.planned_on) == (DAY, dt.date(2026, 11, 1))
    assert reasons(lambda: matter_stops.mark_done(stop, by=secretary, done_on=today + dt.timedelta(days=1)))[
        0
    ].endswith("har inte varit än. Skriv dagen då steget blev klart.")
    matter_stops.strike(stop, by=secretary)
    assert reasons(lambda: matter_stops.mark_done(stop, by=secretary)) == [
        "Steget är struket. Ta tillbaka det först."
    ]
    matter_stops.restore(stop, by=secretary)
    matter_stops.mark_done(stop, by=secretary)
    stop.refresh_from_db()
    assert (stop.done_on, stop.cancelled_at) == (today, None)
    matter_stops.unmark(stop, by=secretary)
    stop.refresh_from_db()
    assert stop.done_on is None
    assert reasons(
        lambda: matter_stops.plan(matter, by=secretary, role="approval", planned_on=DAY, where=" ")
    ) == ["Ange en grupp eller en annan plats."]


def test_words_in_finished_minutes_stay_when_their_item_gets_a_matter(secretary: User) -> None:
    """The matter stands outside the freeze."""
    meeting = make.meeting(bodies=[make.body(approval_policy="none")])
    item = make.item(of=meeting)
    decision, action = make.decision(of=item), make.action(of=item)
    minutes_actions.finalise(meeting.minutes, by=secretary)
    matter = make.matter(by=secretary)
    for row in (item, decision, action):
        matters.attach(row, matter=matter, by=secretary)
        row.refresh_from_db()
        assert row.matter == matter
    assert Matter.objects.get().items.get() == item


def test_what_waits_carries_its_matter_to_the_agenda(secretary: User) -> None:
    """K1, A14."""
    body, matter = make.body(), make.matter(by=secretary)
    row = backlog.add(body, by=secretary, title="Modellen", matter=matter)
    item = backlog.take(row, make.meeting(bodies=[body]), by=secretary)
    item.refresh_from_db()
    assert item.matter == matter
    matters.close(matter, by=secretary, outcome="Klart.")
    later = backlog.add(body, by=secretary, title="Efteråt", matter=matter)
    item = backlog.take(later, make.meeting(bodies=[body]), by=secretary)
    item.refresh_from_db()
    assert item.matter is None
