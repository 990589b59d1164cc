"""Two administrators at once: one list is taken in, the other is told; no seat gets two holders (A2)."""

import datetime as dt

import pytest

from meetings.actions import bodies, mandate_periods, roster_plans, rosters
from meetings.models import Membership, Roster
from secretariat.registry.models import Person
from tests import make
from tests.meetings.roster_case import a_turn
from tests.races import Orders, meet, rounds

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
LAST = dt.date(2026, 12, 31)


def family(number: int) -> str:
    """A name that neither looks nor sounds like another round's."""
    letters = "abcdefgijklmnoprstuvxy"
    return letters[number % 20] * 6 + letters[number // 20] * 6


def _ready(roster: Roster) -> tuple[Roster, str]:
    fresh = Roster.objects.select_related("period").get(pk=roster.pk)
    return fresh, roster_plans.plan(fresh).mark


def test_two_take_in_the_same_names_at_once() -> None:
    """Once as one list, once as the same file uploaded by both: the names are new once."""
    turn, by, seen = a_turn(), make.user(office_role="administrator"), Orders()
    for number, lead in rounds():
        names = [turn.row("Kumla", "ledamot", f"Ny {family(number)}", inkallelseordning=2,
                          från=f"{2030 + number}-01-01", till=f"{2030 + number}-12-31")]  # fmt: skip
        first = turn.upload(*names)
        second = first if number % 2 else turn.upload(*names)
        steps = []
        for roster in (first, second):
            ready, mark = _ready(roster)
            steps.append(lambda ready=ready, mark=mark: rosters.take_in(ready, mark=mark, by=by) and "")
        met = meet(*steps, lead=lead)
        assert met.refused == [rosters.TAKEN_IN if number % 2 else rosters.NOTHING_NEW]
        assert Person.objects.filter(family_name=family(number)).count() == 1
        assert Membership.objects.filter(person__family_name=family(number)).count() == 1
        seen.won("a" if met.a.kind == "done" else "b", met)
    seen.assert_both()


def test_a_list_is_taken_in_while_another_fills_the_seat() -> None:
    turn, by, seen = a_turn(), make.user(office_role="administrator"), Orders()
    seat = turn.seats["Birger Bo"]
    seat.memberships.update(ends_on=LAST)
    for number, lead in rounds():
        day = dt.date(2030 + number, 1, 1)
        until = dt.date(2030 + number, 12, 31)
        roster = turn.upload(
            turn.row("Kumla", "ledamot", f"Ny {family(number)}", inkallelseordning=2, från=day, till=until)
        )
        ready, mark = _ready(roster)
        other = make.person()
        met = meet(
            lambda ready=ready, mark=mark: rosters.take_in(ready, mark=mark, by=by) and "",
            lambda other=other, day=day, until=until: (
                bodies.appoint(seat, other, by=by, starts_on=day, ends_on=until) and ""
            ),
            lead=lead,
        )
        assert len(met.refused) == 1
        assert seat.memberships.valid_on(day).count() == 1
        assert Person.objects.filter(family_name=family(number)).count() == (met.a.kind == "done")
        seen.won("a" if met.a.kind == "done" else "b", met)
    seen.assert_both()


def test_two_end_the_period_at_once() -> None:
    turn, by, seen = a_turn(), make.user(office_role="administrator"), Orders()
    ids = list(Membership.objects.values_list("pk", flat=True))
    for _, lead in rounds():
        Membership.objects.update(ends_on=None)
        end = lambda: mandate_periods.end(turn.period, ids, ends_on=LAST, by=by) and ""  # noqa: E731
        met = meet(end, end, lead=lead)
        assert met.refused == ["Alla de uppdragen är redan avslutade. Någon annan kan ha gjort det just nu."]
        assert set(Membership.objects.values_list("ends_on", flat=True)) == {LAST}
        seen.won("a" if met.a.kind == "done" else "b", met)
    seen.assert_both()
