"""Plain text, Markdown and HTML of old minutes as lines (M1)."""

import pytest

from .reader_lines import opened, shown


def test_text_is_its_lines_with_blank_ones_between_paragraphs() -> None:
    assert shown("Anteckningar\r\n\r\n\r\nTid: onsdag\nPlats: Nora\n") == [
        "Anteckningar", "", "Tid: onsdag", "Plats: Nora",
    ]  # fmt: skip


def test_tabs_and_pipes_are_columns() -> None:
    assert shown("Nr\tÄrende\n1.\tMötet öppnas\n\tAsta hälsar\n") == [
        "Nr | Ärende", "1. | Mötet öppnas", " | Asta hälsar",
    ]  # fmt: skip
    assert shown("| Nr | Ärende |\n|---:|:------|\n| 1 | Ekonomi \\| medel |\n", "a.md") == [
        "Nr | Ärende", "", "1 | Ekonomi | medel",
    ]  # fmt: skip


def test_lists_and_headings_are_known_by_their_signs() -> None:
    text = "## Beslut\n\n- ett\n  * två\n• tre\n– fyra\n\n3. Val\nb) Medel\n"
    assert shown(text) == ["## Beslut", "", "- ett", "- två", "- tre", "- fyra", "", "3. Val", "b) Medel"]
    assert [line.level for line in opened(text).lines if line.kind == "bullet"] == [0, 1, 0, 0]


def test_dash_within_a_broken_sentence_begins_no_list() -> None:
    assert shown("vad skulle hända utan stödet\n– vore det svårt") == [
        "vad skulle hända utan stödet", "– vore det svårt",
    ]  # fmt: skip


def test_sign_that_parts_two_names_elsewhere_begins_no_list() -> None:
    text = "Se Bidrag 2027 • Arbetsliv\noch Konferens om hälsa\n• Arbetsliv,\n\nslut"
    assert shown(text)[2] == "• Arbetsliv,"


def test_marks_of_markdown_and_html_become_spans() -> None:
    line = opened("**Söder:** vill <i>pröva</i> ~~Bo Ek~~ <u>nu</u> * 2").lines[0]
    assert line.text == "Söder: vill pröva Bo Ek nu * 2"
    spans = (*line.bold, *line.italic, *line.struck, *line.underlined)
    assert [line.text[slice(*span)] for span in spans] == ["Söder:", "pröva", "Bo Ek", "nu"]


@pytest.mark.parametrize(
    "text",
    ["[planen](https://exempel.se/a_b)", '<a href="https://exempel.se/a_b">planen</a>'],
)
def test_links_keep_their_address(text: str) -> None:
    line = opened(f"Se {text}.").lines[0]
    assert (line.text, line.links) == ("Se planen.", ((3, 9, "https://exempel.se/a_b"),))


def test_signs_that_are_no_marks_stay() -> None:
    assert shown("a < b & c, 3 * 4 * 5, fil_namn_ett, <3, x@y.se, \\*inte kursiv\\*") == [
        "a < b & c, 3 * 4 * 5, fil_namn_ett, <3, x@y.se, *inte kursiv*"
    ]


def test_html_within_text_is_blocks_of_its_cell() -> None:
    text = "5.\t<p><b>Plan</b></p> <p>Ett &amp; två.</p>\n\n<p>Efter</p>\n<p>\nbruten\n</p>"
    assert shown(text) == ["5. | Plan /  / Ett & två.", "", "Efter", "bruten"]


def test_html_file_is_paragraphs_lists_and_tables() -> None:
    page = """<!doctype html><html><head><title>Möte &amp; plan</title><style>p{}</style></head><body>
      <h1>Möte</h1><p>Tid: <b>onsdag</b><br>Plats: Nora</p>
      <div>Lös <span style="text-decoration:line-through">Bo</span></div>
      <ol start=3><li>Val<ul><li>inre</li></ul></li><li><p>Plan</p></li></ol>
      <table><thead><tr><th>Nr<th>Ärende</thead>
        <tr><td rowspan=2>1<td>Ett</td></tr><tr><td>Två</td></tr><tr><td colspan=2>Slut</td></tr></table>
      <p style="display:none">dolt</p><script>var a</script></body></html>"""
    assert shown(page, "a.html") == [
        "# Möte", "", "Tid: onsdag", "Plats: Nora", "", "Lös Bo", "", "3. Val", "- inre", "4. Plan", "",
        "Nr | Ärende", "1 | Ett", " | Två", "Slut | ",
    ]  # fmt: skip
    source = opened(page, "a.html")
    assert source.title == "Möte & plan"
    assert source.lines[5].struck == ((4, 6),)


def test_lines_are_numbered_through_rows_and_cells() -> None:
    lines = opened("Rubrik\n\nA\tB\nSlut").lines
    row = lines[2]
    assert [line.number for line in lines] == [1, 2, 3, 6]
    assert [inner.number for cell in row.cells for inner in cell.lines] == [4, 5]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
def test_text_is_read_in_the_encodings_that_offices_use(encoding: str) -> None:
    assert shown("Närvaro: Åsa Öst\r\n".encode(encoding)) == ["Närvaro: Åsa Öst"]


def test_html_in_an_older_encoding_says_so_itself() -> None:
    page = '<html><head><meta charset="iso-8859-1"></head><body><p>Åsa Öst</p></body></html>'
    assert shown(page.encode("latin-1"), "a.htm") == ["Åsa Öst"]


def test_wide_blanks_under_one_another_are_columns() -> None:
    text = (
        "Dagordning            Delpunkter\n\n"
        "1. Inledning          Ordförande hälsar\n                      alla välkomna.\n\n"
        "2. Val av justerare   Asta Lind valdes\n\nSlut   här.\n"
    )
    assert shown(text) == [
        "Dagordning | Delpunkter", "1. Inledning | Ordförande hälsar alla välkomna.",
        "2. Val av justerare | Asta Lind valdes", "", "Slut här.",
    ]  # fmt: skip
