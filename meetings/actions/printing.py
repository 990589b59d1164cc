"""Minutes on paper: what stands there, and the file itself (C15, B7).

Finished minutes are served from the bytes that were stored when they were finished; what is out is printed from its
frozen version; a draft from live rows. A rättelse never changes the stored bytes: the file that is given out is then
printed anew from the same frozen version, with a note on page one and the corrections at the end (C7).
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest
from textwrap import wrap

from django.template.loader import render_to_string

from meetings import paper
from meetings.documents import AttendanceList, Attendee, Document, Name, from_bytes
from meetings.models import Meeting, Minutes
from secretariat.lib import pdf
from secretariat.lib.dates import (
    NBSP,
    and_list,
    day_in_words,
    time_span,
    weekday_and_day,
)
from secretariat.lib.text import plain

from .standing import Standing, standing_of
from .trees import document_of

_STATES = {
    "present": ("✓", "Närvarande"),
    "apology": ("×", "Anmält förhinder"),
    "absent": ("×", "Frånvarande"),
    "unknown": ("○", "Ej registrerad"),
}
_MODES = {"digital": " digitalt", "on_site": " på plats"}
_ROLES = {
    "chair": "ordförande",
    "vice_chair": "vice ordförande",
    "substitute": "ersättare",
    "co_opted": "adjungerad",
    "secretary": "sekreterare",
}
_FORMS = {"digital": "digitalt", "hybrid": "på plats och digitalt", "in_person": "på plats"}
_LABELS = re.compile(
    r"^(tid|när|datum|plats|var|justera[dt]e?\s+av|ordförande|sekreterare)\s*:", re.IGNORECASE
)
_SMALL = {
    "kl", "den", "och", "med", "i", "på", "av", "för", "till", "från", "möte", "mötet", "gemensamt", "tid", "när",
    "datum", "plats", "var", "justerat", "justerad", "justerade", "ordförande", "sekreterare",
}  # fmt: skip
_WORD = re.compile(r"\w+")


def pdf_of(meeting: Meeting) -> bytes:
    """The minutes as the button, the mail and `print_minutes` give them out. Raises lib.pdf.NotAvailable."""
    minutes = Minutes.objects.select_related("meeting", "word", "current_version", "pdf").get(meeting=meeting)
    if minutes.pdf and not minutes.corrections.exists():
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


def summary_pdf_of(meeting: Meeting) -> bytes:
    """Beslutssammanfattning: decisions and uppdrag on one paper, also before the notes are ready (B7)."""
    minutes = Minutes.objects.select_related("meeting", "word", "current_version").get(meeting=meeting)
    return render(tree_of(minutes), standing_of(minutes), template="pdf/summary.html")


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


def context_of(document: Document, standing: Standing) -> dict[str, object]:
    """Everything the paper's templates print."""
    kicker = _capital(document.word.indefinite)
    title = document.title or kicker
    facts = _facts(document, standing)
    named = [name.text for name in document.bodies] or [document.letterhead.organisation]
    lines = sum(1 + len(name) // 46 for name in named)
    return {
        "document": document,
        "standing": standing,
        "file_title": title
        if _has_year(title) or not document.day
        else f"{title}, {day_in_words(document.day)}",
        "kicker": "" if paper.contains(title, document.word.indefinite) else kicker,
        "title": title,
        "heads": [name for name in named if name],
        "height": "" if lines <= 3 else "tall" if lines <= 6 else "taller",
        "footer": _footer(document),
        "facts": facts,
        "before": _before(document, facts, title),
        "decisions": paper.decisions_of(document),
        "tasks": paper.tasks_of(document),
        "columns": _COLUMNS.get(document.layout, _COLUMNS["item_note"]),
        "items": paper.items_of(document, document.items),
        "after": paper.items_of(document, document.after),
        "attendance": [_people(one, document) for one in document.attendance if one.rows],
        "attachments": _attachments(document),
    }


_COLUMNS = {
    "item_note": ("Punkt", "Anteckning"),
    "agenda_subpoints": ("Dagordning", "Delpunkter"),
    "number_matter": ("Nummer/föredragande", "Ärende"),
    "list": (),
}


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
    ]
    if standing.corrections:
        last = standing.corrections[-1].when_text
        count = len(standing.corrections)
        what = "En rättelse" if count == 1 else f"{count} rättelser, den senaste"
        rows.append(("Rättelse", f"{what} {last}. Se Rättelser sist i dokumentet."))
    return [row for row in rows if row[1]]


def _time(text: str) -> dt.time | None:
    return dt.time.fromisoformat(text) if text else None


def when_in_words(document: Document) -> str:
    """Day and time, with the joint part: "fredag 21 mars 2025 kl. 9–12, gemensamt kl. 11–12 med …"."""
    day = weekday_and_day(document.day) if document.day else ""
    span = time_span(_time(document.start), _time(document.end))
    joint = time_span(_time(document.joint_start), _time(document.joint_end))
    with_whom = and_list([name.text for name in document.joint_part_bodies])
    if joint or with_whom:
        joint = " ".join(part for part in ("gemensamt", joint, with_whom and f"med {with_whom}") if part)
    return ", ".join(part for part in (f"{day} {span}".strip(), joint) if part)


def where_in_words(document: Document) -> str:
    """Place, and the form where the place does not tell it: "Regionhuset, på plats och digitalt"."""
    form = _FORMS.get(document.form, document.form)
    tells = "digital" in document.place.casefold() or "teams" in document.place.casefold()
    if not document.place:
        return _capital(form)
    return (
        f"{document.place}, {form}"
        if document.form in ("digital", "hybrid") and not tells
        else document.place
    )


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


def _footer(document: Document) -> list[FootLine]:
    head = document.letterhead
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


def _before(document: Document, facts: list[tuple[str, str]], title: str) -> tuple[paper.PaperItem, ...]:
    """Words of welcome and header lines, but those that only repeat time, place, approval or the title."""
    known = _word_set(" ".join([title, *(value for _, value in facts), *_names(document)])) | _SMALL
    if document.day:
        known |= {str(document.day.day), str(document.day.month)}
    kept = []
    for item in paper.items_of(document, document.before):
        pieces = tuple(one for one in item.pieces if not _is_known(plain(one.html), known))
        item_title = "" if _is_known(item.title, known) else item.title
        if pieces or item_title or item.children or item.notes:
            kept.append(
                paper.PaperItem(
                    "", item_title, item.subtitles, item.presenters, item.notes, pieces, item.children
                )
            )
    return tuple(kept)


def _names(document: Document) -> list[str]:
    people: tuple[Name | None, ...] = (*document.bodies, *document.joint_part_bodies, document.secretary)
    return [name.text for name in people if name]


def _word_set(text: str) -> set[str]:
    return {re.sub(r"^0(?=\d)", "", word) for word in _WORD.findall(text.casefold())}


def _is_known(line: str, known: set[str]) -> bool:
    """The line has words, it says what kind of fact it is, and no word of it is new."""
    words = _word_set(line)
    zero_minutes = {"0", "00"} if _LABELS.match(line.strip()) else set()
    return bool(words) and words <= known | zero_minutes


@dataclass(frozen=True)
class PrintedPerson:
    """A row of an attendance list: mark and word together (A5)."""

    name: str
    part: str
    mark: str
    state: str


@dataclass(frozen=True)
class PrintedList:
    """An attendance list with its heading."""

    heading: str
    part_head: str
    has_states: bool
    rows: tuple[PrintedPerson, ...]


def _people(one: AttendanceList, document: Document) -> PrintedList:
    bodies = {row.body.text for row in document.attendance if row.body}
    body = one.body.text if one.body and (len(bodies) > 1 or not one.heading) else ""
    heading = ", ".join(part for part in (body, one.heading) if part)
    is_known = any(row.state != "unknown" for row in one.rows)
    return PrintedList(
        heading=heading,
        part_head="Part" if one.body else "Uppgift",
        has_states=is_known or one.body is not None,
        rows=tuple(_person(row) for row in one.rows),
    )


def _person(row: Attendee) -> PrintedPerson:
    part = ", ".join(word for word in (row.title, row.affiliation, _ROLES.get(row.role, "")) if word)
    if row.is_vacant:
        return PrintedPerson(", ".join(word for word in ("Vakant", part) if word), "", "–", "Vakant plats")
    mark, word = _STATES.get(row.state, ("○", row.state))
    state = word + (_MODES.get(row.mode, "") if row.state == "present" else "")
    more = [
        row.scope,
        f"tjänstgör för {row.serves_for}" if row.serves_for else "",
        f"ersättare: {row.substitute}" if row.substitute else "",
    ]
    name = f"{row.name.text} ({row.party})" if row.party else row.name.text
    return PrintedPerson(name, part, mark, ", ".join(text for text in (state, *more) if text))


def _attachments(document: Document) -> list[str]:
    """Titles of attached files with the point they belong to: "Kartläggning (punkt 5)"."""
    found = []
    for item in (*document.before, *document.items, *document.after):
        for owner in (item, *item.children):
            number = item.number if owner is item else f"{item.number} {owner.number}".strip()
            point = f" (punkt{NBSP}{number})" if number else ""
            found += [f"{one.title}{point}" for one in owner.attachments if one.kind == "file"]
    return found
