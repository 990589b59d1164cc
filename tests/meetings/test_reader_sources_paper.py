"""PDFs of old minutes as lines (M1)."""

import io

import pypdf
import pytest
import weasyprint

from .reader_lines import opened, shown

_LONG = (
    "Gruppen samtalade om hur arbetet ska fortsätta och vilka som behöver vara med när hösten planeras. "
    "Länsstyrelsen samordnar och återkommer med ett förslag."
)
_STYLE = """@page{size:A4;margin:25mm 20mm;@top-left{content:'Rådet för hälsa';font:12pt 'Source Sans 3'}
  @bottom-center{content:'Sida ' counter(page) ' av ' counter(pages)}}
  tr.whole{break-inside:avoid} body{font:11pt 'Source Sans 3',sans-serif;margin:0}
  .ruled{border-collapse:collapse;width:100%}
  .ruled td,.ruled th{border:1px solid;padding:4px;vertical-align:top;text-align:left}
  .bare{width:100%} .bare td,.bare th{vertical-align:top;text-align:left;padding:3px 12px 8px 0}"""


def _pdf(body: str, *, style: str = "") -> bytes:
    page = f"<html lang=sv><head><title>Möte</title><style>{_STYLE}{style}</style></head><body>{body}</body></html>"
    made: bytes = weasyprint.HTML(string=page).write_pdf()
    return made


def _body(content: bytes) -> list[str]:
    """The lines below the page's header."""
    lines = shown(content, "a.pdf")
    assert lines[:2] == ["Rådet för hälsa", ""]
    return lines[2:]


def test_paragraphs_are_whole_and_short_lines_stay_lines() -> None:
    body = f"<h1>Anteckningar</h1><p>Tid: onsdag<br>Plats: Nora</p><p>{_LONG}</p><p>{_LONG}<br>Kort.</p>"
    assert _body(_pdf(body)) == [
        "# Anteckningar", "", "Tid: onsdag", "Plats: Nora", "", _LONG, "", _LONG, "Kort.",
    ]  # fmt: skip
    assert opened(_pdf(body), "a.pdf").title == "Möte"


def test_looks_are_known_by_fonts_and_rules() -> None:
    body = (
        "<p>Asta <b>Lind</b>, <i>Nora</i></p><p><s>Bo Ek, Kumla</s></p>"
        "<p>Se <u>planen</u> <a href='https://exempel.se/a'>här</a></p>"
    )
    lines = [line for line in opened(_pdf(body), "a.pdf").lines if line.text][1:]
    assert [line.text for line in lines] == ["Asta Lind, Nora", "Bo Ek, Kumla", "Se planen här"]
    assert [(line.bold, line.italic, line.struck, line.underlined, line.links) for line in lines] == [
        (((5, 9),), ((11, 15),), (), (), ()),
        ((), (), ((0, 12),), (), ()),
        ((), (), (), ((3, 9),), ((10, 13, "https://exempel.se/a"),)),
    ]


def test_words_broken_at_the_end_of_a_line_are_made_whole() -> None:
    words = "samverkansöverenskommelserna " * 9
    care = "Arbetet med hälso- och sjukvård i RF-SISU går vidare " * 3
    content = _pdf(f"<p style='hyphens:auto'>{words}</p><p>{care}</p>", style="@page{size:95mm 297mm}")
    assert _body(content) == [words.strip(), "", care.strip()]


def test_lists_are_known_by_their_signs_and_indents() -> None:
    body = f"<p>Före</p><ul><li>ett</li><li>{_LONG}</li></ul><ol><li>Val</li><li>{_LONG}</li></ol>"
    assert _body(_pdf(body)) == ["Före", "", "- ett", f"- {_LONG}", "", "1. Val", f"2. {_LONG}"]


def _items(first: int, last: int) -> str:
    return "".join(
        f"<tr class=whole><td>{at}.</td><td>Ärende {at}<br>Asta Lind</td>"
        f"<td><p>{_LONG}</p><p><b>Beslut:</b> {_LONG}</p></td></tr>"
        for at in range(first, last)
    )


@pytest.mark.parametrize("count", [3, 12])
def test_table_with_rules_is_rows_also_over_pages(count: int) -> None:
    head = "<thead><tr><th>Nr</th><th>Ärende</th><th>Anteckning</th></tr></thead>"
    rows = _body(_pdf(f"<table class=ruled>{head}{_items(1, count + 1)}</table><p>Efter</p>"))
    assert rows == [
        "Nr | Ärende | Anteckning",
        *(f"{at}. | Ärende {at} / Asta Lind | {_LONG} /  / Beslut: {_LONG}" for at in range(1, count + 1)),
        "", "Efter",
    ]  # fmt: skip


def test_row_broken_in_the_middle_of_a_sentence_is_one_row() -> None:
    long = " ".join([_LONG] * 12)
    filler = "<p>Rad</p>" * 17
    table = f"<table class=ruled><tr><td>1.</td><td>{long}</td></tr><tr><td>2.</td><td>Slut</td></tr></table>"
    content = _pdf(filler + table)
    assert len(pypdf.PdfReader(io.BytesIO(content)).pages) == 2
    assert [row for row in _body(content) if row and row != "Rad"] == [f"1. | {long}", "2. | Slut"]


def test_table_without_rules_is_known_by_its_columns() -> None:
    body = (
        "<table class=bare><tr><th style='width:40%'>Dagordning</th><th>Delpunkter</th></tr>"
        "<tr><td>1. Inledning</td><td>Ordförande hälsar</td></tr>"
        f"<tr><td>2. Val</td><td><p>{_LONG}</p><p>Kort.</p></td></tr></table><p>{_LONG}</p>"
    )
    assert _body(_pdf(body)) == [
        "Dagordning | Delpunkter", "1. Inledning | Ordförande hälsar", f"2. Val | {_LONG} /  / Kort.", "", _LONG,
    ]  # fmt: skip


def test_two_columns_of_text_are_read_one_after_the_other() -> None:
    body = f"<div style='columns:2'><p>{_LONG * 3}</p><p>{_LONG * 3}</p></div>"
    text = [line for line in _body(_pdf(body)) if line]
    assert text == [_LONG * 3, _LONG * 3]


def test_sentence_goes_on_over_a_page() -> None:
    filler = "<p>Rad.</p>" * 5
    long = " ".join([_LONG.replace(".", ",")] * 30)
    text = [line for line in _body(_pdf(f"{filler}<p style='widows:1;orphans:1'>{long}</p>")) if line]
    assert text == [*["Rad."] * 5, long]


def test_signs_of_lists_that_are_drawn_are_known_too() -> None:
    style = (
        "i{display:inline-block;width:4pt;height:4pt;border-radius:2pt;background:#000;margin:0 6pt 2pt 10pt}"
    )
    assert _body(_pdf("<p>Före</p><p><i></i>ett<br><i></i>två</p>", style=style)) == [
        "Före",
        "",
        "- ett",
        "- två",
    ]


def test_headings_in_the_middle_of_their_columns_do_not_move_them() -> None:
    rows = "".join(f"<tr><td>{at}. Punkt</td><td>{_LONG}</td></tr>" for at in range(1, 4))
    head = "<tr><th style='width:30%'>Dagordning</th><th>Delpunkter</th></tr>"
    content = _pdf(f"<table class=bare>{head}{rows}</table>", style=".bare th{text-align:center}")
    assert _body(content) == ["Dagordning | Delpunkter", *(f"{at}. Punkt | {_LONG}" for at in range(1, 4))]
