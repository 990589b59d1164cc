"""Minutes as Word files: the same words in the same order as the tree, under Word's own styles (B7, C15, M2)."""

import datetime as dt
import io
from collections.abc import Callable

import docx
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from docx.table import Table

from meetings.actions import minutes as minutes_actions
from meetings.actions import notices, word_papers
from meetings.documents import Document
from meetings.models import Minutes
from secretariat.registry.models import User
from tests import make
from tests.documents import sample_document
from tests.lib.test_word import broken_parts

from . import notice_case
from .approval_case import AT, a_case
from .test_printing_paper import DONE, DRAFT, EXTREMES, LAYOUTS, tree_words

Login = Callable[[User], Client]
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def lines_of(content: bytes) -> list[tuple[str, str]]:
    """Style and words of everything in the file, in order; cells of a row parted by bars."""
    found = []
    for one in docx.Document(io.BytesIO(content)).iter_inner_content():
        if isinstance(one, Table):
            found += [("table", " | ".join(cell.text for cell in row.cells)) for row in one.rows]
        elif one.text:
            found.append((one.style.name if one.style else "", one.text))
    return [(style, words.replace("\xa0", " ")) for style, words in found]


def words_of(content: bytes) -> list[str]:
    return " ".join(words for _, words in lines_of(content)).split()


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_is_valid_and_holds_every_word_in_order(layout: str) -> None:
    document = sample_document(layout=layout)
    content = word_papers.render(document, DONE)
    assert broken_parts(content) == []
    printed = iter(word.rstrip(":") for word in words_of(content))
    missing = [
        word for word in tree_words(document) if not any(word.rstrip(":") == other for other in printed)
    ]
    assert missing == []


@pytest.mark.parametrize("name", EXTREMES)
def test_extremes_are_written_and_valid(name: str) -> None:
    for content in (
        word_papers.render(EXTREMES[name], DRAFT),
        word_papers.render_summary(EXTREMES[name], DONE),
    ):
        assert broken_parts(content) == []


def sample(document: Document | None = None) -> list[tuple[str, str]]:
    return lines_of(word_papers.render(document or sample_document(), DONE))


def test_headings_lists_decisions_and_uppdrag_have_styles_of_their_own() -> None:
    lines = sample()
    assert lines[:7] == [
        ("Subtitle", "Minnesanteckningar"),
        ("Title", "Gemensamt möte 6 mars 2026"),
        ("Uppgift", "När:\tfredag 6 mars 2026 kl. 9–12, gemensamt kl. 11–12 med Regionala samverkansrådet"),
        ("Uppgift", "Var:\tRegionhuset i Örebro, sal Kilsbergen, på plats och digitalt"),
        ("Uppgift", "Ordförande:\tAsta Almgren"),
        ("Uppgift", "Justerat av:\tAsta Almgren och Birger Bergdal, 18 mars 2026"),
        ("Heading 1", "Välkommen!"),
    ]
    for line in (
        ("Heading 1", "5 Mötesplatser mot ofrivillig ensamhet"),
        ("Föredragande", "Didrik Dahlvik"),
        ("Normal", "Norr: Delar redan personal på två träffpunkter och provar gärna kväll."),
        ("Beslutsrubrik", "Beslut SFV 2026-4"),
        ("Beslut", "Råden rekommenderar parterna att pröva kvällsöppna mötesplatser under hösten 2026."),
        ("Notis", "Vem: Didrik Dahlvik"),
        ("Heading 2", "a) Samverkansgrupp barn och unga"),
        ("List Bullet", "Tre möten under våren"),
        ("Underrubrik", "Strategin 2025–2030"),
        ("table", "Länsdel | Skolor | Svar"),
    ):
        assert line in lines, line


def test_attendance_is_said_in_words_and_nothing_is_struck_through() -> None:
    content = word_papers.render(sample_document(), DONE)
    lines = lines_of(content)
    assert ("table", "Hilding Hagman | Hallsberg | Anmält förhinder, ersättare: Iris Ivarsson") in lines
    assert ("table", "Gun Grönlund | Degerfors | Närvarande digitalt") in lines
    assert ("table", "Vakant, RF-SISU |  | Vakant plats") in lines
    struck = [
        run for one in docx.Document(io.BytesIO(content)).paragraphs for run in one.runs if run.font.strike
    ]
    assert struck == []


def test_the_version_and_its_checksum_stand_last() -> None:
    assert sample()[-4:] == [
        ("Uppgift", "Bilagor:\tKartläggning av mötesplatser (punkt 5)"),
        ("Uppgift", "Version:\t2"),
        ("Uppgift", f"Kontrollkod:\t04HM-ASW9\nSHA-256 {DONE.sha256}"),
        ("Uppgift", f"Kontrollera:\t{settings.BASE_URL}/kontrollera/04HM-ASW9/"),
    ]


def test_attendance_stands_where_the_body_wants_it() -> None:
    def place(**fields: object) -> bool:
        words = [words for _, words in sample(sample_document(**fields))]
        return words.index("Närvarolista") < words.index("1 Mötet öppnas")

    assert (place(attendance_first=True), place(attendance_first=False)) == (True, False)


def test_a_draft_says_so_on_every_page() -> None:
    section = docx.Document(io.BytesIO(word_papers.render(sample_document(), DRAFT))).sections[0]
    assert "UTKAST" in "".join(section.header._element.itertext())
    section = docx.Document(io.BytesIO(word_papers.render(sample_document(), DONE))).sections[0]
    assert "UTKAST" not in "".join(section.header._element.itertext())


def test_the_summary_holds_decisions_and_uppdrag_alone() -> None:
    lines = lines_of(word_papers.render_summary(sample_document(), DONE))
    assert [line for line in lines if line[0].startswith(("Heading", "table"))][:3] == [
        ("Heading 1", "Beslut"), ("Heading 1", "Uppdrag"), ("table", "Vem | Vad | Senast"),
    ]  # fmt: skip
    assert ("table", "Ebba Ekman | Ebba Ekman återkommer med kostnaden. (punkt 6) | 1 juni 2026") in lines
    assert not any("Ordföranden hälsade välkommen" in words for _, words in lines)
    empty = lines_of(word_papers.render_summary(EXTREMES["one item without text"], DRAFT))
    assert [words for _, words in empty][-3:] == [
        "Inga beslut är antecknade.", "Uppdrag", "Inga uppdrag är antecknade.",
    ]  # fmt: skip


@pytest.mark.django_db
def test_approved_minutes_are_written_from_what_was_approved(as_user: Login) -> None:
    case = a_case()
    case.approve()
    client = as_user(case.secretary)
    answer = client.get(reverse("meetings:minutes-word", args=[case.meeting.pk]))
    assert (answer["Content-Type"], answer["Content-Disposition"]) == (
        WORD, 'attachment; filename="minnesanteckningar-2026-03-18.docx"',
    )  # fmt: skip
    lines = lines_of(answer.content)
    assert ("Uppgift", "Justerat av:\tAsta Ordman och Birger Valdberg, 20 mars 2026") in lines
    assert ("Beslutsrubrik", "Beslut PR 2026-2") in lines
    version = Minutes.objects.get(meeting=case.meeting).current_version
    assert version
    assert lines[-2][1].endswith(f"SHA-256 {version.sha256}")
    summary = client.get(reverse("meetings:summary-word", args=[case.meeting.pk]))
    assert ("Uppgift", "PR 2026-1:\tRådet antar planen.") in lines_of(summary.content)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["minutes-word", "summary-word"])
def test_a_draft_is_not_given_to_others(name: str, as_user: Login) -> None:
    case = a_case()
    address = reverse(f"meetings:{name}", args=[case.meeting.pk])
    assert as_user(case.secretary).get(address).status_code == 200
    assert as_user(case.reserve).get(address).status_code == 403
    assert as_user(make.user(office_role="reader")).get(address).status_code == 403
    assert Client().get(address).status_code == 302
    assert as_user(case.secretary).get(reverse(f"meetings:{name}", args=[0])).status_code == 404


@pytest.mark.django_db
def test_the_meeting_page_leads_to_the_word_files(as_user: Login) -> None:
    case = a_case()
    page = as_user(case.secretary).get(case.meeting.get_absolute_url()).content.decode()
    for name in ("minutes-word", "summary-word"):
        assert reverse(f"meetings:{name}", args=[case.meeting.pk]) in page


@pytest.mark.django_db
def test_a_kallelse_is_given_as_a_word_file_too(as_user: Login) -> None:
    meeting, office = notice_case.ready(), make.user(office_role="secretariat")
    notice = notices.send(
        meeting, by=office, message="Välkomna!", reply_by=dt.date(2026, 3, 11), at=notice_case.SENT
    )
    answer = as_user(office).get(reverse("meetings:notice-word", args=[meeting.pk, notice.number]))
    lines = lines_of(answer.content)
    assert broken_parts(answer.content) == []
    assert lines[0] == ("Subtitle", "Kallelse")
    assert lines[-11:-3] == [
        ("Heading 1", "2 Budget"),
        ("Underrubrik", "Ramar för nästa år"),
        ("Föredragande", "Asta Ceder"),
        ("Anmärkning", "Kl. 13.05, 30 min, beslut"),
        ("Beslutsrubrik", "Förslag till beslut"),
        ("Beslut", "Gruppen antar budgeten."),
        ("Normal", "Film om budgeten"),
        ("Heading 1", "3 Mötet avslutas"),
    ]
    assert ("Normal", "Välkomna!") in lines
    assert lines[-1][1].endswith(f"SHA-256 {notice.sha256}")


@pytest.mark.django_db
def test_finalised_minutes_of_a_body_without_justering_say_fastställt() -> None:
    body = make.body(name="Chefsgruppen", code="CG", approval_policy="none")
    meeting = make.meeting(bodies=[body])
    make.decision(of=make.item(of=meeting), text="Gruppen antar planen.")
    minutes_actions.finalise(meeting.minutes, by=make.user(office_role="secretariat"), at=AT)
    assert ("Uppgift", "Fastställt:\t20 mars 2026") in lines_of(word_papers.word_of(meeting))
