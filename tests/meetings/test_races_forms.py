"""Two persons press Spara on the same form at once: one is saved, the other is told what the first wrote (L2)."""

import pytest
from django.test import Client

from meetings.models import AgendaItem
from tests import make
from tests.test_bad_input import address, said, told
from tests.test_bad_situations import collision, filled_in

from .test_races import meet

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_two_saves_of_one_item_at_once_never_overwrite_each_other() -> None:
    item = make.item(of=make.meeting(), title="Planen")
    where = address("meetings:agenda-item", item.pk)
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(make.user(office_role="secretariat"))
    for number in range(20):
        shown = [filled_in(said(client.get(where))) for client in clients]
        titles = [f"Första {number}", f"Andra {number}"]
        first, second = (
            lambda client=client, data=data, title=title: client.post(where, {**data, "title": title})
            for client, data, title in zip(clients, shown, titles, strict=True)
        )
        answers = dict(meet(first, second))
        saved = AgendaItem.objects.get(pk=item.pk).title
        loser = answers["b" if saved == titles[0] else "a"]
        assert sorted(one.status_code for one in answers.values()) == [200, 302]  # type: ignore[attr-defined]
        assert told(loser) == [collision(saved)]
