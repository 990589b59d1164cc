"""Two persons press Spara on the same form at once: one is saved, the other is told what the first wrote (L2)."""

import json
from functools import partial
from typing import Any

import pytest
from django.test import Client

from meetings.models import AgendaItem
from tests import make
from tests.races import Orders, meet, rounds
from tests.test_bad_input import address, said, told
from tests.test_bad_situations import collision, filled_in

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def press(client: Client, where: str, data: dict[str, Any]) -> str:
    """Status and what the page says, as a text that can be sent between processes."""
    answer = client.post(where, data)
    return json.dumps([answer.status_code, told(answer)])


def test_two_saves_of_one_item_at_once_never_overwrite_each_other() -> None:
    item = make.item(of=make.meeting(), title="Planen")
    where, seen = address("meetings:agenda-item", item.pk), Orders()
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(make.user(office_role="secretariat"))
    for number, lead in rounds():
        titles = [f"Första {number}", f"Andra {number}"]
        presses = [
            partial(press, client, where, {**filled_in(said(client.get(where))), "title": title})
            for client, title in zip(clients, titles, strict=True)
        ]
        met = meet(*presses, lead=lead)
        saved = AgendaItem.objects.get(pk=item.pk).title
        winner, loser = (met.a, met.b) if saved == titles[0] else (met.b, met.a)
        assert json.loads(winner.text) == [302, []]
        assert json.loads(loser.text) == [200, [collision(saved)]]
        seen.won("a" if saved == titles[0] else "b", met)
    seen.assert_both()
