"""Marked texts as plain text, Markdown, HTML and Word paragraphs; HTML as PDF."""

import io
from collections.abc import Callable, Iterable
from html import escape
from pathlib import Path
from typing import Any

import docx
import weasyprint
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from tests.minutes.layouts.describing import Block, Run, parse

FONTS = Path(__file__).parents[3] / "static" / "fonts"


def plain(marked: str, *, bullet: str = "- ", between: str = "\n", cells: str = "\t") -> str:
    """A text as it stands in a plain file; paragraphs parted by `between`."""
    lines = []
    for block in parse(marked).blocks:
        before = {"li": bullet, "num": f"{block.number}. "}.get(block.kind, "")
        lines.append(before + cells.join("".join(run.text for run in cell) for cell in block.cells))
    return between.join(lines)


def markdown(marked: str, *, bullet: str = "- ") -> str:
    """A text in Markdown: bold, italic, struck, links, lists and tables."""
    lines: list[str] = []
    kinds: list[str] = []
    for block in parse(marked).blocks:
        same = kinds and kinds[-1] == block.kind and block.kind != "p"
        before = "" if not lines else "\n" if same else "\n\n"
        if block.kind == "row":
            row = "| " + " | ".join(map(_markdown_runs, block.cells)) + " |"
            lines.append(before + row + ("" if same else "\n|" + "---|" * len(block.cells)))
        else:
            mark = {"li": bullet, "num": f"{block.number}. "}.get(block.kind, "")
            lines.append(before + mark + _markdown_runs(block.runs))
        kinds.append(block.kind)
    return "".join(lines)


def _markdown_runs(runs: Iterable[Run]) -> str:
    said = ""
    for run in runs:
        text = run.text
        for style, sign in (("i", "*"), ("b", "**"), ("s", "~~")):
            text = f"{sign}{text}{sign}" if style in run.style else text
        said += f"[{text}]({run.link})" if run.link and run.link != text else text
    return said


def html(marked: str, *, paragraph: str = "p") -> str:
    """A text in HTML; `paragraph` "br" parts paragraphs by line breaks instead."""
    said, open_list = "", ""
    for block in parse(marked).blocks:
        wanted = {"li": "ul", "num": "ol", "row": "table"}.get(block.kind, "")
        if wanted != open_list:
            said += (f"</{open_list}>" if open_list else "") + (f"<{wanted}>" if wanted else "")
            open_list = wanted
        said += _html_block(block, paragraph)
    said += f"</{open_list}>" if open_list else ""
    return said.removesuffix("<br>\n")


def _html_block(block: Block, paragraph: str) -> str:
    if block.kind == "row":
        return "<tr>" + "".join(f"<td>{html_runs(cell)}</td>" for cell in block.cells) + "</tr>"
    if block.kind in ("li", "num"):
        return f"<li>{html_runs(block.runs)}</li>\n"
    return (
        f"{html_runs(block.runs)}<br>\n"
        if paragraph == "br"
        else f"<{paragraph}>{html_runs(block.runs)}</{paragraph}>\n"
    )


def html_runs(runs: Iterable[Run]) -> str:
    """Words with their style in HTML."""
    said = ""
    for run in runs:
        text = escape(run.text, quote=False)
        for style, tag in (("i", "em"), ("b", "strong"), ("u", "u"), ("s", "s")):
            text = f"<{tag}>{text}</{tag}>" if style in run.style else text
        said += f'<a href="{escape(run.link)}">{text}</a>' if run.link else text
    return said


def pdf(body: str, css: str = "") -> bytes:
    """HTML as a PDF on A4 with the project's own font and no other."""
    face = "".join(
        f"@font-face {{ font-family: S; src: url('{(FONTS / name).as_uri()}'); {more} }}"
        for name, more in _faces()
    )
    sheet = (
        f"{face} html {{ font: 11pt/1.35 S }} @page {{ size: A4; margin: 22mm 20mm }}"
        " table { border-collapse: collapse; width: 100% } td, th { vertical-align: top; padding: 4pt 6pt; text-align: left }"
        f" p {{ margin: 0 0 6pt }} {css}"
    )
    return bytes(weasyprint.HTML(string=f"<html lang=sv><style>{sheet}</style>{body}").write_pdf())


def _faces() -> list[tuple[str, str]]:
    files = {
        path.stem.split("-")[-1].split(".")[0]: path.name
        for path in sorted(FONTS.iterdir())
        if "-" in path.stem
    }
    wanted = {"Regular": "", "Bold": "font-weight: bold", "It": "font-style: italic"}
    return [(files[key], more) for key, more in wanted.items() if key in files]


def word(fill: Callable[[Any], None]) -> bytes:
    """A Word file whose document `fill` writes into."""
    document = docx.Document()
    fill(document)
    into = io.BytesIO()
    document.save(into)
    return into.getvalue()


def into_word(place: Any, marked: str, *, bullets: str = "List Bullet", numbers: str = "List Number") -> None:
    """Adds a marked text to a document or a cell: paragraphs, Word's own lists, tables."""
    rows: list[Block] = []
    for block in [*parse(marked).blocks, None]:
        if block is not None and block.kind == "row":
            rows.append(block)
            continue
        if rows:
            width = max(len(row.cells) for row in rows)
            table = place.add_table(rows=0, cols=width)
            if hasattr(place, "styles"):
                table.style = "Table Grid"
            for row in rows:
                for cell, runs in zip(table.add_row().cells, row.cells, strict=False):
                    runs_into(cell.paragraphs[0], runs)
            rows = []
        if block is not None:
            paragraph = _next_paragraph(place)
            paragraph.style = {"li": bullets, "num": numbers}.get(block.kind, "Normal")
            runs_into(paragraph, block.runs)


def _next_paragraph(place: Any) -> Any:
    """A cell begins with an empty paragraph, which is used first."""
    if (
        not hasattr(place, "styles")
        and len(place.paragraphs) == 1
        and not place.paragraphs[0].text
        and not place.tables
    ):
        return place.paragraphs[0]
    return place.add_paragraph()


def runs_into(paragraph: Any, runs: Iterable[Run]) -> None:
    """Words with their style, links as Word's hyperlinks."""
    for run in runs:
        added = paragraph.add_run(run.text)
        added.bold, added.italic = "b" in run.style or None, "i" in run.style or None
        added.underline, added.font.strike = "u" in run.style or None, "s" in run.style or None
        if run.link:
            relation = paragraph.part.relate_to(
                run.link,
                "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
                is_external=True,
            )
            around = OxmlElement("w:hyperlink")
            around.set(qn("r:id"), relation)
            paragraph._p.append(around)
            around.append(added._r)
