"""Approvals on the start page: who is asked, who is late, and when it comes back to the secretary."""

import datetime as dt
from copy import deepcopy

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings import start
from meetings.actions import minutes as minutes_actions
from meetings.models import ChangeRequest, Meeting, Minutes
from secretariat.lib.waiting import Waiting
from secretariat.registry.models import User
from tests.meetings.approval_case import AT, Case, a_case

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(module_rows: None) -> Case:
    made = a_case()
    Meeting.objects.filter(pk=made.meeting.pk).update(date=timezone.localdate() - dt.timedelta(days=3))
    return made


@pytest.fixture
def case(made: Case) -> Case:
    return deepcopy(made)


def told(user: User) -> list[Waiting]:
    return start.waiting(User.objects.get(pk=user.pk))


def reasons(user: User) -> list[str]:
    return [one.reason for one in told(user)]


def late(case: Case) -> None:
    Minutes.objects.filter(pk=case.minutes.pk).update(
        approval_deadline=timezone.localdate() - dt.timedelta(days=2)
    )


def test_a_draft_waits_until_it_is_sent(case: Case) -> None:
    assert [(one.kind, one.url) for one in told(case.secretary)] == [
        ("Anteckningar", reverse("meetings:minutes-draft", args=[case.meeting.pk]))
    ]
    case.send()
    assert told(case.secretary) == []


def test_an_approver_is_asked_until_the_answer_is_given(case: Case) -> None:
    assert told(case.chair) == []
    case.send()
    (asked,) = told(case.chair)
    assert (asked.kind, asked.reason, asked.status, asked.url) == (
        "Justering", "Kvar utom du: Birger Valdberg.", "0 av 2 klar", f"/moten/{case.meeting.pk}/justera/",
    )  # fmt: skip
    minutes_actions.approve(case.minutes, by=case.chair, at=AT)
    assert told(case.chair) == []
    assert reasons(case.elected) == ["Asta Ordman har justerat. Bara du är kvar."]


def test_a_late_round_is_told_to_the_secretary_too(case: Case) -> None:
    case.send()
    assert told(case.secretary) == []
    late(case)
    (kept,) = told(case.secretary)
    assert (kept.reason, kept.is_late) == ("Kvar: Asta Ordman och Birger Valdberg.", True)
    assert told(case.chair)[0].is_late


def test_a_reserve_is_not_asked(case: Case) -> None:
    case.send()
    assert told(case.reserve) == []


def test_finished_minutes_wait_for_nobody_and_their_decisions_are_shown(case: Case) -> None:
    case.send()
    assert (start.latest_decisions(case.chair), len(start.latest_decisions(case.secretary))) == ([], 2)
    minutes_actions.approve(case.minutes, by=case.chair, at=AT)
    minutes_actions.approve(case.minutes, by=case.elected, at=AT)
    assert [told(user) for user in (case.chair, case.elected, case.secretary)] == [[], [], []]
    assert [one.block.html for one in start.latest_decisions(User.objects.get(pk=case.chair.pk))] == [
        "Rådet tillstyrker budgeten.",
        "Rådet antar planen.",
    ]


def test_a_wish_for_a_change_waits_for_the_secretary_and_no_longer_for_who_asked(case: Case) -> None:
    case.send()
    minutes_actions.request_changes(
        case.minutes, by=case.chair, comments={None: "Punkt 2 saknar beslutet."}, at=AT
    )
    assert [(one.status, one.reason) for one in told(case.secretary)] == [
        ("Ändring begärd", "Texten väntar på dig.")
    ]
    assert told(case.chair) == []
    ChangeRequest.objects.update(handled_at=AT, handled_by=case.secretary)
    assert (told(case.secretary), len(told(case.chair))) == ([], 1)
