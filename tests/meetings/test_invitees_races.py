"""Answers that meet: the last one holds, no ersättare is called twice, and nobody is written to twice (A12)."""

import datetime as dt
from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.actions import invitees, reply_reminders
from meetings.models import Invitee, NoticeReply
from secretariat.registry.models import OutgoingMail
from tests.meetings.invitees_case import LINK, Council, a_council
from tests.races import Orders, meet, rounds

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def ready() -> Council:
    reverse("meetings:meeting-list")  # so that the addresses are read here once, and not in each process
    return a_council(date=timezone.localdate() + dt.timedelta(days=20))


def say(council: Council, name: str, said: str) -> object:
    return partial(invitees.answer, council.row(name), answer=said, method=LINK)


def test_two_members_decline_at_once() -> None:
    """Two different ersättare are called, each by one letter."""
    seen = Orders()
    for _, lead in rounds():
        council = ready()
        met = meet(say(council, "Asta", "declined"), say(council, "Birger", "declined"), lead=lead)
        assert met.refused == []
        assert council.called() == {"Ebba": "Asta", "Didrik": "Birger"}
        called = [name for name, subject in council.letters() if subject == "Du kallas som ersättare"]
        assert sorted(called) == ["Didrik", "Ebba"]
        first = NoticeReply.objects.order_by("pk").first()
        assert first
        seen.won("a" if first.invitee.person == council.people["Asta"] else "b", met)
        NoticeReply.objects.all().delete()
    seen.assert_both()


def test_one_person_answers_twice_at_once_with_different_answers() -> None:
    """Both answers are kept; the list says the last one, and an ersättare stands called just if that is förhinder."""
    seen = Orders()
    for _, lead in rounds():
        council = ready()
        met = meet(say(council, "Asta", "declined"), say(council, "Asta", "coming"), lead=lead)
        assert met.refused == []
        replies = list(NoticeReply.objects.filter(invitee=council.row("Asta")).order_by("pk"))
        assert sorted(reply.answer for reply in replies) == ["coming", "declined"]
        last = replies[-1].answer
        assert council.row("Asta").answer == last
        assert council.called() == ({"Ebba": "Asta"} if last == "declined" else {})
        seen.won("a" if last == "coming" else "b", met)
    seen.assert_both()


def test_a_double_click_is_one_answer() -> None:
    for _, lead in rounds():
        council = ready()
        met = meet(say(council, "Asta", "declined"), say(council, "Asta", "declined"), lead=lead)
        assert met.refused == []
        assert met.waited or lead is None
        assert NoticeReply.objects.filter(invitee=council.row("Asta")).count() == 1
        assert [name for name, _ in council.letters()] == ["Ebba", "Sekre"]


def test_two_clicks_on_remind_are_one_reminder() -> None:
    seen = Orders()
    for _, lead in rounds():
        council = ready()
        Invitee.objects.filter(meeting=council.meeting).update(
            called_at=timezone.now() - dt.timedelta(days=3)
        )
        click = partial(reply_reminders.remind, council.meeting, by=None)
        met = meet(click, click, lead=lead)
        assert [one.kind for one in met.both].count("refused") == 1
        assert OutgoingMail.objects.filter(purpose="påminnelse om svar").count() == 3
        council.letters()
        seen.won("a" if met.a.kind == "done" else "b", met)
    seen.assert_both()


def test_calling_all_twice_at_once_calls_each_once() -> None:
    for _, lead in rounds():
        council = a_council(call=False, date=timezone.localdate() + dt.timedelta(days=20))
        call = partial(invitees.call_all, council.meeting, by=None)
        met = meet(call, call, lead=lead)
        assert met.refused == []
        assert Invitee.objects.filter(meeting=council.meeting).count() == 6
