"""Minutes in a Word file: the same words in the same order as on paper and page, under Word's own styles."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.html import escape

from secretariat.lib.text import plain
from secretariat.lib.word import WordFile

from .documents import Letterhead
from .paper import PaperItem
from .pieces import Piece
from .wording import PrintedList

FOOT = (
    ("Postadress", "postal_address"), ("Besöksadress", "visiting_address"), ("Telefon", "phone"), ("Telefax", "fax"),
    ("Org.nr", "org_number"), ("Plusgiro", "plusgiro"), ("E-post", "email"), ("Internet", "web"),
)  # fmt: skip


def letterhead(file: WordFile, head: Letterhead, names: Iterable[str], *, secretary: str, mark: str) -> None:
    """Head and foot of every page."""
    lines = [("Tjänsteställe", head.office), ("Sekreterare", secretary)]
    file.head(list(names), [row for row in lines if row[1]], mark=mark)
    file.foot([(label, getattr(head, name)) for label, name in FOOT if getattr(head, name)])


def items(file: WordFile, found: Iterable[PaperItem], *, level: int = 1) -> None:
    """Items with heading, who presents, text and sub-items."""
    for item in found:
        if item.label:
            file.heading(item.title, level, number=item.number)
        for line in item.subtitles:
            file.text(line, style="Underrubrik")
        if item.presenters:
            file.text(item.presenters, style="Föredragande")
        for note in item.notes:
            file.markup(f"<em>{escape(note)}</em>")
        pieces(file, item.pieces)
        items(file, item.children, level=level + 1)


def people(file: WordFile, lists: Iterable[PrintedList]) -> None:
    """Attendance lists. What somebody was is said in words: nothing is struck through (A5)."""
    file.heading("Närvarolista", 1)
    for one in lists:
        if one.heading:
            file.heading(one.heading, 2)
        head = ["Namn", one.part_head, "Närvaro"] if one.has_states else ["Namn", one.part_head]
        rows = [
            [escape(word) for word in (row.name, row.part, row.state)[: len(head)]]
            for row in one.rows
        ]  # fmt: skip
        file.table(head, rows, widths=[60, 60, 50] if one.has_states else [70, 100])


@dataclass(frozen=True)
class _Place:
    """Under which style the words of a piece stand: in a decision they keep its line at the left."""

    style: str = "Normal"
    bold: bool = False


def pieces(file: WordFile, found: Iterable[Piece]) -> None:
    """Paragraphs, lists, decisions, uppdrag … of an item."""
    _write(file, found, _Place())


def _write(file: WordFile, found: Iterable[Piece], place: _Place) -> None:
    for piece in found:
        _WRITERS[piece.kind](file, piece, place)


def _html(piece: Piece, place: _Place) -> str:
    return f"<b>{piece.html}</b>" if place.bold and piece.html else str(piece.html)


def _paragraph(file: WordFile, piece: Piece, place: _Place) -> None:
    if piece.html or piece.kind == "paragraph":
        file.markup(_html(piece, place), style=place.style)
    _write(file, piece.pieces, place)


def _line(file: WordFile, piece: Piece, place: _Place) -> None:
    file.text(piece.label, style="Anmärkning")


def _heading(file: WordFile, piece: Piece, place: _Place) -> None:
    file.text(plain(piece.html), style="Mellanrubrik")


def _list(file: WordFile, piece: Piece, place: _Place, level: int = 0) -> None:
    number = file.new_list(ordered=piece.ordered)
    style = place.style if place.style != "Normal" else "List Number" if piece.ordered else "List Bullet"
    for one in piece.pieces:
        file.markup(_html(one, place), style=style, level=level, number=number)
        for inner in one.pieces:
            if inner.kind == "list":
                _list(file, inner, place, level + 1)
            else:
                _write(file, [inner], place)


def _round(file: WordFile, piece: Piece, place: _Place) -> None:
    for one in piece.pieces:
        file.markup(one.lead, style=place.style, label=f"{one.label}:")
        _write(file, one.rest, place)


def _table(file: WordFile, piece: Piece, place: _Place) -> None:
    file.table(piece.head, piece.rows)


def _link(file: WordFile, piece: Piece, place: _Place) -> None:
    file.link(str(piece.html), piece.label)


def _label(file: WordFile, piece: Piece, style: str) -> None:
    """What a decision or an uppdrag is called: words of the text, a number, or nothing."""
    words = " ".join(part for part in (plain(piece.label_html), piece.label) if part)
    if words:
        file.text(words, style=style)


def _decision(file: WordFile, piece: Piece, place: _Place) -> None:
    _label(file, piece, "Beslutsrubrik")
    _write(file, piece.pieces, _Place("Beslut", bold=piece.is_whole))


def _action(file: WordFile, piece: Piece, place: _Place) -> None:
    _label(file, piece, "Notisrubrik")
    told = dict(piece.fields)
    if "Vem" in told:
        file.markup(escape(told["Vem"]), style="Notis", label="Vem:")
    if told:
        file.markup(piece.lead, style="Notis", label="Vad:")
    _write(file, piece.rest if told else piece.pieces, _Place("Notis"))
    if "Senast" in told:
        file.markup(escape(told["Senast"]), style="Notis", label="Senast:")


def _note(file: WordFile, piece: Piece, place: _Place) -> None:
    if piece.label:
        file.text(piece.label, style="Notisrubrik")
    _write(file, piece.pieces, _Place("Notis"))


_WRITERS: dict[str, Callable[[WordFile, Piece, _Place], None]] = {
    "paragraph": _paragraph, "item": _paragraph, "line": _line, "heading": _heading, "list": _list, "round": _round,
    "table": _table, "link": _link, "decision": _decision, "action": _action, "note": _note,
}  # fmt: skip
