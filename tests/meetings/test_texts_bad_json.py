"""What only a broken or forged editor would send is refused in words, never an error (L2)."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from django.test import Client

from meetings.models import Action, ItemBlock
from secretariat.registry.models import User
from tests.meetings.approval_case import Case, a_case
from tests.test_bad_input import address

pytestmark = pytest.mark.django_db
KEY, OTHER = "0b5e1f52-6f5c-4b0e-9d6e-1d1d6f0f8a01", "0b5e1f52-6f5c-4b0e-9d6e-1d1d6f0f8a02"
UNREADABLE = "Texten kunde inte läsas. Ladda om sidan, texten finns kvar i webbläsaren."

INSIDE = "Ett inlägg kan inte stå inne i ett annat. Ladda om sidan, texten finns kvar i webbläsaren."
SOMEBODY_ELSE = "Någon annan är inloggad i webbläsaren nu. Texten finns kvar. Logga in som dig själv."


@pytest.fixture(scope="module")
def made(module_rows: None) -> Case:
    return a_case()


@pytest.fixture
def case(made: Case) -> Case:
    return deepcopy(made)


@pytest.fixture
def client(case: Case, as_user: Callable[[User], Client]) -> Client:
    return as_user(case.secretary)


def save(case: Case, client: Client, data: Any) -> Any:
    return client.post(
        address("meetings:item-save", case.item("Plan").pk), data, content_type="application/json"
    )


def block(**fields: Any) -> dict[str, Any]:
    return {"blocks": [{"id": KEY, "kind": "paragraph", "html": "Hej.", **fields}]}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("[1]", UNREADABLE),
        ("null", UNREADABLE),
        ("{", UNREADABLE),
        pytest.param("[" * 100_000, UNREADABLE, id="nested a hundred thousand deep"),
        pytest.param('{"blocks":' * 100_000, UNREADABLE, id="objects as deep"),
        (block(html="en halv \ud83d"), UNREADABLE),
        (block(label="\ud800"), UNREADABLE),
        (block(records=[{"id": KEY, "type": "decision", "fields": {"number": "\udfff"}}]), UNREADABLE),
        ({"blocks": [1]}, UNREADABLE),
        (block(id="x"), UNREADABLE),
        (block(base="många"), UNREADABLE),
        (block(level="djup"), UNREADABLE),
        (block(kind="bild"), "Ett stycke är av ett okänt slag."),
        (block(kind="contribution", parent=OTHER), INSIDE),
        ({"user": "0", **block()}, SOMEBODY_ELSE),
        ({"blocks": [{}] * 2001}, "Texten kunde inte läsas. Ladda om sidan."),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told(case: Case, client: Client, data: Any, message: str) -> None:
    answer = save(case, client, data)
    assert (answer.status_code, answer.json()) == (422, {"message": message})
    assert not ItemBlock.objects.filter(pk=KEY).exists()


def test_a_level_is_kept_within_what_there_is(case: Case, client: Client) -> None:
    for level, kept in ((-3, 0), (99, 3)):
        assert save(case, client, block(level=level, base=99)).status_code == 200
        assert ItemBlock.objects.get(pk=KEY).level == kept


def test_a_nul_byte_in_a_field_of_an_action_is_taken_away(case: Case, client: Client) -> None:
    record = {
        "id": OTHER,
        "type": "action",
        "fields": {"who": "Ka\x00lle", "due": "4 mars\x00 2026", "to": ["a\x00"]},
    }
    assert save(case, client, block(html="Kalle gör det.", records=[record])).status_code == 200
    assert Action.objects.get(meeting=case.meeting).who == "Kalle"


def test_a_whole_sign_that_is_told_in_two_halves_is_kept(case: Case, client: Client) -> None:
    """JSON may write an emoji as a pair."""
    assert save(case, client, block(html="Bra \U0001f600")).status_code == 200
    assert ItemBlock.objects.get(pk=KEY).html == "Bra \U0001f600"
