"""Is this paper the one? By its code, and by the file itself (C5, C6)."""

from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse

from meetings.actions import corrections, papers, printing, verifying
from meetings.actions.standing import check_code
from meetings.models import Minutes, MinutesVersion
from secretariat.lib import reading
from secretariat.registry.models import StoredFile
from tests.meetings.approval_case import Case
from tests.meetings.publishing_case import finished_case, publish

pytestmark = pytest.mark.django_db

STANDS = "Stämmer. Filen är den som systemet har lämnat ut."
CLOSED = f"{STANDS} Den är inte publicerad."
OTHER = "Stämmer inte. Filen är inte en som systemet har lämnat ut, eller så har den ändrats."
CHANGED_HERE = (
    "Stämmer inte. Det som är sparat här har ändrats sedan det låstes. Hör av dig till sekretariatet."
)


@pytest.fixture(autouse=True)
def _nobody_has_asked() -> None:
    cache.clear()


def stored(*, is_open: bool) -> tuple[Case, bytes]:
    """Minutes that all have approved, with the PDF that the worker stores."""
    case = finished_case()
    papers.store_pdf(case.minutes.pk)
    if is_open:
        publish(case)
    return case, printing.original_of(Minutes.objects.get(pk=case.minutes.pk))


def code_of(case: Case) -> str:
    return check_code(MinutesVersion.objects.get(minutes=case.minutes).sha256)


def ask(client: Client, content: bytes, name: str = "anteckningar.pdf") -> Any:
    return client.post(reverse("meetings:verify"), {"fil": SimpleUploadedFile(name, content)})


def test_the_code_of_published_minutes_tells_what_they_are(client: Client) -> None:
    case, _ = stored(is_open=True)
    answer = client.get(f"/kontrollera/{code_of(case)}/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    published = answer.context["published"]
    assert published.is_intact
    assert (published.version, published.versions, published.is_latest) == (1, 1, True)
    for row in published.standing.approvals:
        assert row.name in page
    assert f'href="/offentligt/moten/{case.meeting.pk}/"' in page


def test_a_code_is_read_as_people_write_it(client: Client) -> None:
    case, _ = stored(is_open=True)
    typed = code_of(case).lower().replace("-", " ").replace("0", "o").replace("1", "l")
    answer = client.get("/kontrollera/", {"kod": f" {typed} "})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/kontrollera/{code_of(case)}/")


def test_what_is_no_code_is_told(client: Client) -> None:
    page = client.get("/kontrollera/", {"kod": "04HM-ASW"}).content.decode()
    assert "En kontrollkod har åtta bokstäver och siffror. Skriv av den en gång till." in page
    assert "04HM-ASW" in page


def test_the_code_of_what_is_not_published_answers_as_one_that_does_not_exist(client: Client) -> None:
    case, _ = stored(is_open=False)
    known, unknown = code_of(case), "ZZZZ-ZZZZ"
    answers = [client.get(f"/kontrollera/{code}/") for code in (known, unknown)]
    assert [one.status_code for one in answers] == [200, 200]
    pages = [
        one.content.decode().replace(code, "").replace(one.wsgi_request.META["CSRF_COOKIE"], "")
        for one, code in zip(answers, (known, unknown), strict=True)
    ]
    hidden = [one.split('name="csrfmiddlewaretoken"')[0] for one in pages]
    assert hidden[0] == hidden[1]
    assert "Inget publicerat dokument har kontrollkoden" in pages[0]
    assert [one.context["published"] for one in answers] == [None, None]


def test_the_file_that_was_given_out_matches_and_tells_more_only_when_published(client: Client) -> None:
    case, content = stored(is_open=False)
    answer = ask(client, content)
    assert (answer.context["answer"].words, answer.context["published"]) == (CLOSED, None)
    assert case.meeting.title not in answer.content.decode() or not case.meeting.title
    publish(case)
    answer = ask(client, content)
    assert answer.context["answer"].words == STANDS
    assert answer.context["published"].minutes == case.minutes


def test_a_file_of_which_one_byte_was_changed_does_not_match(client: Client) -> None:
    _, content = stored(is_open=True)
    changed = bytearray(content)
    changed[len(changed) // 2] ^= 1
    answer = ask(client, bytes(changed))
    assert not answer.context["answer"].matches
    assert answer.context["answer"].words.startswith("Stämmer inte.")
    assert answer.context["published"] is None


def test_the_frozen_bytes_match_too(client: Client) -> None:
    case, _ = stored(is_open=True)
    content = bytes(MinutesVersion.objects.get(minutes=case.minutes).content)
    assert ask(client, content, "version.json").context["answer"].words == STANDS


def test_a_file_printed_anew_after_a_correction_matches_and_so_does_the_first(client: Client) -> None:
    case, first = stored(is_open=True)
    item = case.meeting.items.exclude(blocks=None).first()
    assert item
    word = item.blocks.first().html.split()[0]
    corrections.correct(
        case.minutes, by=case.secretary, item=item, old_text=word, new_text="Orden", reason="Skrivfel"
    )
    anew = printing.pdf_of(Minutes.objects.get(pk=case.minutes.pk).meeting)
    assert anew != first
    assert [ask(client, one).context["answer"].words for one in (first, anew)] == [STANDS, STANDS]
    page = client.get(f"/kontrollera/{code_of(case)}/").content.decode()
    assert "Orden</ins>" in page


def test_a_changed_byte_in_what_is_stored_is_seen_by_whoever_holds_the_paper(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    """C5: somebody with all rights in the database has switched off the triggers."""
    case, content = stored(is_open=True)
    assert verifying.note_broken() == 0
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE meetings_minutesversion SET content = set_byte(content, 40, get_byte(content, 40) # 1)"
        )
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert ask(client, content).context["answer"].words == CHANGED_HERE
    page = client.get(f"/kontrollera/{code_of(case)}/").content.decode()
    assert "Stämmer inte: det som är sparat har ändrats sedan det låstes" in page
    assert verifying.note_broken() == 1
    assert f"möte {case.meeting.pk} stämmer inte" in caplog.text


@pytest.mark.parametrize(
    ("name", "content"),
    [("brev.txt", b"Hej"), ("tom.pdf", b"%PDF-1.7\n"), ("bild.png", b"\x89PNG\r\n\x1a\n" + bytes(50))],
)
def test_other_files_are_not_ours(client: Client, name: str, content: bytes) -> None:
    before = StoredFile.objects.count()
    answer = ask(client, content, name)
    assert (answer.status_code, answer.context["answer"].words) == (200, OTHER)
    assert StoredFile.objects.count() == before


def test_no_file_an_empty_one_and_one_too_large_are_told(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = reverse("meetings:verify")
    assert "Välj en fil." in client.post(at).content.decode()
    assert "Filen är tom. Välj en annan." in ask(client, b"").content.decode()
    monkeypatch.setattr(verifying, "LARGEST", 10)
    assert "Filen är större än 20 MB." in ask(client, b"x" * 11).content.decode()


def test_whoever_asks_too_often_has_to_wait(client: Client) -> None:
    with override_settings(ACCOUNT_RATE_LIMITS={"verify": "2/m/ip"}):
        answers = [client.get("/kontrollera/ZZZZ-ZZZZ/") for _ in range(3)]
        by_file = ask(client, b"Hej")
    assert [one.status_code for one in (*answers, by_file)] == [200, 200, 429, 429]
    assert "Vänta en minut och försök igen." in by_file.content.decode()
    assert by_file.context["answer"] is None


def test_the_paper_says_where_it_is_verified() -> None:
    case, content = stored(is_open=False)
    text = reading.end_of_pdf(content).replace("\n", "")
    assert f"/kontrollera/{code_of(case)}/" in text.replace(" ", "")
