"""Who is named to keep a meeting's minutes may write them, also without a secretary's seat in the body (A1, D9)."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from meetings.models import AgendaItem, Meeting
from secretariat.lib.access import Role, roles_of
from secretariat.registry.models import User
from tests import make

from .approval_case import a_case

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]

PAGES = ("minutes-draft", "minutes-send", "minutes-summary", "agenda-edit", "attendance-edit", "meeting-edit")


def kept_by(user: User, **fields: object) -> Meeting:
    return make.meeting(bodies=[make.body(approval_policy="none")], secretary=user.person, **fields)  # type: ignore[arg-type]


def answers(client: Client, meeting_id: int) -> set[int]:
    return {client.get(reverse(f"meetings:{name}", args=[meeting_id])).status_code for name in PAGES}


def test_a_named_secretary_writes_in_that_meeting_and_in_no_other(as_user: Login) -> None:
    named = make.user()
    meeting, other = kept_by(named), make.meeting()
    client = as_user(named)
    assert answers(client, meeting.pk) == {200}
    assert answers(client, other.pk) <= {403, 404}
    assert answers(client, 0) == {404}
    assert (
        client.post(reverse("meetings:item-plain", args=[make.item(of=other).pk]), {"new": "x"}).status_code
        == 403
    )
    mine = make.item(of=meeting)
    assert client.post(reverse("meetings:item-plain", args=[mine.pk]), {"new": "Ett ord."}).status_code == 302
    assert AgendaItem.objects.get(pk=mine.pk).blocks.get().html == "Ett ord."


def test_somebody_who_is_named_nowhere_is_refused(as_user: Login) -> None:
    meeting = kept_by(make.user())
    member = make.approver_user(of=meeting.bodies.get(), kind="member")
    assert answers(as_user(member), meeting.pk) == {403}
    assert answers(as_user(make.user(office_role="reader")), meeting.pk) == {403}


def test_the_role_ends_when_the_minutes_are_finished(as_user: Login) -> None:
    case = a_case()
    named = make.user()
    Meeting.objects.filter(pk=case.meeting.pk).update(secretary=named.person)
    assert Role.SECRETARY in roles_of(User.objects.get(pk=named.pk))
    case.approve()
    assert Role.SECRETARY not in roles_of(User.objects.get(pk=named.pk))
    assert answers(as_user(named), case.meeting.pk) == {403}


@pytest.mark.parametrize("meetings", [1, 3])
def test_the_roles_cost_as_many_questions_whatever_one_keeps(
    meetings: int, django_assert_num_queries: Callable[[int], object]
) -> None:
    named = make.user()
    for _ in range(meetings):
        kept_by(named)
    user = User.objects.get(pk=named.pk)
    with django_assert_num_queries(3):  # type: ignore[attr-defined]
        assert roles_of(user) == {Role.SIGNED_IN, Role.SECRETARY}
        assert roles_of(user) == {Role.SIGNED_IN, Role.SECRETARY}
