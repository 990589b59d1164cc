"""The text an approver reads, as markup: items with what has changed in them, and a field for each to ask for more."""

from collections.abc import Iterable, Mapping

from django.utils.safestring import SafeString

from meetings import markup
from meetings.actions.rounds import ShownItem
from meetings.wording import PrintedList
from secretariat.lib.icons import icon
from secretariat.lib.markup import each, filled, joined

_ARTICLE = '<article class="point" id="punkt-{}">{}{}</article>\n'
_ITEM = """<span class="point-number">{number}</span>
<div class="point-name">{title}{subtitles}{presenters}</div>
<div class="point-text">{changed}{notes}{pieces}{children}</div>
"""
_CHANGED = '<div class="changed-block"><p class="changed">{} {}</p>{}</div>'
_WISH = """<div class="point-text"><details class="wish no-print"{open}>
  <summary class="touch link-button">Begär ändring av {words}</summary>
  <div class="field">
    <label for="wish-{key}">Vad ska ändras i {words}?</label>
    <textarea id="wish-{key}" name="punkt-{key}" form="wishes" rows="3">{said}</textarea>
  </div>
  <p class="actions"><button class="button" type="submit" form="wishes">Skicka till sekreteraren</button></p>
</details></div>"""
_MARKS = {"present": "check-disc", "vacant": "minus", "unknown": "dotted-ring"}


def items(found: Iterable[ShownItem], *, typed: Mapping[int, str] | None = None) -> SafeString:
    """Items one after the other; with `typed`, what has been written by key, each with a field to ask for a change."""
    return joined(
        filled(
            _ARTICLE,
            item.key,
            _item(item, "h3"),
            "" if typed is None else _wish(item, typed.get(item.key, "")),
        )
        for item in found
    )


def _item(item: ShownItem, heading: str) -> SafeString:
    printed = item.printed
    return filled(
        _ITEM,
        number=printed.number,
        title=filled(f"<{heading}>{{}}</{heading}>", printed.title) if printed.title else "",
        subtitles=each("<p>{}</p>", printed.subtitles),
        presenters=filled("<p>{}</p>", printed.presenters) if printed.presenters else "",
        changed=_changed(item) if item.changes else "",
        notes=each('<p class="chair-note">{}</p>', printed.notes),
        pieces=markup.pieces(printed.pieces),
        children=joined(
            filled('<section class="sub-point" id="punkt-{}">{}</section>', child.key, _item(child, "h4"))
            for child in item.children
        ),
    )


def _changed(item: ShownItem) -> SafeString:
    words = filled('<p class="small">{}</p>', item.change_words) if item.change_words else ""
    return filled(_CHANGED, icon("pencil"), item.change_label, words)


def _wish(item: ShownItem, said: str) -> SafeString:
    return filled(_WISH, open=" open" if said else "", words=item.words, key=item.key, said=said)


def people(listing: PrintedList) -> SafeString:
    """Rows of an attendance list, quieter than on the meeting's page: who was there is not what is approved here."""
    return joined(
        filled(
            "<li>{}<span>{}</span><p>{}</p></li>\n",
            icon(_MARKS.get(row.kind, "cross-ring")),
            row.who,
            row.state,
        )
        for row in listing.rows
    )
