"""The whole demo out and in again: every register as it is fetched, every meeting as an exchange file (M2, M3)."""

import re
from typing import Any

import pytest
from django.db import transaction

from meetings.actions.exchange import reading, taking_in, writing
from meetings.models import Meeting
from secretariat.lib.registers import registers
from secretariat.registry.models import User
from tests.registers import files

from .test_demo import demo  # noqa: F401 – made once for each file that asks for it

pytestmark = [pytest.mark.django_db, pytest.mark.setup]
# What another meeting has already, and what is never taken in: keys, decisions' numbers, the approval.
_OWN = {"id", "block", "last_block", "number", "series", "approval", "state", "registers"}
_DATES = re.compile(r' data-date="[^"]*"')


@pytest.mark.parametrize("key", [key for key, one in registers().items() if not one.closed])
@pytest.mark.usefixtures("demo")
def test_a_register_of_the_demo_taken_in_again_changes_nothing(key: str) -> None:
    by = User.objects.filter(office_role="administrator").first()
    assert by
    content = files.fetched(key, by, kind="csv")
    made = files.upload(key, files.SimpleUploadedFile("register.csv", content), by)
    assert (made.state, made.new, made.changed, made.wrong) == ("shown", 0, 0, 0)
    assert made.same > 0


@pytest.mark.usefixtures("demo")
def test_every_meeting_of_the_demo_comes_back_as_it_went() -> None:
    """Exported, taken in as a new draft and exported again: the same words, people, records and names."""
    wrong = []
    meetings = list(Meeting.objects.select_related("minutes"))
    for meeting in meetings:
        with transaction.atomic():
            sent = writing.exported(meeting)
            taken = taking_in.take_in(reading.read(writing.bytes_of(meeting), "mote.json"))
            if _bare(writing.exported(taken.meeting)) != _bare(sent):
                wrong.append(str(meeting))
            transaction.set_rollback(True)
    assert wrong == []
    assert len(meetings) > 50


def _bare(value: Any, name: str = "") -> Any:
    """Without keys, and without what points at them."""
    if isinstance(value, dict):
        return {key: _bare(one, key) for key, one in value.items() if key not in _OWN}
    if isinstance(value, list) and name == "items" and all(isinstance(one, int) for one in value):
        return len(value)
    if isinstance(value, list):
        return [_bare(one) for one in value]
    if name in ("from_item", "to_item", "serves_for"):
        return value is not None
    return _DATES.sub("", value) if name == "html" else value
