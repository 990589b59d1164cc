"""Whoever sent a medskick is told when a group answers: by a letter and on the start page (K6)."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from meetings import handon_start
from meetings.actions import handons
from meetings.models import Body, HandOn, HandOnAnswer, Reported
from secretariat.registry.models import OutgoingMail, User
from tests import make

from .backlog_case import finish

pytestmark = pytest.mark.django_db
WORDS = "Vem kan ha öppet på kvällen?"


def handed(*bodies: Body, by: User, secretary: User | None = None) -> HandOn:
    """A medskick from finished minutes; all letters of its own way are forgotten."""
    meeting = make.meeting(
        bodies=[make.body(approval_policy="none")], secretary=secretary.person if secretary else None
    )
    item = make.item(of=meeting, title="Mötesplatser")
    made = HandOn.objects.create(meeting=meeting, item=item, block=make.block(of=item, html=WORDS))
    made.bodies.set(bodies)
    finish(meeting, by=by)
    OutgoingMail.objects.all().delete()
    return made


@pytest.fixture
def norr() -> Body:
    return make.body(name="Norr", approval_policy="none")


@pytest.fixture
def sender() -> User:
    return make.user(name="Siv Sändare", email="siv@exempel.se")


@pytest.fixture
def point(norr: Body, sender: User) -> HandOn:
    """A medskick to Norr and Söder, of a meeting whose secretary is the sender."""
    return handed(norr, make.body(name="Söder", approval_policy="none"), by=sender, secretary=sender)


def told() -> list[tuple[str, str]]:
    return [(one.to_email, one.subject) for one in OutgoingMail.objects.order_by("pk")]


def waits(user: User) -> list[tuple[str, str]]:
    return [(one.title, one.reason) for one in handon_start.waiting(User.objects.get(pk=user.pk))]


def test_the_sender_gets_a_letter_with_the_answer_and_how_the_others_stand(
    point: HandOn, norr: Body, sender: User, secretary: User
) -> None:
    handons.answer(point, norr, by=secretary, text="Biblioteket.")
    assert told() == [("siv@exempel.se", "Svar på medskick: Norr")]
    letter = OutgoingMail.objects.get()
    for words in (
        WORDS,
        "Svaret är:\nBiblioteket.",
        "1 av 2 chefsgrupper har svarat. Kvar: Söder.",
        "rapport",
    ):
        assert words in letter.body
    assert (letter.purpose, letter.action_url.endswith(f"/medskick/{point.pk}/")) == (
        "svar på medskick",
        True,
    )
    assert letter.reply_to == secretary.email


def test_a_changed_answer_is_told_with_the_one_before_and_the_same_again_is_not(
    point: HandOn, norr: Body, secretary: User
) -> None:
    handons.answer(point, norr, by=secretary, text="Biblioteket.")
    handons.answer(point, norr, by=secretary, text="Skolan.", was="Biblioteket.")
    handons.answer(point, norr, by=secretary, text="Skolan.", was="Skolan.")
    assert [subject for _, subject in told()] == ["Svar på medskick: Norr", "Ändrat svar på medskick: Norr"]
    letter = OutgoingMail.objects.order_by("pk")[1]
    assert "Svaret är:\nSkolan.\n\nTidigare svar:\nBiblioteket." in letter.body


def test_who_answers_a_medskick_of_their_own_gets_no_letter(point: HandOn, norr: Body, sender: User) -> None:
    handons.answer(point, norr, by=sender, text="Biblioteket.")
    assert (told(), waits(sender)) == ([], [])


def test_that_no_answer_is_wanted_is_told_to_nobody(point: HandOn, norr: Body, secretary: User) -> None:
    handons.excuse(point, norr, by=secretary, reason="Frågan är löst.")
    assert told() == []


def test_without_a_named_secretary_the_groups_secretary_and_who_sent_the_minutes_are_told(
    norr: Body, secretary: User
) -> None:
    made = handed(norr, by=secretary)
    keeper = make.user(name="Karin Kansli", email="karin@exempel.se")
    body = made.meeting.meeting_bodies.get().body
    make.membership(seat=make.seat(of=body, kind="secretary"), person=keeper.person)
    handons.answer(made, norr, by=secretary, text="Biblioteket.")
    assert told() == [("karin@exempel.se", "Svar på medskick: Norr")]
    assert waits(keeper) == [(WORDS, "Norr har svarat.")]


def test_answers_wait_on_the_start_page_until_they_are_reported(
    point: HandOn, norr: Body, sender: User, secretary: User
) -> None:
    """One line for a medskick, whoever has answered; not for others, and not for ever."""
    soder = point.bodies.exclude(pk=norr.pk).get()
    rows = [handons.answer(point, body, by=secretary, text="Ja.") for body in (norr, soder)]
    assert waits(sender) == [(WORDS, "Norr och Söder har svarat.")]
    assert waits(secretary) == waits(make.user()) == []
    item = make.item(of=make.meeting())
    Reported.objects.create(item=item, answer=rows[0], skipped=True)
    assert waits(sender) == [(WORDS, "Söder har svarat.")]
    HandOnAnswer.objects.update(answered_at=timezone.now() - dt.timedelta(days=61))
    assert waits(sender) == []


def test_many_answers_stand_on_one_line(norr: Body, sender: User, secretary: User) -> None:
    for _ in range(4):
        handons.answer(handed(norr, by=secretary, secretary=sender), norr, by=secretary, text="Ja.")
    (one,) = handon_start.waiting(User.objects.get(pk=sender.pk))
    assert (one.title, one.reason, one.url) == (
        "4 medskick har fått svar", "Norr har svarat.", "/medskick/?lage=besvarade",
    )  # fmt: skip


@pytest.mark.parametrize("rows", [1, 3])
def test_the_start_pages_queries_do_not_follow_the_answers(
    rows: int, norr: Body, sender: User, secretary: User, django_assert_num_queries: Any
) -> None:
    for _ in range(rows):
        made = handed(norr, by=secretary, secretary=sender)
        handons.answer(made, norr, by=secretary, text="Ja.")
    user = User.objects.select_related("person").get(pk=sender.pk)
    with django_assert_num_queries(2):
        assert len(handon_start.waiting(user)) == rows


def test_the_start_page_shows_it(
    point: HandOn, norr: Body, sender: User, secretary: User, as_user: Any
) -> None:
    handons.answer(point, norr, by=secretary, text="Ja.")
    page = as_user(sender).get("/").content.decode()
    assert f'href="/medskick/{point.pk}/"' in page
    assert "Att rapportera" in page
