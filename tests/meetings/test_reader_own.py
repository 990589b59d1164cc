"""What the system itself has printed is read back the same: items, decisions, attendance, names and numbers (M2)."""

import io
import json
import re
from pathlib import Path
from typing import Any

import docx
import pytest
from django.core.management import call_command

from meetings.actions import exporting, printing, word_papers
from meetings.actions.loading import read, write
from meetings.models import Decision, Meeting
from meetings.reader.own import read_own
from secretariat.lib import pdf
from tests import make
from tests.documents import item as an_item
from tests.documents import para, record, run, runs, small_document

from .approval_case import a_case
from .test_printing_paper import DONE

pytestmark = pytest.mark.django_db
SETS = sorted(Path(__file__).parents[1].glob("minutes/*.json"))
REAL = sorted((Path(__file__).parents[3] / "shared" / "minutes").glob("*.json"))
KINDS = ("docx", "pdf")
Json = dict[str, Any]


def printed(meeting: Meeting, kind: str) -> bytes:
    return word_papers.word_of(meeting) if kind == "docx" else printing.pdf_of(meeting)


def every(told: Json) -> list[Json]:
    return [one for item in told["items"] for one in (item, *item["children"])]


def even(words: str | None) -> str:
    return " ".join((words or "").split())


def heart(told: Json, decisions: list[str]) -> Json:
    """The fields that must be the same."""
    return {
        **{name: told[name] for name in ("date", "start", "end", "place", "chair", "secretary")},
        "items": [(one["number"], even(one["title"])) for one in every(told)],
        "presenters": [one["presenters"] for one in every(told)],
        "decisions": [even(words) for words in decisions],
        "attendance": [
            tuple(
                one[name]
                for name in ("name", "status", "organisation", "title", "mode", "items", "substitute")
            )
            for one in told["attendance"]
        ],
    }


def decisions_of(told: Json, taken_elsewhere: set[str] = frozenset()) -> list[str]:  # type: ignore[assignment]
    found = [words for one in every(told) for words in one["decisions"]]
    return [words for words in found if even(words) not in taken_elsewhere]


def assert_the_same(meeting: Meeting, kind: str) -> None:
    """Decisions of others that the meeting only reports are printed as any other words."""
    if kind == "pdf" and not pdf.is_available():
        pytest.skip("PDF kan inte göras på den här datorn")
    told = read_own(printed(meeting, kind), f"anteckningar.{kind}")
    expected, tree = exporting.export(meeting), printing.tree_of(meeting.minutes)
    expected["chair"] = tree.chair.text if tree.chair else None
    expected["secretary"] = tree.secretary.text if tree.secretary else None
    assert told
    elsewhere = {even(row["text"]) for row in expected["reported_decisions"]}
    assert heart(told, decisions_of(told)) == heart(expected, decisions_of(expected, elsewhere))
    assert words_of(expected) <= words_of(told)


def words_of(told: Json) -> set[str]:
    """Every word and number of the items' text."""
    return {word for one in every(told) for word in re.findall(r"\w+", one["text"])}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("file", [*SETS, *REAL], ids=lambda file: file.stem)
def test_minutes_in_every_layout_are_read_back_the_same(file: Path, kind: str) -> None:
    assert_the_same(write.load(*read.read_file(file)).meeting, kind)


@pytest.mark.parametrize("kind", KINDS)
def test_approved_minutes_are_read_back_with_who_approved(kind: str) -> None:
    case = a_case()
    case.approve()
    assert_the_same(Meeting.objects.get(pk=case.meeting.pk), kind)
    told = read_own(printed(Meeting.objects.get(pk=case.meeting.pk), kind), "x")
    assert told
    assert told["approval"] == {"approvers": ["Asta Ordman", "Birger Valdberg"], "date": "2026-03-20"}
    assert told["bodies"] == ["Provrådet"]
    assert Decision.objects.filter(meeting=case.meeting).count() == 2


@pytest.mark.parametrize("kind", KINDS)
def test_two_decisions_in_one_paragraph_are_two_and_one_in_two_parts_is_one(kind: str) -> None:
    document = small_document(
        items=(
            an_item("1", "Två", runs(
                run("Efter samtal enades man."),
                run("Rådet antar planen.", record("decision", number="PR 2026-1")),
                run("Rådet sparar resten.", record("decision", number="PR 2026-2")),
                run("Mötet tog paus."),
            )),
            an_item("2", "Ett", runs(
                run("Man talade."),
                run("Rådet tackar ja", record("decision", number="PR 2026-3", spans=2)),
                run("och sänder svar."),
                run("Slut."),
            )),
            an_item("3", "Helt", para("Rådet antar budgeten.", record("decision", number="PR 2026-4"))),
        ),
    )  # fmt: skip
    content = word_papers.render(document, DONE) if kind == "docx" else printing.render(document, DONE)
    told = read_own(content, "x")
    assert told
    assert [one["decisions"] for one in told["items"]] == [
        ["Rådet antar planen.", "Rådet sparar resten."],
        ["Rådet tackar ja och sänder svar."],
        ["Rådet antar budgeten."],
    ]


def test_a_word_file_somebody_has_written_more_in_is_still_read() -> None:
    """Another heading, another paragraph, another decision: in the styles that stand there."""
    case = a_case()
    document = docx.Document(io.BytesIO(word_papers.word_of(case.meeting)))
    document.add_paragraph("", style="Heading 1").add_run("4", "Punktnummer")
    document.paragraphs[-1].add_run(" Ny punkt")
    document.add_paragraph("Beslut", style="Beslutsrubrik")
    document.add_paragraph("", style="Beslut").add_run("Rådet tackar ja.").bold = True
    changed = io.BytesIO()
    document.save(changed)
    told = read_own(changed.getvalue(), "x.docx")
    assert told
    last = told["items"][-1]
    assert (last["number"], last["title"], last["decisions"]) == ("4", "Ny punkt", ["Rådet tackar ja."])


def test_uppdrag_are_read_back_from_a_word_file() -> None:
    case = a_case()
    make.action(of=case.item("Plan"), text="Ringer Kumla.", who="Didrik Dahlvik", due="1 juni 2026")
    told = read_own(word_papers.word_of(case.meeting), "x.docx")
    assert told
    assert [one["actions"] for one in told["items"] if one["title"] == "Plan"] == [
        [{"text": "Ringer Kumla.", "responsible": "Didrik Dahlvik", "due": "1 juni 2026"}]
    ]


def test_files_of_others_are_left_to_the_reader_of_old_minutes() -> None:
    theirs = io.BytesIO()
    docx.Document().save(theirs)
    for data in (theirs.getvalue(), b"PK\x03\x04 trasig", b"%PDF-1.7 trasig", b"Protokoll", b""):
        assert read_own(data, "x") is None


def test_read_minutes_reads_our_own_file_exactly(tmp_path: Path) -> None:
    case = a_case()
    (tmp_path / "a.docx").write_bytes(word_papers.word_of(case.meeting))
    call_command("read_minutes", str(tmp_path / "a.docx"), "-o", str(tmp_path / "a.json"))
    told = json.loads((tmp_path / "a.json").read_text())
    assert [one["title"] for one in told["items"]] == ["Val av justerare", "Plan", "Budget"]
    assert told["unplaced"] == []
