"""What a document says of time, place and people, in the words of page and paper alike."""

import datetime as dt
import re
from dataclasses import dataclass

from secretariat.lib.dates import and_list, time_span, weekday_and_day
from secretariat.lib.text import plain

from . import paper
from .documents import AttendanceList, Attendee, Document, Name

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
        return f"{form[:1].upper()}{form[1:]}"
    return (
        f"{document.place}, {form}"
        if document.form in ("digital", "hybrid") and not tells
        else document.place
    )


def words_before(document: Document, facts: list[tuple[str, str]], title: str) -> tuple[paper.PaperItem, ...]:
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
    kind: str

    @property
    def who(self) -> str:
        """Name and what the person is there for, in one line."""
        return ", ".join(part for part in (self.name, self.part) if part)


@dataclass(frozen=True)
class PrintedList:
    """An attendance list with its heading."""

    heading: str
    part_head: str
    has_states: bool
    rows: tuple[PrintedPerson, ...]


def people_of(one: AttendanceList, document: Document) -> PrintedList:
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
        return PrintedPerson(
            ", ".join(word for word in ("Vakant", part) if word), "", "–", "Vakant plats", "vacant"
        )
    mark, word = _STATES.get(row.state, ("○", row.state))
    state = word + (_MODES.get(row.mode, "") if row.state == "present" else "")
    more = [
        row.scope,
        f"tjänstgör för {row.serves_for}" if row.serves_for else "",
        f"ersättare: {row.substitute}" if row.substitute else "",
    ]
    name = f"{row.name.text} ({row.party})" if row.party else row.name.text
    return PrintedPerson(name, part, mark, ", ".join(text for text in (state, *more) if text), row.state)
