"""When a body gets a successor, what is open goes over to it and history stays (K13)."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from meetings.actions import backlog, matters, successions
from meetings.actions import minutes as minutes_actions
from meetings.models import BacklogItem, Body
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import LogEntry, User
from tests import make

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


def ahead(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


@pytest.fixture
def heir() -> Body:
    return make.body(name="Nya gruppen", code="NY", approval_policy="none")


@pytest.fixture
def old(heir: Body) -> Body:
    return make.body(name="Gamla gruppen", code="GA", approval_policy="none", successor=heir)


def reasons(body: Body, *, by: User) -> list[str]:
    with pytest.raises(NotAllowed) as no:
        successions.hand_over(body, by=by)
    return no.value.reasons


def test_what_is_open_moves_and_what_has_been_stays(old: Body, heir: Body, secretary: User) -> None:
    matter = make.matter(by=secretary, body=old)
    closed = make.matter(by=secretary, body=old)
    matters.close(closed, by=secretary, outcome="Klart.")
    held = make.meeting(bodies=[old], date=ahead(-30))
    item = make.item(of=held, matter=matter)
    decision = make.decision(of=item, matter=matter)
    left, done = make.action(of=item), make.action(of=item, state="done")
    back = make.action(of=item, comes_back_to=old)
    minutes_actions.finalise(held.minutes, by=secretary)
    been = make.stop(of=matter, body=old, planned_on=ahead(-30))
    own, new = make.meeting(bodies=[old], date=ahead(20)), make.meeting(bodies=[heir], date=ahead(20))
    planned = make.stop(of=matter, body=old, meeting=own, planned_on=ahead(20))
    late = make.stop(of=matter, body=old, planned_on=ahead(-70))
    waiting = backlog.add(old, by=secretary, title="Väntar")
    estate = successions.hand_over(old, by=secretary)
    for row in (matter, closed, held, decision, left, done, back, been, planned, late, waiting):
        row.refresh_from_db()
    assert (matter.body, closed.body, waiting.body) == (heir, old, heir)
    assert [stop.body for stop in (been, planned, late)] == [old, heir, heir]
    assert (planned.meeting, planned.planned_on, late.meeting) == (new, ahead(20), None)
    assert (left.body, done.body, back.body, back.comes_back_to) == (heir, None, heir, heir)
    assert (held.leading_body, decision.series_body) == (old, old)
    assert [len(rows) for rows in (estate.matters, estate.stops, estate.backlog, estate.actions)] == [
        1,
        2,
        1,
        2,
    ]
    entry = LogEntry.objects.get(verb="lämnade över till efterträdare")
    assert (entry.user, entry.detail["matters"], entry.detail["actions"]) == (secretary, [matter.number], 2)
    assert reasons(old, by=secretary) == ["Det finns inget öppet kvar i Gamla gruppen att lämna över."]


def test_a_point_that_the_successor_has_already_is_closed_instead(
    old: Body, heir: Body, secretary: User
) -> None:
    action = make.action(of=make.item(of=make.meeting(bodies=[old])))
    first = BacklogItem.objects.create(body=old, title="Uppföljning", action=action)
    BacklogItem.objects.create(body=heir, title="Uppföljning", action=action)
    successions.hand_over(old, by=secretary)
    first.refresh_from_db()
    assert (first.body, first.state, first.closed_because) == (old, "closed", "Väntar redan hos Nya gruppen.")


def test_there_must_be_a_successor_that_exists(old: Body, heir: Body, secretary: User) -> None:
    alone = make.body()
    assert reasons(alone, by=secretary) == [
        "Gruppen har ingen efterträdare. Ange den bland gruppens uppgifter först."
    ]
    Body.objects.filter(pk=alone.pk).update(successor=alone)
    assert reasons(alone, by=secretary) == ["Gruppen kan inte efterträda sig själv. Ange en annan grupp."]
    heir.ends_on = dt.date(2025, 6, 30)
    heir.save()
    assert reasons(old, by=secretary) == [
        "Nya gruppen upphörde 30 juni 2025. Ange en efterträdare som finns, eller låt det gå vidare därifrån."
    ]


def test_the_page_shows_what_goes_before_it_goes(
    old: Body, heir: Body, secretary: User, as_user: Login
) -> None:
    matter = make.matter(by=secretary, body=old, title="Öppet ärende")
    make.stop(of=matter, body=old, planned_on=ahead(20))
    backlog.add(old, by=secretary, title="En väntande punkt")
    make.action(of=make.item(of=make.meeting(bodies=[old])), text="Kansliet sprider planen.")
    client, path = as_user(secretary), f"/grupper/{old.pk}/lamna-over/"
    assert path in client.get(f"/grupper/{old.pk}/").content.decode()
    page = client.get(path).content.decode()
    for words in (
        "Öppet ärende",
        "1\u00a0planerat steg",
        "En väntande punkt",
        "Kansliet sprider planen.",
        "Nya gruppen",
    ):
        assert words in page
    matter.refresh_from_db()
    assert matter.body == old
    assert client.post(path).status_code == 302
    matter.refresh_from_db()
    assert matter.body == heir
    answer = client.post(path)
    assert (answer.status_code, "inget öppet kvar" in answer.content.decode()) == (422, True)


def test_only_those_who_keep_bodies_may(old: Body, as_user: Login) -> None:
    keeper = make.user()
    make.membership(seat=make.seat(of=old, kind="secretary"), person=keeper.person)
    for user in (keeper, make.user(office_role="reader"), make.user()):
        client = as_user(user)
        assert [ask(f"/grupper/{old.pk}/lamna-over/").status_code for ask in (client.get, client.post)] == [
            403,
            403,
        ]
