"""Minutes as markup: the same words in the same order on the meeting's page, the approver's, and in the room.

In Python and not in templates since large minutes have hundreds of pieces inside one another, and a template costs ten
times as much for each.
"""

from collections.abc import Callable, Iterable, Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString

from secretariat.lib.icons import icon
from secretariat.lib.markup import each, filled, joined
from secretariat.lib.pages import pair_addresses

from .documents import Item
from .notice_paper import PrintedChange
from .paper import PaperItem
from .pieces import Piece
from .wording import PrintedList, PrintedPerson

_NOTHING = SafeString("")
_MARKS = {
    "present": ("check-disc", "done"),
    "vacant": ("minus", "vacant"),
    "unknown": ("dotted-ring", "unknown"),
}


def pieces(found: Iterable[Piece]) -> SafeString:
    """Paragraphs, lists, decisions, uppdrag … of an item."""
    return joined(_PRINTERS[piece.kind](piece) for piece in found)


def point(
    key: int | str,
    item: PaperItem,
    children: Sequence[tuple[int, PaperItem]] = (),
    changes: Sequence[PrintedChange] = (),
) -> SafeString:
    """An item with its sub-items, as the meeting's page has them, and what has changed since the kallelse (A10)."""
    return filled(
        '<article class="point" id="punkt-{}">\n<span class="point-number">{}</span>\n'
        '<div class="point-name">{}{}{}</div>\n<div class="point-text">{}{}{}{}</div>\n</article>\n',
        key,
        item.number,
        filled("<h3>{}</h3>", item.title) if item.title else "",
        each("<p>{}</p>", item.subtitles),
        filled("<p>{}</p>", item.presenters) if item.presenters else "",
        _changes(key, changes) if changes else "",
        each('<p class="chair-note">{}</p>', item.notes),
        pieces(item.pieces),
        joined(_sub_point(below, printed) for below, printed in children),
    )


def _changes(key: int | str, changes: Sequence[PrintedChange]) -> SafeString:
    words = (one.words if one.item == key else one.sentence for one in changes)
    return filled(
        '<div class="changed-block"><p class="changed">{} Ändrad sedan kallelsen</p>{}</div>',
        icon("pencil"),
        each('<p class="small">{}</p>', words),
    )


def _sub_point(key: int, item: PaperItem) -> SafeString:
    return filled(
        '<section class="sub-point" id="punkt-{}">\n<h4>{}{}</h4>{}{}{}{}</section>\n',
        key,
        f"{item.number} " if item.number else "",
        item.title,
        each('<p class="small">{}</p>', item.subtitles),
        filled('<p class="small">{}</p>', item.presenters) if item.presenters else "",
        each('<p class="chair-note">{}</p>', item.notes),
        pieces(item.pieces),
    )


def contents(items: Iterable[Item]) -> SafeString:
    """The rows of a table of contents: a link to each point on the page."""
    return joined(
        filled(
            '<li><a href="#punkt-{}">{}{}</a></li>',
            item.key,
            f"{item.number}. " if item.number else "",
            item.title or "Utan rubrik",
        )
        for item in items
    )


_EXTRACT = (
    """<li><span>{number} {title}: <a href="{pdf}">PDF{of}</a> <a href="{word}">Word{of}</a></span></li>"""
)


def extracts(meeting: int, items: Iterable[Item]) -> SafeString:
    """Rows that lead to the extract of each point, as PDF and as Word."""
    pdf, word = (pair_addresses(f"meetings:extract-{kind}") for kind in ("pdf", "word"))
    return joined(
        filled(
            _EXTRACT,
            number=item.number,
            title=item.title,
            pdf=pdf(meeting, item.key),
            word=word(meeting, item.key),
            of=filled('<span class="visually-hidden">, utdrag av punkt {}</span>', item.number),
        )
        for item in items
    )


def people(listing: PrintedList) -> SafeString:
    """The rows of an attendance list: symbol, name and state together (A5)."""
    return joined(_person(row) for row in listing.rows)


def _person(row: PrintedPerson) -> SafeString:
    state = row.state if row.kind == "present" else filled("<strong>{}</strong>", row.state)
    name, kind = _MARKS.get(row.kind, ("cross-ring", "absent"))
    return filled("<li>{} <span>{}</span> <p>{}</p></li>\n", icon(name, kind), row.who, state)


# What an item is made of


def _paragraph(piece: Piece) -> SafeString:
    return filled("<p>{}</p>\n", piece.html)


def _line(piece: Piece) -> SafeString:
    return filled('<p class="small">{}</p>\n', piece.label)


def _heading(piece: Piece) -> SafeString:
    return filled("<h4>{}</h4>\n", piece.html)


def _item(piece: Piece) -> SafeString:
    return filled("<p>{}</p>\n{}", piece.html, pieces(piece.pieces))


def _list(piece: Piece) -> SafeString:
    rows = joined(filled("<li>{}{}</li>", one.html, pieces(one.pieces)) for one in piece.pieces)
    return filled("<ol>{}</ol>\n" if piece.ordered else "<ul>{}</ul>\n", rows)


def _round(piece: Piece) -> SafeString:
    rows = joined(
        filled("<div><dt>{}</dt><dd>{}</dd></div>", one.label, pieces(one.pieces)) for one in piece.pieces
    )
    return filled('<dl class="rounds">{}</dl>\n', rows)


def _table(piece: Piece) -> SafeString:
    head = (
        filled("<thead><tr>{}</tr></thead>", each('<th scope="col">{}</th>', piece.head))
        if piece.head
        else ""
    )
    rows = each("<tr>{}</tr>", (each("<td>{}</td>", row) for row in piece.rows))
    return filled(
        '<div class="table-frame" role="region" tabindex="0" aria-label="Tabell">'
        '<table class="data">{}<tbody>{}</tbody></table></div>\n',
        head,
        rows,
    )


def _link(piece: Piece) -> SafeString:
    return filled('<p><a href="{}">{}</a></p>\n', escape(piece.html), piece.label)


def _label(template: str, piece: Piece) -> SafeString:
    """What a decision or an uppdrag is called: words of the text, a number, or nothing."""
    has_label = piece.label_html or piece.label
    return filled(template, piece.label_html, piece.label) if has_label else _NOTHING


def _decision(piece: Piece) -> SafeString:
    return filled(
        '<div class="beslut{}">{}{}</div>\n',
        "" if piece.is_whole else " is-part",
        _label('<p class="beslut-label">{} {}</p>', piece),
        pieces(piece.pieces),
    )


def _action(piece: Piece) -> SafeString:
    what = pieces(piece.pieces)
    if piece.fields:
        told = dict(piece.fields)
        rows = (("Vem", told.get("Vem")), ("Vad", what), ("Senast", told.get("Senast")))
        facts = joined(
            filled("<div><dt>{}</dt><dd>{}</dd></div>", *row) for row in rows if row[1] is not None
        )
        what = filled("<dl>{}</dl>", facts)
    return filled('<div class="uppdrag">{}{}</div>\n', _label("<h4>{} {}</h4>", piece), what)


def _note(piece: Piece) -> SafeString:
    label = filled("<h4>{}</h4>", piece.label) if piece.label else ""
    return filled('<div class="noted">{}{}</div>\n', label, pieces(piece.pieces))


_PRINTERS: dict[str, Callable[[Piece], SafeString]] = {
    "paragraph": _paragraph, "line": _line, "heading": _heading, "item": _item, "list": _list, "round": _round,
    "table": _table, "link": _link, "decision": _decision, "action": _action, "note": _note,
}  # fmt: skip
