"""The page a letter leads to: whose it is, what it shows, and that it opens nothing it should not (K3)."""

import datetime as dt
import logging
from copy import deepcopy

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from meetings.actions import confirmations
from meetings.actions.reply_links import reply_addresses
from meetings.models import Confirmation
from secretariat.inquiries.models import Inquiry, Recipient
from secretariat.registry.models import LogEntry, PersonalLink
from secretariat.setup.logs import without_keys
from tests import make

from .confirmation_case import DUE, Asking, an_asking, path_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("decided_beforehand")]


@pytest.fixture(scope="module")
def made(module_rows: None) -> Asking:
    return an_asking()


@pytest.fixture
def asking(made: Asking) -> Asking:
    return deepcopy(made)


def shown(client: Client, path: str) -> str:
    return " ".join(client.get(path).content.decode().split())


def sent(asking: Asking, name: str = "Nora") -> str:
    return path_for(asking.people[name])


def everything() -> list[list[object]]:
    """All rows that reading could change."""
    tables = (Confirmation, Recipient, Inquiry, PersonalLink, LogEntry)
    return [list(model.objects.order_by("pk").values_list()) for model in tables]


def test_it_says_whose_it_is_and_what_was_decided(asking: Asking, client: Client) -> None:
    page = shown(client, sent(asking))
    assert "Vad har Nora beslutat?" in page
    assert "Rådet antar planen." in page
    assert f"Är du inte {asking.people['Nora'].name}? Då har länken skickats vidare till dig" in page
    assert f"/beslut/{asking.decision.number.lower().replace(' ', '-')}/" in page
    assert f"senast <strong>onsdag {DUE.day} september 2026</strong>" in page


def test_reading_changes_nothing(asking: Asking, client: Client) -> None:
    before = everything()
    for query in ("", "?tack", "?outcome=assent"):
        assert client.get(sent(asking) + query).status_code == 200
        assert client.head(sent(asking) + query).status_code == 200
    assert everything() == before


def test_planned_day_then_decision_with_pdf_then_a_change(asking: Asking, client: Client) -> None:
    path = sent(asking)
    answer = client.post(path, {"planned_on": "6 oktober 2026", "organ": "Kommunstyrelsen"})
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{path}?tack"
    thanks = shown(client, f"{path}?tack")
    assert "Tack, vi vet när ärendet ska upp" in thanks
    assert "6 oktober 2026" in thanks
    today = timezone.localdate().isoformat()
    whole = {
        "planned_on": "2026-10-06", "organ": "Kommunstyrelsen", "decided_on": today, "outcome": "assent",
        "paragraph": "88", "case_number": "KS 2026-17", "upload": SimpleUploadedFile("u.pdf", b"%PDF-1.4 x"),
    }  # fmt: skip
    client.post(path, whole)
    thanks = shown(client, f"{path}?tack")
    assert "Tack, beskedet är sparat" in thanks
    for words in ("§ 88", "KS 2026-17", "Bifall", "u.pdf"):
        assert words in thanks
    del whole["upload"]
    client.post(path, {**whole, "paragraph": "89"})
    assert asking.confirmation("Nora").paragraph == "89"
    assert 'Paragraf: § 89 <span class="muted">(tidigare § 88)</span>' in shown(client, path)


def test_what_is_typed_stays_when_something_is_wrong(asking: Asking, client: Client) -> None:
    answer = client.post(
        sent(asking),
        {"outcome": "refused", "decided_on": "i fjol", "paragraph": "12", "organ": "Fullmäktige"},
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Skriv datumet som 2026-03-04 eller 4 mars 2026." in page
    assert 'value="Fullmäktige"' in page
    assert 'value="i fjol"' in page
    assert asking.confirmation("Nora").organ == ""


def test_nothing_typed_is_told(asking: Asking, client: Client) -> None:
    page = client.post(sent(asking), {}).content.decode()
    assert "Du har inte fyllt i något nytt." in page


@pytest.mark.parametrize(
    "given",
    [{"outcome": "kanske"}, {"paragraph": "9" * 21}, {"deviation": "x" * 4001}, {"organ": "19811218-9876"}],
)
def test_bad_input_is_told_and_saves_nothing(asking: Asking, client: Client, given: dict[str, str]) -> None:
    assert client.post(sent(asking), given).status_code == 200
    stored = asking.confirmation("Nora")
    assert (stored.outcome, stored.paragraph, stored.deviation, stored.organ) == ("", "", "", "")


def test_a_file_of_the_wrong_kind_is_told(asking: Asking, client: Client) -> None:
    page = client.post(sent(asking), {"organ": "KS", "upload": SimpleUploadedFile("u.exe", b"MZ")}).content
    assert "Protokollsutdraget ska vara en PDF eller ett Word-dokument (.docx)." in page.decode()
    assert asking.confirmation("Nora").organ == ""


def test_two_who_change_the_same_field_choose_with_open_eyes(asking: Asking, client: Client) -> None:
    """The office and the handläggare have the form open at once (L2)."""
    path = sent(asking)
    seen = client.get(path).context["form"].marks()
    asking.says("Nora", how="office", organ="Kommunfullmäktige")
    page = client.post(path, {"organ": "Kommunstyrelsen", "seen": seen}).content.decode()
    assert "Någon annan har nyss sparat ”Kommunfullmäktige” här." in page
    assert asking.confirmation("Nora").organ == "Kommunfullmäktige"


# Links that open nothing


@pytest.mark.usefixtures("asking")
def test_a_forged_link_is_not_found(client: Client) -> None:
    answer = client.get("/parternas-beslut/abcdefghijklmnopqrstuvwxyz0123456789/")
    assert answer.status_code == 404
    assert "Länken fungerar inte" in answer.content.decode()


def test_a_link_for_something_else_is_not_found(asking: Asking, client: Client) -> None:
    PersonalLink.objects.update(purpose=PersonalLink.Purpose.REPLY)
    assert client.get(sent(asking)).status_code == 404
    assert reply_addresses([], by=None) == []


def test_an_expired_link_says_so_and_takes_nothing(asking: Asking, client: Client) -> None:
    path = sent(asking)
    PersonalLink.objects.update(expires_at=timezone.now() - dt.timedelta(minutes=1))
    assert client.get(path).status_code == 410
    assert client.post(path, {"organ": "KS"}).status_code == 410
    assert asking.confirmation("Nora").organ == ""


def test_the_link_of_who_is_no_longer_handler_is_closed(asking: Asking, client: Client) -> None:
    path = sent(asking)
    new = make.person(name="Ny Person", email="ny@exempel.se", organisation=asking.parties["Nora"])
    confirmations.name_handler(asking.row("Nora"), new, by=asking.by)
    gone = client.post(path, {"organ": "KS"})
    assert gone.status_code == 410
    assert "Länken gäller inte längre" in gone.content.decode()
    assert asking.confirmation("Nora").organ == ""
    assert client.get(path_for(new)).status_code == 200


def test_a_link_answers_for_its_own_party_alone(asking: Asking, client: Client) -> None:
    client.post(sent(asking), {"organ": "KS", "recipient": asking.row("Kumla").pk, "handler": "1"})
    assert (asking.confirmation("Nora").organ, asking.confirmation("Kumla").organ) == ("KS", "")


def test_an_old_link_and_the_one_of_the_reminder_both_work(asking: Asking, client: Client) -> None:
    first = sent(asking)
    confirmations.remind(asking.request, by=asking.by)
    second = sent(asking)
    assert first != second
    assert client.get(first).status_code == client.get(second).status_code == 200
    client.post(second, {"organ": "KS"})
    client.post(first, {"organ": "KF"})
    assert asking.confirmation("Nora").organ == "KF"


def test_after_withdrawal_it_says_why_and_changes_nothing(asking: Asking, client: Client) -> None:
    path = sent(asking)
    confirmations.withdraw(asking.request, why="Beslutet görs om", by=asking.by)
    page = shown(client, path)
    assert "Begäran är återkallad" in page
    assert "Beslutet görs om" in page
    assert "<form" not in page
    assert client.post(path, {"organ": "KS"}).status_code == 200
    assert asking.confirmation("Nora").organ == ""


def test_after_closing_it_says_so_shows_the_answer_and_changes_nothing(client: Client) -> None:
    asking = an_asking("Nora")
    path = sent(asking)
    asking.decides("Nora")
    confirmations.close(asking.request, by=asking.by)
    page = shown(client, path)
    assert "Begäran är avslutad" in page
    assert "Det ni har svarat" in page
    client.post(path, {"organ": "KF"})
    assert asking.confirmation("Nora").organ == "Kommunstyrelsen"


def test_the_secret_stays_out_of_logs_caches_and_other_sites(asking: Asking, client: Client) -> None:
    path = sent(asking)
    answer = client.get(path)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Cache-Control"] == "no-store"
    assert without_keys(f"GET {path}") == "GET /parternas-beslut/…/"
    assert logging.getLogger("django.server")
    key = path.split("/")[2]
    assert not PersonalLink.objects.filter(key_hash=key).exists()
