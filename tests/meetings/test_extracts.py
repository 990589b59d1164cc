"""Protokollsutdrag: one point with its decisions, who approved, and where it is sent (C11)."""

import io
from collections.abc import Callable

import docx
import pytest
from django.test import Client
from django.urls import reverse

from meetings.actions import corrections, dispatches, extracts
from meetings.actions.printing import check_of
from meetings.models import AgendaItem, Decision
from secretariat.lib import pdf
from secretariat.registry.models import User
from tests import make
from tests.lib.test_pdf import broken_rules
from tests.lib.test_word import broken_parts

from .approval_case import AT, Case, a_case
from .test_printing_files import text_of
from .test_word_papers import lines_of

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


def of(case: Case, item: AgendaItem) -> extracts.Extract:
    found = extracts.extract_of(case.minutes, item)
    assert found
    return found


def words_of(case: Case, item: AgendaItem) -> list[tuple[str, str]]:
    content = extracts.word_of(of(case, item))
    assert broken_parts(content) == []
    return lines_of(content)


def test_an_extract_has_the_head_the_point_alone_who_approved_and_the_checksum() -> None:
    case = a_case()
    case.approve()
    version = case.minutes.current_version
    assert version
    standing = of(case, case.item("Plan")).standing
    assert words_of(case, case.item("Plan")) == [
        ("Subtitle", "Utdrag ur minnesanteckningar"),
        ("Title", "Minnesanteckningar Provrådet"),
        ("Uppgift", "När:\tonsdag 18 mars 2026"),
        ("Uppgift", "Ordförande:\tAsta Ordman"),
        ("Uppgift", "Justerat av:\tAsta Ordman och Birger Valdberg, 20 mars 2026"),
        ("Heading 1", "2 Plan"),
        ("Normal", "Planen gicks igenom. Nora avstår."),
        ("Beslutsrubrik", "Beslut PR 2026-1"),
        ("Beslut", "Rådet antar planen."),
        ("Uppgift", "Version:\t1"),
        ("Uppgift", f"Kontrollkod:\t{standing.code}\nSHA-256 {version.sha256}"),
        ("Uppgift", f"Kontrollera:\t{check_of(standing)['check_at']}"),
    ]


def test_the_pdf_says_the_same_and_keeps_the_rules() -> None:
    case = a_case()
    case.approve()
    content = extracts.pdf_of(of(case, case.item("Plan")))
    assert broken_rules(content) == []
    text = text_of(content)
    for words in (
        "Utdrag ur minnesanteckningar",
        "Justerat av Asta Ordman",
        "Beslut PR 2026-1",
        "Kontrollkod",
    ):
        assert words in text, words
    assert "budgeten" not in text
    assert "Cilla Reservin" not in text


def test_what_is_not_approved_says_so() -> None:
    case = a_case()
    case.send()
    assert ("Uppgift", "Status:\tEj justerat, skickat för justering 20 mars 2026") in words_of(
        case, case.item("Plan")
    )
    header = docx.Document(io.BytesIO(extracts.word_of(of(case, case.item("Plan"))))).sections[0].header
    assert header.paragraphs[-1].text.endswith("UTKAST")


def test_an_extract_of_a_sub_point_stands_under_its_points_heading_without_its_text() -> None:
    case = a_case()
    plan = case.item("Plan")
    below = make.item(
        of=case.meeting, title="Bilaga till planen", text="Bilagan godtogs.", parent=plan, number="a"
    )
    beside = make.item(of=case.meeting, title="Annat", text="Annat nämndes.", parent=plan, number="b")
    words = [words for _, words in words_of(case, below)]
    assert words[words.index("2 Plan") :] == ["2 Plan", "a) Bilaga till planen", "Bilagan godtogs."]
    assert of(case, below).file_name == "utdrag-2026-03-18-punkt-2-a"
    whole = [words for _, words in words_of(case, plan)]
    assert whole[-2:] == ["b) Annat", "Annat nämndes."]
    assert beside.pk


def test_to_whom_each_decision_is_sent_how_and_when_is_printed() -> None:
    """Expedieringslista (C11)."""
    case = a_case()
    case.approve()
    decision = Decision.objects.get(meeting=case.meeting, item=case.item("Plan"))
    row = dispatches.add(decision, by=case.secretary, recipient="Nora kommun", channel="e-post")
    dispatches.tick(row, by=case.secretary, sent_on=make.DAY)
    dispatches.add(decision, by=case.secretary, recipient="Länsstyrelsen")
    other = Decision.objects.get(meeting=case.meeting, item=case.item("Budget"))
    dispatches.add(other, by=case.secretary, recipient="Kumla kommun")
    lines = words_of(case, case.item("Plan"))
    assert lines[lines.index(("Heading 1", "Expediering")) + 1 : -3] == [
        ("table", "Beslut | Till | Hur | Skickat"),
        ("table", "PR 2026-1 | Nora kommun | e-post | 18 mars 2026"),
        ("table", "PR 2026-1 | Länsstyrelsen |  | Inte skickat än"),
    ]
    content = extracts.pdf_of(of(case, case.item("Plan")))
    assert broken_rules(content) == []
    assert "Expediering Till Beslut Skickat Nora kommun PR 2026-1 18 mars 2026, e-post" in text_of(content)


def test_only_corrections_of_the_point_or_of_the_whole_are_told() -> None:
    case = a_case()
    case.approve()
    for title, old in (("Plan", "antar"), ("Budget", "tillstyrker")):
        corrections.correct(
            case.minutes,
            by=case.secretary,
            item=case.item(title),
            old_text=old,
            new_text="prövar",
            reason="Skrivfel",
        )
    words = [words for _, words in words_of(case, case.item("Plan"))]
    assert "Det står:\tantar" in words
    assert "Det står:\ttillstyrker" not in words


def test_a_point_taken_off_the_agenda_has_no_extract(as_user: Login) -> None:
    case = a_case()
    case.meeting.items.filter(title="Plan").update(removed_at=AT)
    assert extracts.extract_of(case.minutes, case.item("Plan")) is None
    address = reverse("meetings:extract-word", args=[case.meeting.pk, case.item("Plan").pk])
    assert as_user(case.secretary).get(address).status_code == 404


@pytest.mark.parametrize("name", ["extract-pdf", "extract-word"])
def test_an_extract_is_for_those_who_may_read_the_words(name: str, as_user: Login) -> None:
    case = a_case()
    address = reverse(f"meetings:{name}", args=[case.meeting.pk, case.item("Plan").pk])
    other = make.item(of=make.meeting())
    assert as_user(case.secretary).get(address).status_code == 200
    assert as_user(case.reserve).get(address).status_code == 403
    assert Client().get(address).status_code == 302
    elsewhere = reverse(f"meetings:{name}", args=[case.meeting.pk, other.pk])
    assert as_user(case.secretary).get(elsewhere).status_code == 404
    case.approve()
    answer = as_user(case.reserve).get(address)
    kind = "pdf" if name == "extract-pdf" else "docx"
    assert answer.status_code == 200
    assert f'filename="utdrag-2026-03-18-punkt-2.{kind}"' in answer["Content-Disposition"]


def test_where_no_pdf_can_be_made_the_meetings_page_says_why(
    as_user: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*args: object, **kwargs: object) -> bytes:
        raise pdf.NotAvailable("Pango saknas.")

    monkeypatch.setattr(pdf, "render", missing)
    case = a_case()
    address = reverse("meetings:extract-pdf", args=[case.meeting.pk, case.item("Plan").pk])
    answer = as_user(case.secretary).get(address, follow=True)
    assert answer.redirect_chain == [(case.meeting.get_absolute_url(), 302)]
    assert "Pango saknas." in answer.content.decode()


def test_the_meeting_and_the_decision_lead_to_the_extract_in_one_step(as_user: Login) -> None:
    case = a_case()
    case.approve()
    address = reverse("meetings:extract-pdf", args=[case.meeting.pk, case.item("Plan").pk])
    client = as_user(case.reserve)
    for page in (case.meeting.get_absolute_url(), reverse("meetings:decision-detail", args=["pr-2026-1"])):
        assert address in client.get(page).content.decode(), page
