"""Anslag of finished minutes, for bodies that turn it on: put up, on the public board, taken down, certified (C13)."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meetings.actions import board, unlocking
from meetings.models import BoardNotice
from secretariat.lib.dates import local_day
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import LogEntry, OutgoingMail, User

from .approval_case import AT, Case, a_case

pytestmark = pytest.mark.django_db

PLACE = "Regionens hus, Örebro"
DAY = local_day(AT)


def a_board(**of_body: object) -> Case:
    """Finished minutes of a body that posts them."""
    case = a_case(**{"posts_on_board": True, "kept_at": PLACE, **of_body})
    case.approve()
    return case


def put_up(case: Case, day: dt.date = DAY) -> BoardNotice:
    return board.post(case.minutes, by=case.secretary, posted_on=day, kept_at=PLACE)


def login(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_nothing_is_posted_unless_the_body_says_so() -> None:
    case = a_case()
    case.approve()
    with pytest.raises(NotAllowed, match="Gruppens anteckningar anslås inte"):
        put_up(case)
    assert (
        login(case.secretary).get(reverse("meetings:minutes-board", args=[case.meeting.pk])).status_code
        == 404
    )


def test_the_days_follow_from_the_first() -> None:
    """Three weeks unless the body says something else; taken down the day after the last."""
    notice = put_up(a_board())
    assert (notice.posted_on, notice.last_day, board.take_down_day(notice)) == (
        DAY,
        DAY + dt.timedelta(days=21),
        DAY + dt.timedelta(days=22),
    )
    longer = put_up(a_board(name="Nämnden", code="NÄ", board_days=30))
    assert longer.last_day == DAY + dt.timedelta(days=30)


def test_what_stands_in_the_way_is_told() -> None:
    case = a_case(posts_on_board=True)
    with pytest.raises(NotAllowed, match="Bara färdiga anteckningar kan anslås"):
        put_up(case)
    case.approve()
    with pytest.raises(NotAllowed, match="Anslagsdagen kan inte vara före den dag"):
        put_up(case, DAY - dt.timedelta(days=1))
    with pytest.raises(NotAllowed, match="Skriv var anteckningarna förvaras"):
        board.post(case.minutes, by=case.secretary, posted_on=DAY, kept_at=" ")
    put_up(case)
    with pytest.raises(NotAllowed, match="Anteckningarna är redan anslagna"):
        put_up(case)


def test_it_is_taken_down_after_its_last_day_and_then_stands() -> None:
    case = a_board()
    notice = put_up(case)
    after = board.take_down_day(notice)
    take = {"by": case.secretary, "signed_by": "Mikaela Forsell"}
    with pytest.raises(NotAllowed, match=r"Anslaget ska sitta uppe till och med 10\sapril 2026"):
        board.take_down(notice, on=notice.last_day, today=after, **take)
    with pytest.raises(NotAllowed, match="Nedtagningsdagen har inte varit än"):
        board.take_down(notice, on=after, today=notice.last_day, **take)
    with pytest.raises(NotAllowed, match="Skriv vem som skriver under"):
        board.take_down(notice, on=after, today=after, by=case.secretary, signed_by=" ")
    board.take_down(notice, on=after, today=after, **take)
    notice.refresh_from_db()
    assert (notice.taken_down_on, notice.signed_by) == (after, "Mikaela Forsell")
    with pytest.raises(NotAllowed, match="redan nedtaget"):
        board.take_down(notice, on=after, today=after, **take)
    for change in ({"signed_by": "Annan"}, {"posted_on": DAY}):
        with pytest.raises(DatabaseError), transaction.atomic():
            BoardNotice.objects.filter(pk=notice.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        notice.delete()
    assert list(
        LogEntry.objects.filter(verb__contains="ansl").order_by("pk").values_list("verb", flat=True)
    ) == [
        "anslog",
        "tog ned anslag",
    ]


def test_everybody_reads_it_while_it_sits_and_not_what_the_minutes_say() -> None:
    case = a_board()
    today = timezone.localdate()
    notice = put_up(case, today)
    address = reverse("meetings:public-board")
    text = Client().get(address).content.decode()
    assert "Provrådet" in text
    assert PLACE in text
    assert "Rådet antar planen" not in text
    assert "Läs minnesanteckningar" not in text
    for day, found in (
        (notice.last_day, 1),
        (board.take_down_day(notice), 0),
        (today - dt.timedelta(days=1), 0),
    ):
        assert board.up_on(day).count() == found
    put_up(a_board(name="Nämnden", code="NÄ"), today)
    assert board.up_on(today).count() == 2


def test_the_board_asks_the_same_number_of_questions_for_one_and_three(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    today = timezone.localdate()
    put_up(a_board(), today)
    address, anybody = reverse("meetings:public-board"), Client()
    anybody.get(address)
    with django_assert_num_queries(4):
        anybody.get(address)
    for code in ("EN", "TVÅ"):
        put_up(a_board(name=f"Nämnden {code}", code=code), today)
    with django_assert_num_queries(4):
        anybody.get(address)


def test_the_start_page_tells_what_is_to_be_posted_and_taken_down() -> None:
    case = a_board()
    client, start = login(case.secretary), reverse("home:start")
    assert "Anteckningarna är färdiga och ska anslås." in client.get(start).content.decode()
    notice = put_up(case)
    text = client.get(start).content.decode()
    assert "Anteckningarna är färdiga och ska anslås." not in text
    assert "Anslaget ska tas ned." in text
    after = board.take_down_day(notice)
    board.take_down(notice, by=case.secretary, on=after, signed_by="Mikaela Forsell")
    assert "Anslaget ska tas ned." not in client.get(start).content.decode()


def test_the_night_writes_once_when_it_is_to_be_taken_down() -> None:
    notice = put_up(a_board())
    assert board.remind_by_night(today=notice.last_day) == 0
    after = board.take_down_day(notice)
    assert (board.remind_by_night(today=after), board.remind_by_night(today=after)) == (1, 0)
    assert OutgoingMail.objects.filter(subject__startswith="Ta ned anslaget:").count() == 1


def test_the_pages_from_posting_to_the_certificate() -> None:
    case = a_board()
    client = login(case.secretary)
    address = reverse("meetings:minutes-board", args=[case.meeting.pk])
    assert "Sätt upp anslaget" in client.get(address).content.decode()
    assert "Skriv vilken dag anslaget sätts upp." in client.post(address, {"kept_at": PLACE}).content.decode()
    assert client.post(address, {"posted_on": "2026-03-20", "kept_at": PLACE}).status_code == 302
    notice = BoardNotice.objects.get()
    page = client.get(address).content.decode()
    assert "Skriv under att det är nedtaget" in page
    down = reverse("meetings:board-take-down", args=[notice.pk])
    early = client.post(down, {"on": "2026-04-01", "signed_by": "Mikaela Forsell"}).content.decode()
    assert "Anslaget ska sitta uppe till och med 10 april 2026." in early.replace("\xa0", " ")
    assert client.post(down, {"on": "2026-04-11", "signed_by": "Mikaela Forsell"}).status_code == 302
    paper = client.get(reverse("meetings:board-certificate", args=[notice.pk]))
    assert (paper.status_code, paper["Content-Type"]) == (200, "application/pdf")
    assert login(case.elected).get(address).status_code == 403
    assert login(case.elected).post(down).status_code == 403


def test_a_version_that_is_unlocked_is_no_longer_on_the_board() -> None:
    case = a_board()
    today = timezone.localdate()
    put_up(case, today)
    made = unlocking.propose(case.minutes, by=case.secretary, reason="Fel i punkten.")
    for user in (case.chair, case.elected):
        unlocking.consent(made, by=user)
    assert board.up_on(today).count() == 0
