"""The file that is given out: draft, sent, finished, corrected; by the button and by the command (B7, C5, C7, C15)."""

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from meetings.actions import minutes as minutes_actions
from meetings.actions import papers, printing
from meetings.models import Correction, Meeting, Minutes
from secretariat.lib import pdf
from secretariat.registry.models import User
from tests import make
from tests.lib.test_pdf import broken_rules

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 20, 9, 0, tzinfo=dt.UTC)


def text_of(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join((one.extract_text() or "").split()) for one in pages).replace("\xa0", " ")


@pytest.fixture
def meeting() -> Meeting:
    """A chefsgrupp without justering, with one decision."""
    body = make.body(name="Chefsgrupp prov", code="CP", approval_policy="none")
    made = make.meeting(bodies=[body], place="Länsstyrelsen")
    make.decision(
        of=make.item(of=made, title="Plan", text="Planen gicks igenom."), text="Gruppen antar planen."
    )
    return made


@pytest.fixture
def finished(meeting: Meeting, secretary: User) -> Minutes:
    """Fastställda, with the PDF stored."""
    minutes_actions.finalise(meeting.minutes, by=secretary, at=AT)
    papers.store_pdf(meeting.minutes.pk)
    return Minutes.objects.get(meeting=meeting)


def correct(minutes: Minutes, by: User) -> None:
    Correction.objects.create(
        minutes=minutes, item_label="Punkt 1", old_text="antar", new_text="antog", reason="skrivfel",
        corrected_at=AT + dt.timedelta(days=3), corrected_by=by, corrected_name="Mika Forsén",
    )  # fmt: skip


def test_a_draft_is_printed_from_live_rows(meeting: Meeting) -> None:
    content = printing.pdf_of(meeting)
    assert broken_rules(content) == []
    assert "UTKAST" in text_of(content)
    assert "Status Utkast – ej fastställt" in text_of(content)
    assert "onsdag 18 mars 2026" in text_of(content)
    assert "Gruppen antar planen." in text_of(content)


def test_a_draft_of_a_body_with_justering_says_ej_justerat() -> None:
    assert "Status Utkast – ej justerat" in text_of(printing.pdf_of(make.meeting()))


def test_finished_minutes_are_served_from_the_stored_bytes(finished: Minutes) -> None:
    assert finished.pdf is not None
    with finished.pdf.file.open("rb") as stored:
        kept = stored.read()
    assert printing.pdf_of(finished.meeting) == kept
    text = text_of(kept)
    assert "Fastställt 20 mars 2026" in text
    assert "Beslut CP 2026-1" in text
    assert "Version 1 Kontrollkod" in text
    assert "UTKAST" not in text


def test_a_rattelse_is_printed_and_the_original_stays(finished: Minutes, secretary: User) -> None:
    before = printing.pdf_of(finished.meeting)
    correct(finished, secretary)
    after = printing.pdf_of(finished.meeting)
    assert "Rättelse En rättelse 23 mars 2026 kl. 10.00." in text_of(after)
    assert "Gäller Punkt 1 Det står antar Det ska stå antog Skäl skrivfel" in text_of(after)
    assert "Gruppen antar planen." in text_of(after)
    assert broken_rules(after) == []
    assert printing.original_of(finished) == before


def test_minutes_without_a_stored_file_have_no_original(meeting: Meeting) -> None:
    with pytest.raises(ValueError, match="ingen sparad PDF"):
        printing.original_of(meeting.minutes)


def test_sent_minutes_are_printed_from_what_was_sent(secretary: User) -> None:
    chair = make.approver_user(
        of=make.body(name="Provrådet", code="PR", elected_approvers=0), name="Asta Ordman"
    )
    assert chair.person
    body = chair.person.memberships.get().seat.body
    made = make.meeting(bodies=[body], chair=chair.person)
    make.attendee(of=made, person=chair.person, body=body)
    make.decision(of=make.item(of=made, title="Plan", text="Planen."), text="Rådet antar planen.")
    minutes_actions.send_for_approval(made.minutes, by=secretary, at=AT)
    text = text_of(printing.pdf_of(made))
    assert "Status Ej justerat, skickat för justering 20 mars 2026" in text
    assert "Asta Ordman Ordförande ○ Inte justerat än" in text
    assert "UTKAST" in text
    assert "Beslut PR 2026-1" in text


def test_the_button_gives_the_same_file_as_the_command(
    meeting: Meeting, secretary: User, as_user: Callable[[User], Client], tmp_path: Path
) -> None:
    answer = as_user(secretary).get(reverse("meetings:minutes-pdf", args=[meeting.pk]))
    target = tmp_path / "fil.pdf"
    call_command("print_minutes", str(meeting.pk), "-o", str(target), stdout=io.StringIO())
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"] == 'inline; filename="minnesanteckningar-2026-03-18.pdf"'
    assert target.read_bytes() == answer.content


def test_the_original_and_the_summary_have_addresses(
    finished: Minutes, secretary: User, as_user: Callable[[User], Client]
) -> None:
    client, pk = as_user(secretary), finished.meeting_id
    assert client.get(reverse("meetings:minutes-original", args=[pk])).content == printing.original_of(
        finished
    )
    summary = client.get(reverse("meetings:summary-pdf", args=[pk]))
    assert "Beslutssammanfattning" in text_of(summary.content)
    assert "CP 2026-1 Gruppen antar planen." in text_of(summary.content)


def test_the_original_of_a_draft_leads_to_the_draft(
    meeting: Meeting, secretary: User, as_user: Callable[[User], Client]
) -> None:
    answer = as_user(secretary).get(reverse("meetings:minutes-original", args=[meeting.pk]))
    assert answer.url == reverse("meetings:minutes-pdf", args=[meeting.pk])  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["minutes-pdf", "minutes-original", "summary-pdf"])
def test_a_draft_is_not_given_to_others(
    name: str, meeting: Meeting, secretary: User, as_user: Callable[[User], Client]
) -> None:
    address = reverse(f"meetings:{name}", args=[meeting.pk])
    assert as_user(make.user(office_role="reader")).get(address).status_code == 403
    assert as_user(make.user()).get(address).status_code == 403
    assert Client().get(address).status_code == 302
    assert as_user(secretary).get(reverse(f"meetings:{name}", args=[0])).status_code == 404


@pytest.mark.parametrize("name", ["minutes-pdf", "summary-pdf"])
def test_where_no_pdf_can_be_made_the_page_says_why(
    name: str,
    meeting: Meeting,
    secretary: User,
    as_user: Callable[[User], Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf, "is_available", lambda: False)
    answer = as_user(secretary).get(reverse(f"meetings:{name}", args=[meeting.pk]))
    assert answer.url == meeting.get_absolute_url()  # type: ignore[attr-defined]


def test_the_command_tells_what_it_did(meeting: Meeting, tmp_path: Path) -> None:
    said = io.StringIO()
    call_command("print_minutes", str(meeting.pk), "-o", str(tmp_path / "fil.pdf"), stdout=said)
    assert (
        said.getvalue() == f"{tmp_path}/fil.pdf är skriven. Märkt UTKAST: anteckningarna är inte färdiga.\n"
    )


def test_the_command_refuses_in_swedish(
    meeting: Meeting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in ("0", "abc", "-1"):
        with pytest.raises(CommandError, match=f"Det finns inget möte med nummer {number}"):
            call_command("print_minutes", "--", number)
    with pytest.raises(
        CommandError, match=r"Mappen .*saknad finns inte\. Skapa den eller välj en annan med -o\."
    ):
        call_command("print_minutes", str(meeting.pk), "-o", str(tmp_path / "saknad" / "fil.pdf"))
    with pytest.raises(CommandError, match=r"är en mapp\. Ange ett filnamn"):
        call_command("print_minutes", str(meeting.pk), "-o", str(tmp_path))
    monkeypatch.setattr(pdf, "is_available", lambda: False)
    with pytest.raises(CommandError, match="apt install libpango"):
        call_command("print_minutes", str(meeting.pk), "-o", str(tmp_path / "fil.pdf"))
