"""Who is to approve reads the unfinished text while it is out to them, and only as long as they are asked (C9, N7)."""

import pytest

from meetings import access
from meetings.actions import approvers
from meetings.actions import minutes as minutes_actions
from secretariat.registry.models import User

from .approval_case import Case, a_case

pytestmark = pytest.mark.django_db


def reads(case: Case, user: User) -> tuple[bool, bool]:
    """Whether somebody may read the unfinished text, and approve it."""
    fresh = User.objects.get(pk=user.pk)
    return access.may_read_draft(fresh, case.minutes), access.may_approve(fresh, case.minutes)


def test_a_text_that_is_taken_back_is_not_read_by_those_who_were_to_approve_it() -> None:
    case = a_case()
    case.send()
    assert reads(case, case.elected) == (True, True)
    minutes_actions.take_back(case.minutes, by=case.secretary, reason="En punkt saknas.")
    assert reads(case, case.elected)[0] is False


def test_who_is_struck_from_the_list_neither_reads_nor_approves() -> None:
    case = a_case()
    case.send()
    row = case.minutes.approvers.get(person=case.elected.person)
    approvers.replace(row, by=case.secretary, reason="Sjuk", person=case.reserve.person)
    assert reads(case, case.elected) == (False, False)
    assert reads(case, case.reserve) == (True, True)
