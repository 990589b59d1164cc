"""Calendars to subscribe to by a secret address (A18)."""

import datetime as dt
import time
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
import vobject
from django.test import Client
from django.utils import timezone

from meetings.actions import calendars, invitees
from meetings.models import Body
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import links
from secretariat.registry.models import PersonalLink, User
from tests import make
from tests.meetings.invitees_case import Council, a_council

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made")]
Login = Callable[[User], Client]


def soon(days: int = 20) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def path(address: calendars.Address) -> str:
    return address.url.removeprefix("http://127.0.0.1:8000")


def titles(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    feed = vobject.readOne(answer.content.decode())
    return [one.summary.value for one in feed.contents.get("vevent", [])]


@pytest.fixture(scope="module")
def made(module_rows: None) -> Council:
    return a_council(date=soon())


@pytest.fixture
def council(made: Council) -> Council:
    return deepcopy(made)


def user_of(council: Council, name: str) -> User:
    return make.user(person=council.people[name])


def test_the_own_feed_has_meetings_one_is_called_to_or_sits_in_the_body_of(council: Council) -> None:
    asta = user_of(council, "Asta")
    make.meeting(bodies=[council.body], date=soon(40), title="Inte kallat än")
    make.meeting(date=soon(), title="Någon annans")
    make.meeting(bodies=[council.body], date=soon(-500), title="För länge sedan")
    make.meeting(date=soon(50), title="Leder", chair=council.people["Asta"])
    answer = Client().get(path(calendars.renew(by=asta)))
    assert titles(answer) == ["Rådet", "Inte kallat än", "Leder"]
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"


def test_a_feed_needs_no_login_and_leaks_to_nobody(council: Council) -> None:
    answer = Client().get(path(calendars.renew(by=user_of(council, "Asta"))))
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Cache-Control"] == "private, no-cache"


def test_a_feed_names_nobody_and_no_items(council: Council) -> None:
    make.item(of=council.meeting, title="Hemlig punkt")
    council.says("Birger", "declined", at=timezone.now())
    content = Client().get(path(calendars.renew(by=user_of(council, "Asta")))).content.decode()
    unfolded = content.replace("\r\n ", "")
    assert "Hemlig punkt" not in unfolded
    assert [name for name, person in council.people.items() if person.family_name in unfolded] == []


def test_an_ersattare_and_who_stays_away_keep_their_time_free(council: Council) -> None:
    now = timezone.now()
    council.says("Asta", "declined", at=now)
    asta, didrik, ebba = (calendars.renew(by=user_of(council, name)) for name in ("Asta", "Didrik", "Ebba"))
    assert titles(Client().get(path(asta))) == ["Rådet (du har svarat förhinder)"]
    assert titles(Client().get(path(didrik))) == ["Ersättare: Rådet"]
    assert b"TRANSP:TRANSPARENT" in Client().get(path(didrik)).content
    assert titles(Client().get(path(ebba))) == ["Rådet"]


def test_an_ersattare_who_is_not_called_to_anything_yet_is_told_so(council: Council) -> None:
    make.meeting(bodies=[council.body], date=soon(40), title="Inte kallat än")
    answer = Client().get(path(calendars.renew(by=user_of(council, "Didrik"))))
    assert titles(answer) == ["Ersättare: Rådet", "Ersättare: Inte kallat än"]


def test_days_a_meeting_may_be_on_stand_as_perhaps(council: Council) -> None:
    """K12: 21/11, eventuellt 7/11."""
    meeting = make.meeting(bodies=[council.body], date=None, title="Höstmöte", state="tentative")
    meeting.date_options.create(date=soon(30))
    meeting.date_options.create(date=soon(44))
    answer = Client().get(path(calendars.renew(by=user_of(council, "Asta"))))
    assert titles(answer) == ["Rådet", "Kanske: Höstmöte", "Kanske: Höstmöte"]
    assert len({one.uid.value for one in vobject.readOne(answer.content.decode()).vevent_list}) == 3


def test_who_is_struck_does_not_see_the_meeting(council: Council) -> None:
    address = calendars.renew(by=user_of(council, "Asta"))
    invitees.strike(council.row("Asta"), by=None)
    assert titles(Client().get(path(address))) == []


def test_a_cancelled_meeting_stays_and_says_so(council: Council) -> None:
    council.meeting.state = "cancelled"
    council.meeting.save()
    answer = Client().get(path(calendars.renew(by=user_of(council, "Asta"))))
    assert titles(answer) == ["Inställt: Rådet"]
    assert b"STATUS:CANCELLED" in answer.content


def test_the_feed_of_a_body_follows_what_the_user_may_know(council: Council) -> None:
    asta = user_of(council, "Asta")
    address = calendars.renew(by=asta, body=council.body)
    assert titles(Client().get(path(address))) == ["Rådet"]
    council.people["Asta"].memberships.update(ends_on=timezone.localdate() - dt.timedelta(days=1))
    assert Client().get(path(address)).status_code == 410


def test_only_own_bodies_can_be_followed_but_all_by_the_office(council: Council) -> None:
    stranger = make.body()
    with pytest.raises(NotAllowed, match="grupper du sitter i"):
        calendars.renew(by=user_of(council, "Asta"), body=stranger)
    office = make.user(office_role="secretariat")
    make.meeting(bodies=[stranger], date=soon())
    assert len(titles(Client().get(path(calendars.renew(by=office, body=stranger))))) == 1


def test_a_new_address_closes_the_old_one(council: Council) -> None:
    asta = user_of(council, "Asta")
    old = calendars.renew(by=asta)
    of_body = calendars.renew(by=asta, body=council.body)
    new = calendars.renew(by=asta)
    assert Client().get(path(old)).status_code == 410
    assert Client().get(path(new)).status_code == 200
    assert Client().get(path(of_body)).status_code == 200
    assert [one.url for one in calendars.addresses_of(council.people["Asta"])] == [new.url, of_body.url]


def test_who_lost_the_account_gets_nothing_more(council: Council) -> None:
    asta = user_of(council, "Asta")
    address = calendars.renew(by=asta)
    asta.is_active = False
    asta.save()
    answer = Client().get(path(address))
    assert answer.status_code == 410
    assert "Adressen gäller inte." in answer.content.decode()


def test_an_unknown_address_is_not_found_and_a_reply_link_is_no_calendar(council: Council) -> None:
    assert Client().get("/kalender/" + "x" * 43 + ".ics").status_code == 404
    key = invitees.reply_address(council.row("Asta"), by=None).rstrip("/").rpartition("/")[2]
    assert Client().get(f"/kalender/{key}.ics").status_code == 404


def test_the_database_alone_opens_nothing(council: Council, settings: Any) -> None:
    address = calendars.renew(by=user_of(council, "Asta"))
    row = PersonalLink.objects.get(purpose="calendar")
    key = path(address).removeprefix("/kalender/").removesuffix(".ics")
    assert len(key) == 43
    assert key not in {str(value) for value in PersonalLink.objects.values().get().values()}
    assert links.hash_of(key) == row.key_hash
    settings.SECRET_KEY = "en annan nyckel än förut, lika lång som den"
    assert [one.url for one in calendars.addresses_of(council.people["Asta"])] == [""]
    assert Client().get(path(address)).status_code == 200


def test_an_unchanged_feed_is_answered_without_a_body_and_a_changed_one_with(council: Council) -> None:
    where = path(calendars.renew(by=user_of(council, "Asta")))
    first = Client().get(where)
    assert first.has_header("Last-Modified")
    again = Client().get(where, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    council.meeting.place = "Annan sal"
    council.meeting.save()
    changed = Client().get(where, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (changed.status_code, b"Annan sal" in changed.content) == (200, True)
    council.says("Asta", "declined", at=timezone.now())
    assert Client().get(where, HTTP_IF_NONE_MATCH=changed["ETag"]).status_code == 200


def test_the_last_use_is_noted_once_an_hour(council: Council) -> None:
    where = path(calendars.renew(by=user_of(council, "Asta")))
    Client().get(where)
    row = PersonalLink.objects.get(purpose="calendar")
    first = row.last_used_at
    assert first is not None
    Client().get(where)
    assert PersonalLink.objects.get(pk=row.pk).last_used_at == first
    calendars.note_use(row, at=first + dt.timedelta(hours=1))
    assert PersonalLink.objects.get(pk=row.pk).last_used_at == first + dt.timedelta(hours=1)


def many(body: Body, count: int) -> None:
    for number in range(count):
        make.meeting(bodies=[body], date=soon(number % 300), title=f"Möte {number}", start_time=dt.time(9))


@pytest.mark.parametrize("of_body", [False, True])
def test_a_feed_asks_as_much_for_three_meetings_as_for_one(
    council: Council, django_assert_max_num_queries: Any, django_assert_num_queries: Any, of_body: bool
) -> None:
    where = path(calendars.renew(by=user_of(council, "Asta"), body=council.body if of_body else None))
    Client().get(where)
    with django_assert_max_num_queries(9) as one:
        Client().get(where)
    many(council.body, 2)
    with django_assert_num_queries(len(one)):
        assert len(titles(Client().get(where))) == 3


def test_four_hundred_meetings_are_quick(council: Council) -> None:
    many(council.body, 400)
    where = path(calendars.renew(by=user_of(council, "Asta")))
    started = time.process_time()
    answer = Client().get(where)
    taken = time.process_time() - started
    assert len(titles(answer)) == 401
    assert taken < 3, taken


def test_the_page_shows_the_address_and_makes_a_new_one(council: Council, as_user: Login) -> None:
    asta = user_of(council, "Asta")
    client = as_user(asta)
    before = client.get("/kalender/").content.decode()
    assert "Gör en adress" in before
    assert council.body.list_name in before
    client.post("/kalender/ny/")
    (address,) = calendars.addresses_of(council.people["Asta"])
    page = client.get("/kalender/")
    assert address.url in page.content.decode()
    assert f'href="webcal://127.0.0.1:8000{path(address)}"' in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    client.post("/kalender/ny/", {"body": council.body.pk})
    assert [one.body for one in calendars.addresses_of(council.people["Asta"])] == [None, council.body]


def test_an_account_without_a_person_is_told_what_to_do(as_user: Login) -> None:
    user = User.objects.create_user("ensam@exempel.se", office_role="reader")
    client = as_user(user)
    assert "hör inte till någon person" in client.get("/kalender/").content.decode()
    assert "hör inte till någon person" in client.post("/kalender/ny/", follow=True).content.decode()


def test_one_meeting_can_be_fetched_as_a_file_by_who_may_see_it(council: Council, as_user: Login) -> None:
    where = f"/kalender/mote/{council.meeting.pk}.ics"
    answer = as_user(user_of(council, "Asta")).get(where)
    assert titles(answer) == ["Rådet"]
    assert answer["Content-Disposition"] == f'attachment; filename="mote-{council.meeting.pk}.ics"'
    assert as_user(make.user(office_role="reader")).get(where).status_code == 404
    assert Client().get(where).status_code == 302


def test_a_meeting_of_both_bodies_stands_once(council: Council) -> None:
    other = make.body()
    council.meeting.meeting_bodies.create(body=other, position=1)
    make.membership(seat=make.seat(of=other), person=council.people["Asta"])
    asta = user_of(council, "Asta")
    assert len(titles(Client().get(path(calendars.renew(by=asta))))) == 1
    assert len(titles(Client().get(path(calendars.renew(by=asta, body=council.body))))) == 1
