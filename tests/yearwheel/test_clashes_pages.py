"""Krockar in the year somebody sees: the page, its filters, what is meant, and who may say so."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from secretariat.lib.days import holidays_of
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import LogEntry, SchoolBreak, User
from secretariat.yearwheel.actions import clashes, collecting
from secretariat.yearwheel.actions.collecting import Collected
from secretariat.yearwheel.choices import Choice
from secretariat.yearwheel.models import KnownClash
from tests import make
from tests.yearwheel.year_case import OWN_SOURCES, activity

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds")]
YEAR = timezone.localdate().year + 1
MONDAY = dt.date.fromisocalendar(YEAR, 9, 1)
LIST, ACCEPT = reverse("yearwheel:clash-list"), reverse("yearwheel:clash-accept")
HOLY = next(day for day, name in holidays_of(YEAR).items() if "himmelsf" in name)


def a_body(name: str, *parties: Any) -> Any:
    body = make.body(name=name, material_days=500)
    for party in parties:
        make.seat(of=body, organisation=party)
    return body


def a_busy_week() -> tuple[Any, Any]:
    """Three meetings of Nora in week 9, under its lov; Kumla takes part in one of them."""
    norr = make.district(name="Norr")
    nora, kumla = make.organisation(name="Nora", district=norr), make.organisation(name="Kumla")
    for place, parties in enumerate(([nora], [nora], [nora, kumla])):
        make.meeting(bodies=[a_body(f"Grupp {place}", *parties)], date=MONDAY + dt.timedelta(days=place))
    SchoolBreak.objects.create(
        name="sportlov", organisation=nora, starts_on=MONDAY, ends_on=MONDAY + dt.timedelta(days=4)
    )
    return nora, kumla


def seen(user: User, today: dt.date | None = None, **chosen: Any) -> Collected:
    return collecting.gather(Choice(YEAR, **chosen), user, today=today)


def told(user: User, **chosen: Any) -> list[str]:
    return [one.whole for one in clashes.of(seen(user, **chosen)).open]


BUSY = "3 möten v.\xa09 för Nora under sportlov."
LOV = [f"Grupp {place}: Sportlov i Nora." for place in range(3)]


def test_the_year_tells_what_collides_in_it_and_who_is_hit(secretary: User) -> None:
    nora, kumla = a_busy_week()
    activity("Sista dag för ansökan", HOLY.isoformat(), is_deadline=True)
    last = "Sista dag för ansökan: Sista dagen är Kristi himmelsfärdsdag (helgdag)."
    assert told(secretary) == [LOV[0], LOV[1], BUSY, LOV[2], last]
    assert told(secretary, party=nora.pk) == [LOV[0], LOV[1], BUSY, LOV[2]]
    assert told(secretary, party=kumla.pk) == []
    assert told(secretary, district=nora.district.pk) == [LOV[0], LOV[1], BUSY, LOV[2]]
    assert told(secretary, q="ansökan") == [last]
    assert told(secretary, categories=("medel",)) == []
    counted = clashes.of(seen(secretary)).counted
    assert [(str(sort), count) for sort, _, count in counted] == [("vecka", 1), ("lov", 3), ("dag", 1)]


def test_only_what_is_to_come_is_told(secretary: User) -> None:
    a_busy_week()
    after = MONDAY + dt.timedelta(days=2)
    assert [one.whole for one in clashes.of(seen(secretary, today=after)).open] == [BUSY, LOV[2]]
    assert clashes.of(seen(secretary, today=dt.date(YEAR + 1, 1, 1))).open == []


def test_nobody_is_told_of_meetings_they_may_not_know_of() -> None:
    nora, _ = a_busy_week()
    member = make.user()
    body = a_body("Egen", nora)
    make.membership(seat=make.seat(of=body), person=member.person)
    make.meeting(bodies=[body], date=MONDAY)
    assert told(member) == ["Egen: Sportlov i Nora."]
    assert told(make.user(office_role="reader")) == []


def test_what_is_meant_is_not_told_again_until_it_changes(secretary: User) -> None:
    nora, _ = a_busy_week()
    collected = seen(secretary)
    (busy,) = [one for one in clashes.of(collected).open if one.whole == BUSY]
    clashes.accept(collected, key=busy.key, reason=" Länets folkhälsovecka ", by=secretary)
    clashes.accept(collected, key=busy.key, reason="Någon annan tryckte också", by=secretary)
    known = KnownClash.objects.get()
    assert (known.words, known.reason, known.accepted_by, known.day) == (
        BUSY, "Länets folkhälsovecka", secretary, MONDAY + dt.timedelta(days=2),
    )  # fmt: skip
    assert [one.verb for one in LogEntry.objects.all()] == ["noterade att krock är avsiktlig"]
    found = clashes.of(collected)
    assert (BUSY in [one.whole for one in found.open], [one.whole for one, _ in found.meant]) == (
        False,
        [BUSY],
    )
    make.meeting(bodies=[a_body("En till", nora)], date=MONDAY + dt.timedelta(days=3))
    assert "4 möten v.\xa09 för Nora under sportlov." in told(secretary)
    clashes.forget(known.pk, by=secretary)
    clashes.forget(known.pk, by=secretary)
    assert not KnownClash.objects.exists()
    assert [one.verb for one in LogEntry.objects.order_by("pk")][1:] == ["visar krock igen"]


@pytest.mark.parametrize(
    ("key", "reason", "words"),
    [
        (
            "",
            "Det ska vara så",
            "Krocken finns inte längre. Något av mötena har ändrats sedan sidan öppnades.",
        ),
        ("busy", "  ", "Skriv varför det är avsiktligt."),
        ("busy", "x" * 301, "Skriv högst 300 tecken."),
    ],
)
def test_what_cannot_be_noted_is_refused_and_the_words_are_kept(
    key: str, reason: str, words: str, secretary: User, as_user: Callable[[User], Client]
) -> None:
    a_busy_week()
    collected = seen(secretary)
    busy = next(one for one in clashes.of(collected).open if one.whole == BUSY)
    key = busy.key if key else "borta"
    with pytest.raises(NotAllowed) as no:
        clashes.accept(collected, key=key, reason=reason, by=secretary)
    assert no.value.reasons == [words]
    answer = as_user(secretary).post(f"{ACCEPT}?ar={YEAR}", {"krock": key, "varfor": reason})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert (f'value="{reason}"' in answer.content.decode()) == (key == busy.key)
    assert not KnownClash.objects.exists()


def test_the_page_is_filtered_by_its_address_and_keeps_it(
    secretary: User, as_user: Callable[[User], Client]
) -> None:
    nora, _ = a_busy_week()
    client = as_user(secretary)
    page = client.get(f"{LIST}?ar={YEAR}&krock=vecka&part={nora.pk}")
    assert [one.whole for one in page.context["clashes"]] == [BUSY]
    sorts, parties = page.context["facets"]
    assert [(one["words"], one["count"], one["chosen"]) for one in sorts["choices"]] == [
        ("Alla", 4, False), ("Många möten samma vecka", 1, True), ("Möten under lov", 3, False),
    ]  # fmt: skip
    assert [(one["words"], one["count"], one["chosen"]) for one in parties["choices"]] == [
        ("Alla", 1, False), ("Nora", 1, True),
    ]  # fmt: skip
    assert parties["choices"][0]["href"] == f"?ar={YEAR}&krock=vecka"
    key = page.context["clashes"][0].key
    answer = client.post(
        f"{ACCEPT}?ar={YEAR}&krock=vecka&part={nora.pk}", {"krock": key, "varfor": "Folkhälsovecka"}
    )
    assert answer["Location"] == f"{LIST}?ar={YEAR}&part={nora.pk}&krock=vecka"
    after = client.get(answer["Location"])
    assert "Folkhälsovecka" in after.content.decode()
    assert "Inget krockar i det du har valt." in after.content.decode()
    known = KnownClash.objects.get()
    client.post(reverse("yearwheel:clash-forget", args=[known.pk]))
    assert not KnownClash.objects.exists()
    assert client.get(f"{LIST}?ar=2001").context["is_past"]
    assert client.get(f"{LIST}?krock=nej&sida=99").status_code == 200


def test_a_reader_sees_krockar_and_notes_nothing(as_user: Callable[[User], Client]) -> None:
    client = as_user(make.user(office_role="reader"))
    page = client.get(LIST)
    assert (page.status_code, "Det är avsiktligt" in page.content.decode()) == (200, False)
    assert client.post(ACCEPT, {"krock": "x", "varfor": "y"}).status_code == 403
    assert client.post(reverse("yearwheel:clash-forget", args=[1])).status_code == 403
    assert as_user(make.user()).get(LIST).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_database_equally_often(
    count: int,
    secretary: User,
    as_user: Callable[[User], Client],
    django_assert_num_queries: Callable,
    settings: Settings,
) -> None:
    settings.YEAR_SOURCES = OWN_SOURCES
    for place in range(count):
        body = a_body(f"Grupp {place}", make.organisation())
        make.membership(seat=make.seat(of=body), person=make.person())
        make.meeting(bodies=[body], date=HOLY)
    client = as_user(secretary)
    client.get(f"{LIST}?ar={YEAR}")
    with django_assert_num_queries(23):
        assert len(client.get(f"{LIST}?ar={YEAR}").context["clashes"]) == count
