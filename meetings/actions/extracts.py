"""Protokollsutdrag: one point with its decisions under the head of the minutes, who has approved, and where it is
sent (C11).
"""

import dataclasses
import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.html import escape

from meetings import word_markup
from meetings.documents import Document, Item
from meetings.models import AgendaItem, Dispatch, Minutes
from secretariat.lib import pdf
from secretariat.lib.dates import day_in_words

from .giving_out import given_of
from .printing import context_of, printed_of
from .standing import Standing
from .word_papers import begun, corrections, ending


@dataclass(frozen=True)
class PrintedDispatch:
    """A row of the list of expediering: which decision, to whom, how, and when it was sent."""

    decision: str
    recipient: str
    channel: str
    sent: str


@dataclass(frozen=True)
class Extract:
    """What an extract is made of."""

    document: Document
    standing: Standing
    kicker: str
    file_name: str
    dispatches: tuple[PrintedDispatch, ...]


def extract_of(minutes: Minutes, item: AgendaItem) -> Extract | None:
    """One point of the minutes as they are given out: all of it, or one sub-point under its point's heading.

    None where the point does not stand in them, as when it has been taken off the agenda.
    """
    whole, standing, _ = given_of(minutes)
    found = _found(whole, item.pk)
    if found is None:
        return None
    top, label, keys = found
    kept = tuple(one for one in standing.corrections if one.item is None or one.item in keys)
    day = f"-{whole.date}" if whole.date else ""
    return Extract(
        document=dataclasses.replace(whole, before=(), items=(top,), after=(), attendance=()),
        standing=dataclasses.replace(standing, corrections=kept),
        kicker=f"Utdrag ur {whole.word.indefinite}",
        file_name=f"utdrag{day}-{label}" if label else f"utdrag{day}",
        dispatches=tuple(_dispatches(keys)),
    )


def _found(document: Document, key: int) -> tuple[Item, str, set[int]] | None:
    """The point alone, what its file is called ("punkt-8-a"), and the keys of what it holds."""
    for item in (*document.before, *document.items, *document.after):
        if item.key == key:
            return item, _file_label(item.number), {item.key, *(child.key for child in item.children)}
        for child in item.children:
            if child.key == key:
                bare = dataclasses.replace(
                    item, chair=None, blocks=(), attachments=(), left=(), children=(child,)
                )
                return bare, _file_label(item.number, child.number), {key}
    return None


def _file_label(*numbers: str) -> str:
    signs = re.sub(r"[^0-9a-zåäö]+", "-", " ".join(numbers).casefold()).strip("-")
    return f"punkt-{signs}" if signs else ""


def _dispatches(items: Iterable[int]) -> Iterable[PrintedDispatch]:
    rows = Dispatch.objects.filter(decision__item__in=items).select_related("decision")
    for row in rows.order_by("decision__position", "decision", "pk"):
        yield PrintedDispatch(row.decision.number, row.recipient, row.channel, _sent(row.sent_on))


def _sent(day: dt.date | None) -> str:
    return day_in_words(day) if day else "Inte skickat än"


def pdf_of(extract: Extract) -> bytes:
    """The extract as PDF. Raises lib.pdf.NotAvailable."""
    context = context_of(extract.document, extract.standing)
    context |= {"kicker": extract.kicker, "dispatches": extract.dispatches}
    return pdf.render(
        render_to_string("pdf/extract.html", context),
        title=f"{extract.kicker}, {context['file_title']}",
        author=extract.document.letterhead.organisation,
        made_at=extract.standing.made_at,
    )


def word_of(extract: Extract) -> bytes:
    """The extract as a Word file."""
    printed = printed_of(extract.document, extract.standing)
    file = begun(printed, title=f"{extract.kicker}, {printed.file_title}", kicker=extract.kicker)
    word_markup.items(file, printed.items)
    corrections(file, extract.standing)
    if extract.dispatches:
        file.heading("Expediering", 1)
        rows = [
            [escape(one.decision), escape(one.recipient), escape(one.channel), escape(one.sent)]
            for one in extract.dispatches
        ]
        file.table(["Beslut", "Till", "Hur", "Skickat"], rows, widths=[35, 60, 35, 40])
    ending(file, printed)
    return file.content()
