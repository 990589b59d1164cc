"""The year in one's own calendar: secret addresses for a choice, revocable, no restricted titles; and a file (I5)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import vobject
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import links
from secretariat.registry.models import PersonalLink, User
from secretariat.setup.logs import without_keys
from secretariat.yearwheel.actions import feeds
from secretariat.yearwheel.choices import Choice, RingsBy
from secretariat.yearwheel.models import Feed
from tests import make
from tests.yearwheel.year_case import OWN_SOURCES, activity, category

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds")]
ALL = Choice(2026)
CALENDAR = reverse("yearwheel:year-calendar")


def soon(days: int = 20) -> str:
    return (timezone.localdate() + dt.timedelta(days=days)).isoformat()


def path(address: feeds.Address) -> str:
    return address.url.removeprefix(settings.BASE_URL)


def read(answer: Any) -> Any:
    assert answer.status_code == 200, answer.content
    return vobject.readOne(answer.content.decode())


def titles(answer: Any) -> list[str]:
    return [one.summary.value for one in read(answer).contents.get("vevent", [])]


@pytest.fixture
def reader() -> User:
    return make.user(office_role="reader")


def test_an_address_gives_the_days_of_a_category_from_a_year_back_to_two_ahead(reader: User) -> None:
    activity("För länge sedan", soon(-450))
    activity("I fjol", soon(-350), soon(-340))
    activity("Nästa år", soon(370))
    activity("Långt fram", soon(900))
    activity("Annat slag", soon(), category=category("medel"))
    answer = Client().get(path(feeds.renew(by=reader, choice=Choice(2026, categories=("ok",)))))
    assert titles(answer) == ["I fjol", "Nästa år"]
    calendar = read(answer)
    assert calendar.x_wr_calname.value == "Årshjul: ÖK & uppföljning"
    first = calendar.vevent_list[0]
    assert (first.dtstart.value.isoformat(), first.dtend.value.isoformat()) == (soon(-350), soon(-339))
    assert first.transp.value == "TRANSPARENT"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"


def test_meetings_are_in_it_and_who_is_called_off_is_told(secretary: User) -> None:
    day = dt.date.fromisoformat(soon())
    body = make.body(name="Rådet", material_days=500)
    make.meeting(bodies=[body], date=day, start_time=dt.time(9), end_time=dt.time(12))
    make.meeting(bodies=[body], date=day, state="cancelled")
    make.meeting(bodies=[make.body(name="Andra", material_days=500)], date=day)
    answer = Client().get(path(feeds.renew(by=secretary, choice=Choice(2026, body=body.pk))))
    told = {one.summary.value: one.status.value for one in read(answer).vevent_list}
    assert told == {"Rådet": "CONFIRMED", "Inställt: Rådet": "CANCELLED"}


def test_the_year_and_how_it_is_drawn_do_not_matter_to_the_address(reader: User) -> None:
    one = Choice(2026, 8, ("ok",), q="möte", rings=RingsBy.BODY)
    feeds.renew(by=reader, choice=one)
    feeds.renew(by=reader, choice=Choice(2027, categories=("ok",), q="möte"))
    assert [feed.query for feed in Feed.objects.all()] == ["kategori=ok&q=m%C3%B6te"]
    assert reader.person
    (address,) = feeds.addresses_of(reader.person)
    assert address.name == "Årshjul: ÖK & uppföljning, ”möte”"
    assert feeds.address_to(one, [address]) == address
    assert feeds.address_to(ALL, [address]) is None


def test_of_what_is_for_one_body_alone_the_feed_says_the_days_and_not_what_it_is() -> None:
    body = make.body(name="Rådet")
    activity("Uppsägning av avtal", soon(), body=body, only_for_body=True, text="Hemligt")
    activity("Öppet", soon(), body=body)
    office = make.user(office_role="secretariat")
    answer = Client().get(path(feeds.renew(by=office, choice=ALL)))
    assert titles(answer) == ["Rådet: bara för gruppen", "Öppet"]
    assert "Uppsägning" not in answer.content.decode().replace("\r\n ", "")
    assert "Hemligt" not in answer.content.decode().replace("\r\n ", "")


def test_a_new_address_closes_the_old_one_and_one_that_is_ended_is_gone(reader: User) -> None:
    old = feeds.renew(by=reader, choice=ALL)
    new = feeds.renew(by=reader, choice=ALL)
    other = feeds.renew(by=reader, choice=Choice(2026, categories=("ok",)))
    assert [Client().get(path(one)).status_code for one in (old, new, other)] == [410, 200, 200]
    assert feeds.end(by=reader, pk=new.feed.pk)
    assert not feeds.end(by=reader, pk=new.feed.pk)
    assert not feeds.end(by=make.user(), pk=other.feed.pk)
    assert [Client().get(path(one)).status_code for one in (old, new, other)] == [410, 410, 200]
    assert Client().get(reverse("yearwheel:year-feed", args=["x" * 43])).status_code == 404


def test_who_may_no_longer_see_the_year_gets_nothing_more(reader: User) -> None:
    address = feeds.renew(by=reader, choice=ALL)
    User.objects.filter(pk=reader.pk).update(office_role="")
    answer = Client().get(path(address))
    assert (answer.status_code, answer.content.decode()) == (
        410, "Adressen gäller inte. Hämta en ny på årshjulets sida Kalender i Sekretariatet.",
    )  # fmt: skip
    User.objects.filter(pk=reader.pk).update(office_role="reader", is_active=False)
    assert Client().get(path(address)).status_code == 410


def test_the_same_events_are_told_once_and_then_304(reader: User) -> None:
    activity(day=soon())
    address = feeds.renew(by=reader, choice=ALL)
    first = Client().get(path(address))
    again = Client().get(path(address), headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert PersonalLink.objects.get(pk=address.link.pk).last_used_at is not None


def test_the_secret_is_not_stored(reader: User) -> None:
    address = feeds.renew(by=reader, choice=ALL)
    key = path(address).split("/")[-1].removesuffix(".ics")
    link = PersonalLink.objects.get(pk=address.link.pk)
    assert link.key_hash == links.hash_of(key)
    assert len(key) >= 40
    assert without_keys(f"GET {path(address)}") == "GET /arshjul/kalender/….ics"
    assert key not in str(PersonalLink.objects.filter(pk=link.pk).values().get())


def test_addresses_are_refused_in_words(monkeypatch: pytest.MonkeyPatch, reader: User) -> None:
    def words(user: User, choice: Choice = ALL) -> list[str]:
        with pytest.raises(NotAllowed) as no:
            feeds.renew(by=user, choice=choice)
        return no.value.reasons

    alone = User.objects.create_user("utan@exempel.se", "hemligt-i-prov", office_role="reader")
    assert words(alone) == ["Ditt konto hör inte till någon person i registret. Be sekretariatet rätta det."]
    monkeypatch.setattr(feeds, "LONGEST", 10)
    assert words(reader, Choice(2026, q="ett långt ord")) == ["Urvalet är för långt. Välj färre slag."]
    monkeypatch.setattr(feeds, "MOST", 0)
    assert words(reader) == ["Du har redan 0 adresser till årshjulet. Ta bort någon först."]


def test_the_page_gives_addresses_and_takes_them_away(
    reader: User, as_user: Callable[[User], Client]
) -> None:
    client = as_user(reader)
    query = "?ar=2026&kategori=ok"
    assert "Gör en adress" in client.get(CALENDAR + query).content.decode()
    answer = client.post(reverse("yearwheel:feed-renew") + query)
    assert answer["Location"] == CALENDAR + query
    shown = client.get(CALENDAR + query)
    assert shown["Cache-Control"] == "no-store"
    assert shown.context["feed"].url in shown.content.decode()
    elsewhere = client.get(CALENDAR + "?ar=2026")
    assert (elsewhere.context["feed"], len(elsewhere.context["other_feeds"])) == (None, 1)
    feed = Feed.objects.get()
    assert as_user(make.user(office_role="reader")).post(
        reverse("yearwheel:feed-end", args=[feed.pk])
    ).status_code == 302  # fmt: skip
    assert Feed.objects.count() == 1
    client.post(reverse("yearwheel:feed-end", args=[feed.pk]) + query)
    assert Feed.objects.count() == 0


def test_the_year_can_be_taken_home_as_a_file_once(reader: User, as_user: Callable[[User], Client]) -> None:
    activity("Partsdialog", "2026-03-18")
    activity("Nästa år", "2027-03-18")
    answer = as_user(reader).get(reverse("yearwheel:year-ics") + "?ar=2026")
    assert titles(answer) == ["Partsdialog"]
    assert answer["Content-Disposition"] == 'attachment; filename="arshjul-2026.ics"'


@pytest.mark.parametrize("count", [1, 3])
def test_a_feed_asks_the_database_equally_often(
    count: int,
    reader: User,
    django_assert_num_queries: Callable,
    settings: Settings,
) -> None:
    settings.YEAR_SOURCES = OWN_SOURCES
    for place in range(count):
        body = make.body()
        make.membership(seat=make.seat(of=body, organisation=make.organisation()), person=reader.person)
        make.meeting(bodies=[body], date=dt.date.fromisoformat(soon(place)))
        activity(day=soon(), body=body)
    feeds.renew(by=reader, choice=Choice(2026, q="e"))
    key = path(feeds.renew(by=reader, choice=ALL)).split("/")[-1].removesuffix(".ics")
    with django_assert_num_queries(16):
        feeds.feed_of(key, today=timezone.localdate())
