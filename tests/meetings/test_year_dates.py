"""What meetings give to the shared year: meetings, material, what parties are asked, stops, mandate periods (I1)."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.conf import settings
from django.utils import timezone

from meetings import year_dates
from meetings.actions import matters
from meetings.models import BodyType
from secretariat.lib.dates import STOCKHOLM
from secretariat.lib.events import Event, EventState, InYear, Precision
from secretariat.registry.models import MandatePeriod, User
from tests import make

from .confirmation_case import DUE, an_asking

pytestmark = pytest.mark.django_db
YEAR = (dt.date(2026, 1, 1), dt.date(2026, 12, 31))
TODAY = dt.date(2026, 3, 1)


def told(user: User, span: tuple[dt.date, dt.date] = YEAR) -> list[tuple[str, str, str]]:
    """First and last day and title of all."""
    found = sorted(year_dates.events(span, user, today=TODAY), key=lambda one: (one.first_day, one.title))
    return [(str(one.first_day), str(one.last_day), one.title) for one in found]


def about(event: Event) -> InYear:
    assert event.in_year is not None
    return event.in_year


def test_a_meeting_stands_in_the_year_with_its_bodies_and_their_parties(secretary: User) -> None:
    council, chiefs = make.body(name="Rådet"), make.body(name="Chefsgruppen", short_name="Chefer")
    nora, own, gone = (make.organisation(name=name) for name in ("Nora", "Regionen", "Laxå"))
    for body, party in ((council, nora), (chiefs, nora), (chiefs, own)):
        make.seat(of=body, organisation=party)
    make.seat(of=council, organisation=gone, ends_on=dt.date(2025, 12, 31))
    make.seat(of=council, organisation=make.organisation(name="Kumla"), kind="contact")
    meeting = make.meeting(bodies=[council, chiefs], date=dt.date(2026, 2, 10), start_time=dt.time(9))
    (event,) = year_dates.events(YEAR, secretary, today=TODAY)
    assert (event.title, event.kind) == ("Rådet och Chefer", "chiefs_group")
    assert event.start == dt.datetime(2026, 2, 10, 9, tzinfo=STOCKHOLM)
    assert event.url == f"{settings.BASE_URL}{meeting.get_absolute_url()}"
    assert event.in_year == InYear(
        series="Rådet och Chefer",
        bodies=frozenset({council.pk, chiefs.pk}),
        parties=frozenset({nora.pk, own.pk}),
        is_meeting=True,
    )


def test_weeks_days_to_choose_between_and_what_is_off_are_told_as_such(secretary: User) -> None:
    body = make.body(name="Rådet", material_days=400)
    make.meeting(bodies=[body], date=None, window_from=dt.date(2026, 9, 7), window_to=dt.date(2026, 9, 20))
    maybe = make.meeting(bodies=[body], title="Dialogmöte", date=dt.date(2026, 11, 21))
    maybe.date_options.create(date=dt.date(2026, 11, 7))
    make.meeting(bodies=[body], date=dt.date(2026, 12, 1), state="cancelled")
    assert told(secretary) == [
        ("2026-09-07", "2026-09-20", "Preliminärt: Rådet (v.\xa037–38)"),
        ("2026-11-07", "2026-11-07", "Kanske: Dialogmöte"),
        ("2026-11-21", "2026-11-21", "Dialogmöte"),
        ("2026-12-01", "2026-12-01", "Inställt: Rådet"),
    ]
    events = year_dates.events(YEAR, secretary, today=TODAY)
    assert {about(one).series for one in events} == {"Rådet"}
    by_title = {one.title: one for one in events}
    assert about(by_title["Preliminärt: Rådet (v.\xa037–38)"]).precision == Precision.WEEK
    assert about(by_title["Dialogmöte"]).precision == Precision.DAY
    assert by_title["Inställt: Rådet"].state == EventState.CANCELLED


def test_material_is_due_by_the_leading_bodys_lead_time_before_meetings_to_come(secretary: User) -> None:
    body = make.body(
        name="Rådet", short_name="Råd", material_days=18, type=BodyType.objects.create(slug="council")
    )
    nora = make.organisation()
    make.seat(of=body, organisation=nora)
    meeting = make.meeting(bodies=[body, make.body()], date=dt.date(2027, 1, 10))
    for date, state in (((2026, 2, 10), "booked"), ((2026, 5, 5), "cancelled"), ((2026, 6, 6), "held")):
        make.meeting(bodies=[body], date=dt.date(*date), state=state)
    (one,) = [event for event in year_dates.events(YEAR, secretary, today=TODAY) if about(event).is_deadline]
    assert (one.title, one.start, one.end) == ("Underlag till Råd, sista dag", dt.date(2026, 12, 23), None)
    assert (one.text, one.kind, one.leaves_time_free) == ("Till mötet 10 januari 2027.", "council", True)
    assert one.uid.startswith(f"mote-{meeting.pk}-")
    assert one.in_year == InYear(
        series="Underlag till Råd",
        category="underlag",
        bodies=frozenset({body.pk}),
        parties=frozenset({nora.pk}),
        is_deadline=True,
    )


def test_what_the_parties_are_asked_runs_from_when_it_was_sent_to_its_last_day(secretary: User) -> None:
    asking = an_asking("Nora", "Kumla")
    not_sent = an_asking("Laxå", send=False)
    no_day = an_asking("Hällefors", due_on=None)
    asked = [one for one in year_dates.events(YEAR, secretary, today=TODAY) if about(one).category == "ok"]
    assert [(str(one.start), one.end, one.title) for one in asked] == [
        ("2026-09-01", DUE, f"Parternas beslut om {asking.decision.number}")
    ]
    assert about(asked[0]).parties == {party.pk for party in asking.parties.values()}
    assert about(asked[0]).bodies == {asking.of.body.pk}
    assert about(asked[0]).is_deadline
    assert asked[0].url.endswith(f"/beslut/{asking.decision.number.lower().replace(' ', '-')}/parterna/")
    assert {not_sent.decision.number, no_day.decision.number}.isdisjoint(asked[0].title.split())
    # It touches the years at either end, and no other.
    assert len(told(secretary, (dt.date(2026, 9, 30), dt.date(2026, 10, 1)))) == 1
    assert told(secretary, (dt.date(2026, 10, 1), dt.date(2026, 12, 31))) == []
    assert told(secretary, (dt.date(2026, 6, 1), dt.date(2026, 8, 31))) == []


def test_a_matters_planned_stop_has_a_day_of_its_own_until_it_is_done_or_is_a_meeting(
    secretary: User,
) -> None:
    matter, body = make.matter(title="Gemensam modell"), make.body(name="Rådet")
    make.stop(of=matter, planned_on=dt.date(2026, 5, 5), role="decision", where="Kommunstyrelserna")
    make.stop(of=matter, planned_on=dt.date(2026, 4, 5), body=body)
    make.stop(of=matter, planned_on=dt.date(2026, 6, 5), done_on=dt.date(2026, 6, 5))
    make.stop(of=matter, planned_on=dt.date(2026, 7, 5), cancelled_at=timezone.now())
    make.stop(of=matter, planned_on=dt.date(2026, 8, 5), meeting=make.meeting(date=dt.date(2027, 8, 5)))
    closed = make.stop(of=make.matter(), planned_on=dt.date(2026, 9, 5)).matter
    matters.close(closed, by=secretary, outcome="Klart.")
    assert told(secretary) == [
        ("2026-04-05", "2026-04-05", "Gemensam modell: beredning, Rådet"),
        ("2026-05-05", "2026-05-05", "Gemensam modell: beslut, Kommunstyrelserna"),
    ]
    found = [about(one) for one in year_dates.events(YEAR, secretary, today=TODAY)]
    assert found == [
        InYear(series="Gemensam modell", category="arenden", bodies=frozenset({body.pk})),
        InYear(series="Gemensam modell", category="arenden"),
    ]


def test_a_mandate_period_begins_on_a_day(secretary: User) -> None:
    MandatePeriod.objects.create(
        name="2027–2030", starts_on=dt.date(2027, 1, 1), ends_on=dt.date(2030, 12, 31)
    )
    assert told(secretary) == []
    assert told(secretary, (dt.date(2027, 1, 1), dt.date(2027, 12, 31))) == [
        ("2027-01-01", "2027-01-01", "Ny mandatperiod 2027–2030")
    ]


def test_nobody_is_told_of_what_they_may_not_know_of() -> None:
    """A member sees meetings of the own body and its material, due before the holiday; a stranger what is for all."""
    body = make.body(name="Rådet")
    make.meeting(bodies=[body], date=dt.date(2026, 5, 20))
    make.meeting(bodies=[make.body(name="Chefsgruppen")], date=dt.date(2026, 5, 21))
    make.stop(of=make.matter(title="Modellen"), planned_on=dt.date(2026, 4, 4))
    asking = an_asking("Nora")
    member = make.user()
    make.membership(seat=make.seat(of=body), person=member.person)
    stop = ("2026-04-04", "2026-04-04", "Modellen: beredning, Nämnden")
    asked = ("2026-09-01", "2026-09-30", f"Parternas beslut om {asking.decision.number}")
    finished = ("2026-03-18", "2026-03-18", asking.of.body.list_name)
    assert told(member) == [
        finished,
        stop,
        ("2026-04-29", "2026-04-29", "Underlag till Rådet, sista dag"),
        ("2026-05-20", "2026-05-20", "Rådet"),
        asked,
    ]
    assert told(make.user(office_role="reader")) == [finished, stop, asked]
    assert told(make.user()) == [finished]


@pytest.mark.parametrize("count", [1, 3])
def test_the_year_asks_the_database_equally_often(
    count: int, secretary: User, django_assert_num_queries: Callable
) -> None:
    for place in range(count):
        body = make.body()
        make.seat(of=body, organisation=make.organisation())
        make.meeting(bodies=[body, make.body()], date=dt.date(2026, 5, 1 + place)).date_options.create(
            date=dt.date(2026, 6, 1 + place)
        )
        make.stop(of=make.matter(), body=body, planned_on=dt.date(2026, 7, 1 + place))
        an_asking("Nora", "Kumla")
        MandatePeriod.objects.create(
            name=f"{place}", starts_on=dt.date(2026, 1, 1), ends_on=dt.date(2030, 12, 31)
        )
    with django_assert_num_queries(10):
        year_dates.events(YEAR, secretary, today=TODAY)
