"""Minutes on paper: what stands where, in all layouts, and at the extremes (A3–A7, B7, B8, C7, C15)."""

import dataclasses
import io
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
import tinyhtml5
from django.template.loader import render_to_string
from pypdf import PdfReader

from meetings import paper
from meetings.actions import printing
from meetings.actions.standing import PrintedApproval, PrintedCorrection, Standing, check_code
from meetings.documents import Contribution, Document, Item, Letterhead, Name, Word
from secretariat.lib import pdf
from secretariat.lib.text import plain
from tests.documents import (
    bullet,
    heading,
    item,
    para,
    record,
    run,
    runs,
    sample_document,
    small_document,
    table,
)
from tests.lib.test_pdf import broken_rules, fonts_of

DRAFT = Standing()
DONE = Standing(
    is_finished=True,
    term="Justerat av",
    text="Asta Almgren och Birger Bergdal, 18 mars 2026",
    approvals=(PrintedApproval("Asta Almgren", "Ordförande", "16 mars 2026 kl. 19.20, med e-legitimation"),),
    version=2,
    sha256="0123456789abcdef" * 4,
)
LAYOUTS = ("item_note", "agenda_subpoints", "number_matter", "list")


def words_of(content: bytes, folder: Path) -> str:
    """Text in reading order, as pdftotext gives it, with one space between words."""
    file = folder / "fil.pdf"
    file.write_bytes(content)
    program = shutil.which("pdftotext")
    assert program, "pdftotext saknas: apt install poppler-utils"
    done = subprocess.run([program, "-raw", str(file), "-"], check=True, capture_output=True, text=True)
    return " ".join(done.stdout.split())


@cache
def sample(standing: Standing = DONE, layout: str = "item_note") -> bytes:
    """The paper of the sample, made once for the tests that only read it."""
    return printing.render(sample_document(layout=layout), standing)


@cache
def pages_of(content: bytes) -> list[str]:
    return [" ".join((one.extract_text() or "").split()) for one in PdfReader(io.BytesIO(content)).pages]


def piece_words(*blocks: object) -> list[tuple[str, str, str]]:
    return [(one.kind, one.label, plain(one.html)) for one in paper.arrange(blocks)]  # type: ignore[arg-type]


def tree_words(document: Document) -> list[str]:
    """Every word of the items' own text, in order."""

    def of(one: Item) -> list[str]:
        found: list[str] = []
        for block in one.blocks:
            if isinstance(block, Contribution):
                found += block.label.split()
            for part in paper.paragraphs([block]):
                found += " ".join(plain(run.html) for run in part.runs).split()
        return found + [word for child in one.children for word in of(child)]

    return [word for one in document.items for word in of(one)]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_is_valid_and_holds_every_word_in_order(layout: str, tmp_path: Path) -> None:
    document, content = sample_document(layout=layout), sample(DONE, layout)
    assert broken_rules(content) == []
    # Head and foot stand between the pages' words; a long heading of the narrow column may be hyphenated.
    printed = iter(words_of(content, tmp_path).split())
    missing = [word for word in tree_words(document) if not any(word == other for other in printed)]
    assert missing == []


EXTREMES = {
    "empty": Document(meeting=1, word=Word(), title=""),
    "one item without text": small_document(items=(item("1", "Bara rubrik"),), attendance=()),
    "an item with neither number nor heading": small_document(items=(item("", "", heading("Mellan"), "Text."),)),
    "sixty items": small_document(items=tuple(item(str(n), f"Punkt {n}", "Text.") for n in range(1, 61))),
    "words of two hundred letters": small_document(items=(item("1", "Ö" * 200, "å" * 200, bullet("w" * 200)),)),
    "emoji": small_document(title="Möte 🎉", items=(item("1", "Fest 🎉", "Tack 👩🏽‍🚒 alla ✓"),)),
    "a table of eight columns": small_document(
        items=(item("1", "Skolor", table("1|2|3|4|5|6|7|8", "kort rad", head="A|B|C|D|E|F|G|Hallsberg")),)
    ),
    "a table without head": small_document(items=(item("1", "Skolor", table("1|2", "3|4")),)),
    "a decision longer than a page": small_document(
        items=(item("1", "Beslut", para("Gruppen beslutar. " * 400, record("decision", number="CF 2026-1"))),)
    ),
    "many bodies": small_document(bodies=tuple(Name(f"Samverkansrådet för område nummer {n}") for n in range(7))),
    "no letterhead": small_document(letterhead=Letterhead(), secretary=None),
    "signs of markup": small_document(title="A < B & C", items=(item("1", "<b>x</b> & y", "1 &lt; 2 &amp; 3"),)),
}  # fmt: skip


@pytest.mark.parametrize("name", EXTREMES)
def test_extremes_are_printed_and_valid(name: str) -> None:
    content = printing.render(EXTREMES[name], DRAFT)
    assert broken_rules(content) == []
    assert all(one.startswith("Source-Sans-3") for one in fonts_of(content))


@pytest.mark.parametrize("name", ["sample", *EXTREMES])
@pytest.mark.parametrize("template", ["pdf/minutes.html", "pdf/summary.html"])
def test_our_templates_are_so_well_formed_that_both_parsers_read_the_same(name: str, template: str) -> None:
    """The quick one is a tenth of the slow one's time; where it gives up, the paper would only be made slower."""

    def told(one: Element) -> list[object]:
        return [one.tag, one.attrib, one.text or "", [(told(child), child.tail or "") for child in one]]

    document = EXTREMES.get(name) or sample_document()
    body = pdf._BETWEEN.sub("><", render_to_string(template, printing.context_of(document, DONE))).strip()
    html = pdf.printable(f'<html lang="sv"><head><title>Prov</title></head>{body}</html>')
    tree = pdf._tree(html)
    assert tree is not None
    assert told(tree) == told(tinyhtml5.parse(html, namespace_html_elements=False))


def test_pages_are_numbered_with_their_count() -> None:
    pages = pages_of(sample())
    assert 8 <= len(pages) <= 10
    assert [f"{n} ({len(pages)})" in text for n, text in enumerate(pages, 1)] == [True] * len(pages)


def test_letterhead_and_eight_fields_stand_on_every_page() -> None:
    for text in pages_of(sample()):
        for word in (
            "Samverkansråd folkhälsa", "Tjänsteställe", "Sekreterare", "Mika Forsén", "POSTADRESS", "BESÖKSADRESS",
            "TELEFON", "TELEFAX", "ORG.NR", "PLUSGIRO", "E-POST", "INTERNET", "232100-0164", "122500-2",
            "019-602 70 08", "www.regionorebrolan.se", "regionen@regionorebrolan.se", "Eklundavägen 2, Örebro",
        ):  # fmt: skip
            assert word in text


def test_empty_fields_of_the_foot_are_left_out() -> None:
    [text, *_] = pages_of(printing.render(small_document(letterhead=Letterhead(phone="019-1")), DRAFT))
    assert ("TELEFON 019-1" in text, "TELEFAX" in text, "PLUSGIRO" in text) == (True, False, False)


def test_drafts_say_so_on_every_page_and_finished_minutes_never() -> None:
    assert all("UTKAST" in text for text in pages_of(sample(DRAFT)))
    assert "Status Utkast – ej justerat" in pages_of(sample(DRAFT))[0]
    assert not any("UTKAST" in text for text in pages_of(sample()))


def test_bookmarks_are_the_points_in_order() -> None:
    outline = PdfReader(io.BytesIO(sample())).outline
    top = [one["/Title"] for one in outline if not isinstance(one, list)]
    under = [one["/Title"] for part in outline if isinstance(part, list) for one in part]
    points = [f"{one.number} {one.title}" for one in sample_document().items]
    assert top == ["Beslut i korthet", *points, "Till kommande möten", "Närvarolista", "Justering"]
    assert under == ["a) Samverkansgrupp barn och unga", "b) Länsstyrelsen", "Nationella nätverk"]


def test_the_same_tree_gives_the_same_bytes() -> None:
    assert printing.render(sample_document(), DONE) == sample()


def test_time_and_place_are_printed_in_swedish_and_not_twice(tmp_path: Path) -> None:
    first = pages_of(sample())[0]
    assert "fredag 6 mars 2026 kl. 9–12, gemensamt kl. 11–12 med Regionala samverkansrådet" in first.replace(
        "\xa0", " "
    )
    assert "Regionhuset i Örebro, sal Kilsbergen, på plats och digitalt" in first
    assert "Tid: Fredag" not in first
    assert "Plats: Regionhuset" not in first
    assert "Välkommen! Asta Almgren, ordförande i rådet sedan 2024" in first


def test_a_header_line_that_says_more_is_kept() -> None:
    lines = item("", "", "Tid: Fredag 6 mars 2026 kl 9-12, fika från 8.30", "Plats: Regionhuset i Örebro")
    [kept] = printing.context_of(sample_document(before=(lines,)), DRAFT)["before"]  # type: ignore[misc]
    assert [plain(one.html) for one in kept.pieces] == ["Tid: Fredag 6 mars 2026 kl 9-12, fika från 8.30"]


def test_own_decisions_are_listed_first_with_number_and_words() -> None:
    found = [(one.number, one.about) for one in paper.decisions_of(sample_document())]
    assert found == [
        ("SFV 2026-1", "2"), ("SFV 2026-2", "3"), ("SFV 2026-3", "4"), ("SFV 2026-4", "5"), ("SFV 2026-5", "6"),
        ("SFV 2026-6", "8"), ("SFV 2026-7", "12"),
    ]  # fmt: skip
    assert paper.decisions_of(sample_document())[5].text == (
        "Råden fördelar medlen enligt förslaget:\n– 300 000 kr till varje länsdel\n– resten sparas till 2027"
    )


def test_a_decision_of_its_own_has_a_label_and_one_inside_a_paragraph_marks_its_sentence() -> None:
    whole = para("Rådet antar planen.", record("decision", number="PR 2026-1"))
    inside = runs(run("Man enades."), run("Rådet avstår.", record("decision", number="PR 2026-2")))
    said = runs(run("Man enades. Beslut:"), run("Rådet avstår.", record("decision", number="PR 2026-3")))
    pieces = paper.arrange((whole, inside, said))
    assert [(one.kind, one.label, one.is_whole) for one in pieces] == [
        ("decision", "Beslut PR 2026-1", True),
        ("decision", "Beslut PR 2026-2", False),
        ("decision", "PR 2026-3", False),
    ]
    assert pieces[1].pieces[0].html == "Man enades. <b>Rådet avstår.</b>"


def test_a_heading_that_says_beslut_becomes_the_label() -> None:
    [one] = paper.arrange(
        (heading("Beslut:"), para("Rådet antar planen.", record("decision", number="PR 2026-1")))
    )
    assert (one.kind, one.label_html, one.label) == ("decision", "Beslut:", "PR 2026-1")


def test_decisions_of_others_are_ordinary_text() -> None:
    told = para("Regeringen har beslutat om medel.", record("decision", is_own=False, by="Regeringen"))
    assert piece_words(told) == [("paragraph", "", "Regeringen har beslutat om medel.")]


def test_an_uppdrag_prints_who_and_when_only_where_the_words_do_not() -> None:
    all_new = para("Tar fram en mall.", record("action", who="Ebba Ekman", due="1 juni 2026"))
    all_said = para(
        "Ebba Ekman tar fram en mall till 1 juni 2026.", record("action", who="Ebba Ekman", due="1 juni 2026")
    )
    inside = runs(
        run("Frågan togs upp."), run("Ebba tar fram en mall.", record("action", who="Ebba", due="1 juni"))
    )
    silent = runs(run("Frågan togs upp."), run("Ebba tar fram en mall.", record("action", who="Ebba")))
    first, second, *rest = paper.arrange((all_new, all_said, inside, silent))
    assert first.fields == (("Vem", "Ebba Ekman"), ("Senast", "1 juni 2026"))
    assert (second.kind, second.label, second.fields) == ("action", "Uppdrag", ())
    assert [(one.kind, one.label or plain(one.html)) for one in rest] == [
        ("paragraph", "Frågan togs upp. Ebba tar fram en mall."),
        ("line", "Uppdrag: senast 1 juni"),
        ("paragraph", "Frågan togs upp. Ebba tar fram en mall."),
    ]


def test_notes_of_one_kind_share_a_label_and_are_not_named_twice() -> None:
    assert piece_words(para("Ett.", record("input")), para("Två.", record("input"))) == [
        ("note", "Inspel", "")
    ]
    named = (para("Inspel:"), para("Ett.", record("input")))
    assert piece_words(*named) == [("paragraph", "", "Inspel:"), ("note", "", "")]
    to = para("Ta upp skjuts.", record("hand_on", to=("länsdelsgruppen Norr",)))
    assert piece_words(to) == [("note", "Medskick till länsdelsgruppen Norr", "")]
    told = para("Tema idrott.", record("for_next_meeting", subkind="coming"))
    assert piece_words(told) == [("note", "Till kommande möten", "")]


def test_statements_carry_their_name_once_and_jav_is_said_once(tmp_path: Path) -> None:
    against = para(
        "Hilding Hagman ville annat.", record("statement", subkind="reservation", who="Hilding Hagman")
    )
    note = para("Följ upp.", record("statement", subkind="note", who="Iris Ivarsson"))
    assert [one[1] for one in piece_words(against, note)] == [
        "Reservation",
        "Protokollsanteckning, Iris Ivarsson",
    ]
    printed = words_of(sample(), tmp_path)
    assert printed.count("Jöran Åkerö deltog inte på grund av jäv.") == 1
    bare = item("1", "Val", "Text.", left=(Name("Gun Grönlund"),))
    [arranged] = paper.items_of(small_document(), (bare,))
    assert arranged.notes == ("Gun Grönlund deltog inte på grund av jäv.",)


def test_a_new_chair_is_told_at_the_point_unless_the_words_do() -> None:
    quiet = item("1", "Val", "Text.", chair=Name("Cilla Ceder"))
    told = item("2", "Val", "(Cilla tog över som mötesordförande)", chair=Name("Cilla Ceder"))
    notes = [one.notes for one in paper.items_of(small_document(), (quiet, told))]
    assert notes == [("Ordförande från och med denna punkt: Cilla Ceder.",), ()]


def test_attendance_is_said_by_mark_and_word(tmp_path: Path) -> None:
    printed = words_of(sample(), tmp_path)
    listed = printed[printed.index("Närvarolista") :]
    for line in (
        "Asta Almgren (C) Region Örebro län, ordförande ✓ Närvarande",
        "Hilding Hagman Hallsberg × Anmält förhinder, ersättare: Iris Ivarsson",
        "Iris Ivarsson Hallsberg, ersättare ✓ Närvarande, tjänstgör för Hilding Hagman",
        "Gun Grönlund Degerfors ✓ Närvarande digitalt",
        "Jöran Åkerö ÖLBF ✓ Närvarande, från punkt 5",
        "Édouard Örn Laxå × Frånvarande",
        "Vakant, RF-SISU – Vakant plats",
        "Fabian Forsell Askersund ○ Ej registrerad",
        "Didrik Dahlvik utvecklingsledare ✓ Närvarande, punkt 5",
    ):
        assert line in listed


def test_attendance_stands_first_where_the_body_wants_it(tmp_path: Path) -> None:
    printed = words_of(printing.render(sample_document(attendance_first=True), DONE), tmp_path)
    assert printed.index("Närvarolista") < printed.index("Mötet öppnas")


def test_corrections_are_noted_on_page_one_and_told_at_the_end() -> None:
    act = PrintedCorrection("3 juni 2026 kl. 9.12", "Mika Forsén", "Punkt 5", "nio", "tio", "skrivfel")
    pages = pages_of(printing.render(sample_document(), dataclasses.replace(DONE, corrections=(act,))))
    assert "Rättelse En rättelse 3 juni 2026 kl. 9.12. Se Rättelser sist i dokumentet." in pages[0]
    act_words = "3 juni 2026 kl. 9.12, Mika Forsén Gäller Punkt 5 Det står nio Det ska stå tio Skäl skrivfel"
    assert [act_words in one for one in pages].count(True) == 1


def test_version_code_and_attachments_stand_at_the_end() -> None:
    last = pages_of(sample())[-1].replace("\xa0", " ")
    assert (
        "Bilagor Kartläggning av mötesplatser (punkt 5) Version 2 Kontrollkod 04HM-ASW9 SHA-256 0123456789abcdef"
        in last
    )
    assert check_code(DONE.sha256) == "04HM-ASW9"


def test_a_beslut_or_uppdrag_is_never_split_over_pages() -> None:
    """The same decision is pushed down line by line: its first and last words always share a page."""
    text = "Först beslutar gruppen " + "att pröva nya sätt att mötas och " * 22 + "därmed sist."
    for lines in (4, 9, 14):
        above = [f"Rad {n}." for n in range(lines)]
        document = small_document(
            items=(
                item("1", "Lång punkt", *above, para(text, record("decision", number="CF 2026-1")), "Efter."),
            ),
            attendance=(),
        )
        pages = pages_of(printing.render(document, DRAFT))
        body = [re.sub(r"Beslut i korthet.*?Punkt Anteckning", "", one) for one in pages]
        assert [("Först beslutar" in one) == ("därmed sist" in one) for one in body] == [True] * len(body)


def test_the_summary_lists_decisions_and_uppdrag(tmp_path: Path) -> None:
    content = printing.render(sample_document(), DRAFT, template="pdf/summary.html")
    assert broken_rules(content) == []
    printed = words_of(content, tmp_path)
    assert (
        "SFV 2026-4 Råden rekommenderar parterna att pröva kvällsöppna mötesplatser under hösten 2026."
        in printed
    )
    assert "Didrik Dahlvik Tar fram förslag på tre kommuner" in printed
    assert "UTKAST" in printed
    empty = printing.render(small_document(items=()), DRAFT, template="pdf/summary.html")
    assert "Inga beslut är antecknade." in words_of(empty, tmp_path)


def test_a_table_has_one_head_row_and_full_rows() -> None:
    [one] = paper.arrange((table("Norr|12", "Söder", head="Länsdel|Antal"),))
    assert (one.head, one.rows) == (("Länsdel", "Antal"), (("Norr", "12"), ("Söder", "")))


def test_lists_are_nested_by_their_level() -> None:
    [one] = paper.arrange((bullet("a"), bullet("b", level=1), bullet("c", level=2), bullet("d")))
    assert [plain(row.html) for row in one.pieces] == ["a", "d"]
    [inner] = one.pieces[0].pieces
    assert (inner.kind, plain(inner.pieces[0].html), inner.pieces[0].pieces[0].kind) == ("list", "b", "list")
