"""What the list of meetings asks, composed once for each set of filters, is what Django would ask (A1, N6)."""

import datetime as dt
from itertools import product

import pytest
from django.utils import timezone

from meetings.actions import meeting_lists
from meetings.actions.meeting_lists import Filters
from meetings.models import Meeting
from secretariat.registry.models import User
from tests import make

pytestmark = pytest.mark.django_db
EVERY = [
    (when, *chosen) for when in ("", "kommande", "tidigare") for chosen in product((False, True), repeat=4)
]


def _keys(known: list[int] | None, filters: Filters, *, limit: int = 50) -> list[int]:
    return [one.key for one in meeting_lists.listed(meeting_lists.rows(known, "", filters)[0:limit])]


def test_every_set_of_filters_finds_what_its_conditions_say(secretary: User) -> None:
    """By hand over the rows, for each set of filters, with two values one after the other in the same statement."""
    bodies = [make.body(), make.body()]
    days = (dt.date(2025, 12, 31), dt.date(2026, 1, 1), dt.date(2099, 12, 31), None)
    for day, state in product(days, ("confirmed", "cancelled")):
        make.meeting(bodies=bodies[: 1 + (day == days[0])], date=day, state=state)
    known, today = meeting_lists.known_to(secretary), timezone.localdate()
    assert known is None
    stages = {
        one.key: one.stage for one in meeting_lists.listed(meeting_lists.rows(None, "", Filters())[0:50])
    }
    assert len(stages) == Meeting.objects.count()
    for (when, body, year, minutes, state), value in product(EVERY, (0, 1)):
        filters = Filters(
            when, str(bodies[value].pk) if body else "", ("2025", "2026")[value] if year else "",
            ("draft", "coming")[value] if minutes else "", ("cancelled", "confirmed")[value] if state else "",
        )  # fmt: skip
        expected = {
            one.pk
            for one in Meeting.objects.prefetch_related("bodies")
            if (not when or (one.date and (one.date >= today) == (when == "kommande")))
            and (not body or bodies[value] in one.bodies.all())
            and (not year or (one.date and str(one.date.year) == filters.year))
            and (not minutes or stages[one.pk] == filters.minutes)
            and (not state or one.state == filters.state)
        }
        assert set(_keys(known, filters)) == expected, filters


def test_a_member_is_counted_and_shown_what_they_may_know_of_and_no_more() -> None:
    """`visible_to` itself; also a second member, whose list of unfinished meetings is as long."""
    for body in (make.body(), make.body()):
        user = make.user(person=make.person())
        make.membership(seat=make.seat(of=body), person=user.person)
        make.meeting(bodies=[body])
        known = meeting_lists.known_to(user)
        visible = set(Meeting.objects.visible_to(user).values_list("pk", flat=True))
        assert known is not None
        assert len(known) == 1
        assert set(_keys(known, Filters())) == visible
        assert sum(one.count for one in meeting_lists.groups(known, "") if one.leads) == len(visible)
    assert Meeting.objects.count() == 2
    nobody = make.user()
    assert (meeting_lists.known_to(nobody), _keys([], Filters()), meeting_lists.groups([], "")) == (
        [],
        [],
        [],
    )


def test_a_row_names_its_bodies_the_leading_one_first_by_short_names_where_they_have_one() -> None:
    """N6. And a title of its own instead, where the meeting has one."""
    long, short = (
        make.body(name="Rådet för samråd", short_name=""),
        make.body(name="Styrgruppen", short_name="SG"),
    )
    for bodies in ([long, short], [short, long]):
        make.meeting(bodies=bodies)
    make.meeting(bodies=[long], title="Upptakt")
    found = meeting_lists.listed(meeting_lists.rows(None, "", Filters())[0:50])
    assert [one.heading for one in found] == ["Upptakt", "SG och Rådet för samråd", "Rådet för samråd och SG"]
    assert [
        one.heading for one in meeting_lists.listed(meeting_lists.rows(None, "samråd", Filters())[0:1])
    ] == ["Upptakt"]
