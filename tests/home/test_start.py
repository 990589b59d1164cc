"""The start page says what waits, and the login pages open it."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meetings.models import Action, AgendaItem, ItemBlock, Minutes
from secretariat.home.views import _by_kind
from secretariat.lib.waiting import Waiting, headline
from tests import make

pytestmark = pytest.mark.django_db


def waiting(number: int, late: int) -> list[Waiting]:
    return [Waiting("Uppdrag", f"Sak {n}", "/", is_late=n < late) for n in range(number)]


@pytest.mark.parametrize(
    ("number", "late", "words"),
    [
        (0, 0, "Inget väntar på dig"),
        (1, 0, "En sak väntar på dig"),
        (1, 1, "En sak väntar på dig, den är sen"),
        (3, 1, "Tre saker väntar på dig, en är sen"),
        (6, 2, "Sex saker väntar på dig, två är sena"),
        (2, 2, "Två saker väntar på dig, alla är sena"),
        (13, 0, "13 saker väntar på dig"),
    ],
)
def test_the_heading_is_the_answer(number: int, late: int, words: str) -> None:
    assert headline(waiting(number, late)) == words


def test_nothing_waits_for_somebody_new(as_user) -> None:  # type: ignore[no-untyped-def]
    response = as_user(make.user()).get(reverse("home:start"))
    assert response.status_code == 200
    assert response.context["headline"] == "Inget väntar på dig"


def old_draft(**fields: object):  # type: ignore[no-untyped-def]
    return make.meeting(date=timezone.localdate() - dt.timedelta(days=20), **fields)


def test_a_late_draft_waits_for_the_secretary_alone(as_user) -> None:  # type: ignore[no-untyped-def]
    secretary, other = make.user(), make.user()
    body = make.body(name="Chefsgruppen")
    make.membership(seat=make.seat(of=body, kind="secretary"), person=secretary.person)
    make.membership(seat=make.seat(of=body), person=other.person)
    old_draft(bodies=[body])
    client = as_user(secretary)
    response = client.get(reverse("home:start"))
    assert response.context["headline"] == "En sak väntar på dig, den är sen"
    assert "Utkastet är inte skickat." in response.content.decode()
    assert as_user(other).get(reverse("home:start")).context["headline"] == "Inget väntar på dig"


def test_open_actions_wait_with_the_words_of_their_block(as_user) -> None:  # type: ignore[no-untyped-def]
    user = make.user()
    meeting = make.meeting(secretary=user.person, date=timezone.localdate() + dt.timedelta(days=60))
    item = AgendaItem.objects.create(meeting=meeting, title="Läget")
    block = ItemBlock.objects.create(
        meeting=meeting, item=item, html="Ring <strong>Kumla</strong> om lokalen."
    )
    Action.objects.create(
        meeting=meeting, item=item, block=block, person=user.person, due_on=dt.date(2020, 1, 1)
    )
    Action.objects.create(meeting=meeting, item=item, block=block, person=user.person, state="done")
    response = as_user(user).get(reverse("home:start"))
    assert response.context["headline"] == "En sak väntar på dig, den är sen"
    assert "Ring Kumla om lokalen." in response.content.decode()


def test_actions_in_a_draft_are_not_told_before_it_is_sent(as_user) -> None:  # type: ignore[no-untyped-def]
    user = make.user()
    meeting = make.meeting(secretary=make.person())
    item = AgendaItem.objects.create(meeting=meeting, title="Läget")
    block = ItemBlock.objects.create(meeting=meeting, item=item, html="Ring Kumla.")
    Action.objects.create(meeting=meeting, item=item, block=block, person=user.person)
    assert as_user(user).get(reverse("home:start")).context["headline"] == "Inget väntar på dig"


def test_a_member_sees_the_meetings_of_the_own_bodies_and_the_office_sees_all(as_user, secretary) -> None:  # type: ignore[no-untyped-def]
    member = make.user()
    mine, theirs = make.body(name="Min grupp"), make.body(name="Annan grupp")
    make.membership(seat=make.seat(of=mine), person=member.person)
    for body in (mine, theirs):
        make.meeting(bodies=[body], date=timezone.localdate() + dt.timedelta(days=2))
    page = as_user(member).get(reverse("home:start")).content.decode()
    assert ("Min grupp" in page, "Annan grupp" in page) == (True, False)
    page = as_user(secretary).get(reverse("home:start")).content.decode()
    assert ("Min grupp" in page, "Annan grupp" in page) == (True, True)


def test_the_start_page_asks_the_same_number_of_questions_for_one_and_three(  # type: ignore[no-untyped-def]
    as_user, django_assert_max_num_queries, django_assert_num_queries
) -> None:
    user = make.user()
    body = make.body()
    make.membership(seat=make.seat(of=body, kind="secretary"), person=user.person)

    def add() -> None:
        old_draft(bodies=[body])
        meeting = make.meeting(bodies=[body], date=timezone.localdate() + dt.timedelta(days=1))
        item = AgendaItem.objects.create(meeting=meeting, title="Läget")
        block = ItemBlock.objects.create(meeting=meeting, item=item, html="Ring Kumla.")
        Action.objects.create(meeting=meeting, item=item, block=block, person=user.person)

    add()
    client = as_user(user)
    client.get(reverse("home:start"))
    with django_assert_max_num_queries(33) as asked:
        client.get(reverse("home:start"))
    add()
    add()
    with django_assert_num_queries(len(asked)):
        client.get(reverse("home:start"))
    assert Minutes.objects.count() == 6


def test_whoever_keeps_no_minutes_is_not_asked_about_for(as_user, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    """What only a secretary can have waiting is asked for secretaries alone."""
    member = make.user(person=make.member(of=make.body()).person)
    client = as_user(member)
    client.get(reverse("home:start"))
    with django_assert_num_queries(18):
        client.get(reverse("home:start"))


def test_nobody_is_led_to_the_login(client: Client) -> None:
    make.user()
    response = client.get(reverse("home:start"))
    assert response.status_code == 302
    assert response.url == f"{reverse('account_login')}?next=/"  # type: ignore[attr-defined]


def test_a_few_of_a_kind_are_shown_and_what_is_late_is_never_folded() -> None:
    def shown(number: int, late: int) -> tuple[int, int, int]:
        (kind,) = _by_kind(waiting(number, late))
        assert all(not one.is_late for one in kind.folded)
        return kind.count, len(kind.shown), len(kind.folded)

    assert shown(4, 0) == (4, 4, 0)
    assert shown(5, 0) == (5, 5, 0), "a single row takes no more room than the words that would hide it"
    assert shown(6, 0) == (6, 4, 2)
    assert shown(9, 6) == (9, 6, 3)
    assert shown(7, 6) == (7, 7, 0)
