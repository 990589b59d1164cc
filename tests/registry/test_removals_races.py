"""Two at once about a gallring: two who approve it, and one who approves it while another says no (D4)."""

import datetime as dt
from functools import partial

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from meetings.models import AgendaItem, Revision
from secretariat.registry.actions import removals
from secretariat.registry.models import LogEntry, Removal, User
from tests import make
from tests.meetings.publishing_case import quick
from tests.races import Orders, meet, rounds

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def office(role: str = "secretariat") -> User:
    return make.user(office_role=role)


def finished_item() -> AgendaItem:
    """A point of finished minutes."""
    return quick(publish=False).items.get(title="Plan")


def proposed(item: AgendaItem, *, by: User, number: int) -> Removal:
    """A proposal to remove at least one working revision."""
    block = item.blocks.first()
    assert block
    Revision.objects.create(meeting=item.meeting, item=item, block=block, number=1000 + number, html="x")
    later = timezone.now() + dt.timedelta(days=99)
    return removals.propose(removals.rules()["arbetsversioner"], by=by, at=later)


def errands(removal: Removal) -> int:
    rows = DBTaskResult.objects.filter(task_path__endswith=".carry_out_soon", args_kwargs__args=[removal.pk])
    return rows.count()


def lines(verb: str, about: Removal) -> int:
    return LogEntry.objects.filter(verb=verb, object_id=str(about.pk)).count()


def test_two_approve_the_same_gallring_at_once() -> None:
    """One of them approves, the other is told; it is logged and carried out once."""
    seen, item, first, one, other = Orders(), finished_item(), office(), office(), office("administrator")
    for number, lead in rounds():
        removal = proposed(item, by=first, number=number)
        met = meet(*[_approving(removal, user) for user in (one, other)], lead=lead)
        assert met.refused == ["Gallringen är redan godkänd."]
        removal.refresh_from_db()
        assert removal.state == Removal.State.APPROVED
        assert (lines("godkände gallring", removal), errands(removal)) == (1, 1)
        assert removals.carry_out(removal.pk) == removal.found
        assert (removals.carry_out(removal.pk), lines("gallrade", removal)) == (removal.found, 1)
        seen.won("a" if removal.answered_by == one else "b", met)
    seen.assert_both()


def _approving(removal: Removal, user: User) -> "partial[None]":
    return partial(_approve, removal, user)


def _approve(removal: Removal, user: User) -> None:
    removals.approve(removal, by=user)


def _refuse(removal: Removal, user: User) -> None:
    removals.withdraw(removal, by=user, reason="Vänta på arkivet.")


def test_one_approves_while_another_says_no() -> None:
    """Either it is approved and nobody takes it back, or it is taken back and nothing is removed."""
    seen, item, first, one, other = Orders(), finished_item(), office(), office(), office("administrator")
    for number, lead in rounds():
        removal = proposed(item, by=first, number=number)
        before = Revision.objects.count()
        met = meet(_approving(removal, one), partial(_refuse, removal, other), lead=lead)
        removal.refresh_from_db()
        if removal.state == Removal.State.APPROVED:
            assert met.refused == ["Gallringen är redan godkänd."]
            assert (errands(removal), removals.carry_out(removal.pk)) == (1, removal.found)
        else:
            assert removal.state == Removal.State.WITHDRAWN
            assert met.refused == ["Gallringen är redan återtagen."]
            assert (errands(removal), removals.carry_out(removal.pk)) == (0, 0)
            assert Revision.objects.count() == before
        seen.won("a" if removal.state == "approved" else "b", met)
        Removal.objects.filter(pk=removal.pk, state=Removal.State.APPROVED).update(state="withdrawn")
    seen.assert_both()
