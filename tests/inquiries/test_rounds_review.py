"""Approving and returning several parties' answers at once, from the round and from the compilation (F5)."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from secretariat.inquiries.actions import inquiries, reviewing, sheets
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import OutgoingMail, User
from tests import make

from .round_case import NOW, Round, a_round

pytestmark = pytest.mark.django_db
As = Callable[[User], Client]


def words(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def address(made: Round, name: str) -> str:
    return reverse(f"inquiries:round-{name}", args=[made.inquiry.pk])


def three(hand_in: tuple[str, ...] = ("Nora", "Kumla")) -> Round:
    made = a_round("Nora", "Kumla", "Laxå")
    for name in hand_in:
        made.hands_in(name)
    return made


def states(made: Round) -> dict[str, str]:
    return {name: getattr(getattr(made.row(name), "sheet", None), "state", "") for name in made.parties}


def test_who_is_marked_is_shown_first_and_only_then_approved(as_user: As) -> None:
    made = three()
    client = as_user(made.by)
    for where in ("detail", "compiled"):
        page = client.get(address(made, where)).content.decode()
        assert re.findall(r'name="part" value="(\d+)"', page) == [
            str(made.row(name).pk) for name in ("Kumla", "Nora")
        ]
    marked = {"part": [made.row(name).pk for name in ("Nora", "Kumla", "Laxå")]}
    shown = client.get(address(made, "approve"), marked)
    assert "2 parter" in words(shown)
    assert "Laxå tas inte med. Svaren är inte inlämnade." in words(shown)
    assert states(made) == {"Nora": "submitted", "Kumla": "submitted", "Laxå": ""}
    OutgoingMail.objects.all().delete()
    told = client.post(address(made, "approve"), {"part": marked["part"][:2]}, follow=True)
    assert "Godkänt: Kumla och Nora." in words(told)
    assert states(made) == {"Nora": "approved", "Kumla": "approved", "Laxå": ""}
    assert OutgoingMail.objects.count() == 2


def test_several_are_asked_for_the_same_completion(as_user: As) -> None:
    made = three()
    client = as_user(made.by)
    marked = {"part": [made.row(name).pk for name in ("Nora", "Kumla")]}
    assert "Vad ska kompletteras?" in words(client.get(address(made, "return"), marked))
    empty = client.post(address(made, "return"), marked | {"why": " "})
    assert "Skriv vad som ska kompletteras." in words(empty)
    told = client.post(address(made, "return"), marked | {"why": "Förklara saldot."}, follow=True)
    assert "Komplettering är begärd: Kumla och Nora." in words(told)
    assert made.sheet("Nora").returned_why == "Förklara saldot."
    assert states(made) == {"Nora": "returned", "Kumla": "returned", "Laxå": ""}


def test_one_that_has_taken_its_answers_back_meanwhile_is_left_out_and_told(as_user: As) -> None:
    made = three()
    keys = [made.row(name).pk for name in ("Nora", "Kumla")]
    sheets.take_back(made.row("Nora"), who="x", how="link", at=NOW)
    told = as_user(made.by).post(address(made, "approve"), {"part": keys}, follow=True)
    assert "Godkänt: Kumla." in words(told)
    assert "Nora: Svaren är inte inlämnade." in words(told)


def test_nobody_marked_or_parties_of_another_round_is_told() -> None:
    made, other = three(), three()
    for keys in ([], [other.row("Nora").pk]):
        with pytest.raises(NotAllowed, match="Markera minst en part"):
            reviewing.approve(made.inquiry, keys, by=made.by)
    with pytest.raises(NotAllowed, match="Skriv vad som ska kompletteras"):
        reviewing.return_(made.inquiry, [made.row("Nora").pk], why=" ", by=made.by)


def test_what_is_closed_is_not_approved(as_user: As) -> None:
    made = three(("Nora", "Kumla", "Laxå"))
    inquiries.close(made.inquiry, by=made.by, at=NOW)
    client = as_user(made.by)
    assert 'name="part"' not in client.get(address(made, "detail")).content.decode()
    shown = client.get(address(made, "approve"), {"part": [made.row("Nora").pk]})
    assert "Nora tas inte med. Omgången avslutades" in words(shown)


def test_who_may(as_user: As) -> None:
    made = three()
    for user in (make.user(office_role="reader"), make.user()):
        client = as_user(user)
        for name in ("approve", "return"):
            assert client.get(address(made, name)).status_code == 403
            assert client.post(address(made, name), {"part": [1]}).status_code == 403
    assert as_user(made.by).get(address(made, "approve"), {"part": ["x", "9" * 40]}).status_code == 302


@pytest.mark.parametrize("names", [("Nora",), ("Nora", "Kumla", "Laxå")])
def test_the_preview_asks_the_same_whatever_the_number(
    names: tuple[str, ...], django_assert_num_queries: Any
) -> None:
    made = three(names)
    keys = [made.row(name).pk for name in names]
    with django_assert_num_queries(1):
        assert len(reviewing.preview(made.inquiry, keys, reviewing.Step.APPROVE)) == len(names)
