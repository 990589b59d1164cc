"""Beslutssammanfattning: on one screen, and out without the notes (B7, C9)."""

from collections.abc import Callable

import pytest
from django.test import Client

from meetings.actions import summaries
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import OutgoingMail, User
from tests import make
from tests.meetings.approval_case import a_case

pytestmark = pytest.mark.django_db


def test_decisions_and_uppdrag_stand_on_one_screen(as_user: Callable[[User], Client]) -> None:
    case = a_case()
    make.action(of=case.item("Budget"), text="Räknar om.", who="Asta Ordman", due="1 maj 2026")
    page = as_user(case.secretary).get(f"/moten/{case.meeting.pk}/sammanfattning/").content.decode()
    for words in ("Rådet antar planen.", "Rådet tillstyrker budgeten.", "Räknar om.", "1 maj 2026"):
        assert words in page
    assert "Planen gicks igenom" not in page


def test_it_goes_out_without_the_notes_when_that_is_confirmed(as_user: Callable[[User], Client]) -> None:
    case = a_case()
    client = as_user(case.secretary)
    refused = client.post(f"/moten/{case.meeting.pk}/sammanfattning/").content.decode()
    assert "Bekräfta att sammanfattningen får gå ut innan anteckningarna är färdiga." in refused
    assert not OutgoingMail.objects.exists()
    client.post(f"/moten/{case.meeting.pk}/sammanfattning/", {"understood": "ja"})
    letters = OutgoingMail.objects.filter(purpose="beslutssammanfattning")
    assert letters.count() == 3
    body = letters.first().body  # type: ignore[union-attr]
    assert "Rådet antar planen." in body
    assert "inte färdiga än" in body
    assert "Planen gicks igenom" not in body


def test_nothing_to_summarise_is_told(secretary: User) -> None:
    meeting = make.meeting()
    with pytest.raises(NotAllowed, match="varken beslut eller uppdrag"):
        summaries.send(meeting.minutes, by=secretary, is_understood=True)


def test_a_member_does_not_see_it(as_user: Callable[[User], Client]) -> None:
    """N7."""
    case = a_case()
    assert as_user(case.reserve).get(f"/moten/{case.meeting.pk}/sammanfattning/").status_code == 403
