"""A PDF as lines: paragraphs made whole, tables with and without rules, what stands on every page once."""

import io
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from meetings.reader.lines import Cell, Line, Source, Unreadable

from .paper_tables import Grid, ruled, unruled
from .paper_text import Measure, joined_over_pages, measure_of, paragraphs_of
from .paper_words import Strip, Word, strips_of, words_of
from .runs import plain_text, row_of, trimmed

MOST_PAGES = 300
_LOCKED = "PDF-filen är låst med lösenord. Ta bort lösenordet, spara den på nytt och försök igen."
_BROKEN = "PDF-filen är trasig eller inte hel. Öppna den, skriv ut den till en ny PDF och försök igen."
_SCANNED = (
    "PDF-filen är inskannad: den innehåller bilder av sidor men ingen text. "
    "Kör textigenkänning (OCR) på den, eller skriv in texten, och försök igen."
)
_NO_LETTERS = (
    "Texten i PDF-filen går inte att läsa ut. Spara originalet som DOCX eller som en ny PDF och försök igen."
)
_NO_WORDS = "Filen har ingen text. Kontrollera att du valde rätt fil och försök igen."
_LONG = f"PDF-filen har fler än {MOST_PAGES} sidor. Ta ut de sidor som är anteckningarna och försök igen."
_NUMBER = re.compile(
    r"(?:sid(?:a|an|nr)?\.?|page)?\s*:?\s*[-–]?\s*\d{1,3}\s*[-–]?\s*(?:(?:av|of|/)\s*\d{1,3}|\(\s*\d{1,3}\s*\))?",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\d+\s*\(\s*\d+\s*\)|\bsid(?:a|an)?\s*\d+(?:\s*av\s*\d+)?|\b\d+\s*/\s*\d+\b", re.IGNORECASE
)
_SIGNED = re.compile(
    r"(?:(?:justerande?s?|justerares|ordförandens?|sekreterarens?)\s+sign(?:atur(?:er)?|\.)?|utdragsbestyrkande|sign(?:atur)?\.?"
    r"|[\s|:_]+)+",
    re.IGNORECASE,
)
"""Where a protocol's pages are signed by hand: printed on each, and nobody's words."""
_TOP, _BOTTOM = 0.2, 0.84


@dataclass
class _Page:
    number: int
    page: Any
    height: float
    width: float
    words: list[Word] = field(default_factory=list)
    strips: list[Strip] = field(default_factory=list)


def pdf_source(data: bytes, name: str) -> Source:
    """A PDF file. Raises Unreadable: locked, broken, scanned, of too many pages, with letters that mean nothing."""
    try:
        with pdfplumber.open(io.BytesIO(data)) as opened:
            return _source(opened, name)
    except Unreadable:
        raise
    except PdfminerException as problem:
        inner = problem.args[0] if problem.args else None
        is_locked = isinstance(inner, PDFPasswordIncorrect | PDFEncryptionError)
        raise Unreadable(_LOCKED if is_locked else _BROKEN) from None
    except Exception:  # a broken PDF may fail anywhere in the library
        raise Unreadable(_BROKEN) from None


def _source(opened: Any, name: str) -> Source:
    if not opened.pages:
        raise Unreadable(_BROKEN)
    if len(opened.pages) > MOST_PAGES:
        raise Unreadable(_LONG)
    pages = [_page(page) for page in opened.pages]
    text = "".join(word.text for page in pages for word in page.words)
    if not text.strip():
        raise Unreadable(_SCANNED if any(page.page.images for page in pages) else _NO_WORDS)
    if text.count("(cid:") * 6 > len(text) * 0.3:
        raise Unreadable(_NO_LETTERS)
    _without_repeats(pages)
    measure = measure_of([strip for page in pages for strip in page.strips])
    lines = _lines(pages, measure)
    title = (opened.metadata or {}).get("Title")
    return Source(name, "pdf", tuple(trimmed(lines)), plain_text(title) if isinstance(title, str) else "")


def _page(page: Any) -> _Page:
    words = words_of(page)
    return _Page(page.page_number, page, float(page.height), float(page.width), words, strips_of(words))


# What stands on every page


def _without_repeats(pages: Sequence[_Page]) -> None:
    """Leave headers and footers on the first page that has them; take numbers of pages away."""
    seen: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for page in pages:
        for strip in page.strips:
            seen[_key(strip)].append((page.number, strip.top))
    for page in pages:
        gone: set[int] = set()
        for strips in _margins(page):
            for strip in strips:
                first = _first_page(strip, seen[_key(strip)], len(pages))
                if not first and not _is_number(strip, page):
                    break
                if _is_number(strip, page) or page.number > first:
                    gone.update(map(id, strip.words))
        page.words = [word for word in page.words if id(word) not in gone]
        page.strips = strips_of(page.words)


def _margins(page: _Page) -> tuple[list[Strip], list[Strip]]:
    """The lines high up from the top, and those far down from the bottom."""
    above = [strip for strip in page.strips if strip.bottom < page.height * _TOP]
    below = [strip for strip in reversed(page.strips) if strip.top > page.height * _BOTTOM]
    return above, below


def _key(strip: Strip) -> str:
    return _COUNTED.sub("#", strip.text)


def _is_number(strip: Strip, page: _Page) -> bool:
    """Whether the line is the number of its page and nothing else."""
    text = strip.text.strip(" -–")
    is_number = text == str(page.number) or (not text.isdigit() and bool(_NUMBER.fullmatch(text)))
    return is_number or bool(_SIGNED.fullmatch(text))


def _first_page(strip: Strip, places: Sequence[tuple[int, float]], count: int) -> int:
    """The first of the pages that have this line at this height, where they are many enough; else 0."""
    same = {number for number, top in places if abs(top - strip.top) < 6}
    return min(same) if len(same) >= max(2, count * 0.5) else 0


# From pages to lines


def _lines(pages: Sequence[_Page], measure: Measure) -> list[Line]:
    found: list[Line] = []
    last: Grid | None = None
    for page in pages:
        parts = _parts(page, measure, last)
        for place, part in enumerate(parts):
            if isinstance(part, Grid):
                is_continued = place == 0 and last is not None and _same_columns(last, part) and bool(found)
                if is_continued and not part.is_text:
                    found = _continued(found, part, page.number)
                else:
                    found += [Line("", "blank"), *part.lines(page.number)]
                continue
            joined = joined_over_pages(found[-1], part[0]) if place == 0 and found and part else None
            if joined:
                found = [*found[:-1], joined, *part[1:]]
            else:
                found += [Line("", "blank"), *part]
        if parts:
            last = parts[-1] if isinstance(parts[-1], Grid) else None
    return found


def _parts(page: _Page, measure: Measure, last: Grid | None) -> list[Grid | list[Line]]:
    """The tables and texts of a page from top to bottom."""
    grids, words = ruled(page.page, page.words, measure)
    strips = strips_of(words)
    left = min((strip.x0 for strip in page.strips), default=0.0)
    right = max([page.width - left, *(strip.x1 for strip in strips)])
    found: list[Grid | list[Line]] = []
    known = last.starts if last else []
    for grid in [*sorted(grids, key=lambda one: one.top), None]:
        above = [strip for strip in strips if grid is None or strip.top < grid.top]
        strips = strips[len(above) :]
        for part in unruled(above, right, measure, page.number, known=known if not found else ()):
            if isinstance(part, Grid):
                found.append(part)
            else:
                found.append(paragraphs_of(part, right, measure, page.number))
        if grid:
            found.append(grid)
    return found


def _same_columns(one: Grid, other: Grid) -> bool:
    return len(one.starts) == len(other.starts) and all(
        abs(a - b) < 8 for a, b in zip(one.starts, other.starts, strict=True)
    )


def _continued(found: list[Line], grid: Grid, page: int) -> list[Line]:
    """The lines with the rest of a table from the next page: its heading once, a broken row made whole."""
    first_row = _table_head(found)
    rows = [row_of(cells, page=page) for cells in grid.rows]
    if rows and first_row is not None and rows[0].text == first_row.text and len(rows) > 1:
        rows = rows[1:]
    above = found[-1]
    if rows and above.kind == "row" and rows[0].cells and not rows[0].cells[0].lines:
        merged = [_cell(one, other) for one, other in zip(above.cells, rows[0].cells, strict=False)]
        found = [*found[:-1], row_of([cell.lines for cell in merged], page=above.page)]
        rows = rows[1:]
    return [*found, *rows]


def _table_head(found: Sequence[Line]) -> Line | None:
    head = None
    for line in reversed(found):
        if line.kind != "row":
            break
        head = line
    return head


def _cell(above: Cell, below: Cell) -> Cell:
    if not above.lines or not below.lines:
        return above if above.lines else below
    joined = joined_over_pages(above.lines[-1], below.lines[0])
    if joined:
        return Cell((*above.lines[:-1], joined, *below.lines[1:]))
    blank = replace(Line("", "blank"), page=below.lines[0].page)
    return Cell((*above.lines, blank, *below.lines))
