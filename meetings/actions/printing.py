"""Minutes on paper: what stands there, and the file itself (C15, B7).

Finished minutes are served from the bytes that were stored when they were finished; what is out is printed from its
frozen version; a draft from live rows. A rättelse never changes the stored bytes: the file that is given out is then
printed anew from the same frozen version, with a note on page one and the corrections at the end (C7).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest
from textwrap import wrap

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from meetings import paper
from meetings.documents import Document, Letterhead, from_bytes
from meetings.models import Meeting, Minutes
from meetings.wording import PrintedList, people_of, when_in_words, where_in_words, words_before
from secretariat.lib import pdf, qr
from secretariat.lib.dates import NBSP, day_in_words

from .standing import Standing, standing_of
from .trees import document_of


def pdf_of(meeting: Meeting) -> bytes:
    """The minutes as the button, the mail and `print_minutes` give them out. Raises lib.pdf.NotAvailable."""
    minutes = Minutes.objects.select_related("meeting", "word", "current_version", "pdf").get(meeting=meeting)
    if minutes.pdf and not minutes.corrections_that_hold:
        return original_of(minutes)
    return render(tree_of(minutes), standing_of(minutes))


def original_of(minutes: Minutes) -> bytes:
    """The bytes that were stored when the minutes were finished, whatever has been corrected since."""
    if minutes.pdf is None:
        raise ValueError("Anteckningarna har ingen sparad PDF.")
    with minutes.pdf.file.open("rb") as stored:
        return stored.read()


def tree_of(minutes: Minutes) -> Document:
    """The tree that is printed: the frozen version where there is one, else live rows."""
    version = None if minutes.is_draft else minutes.current_version
    return from_bytes(bytes(version.content)) if version else document_of(minutes.meeting)


def render(document: Document, standing: Standing, *, template: str = "pdf/minutes.html") -> bytes:
    """The PDF of a tree. The same tree and standing give the same bytes."""
    context = context_of(document, standing)
    is_summary = template == "pdf/summary.html"
    title = f"Beslutssammanfattning, {context['file_title']}" if is_summary else str(context["file_title"])
    return pdf.render(
        render_to_string(template, context),
        title=title,
        author=document.letterhead.organisation,
        made_at=standing.made_at,
    )


@dataclass(frozen=True)
class Printed:
    """A document arranged for paper: all that the PDF's templates and the Word file print."""

    document: Document
    standing: Standing
    file_title: str
    kicker: str
    title: str
    heads: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    before: tuple[paper.PaperItem, ...]
    decisions: tuple[paper.BriefDecision, ...]
    tasks: tuple[paper.Task, ...]
    items: tuple[paper.PaperItem, ...]
    after: tuple[paper.PaperItem, ...]
    attendance: tuple[PrintedList, ...]
    attachments: tuple[str, ...]


def printed_of(document: Document, standing: Standing) -> Printed:
    """Arrange a tree for paper, with where it is in its life."""
    kicker = _capital(document.word.indefinite)
    title = document.title or kicker
    facts = _facts(document, standing)
    named = [name.text for name in document.bodies] or [document.letterhead.organisation]
    masked = "maskad version" if standing.masked else ""
    file_title = title if _has_year(title) or not document.day else f"{title}, {day_in_words(document.day)}"
    kind = "" if paper.contains(title, document.word.indefinite) else kicker
    return Printed(
        document=document,
        standing=standing,
        file_title=", ".join(filter(None, (file_title, masked))),
        kicker=_capital(", ".join(filter(None, (kind, masked)))),
        title=title,
        heads=tuple(name for name in named if name),
        facts=tuple(facts),
        before=words_before(document, facts, title),
        decisions=paper.decisions_of(document),
        tasks=paper.tasks_of(document),
        items=paper.items_of(document, document.items),
        after=paper.items_of(document, document.after),
        attendance=tuple(people_of(one, document) for one in document.attendance if one.rows),
        attachments=tuple(_attachments(document)),
    )


def check_of(standing: Standing) -> dict[str, str]:
    """Where the paper is verified (C6), in words and as a square; nothing while nothing is frozen."""
    if not standing.code:
        return {"check_at": "", "check_square": ""}
    at = f"{settings.BASE_URL}{reverse('meetings:verify-code', args=[standing.code])}"
    return {"check_at": at, "check_square": qr.as_source(at)}


def context_of(document: Document, standing: Standing) -> dict[str, object]:
    """Everything the paper's templates print."""
    printed = printed_of(document, standing)
    return {
        **vars(printed),
        "height": head_height(printed.heads or [document.letterhead.organisation]),
        "footer": footer_of(document.letterhead),
        **check_of(standing),
        "columns": _COLUMNS.get(document.layout, _COLUMNS["item_note"]),
    }


_COLUMNS = {
    "item_note": ("Punkt", "Anteckning"),
    "agenda_subpoints": ("Dagordning", "Delpunkter"),
    "number_matter": ("Nummer/föredragande", "Ärende"),
    "list": (),
}


def head_height(names: Iterable[str]) -> str:
    """Which page suits a head with these names: the class of the body element."""
    lines = sum(1 + len(name) // 46 for name in names)
    return "" if lines <= 3 else "tall" if lines <= 6 else "taller"


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _has_year(title: str) -> bool:
    return bool(re.search(r"\b20\d\d\b", title))


def _facts(document: Document, standing: Standing) -> list[tuple[str, str]]:
    rows = [
        ("När", when_in_words(document)),
        ("Var", where_in_words(document)),
        ("Ordförande", document.chair.text if document.chair else ""),
        (standing.term, standing.text),
        ("Upprättad", standing.drawn_up),
        ("Maskad", standing.masked),
    ]
    rows += [("Omedelbar justering", sentence) for sentence in standing.at_once]
    if standing.corrections:
        last = standing.corrections[-1].when_text
        count = len(standing.corrections)
        what = "En rättelse" if count == 1 else f"{count} rättelser, den senaste"
        rows.append(("Rättelse", f"{what} {last}. Se Rättelser sist i dokumentet."))
    return [row for row in rows if row[1]]


_FOOT_COLUMNS = 4
_FOOT_WIDTH = (
    120 / 8,
    120 / 6.5,
)  # of a column, in em of the words and of the labels (paper.css: tab-size 160px)
_FOOT_SIGNS = 29  # what a column of 42 mm holds at 8 points


@dataclass(frozen=True)
class FootLine:
    """A line of the foot: its fields parted by tabs. Lines of text are set much quicker than a grid, on every page."""

    text: str
    is_label: bool


def footer_of(head: Letterhead) -> list[FootLine]:
    """The lines at the foot of every page: addresses and numbers of the office."""
    fields = [
        ("POSTADRESS", head.postal_address),
        ("BESÖKSADRESS", head.visiting_address),
        ("TELEFON", head.phone),
        ("TELEFAX", head.fax),
        ("ORG.NR", head.org_number),
        ("PLUSGIRO", head.plusgiro),
        ("E-POST", head.email),
        ("INTERNET", head.web),
    ]
    fields = [field for field in fields if field[1]]
    lines = []
    for start in range(0, len(fields), _FOOT_COLUMNS):
        row = fields[start : start + _FOOT_COLUMNS]
        lines.append(FootLine(_columns([label for label, _ in row], _FOOT_WIDTH[1]), is_label=True))
        wrapped = [wrap(value, _FOOT_SIGNS) for _, value in row]
        lines += [
            FootLine(_columns(line, _FOOT_WIDTH[0]), is_label=False)
            for line in zip_longest(*wrapped, fillvalue="")
        ]
    return lines


def _columns(words: Iterable[str], width: float) -> str:
    """Words in columns by tabs. Spaces first: WeasyPrint draws the jump of a tab 2.4 % too long."""
    space = pdf.width_of(" ")
    padded = [f"{word}{' ' * (int((width - pdf.width_of(word)) / space) - 1)}" for word in words]
    return "\t".join(padded).rstrip()


def _attachments(document: Document) -> list[str]:
    """Titles of attached files with the point they belong to: "Kartläggning (punkt 5)"."""
    found = []
    for item in (*document.before, *document.items, *document.after):
        for owner in (item, *item.children):
            number = item.number if owner is item else f"{item.number} {owner.number}".strip()
            point = f" (punkt{NBSP}{number})" if number else ""
            found += [f"{one.title}{point}" for one in owner.attachments if one.kind == "file"]
    return found
