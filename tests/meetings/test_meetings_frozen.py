"""What has been sent out stands: agenda, attendance and facts are refused, in words (C1)."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from meetings.actions import agenda, attachments, attendance, meetings
from meetings.models import Meeting
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import User
from tests import make

from .approval_case import Case, a_case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made")]
Login = Callable[[User], Client]

VERBS: dict[str, Callable[[Meeting, User], Any]] = {
    "fill": lambda meeting, by: attendance.fill_from_seats(meeting),
    "set": lambda meeting, by: attendance.set_state(meeting.attendances.first(), "absent", by=by),
    "all present": lambda meeting, by: attendance.mark_all_present(meeting, by=by),
    "add": lambda meeting, by: attendance.add(meeting, by=by, name="Gäst"),
    "remove": lambda meeting, by: attendance.remove(meeting.attendances.first(), by=by),
    "change row": lambda meeting, by: attendance.change(meeting.attendances.first(), by=by, title="chef"),
    "add item": lambda meeting, by: agenda.add_item(meeting, by=by, title="Ny"),
    "change item": lambda meeting, by: agenda.change_item(meeting.items.first(), by=by, title="Ny"),
    "move item": lambda meeting, by: agenda.move_item(meeting.items.first(), "down", by=by),
    "remove item": lambda meeting, by: agenda.remove_item(meeting.items.first(), by=by, with_text=True),
    "put back": lambda meeting, by: agenda.put_back_item(meeting.items.first(), by=by),
    "link": lambda meeting, by: attachments.attach_link(
        meeting.items.first(), by=by, title="", url="https://x.se"
    ),
    "file": lambda meeting, by: attachments.attach_file(
        meeting.items.first(), by=by, title="", upload=SimpleUploadedFile("a.txt", b"a")
    ),
    "facts": lambda meeting, by: meetings.change(meeting, by=by, place="Ny plats"),
    "cancel": lambda meeting, by: meetings.cancel(meeting, by=by),
    "move": lambda meeting, by: meetings.move(meeting, by=by, date=make.DAY, start_time=None, end_time=None),
}


@pytest.fixture(scope="module")
def made(module_rows: None) -> Case:
    case = a_case()
    case.send()
    return case


@pytest.fixture
def case(made: Case) -> Case:
    return deepcopy(made)


@pytest.mark.parametrize("verb", VERBS)
def test_nothing_that_is_printed_changes_while_it_is_out(verb: str, case: Case) -> None:
    with pytest.raises(NotAllowed) as no:
        VERBS[verb](case.meeting, case.secretary)
    assert no.value.reasons == ["Anteckningarna är utsända och låsta. Ta tillbaka dem innan du ändrar."]


def test_finished_minutes_point_to_the_correction() -> None:
    case = a_case(name="Klara rådet", code="KLAR")
    case.approve()
    assert attendance.obstacles_to_editing(case.meeting) == [
        "Anteckningarna är färdiga och kan inte ändras. Gör en rättelse i stället."
    ]


def test_the_pages_say_so_and_offer_no_buttons(case: Case, as_user: Login) -> None:
    client = as_user(case.secretary)
    row = case.meeting.attendances.first()
    assert row
    pages = [
        client.get(reverse(f"meetings:{name}", args=[case.meeting.pk])).content.decode()
        for name in ("agenda-edit", "attendance-edit", "meeting-edit")
    ]
    pressed = client.post(
        reverse("meetings:attendance-set", args=[row.pk]), {"state": "absent"}, headers={"hx-request": "true"}
    ).content.decode()
    assert ["Anteckningarna är utsända och låsta." in page for page in [*pages, pressed]] == [True] * 4
    assert ["/flytta/" in pages[0], "/satt/" in pages[1], "/stall-in/" in pages[2], "/satt/" in pressed] == [
        False
    ] * 4
