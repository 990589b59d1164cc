"""Answers that meet one another, a withdrawal or another handläggare: none is lost, none slips through (K3)."""

import datetime as dt
from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.actions import confirmation_answers, confirmations
from meetings.actions.confirmation_answers import LINK, Said, history
from meetings.models import ConfirmationRequest
from secretariat.inquiries.actions.inquiries import Asked
from secretariat.registry.models import OutgoingMail, PersonalLink
from tests import make
from tests.races import Orders, meet, rounds

from .confirmation_case import Asking, an_asking

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def ready(*names: str, send: bool = True) -> Asking:
    reverse("meetings:meeting-list")  # so that the addresses are read here once, and not in each process
    return an_asking(*names, send=send)


def say(asking: Asking, organ: str) -> object:
    confirmation = asking.confirmation("Nora")
    return partial(confirmation_answers.answer, confirmation, Said(organ=organ), how=LINK, who=organ)


def test_two_answers_at_once_are_one_after_the_other_and_the_log_has_both() -> None:
    seen = Orders()
    asking = ready("Nora")
    for number, lead in rounds():
        before = len(history(asking.confirmation("Nora")))
        met = meet(say(asking, f"KS {number}"), say(asking, f"KF {number}"), lead=lead)  # type: ignore[arg-type]
        assert met.refused == []
        told = history(asking.confirmation("Nora"))
        assert len(told) == before + 2
        assert asking.confirmation("Nora").organ == told[0].who
        # The one that came second saw what the first had said.
        assert told[0].changes == [("Beslutande organ", told[1].who, told[0].who)]
        seen.won("a" if told[1].who.startswith("KS") else "b", met)
    seen.assert_both()


def test_an_answer_and_a_withdrawal_do_not_pass_each_other() -> None:
    seen = Orders()
    for _, lead in rounds():
        asking = ready("Nora")
        withdraw = partial(confirmations.withdraw, asking.request, why="Fel", by=asking.by)
        met = meet(say(asking, "KS"), withdraw, lead=lead)  # type: ignore[arg-type]
        assert met.b.kind == "done"
        if met.a.kind == "done":
            assert asking.confirmation("Nora").organ == "KS"
        else:
            assert met.a.text.startswith("Begäran återkallades")
            assert asking.confirmation("Nora").organ == ""
        assert asking.inquiry.withdrawn_at is not None
        assert not PersonalLink.objects.standing().filter(purpose="inquiry").exists()
        seen.won("a" if met.a.kind == "done" else "b", met)
    seen.assert_both()


def test_two_clicks_on_send_are_one_letter_each() -> None:
    seen = Orders()
    for _, lead in rounds():
        asking = ready("Nora", send=False)
        click = partial(confirmations.send, asking.request, by=asking.by, at=timezone.now())
        type(asking.inquiry).objects.update(due_on=None)
        met = meet(click, click, lead=lead)
        assert met.refused == ["Begäran är redan skickad."]
        assert OutgoingMail.objects.filter(purpose="begäran om parts beslut").count() == 1
        OutgoingMail.objects.all().delete()
        seen.won("a" if met.a.kind == "done" else "b", met)
    seen.assert_both()


def test_two_nights_at_once_remind_once() -> None:
    asking = ready("Nora")
    for _, lead in rounds(12):
        type(asking.row("Nora")).objects.update(sent_at=None, reminded_at=None)
        type(asking.inquiry).objects.update(due_on=timezone.localdate() - dt.timedelta(days=1))
        OutgoingMail.objects.all().delete()
        meet(confirmations.remind_by_night, confirmations.remind_by_night, lead=lead)
        assert OutgoingMail.objects.filter(purpose="påminnelse om parts beslut").count() == 1


def test_two_who_ask_at_once_are_one_request() -> None:
    seen = Orders()
    for _, lead in rounds(20):
        asking = ready("Nora")
        confirmations.withdraw(asking.request, why="Fel", by=asking.by)
        party = make.organisation()
        ask = partial(confirmations.ask, asking.decision, parties=[Asked(organisation=party)], by=asking.by)
        met = meet(ask, ask, lead=lead)
        assert met.refused == ["Parterna är redan tillfrågade. Öppna den begäran som finns."]
        assert ConfirmationRequest.objects.filter(decision=asking.decision).count() == 2
        seen.won("a" if met.a.kind == "done" else "b", met)
    seen.assert_both()
