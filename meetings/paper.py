"""A Document arranged for paper and page: its items, its decisions in short, its uppdrag.

Knows nothing of HTML pages or PDF. Nothing is printed twice in an item.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString

from secretariat.lib.text import joined, plain

from .documents import Block, Contribution, Document, Item, Record, Run
from .pieces import STARTS_DECISION, Piece, absent, arrange, contains, paragraphs

__all__ = [
    "BriefDecision",
    "PaperItem",
    "Piece",
    "Task",
    "all_words",
    "arrange",
    "contains",
    "decision_words",
    "decisions_of",
    "item_words",
    "items_of",
    "paragraphs",
    "tasks_of",
]


@dataclass(frozen=True)
class PaperItem:
    """An item as printed. `label` is its bookmark."""

    number: str
    title: str
    subtitles: tuple[str, ...]
    presenters: str
    notes: tuple[str, ...]
    pieces: tuple[Piece, ...]
    children: tuple["PaperItem", ...]

    @property
    def label(self) -> str:
        """Number and heading in one line, for bookmarks."""
        return f"{self.number} {self.title}".strip()


@dataclass(frozen=True)
class BriefDecision:
    """A row of "Beslut i korthet"."""

    number: str
    text: str
    about: str


@dataclass(frozen=True)
class Task:
    """A row of the list of uppdrag in a beslutssammanfattning."""

    who: str
    text: str
    due: str
    about: str


def items_of(document: Document, items: Iterable[Item]) -> tuple[PaperItem, ...]:
    """Items arranged for paper."""
    return tuple(_item(item, depth=2) for item in items)


def _item(item: Item, depth: int) -> PaperItem:
    has_heading = bool(item.number or item.title)
    middle = depth + 1 if has_heading else depth
    number = item.number if depth == 2 or not item.number else f"{item.number})"
    notes = []
    if item.chair and not _tells_of_chair(item_words(item), item.chair.text):
        notes.append(f"Ordförande från och med denna punkt: {item.chair.text}.")
    told = {one.who for one in _records(item.blocks)}
    notes += [absent(name.text) for name in item.left if name.text not in told]
    return PaperItem(
        number=number,
        title=item.title,
        subtitles=tuple(line for line in item.subtitle.split("\n") if line.strip()),
        presenters=", ".join(name.text for name in item.presenters),
        notes=tuple(notes),
        pieces=arrange(item.blocks, level=middle, before=f"{item.title} {item.subtitle}")
        + tuple(
            Piece("link", html=SafeString(one.url), label=one.title)
            for one in item.attachments
            if one.kind == "link" and one.url and not contains(_markup(item), one.url)
        ),
        children=tuple(_item(child, depth + 1) for child in item.children),
    )


def _tells_of_chair(words: str, name: str) -> bool:
    given = name.split()[0] if name.split() else ""
    return contains(words, name) or (contains(words, given) and contains(words, "ordförande"))


def _records(blocks: Iterable[Block]) -> Iterable[Record]:
    return (record for one in paragraphs(blocks) for run in one.runs for record in run.records)


def _markup(item: Item) -> str:
    return " ".join(run.html for one in paragraphs(item.blocks) for run in one.runs)


def item_words(item: Item) -> str:
    """The words of an item's own text, in order."""
    return " ".join(plain(run.html) for one in paragraphs(item.blocks) for run in one.runs)


def decisions_of(document: Document) -> tuple[BriefDecision, ...]:
    """The meeting's own decisions in the order of the text, with their words and where they stand."""
    return tuple(
        BriefDecision(record.number, _without_label(words), about)
        for record, words, about in _recorded(document, "decision")
        if record.is_own
    )


def tasks_of(document: Document) -> tuple[Task, ...]:
    """Uppdrag in the order of the text."""
    return tuple(
        Task(record.who, words, record.due, about) for record, words, about in _recorded(document, "action")
    )


def _without_label(words: str) -> str:
    bare = STARTS_DECISION.sub("", words).strip()
    return f"{bare[:1].upper()}{bare[1:]}"


def _recorded(document: Document, kind: str) -> Iterable[tuple[Record, str, str]]:
    for item in (*document.before, *document.items, *document.after):
        yield from _recorded_in(item, kind, item.number)
        for child in item.children:
            yield from _recorded_in(child, kind, f"{item.number} {child.number}".strip())


def _recorded_in(item: Item, kind: str, about: str) -> Iterable[tuple[Record, str, str]]:
    """Records of one item with the words they span; a paragraph or list item inside begins a new line."""
    places: list[tuple[str, Run | None]] = []
    for block in item.blocks:
        if isinstance(block, Contribution):
            places.append(("", None))
        for one in paragraphs([block]):
            start = "\n– " if one.kind in ("bullet", "numbered") else "\n"
            places += [(start if run is one.runs[0] else "", run) for run in one.runs]
    for at, (_, run) in enumerate(places):
        for record in run.records if run else ():
            if record.kind == kind:
                lines = ""
                for start, part in places[at : at + record.spans]:
                    words = plain(part.html) if part else ""
                    lines += (start or " ") + words if lines and words else words
                yield record, lines, about


def decision_words(item: Item) -> Iterable[tuple[str, str]]:
    """Key and words of each decision of one item, without a label that only says what it is."""
    for record, words, _ in _recorded_in(item, "decision", ""):
        yield record.key, STARTS_DECISION.sub("", words).strip()


def all_words(item: Item) -> str:
    """Everything an item's own text says, a line for each paragraph; what parties said with their names."""
    lines = []
    for block in item.blocks:
        if isinstance(block, Contribution):
            lines.append(f"{block.label or block.name.text}:")
        lines += [plain(joined(run.html for run in one.runs)) for one in paragraphs([block])]
    return "\n".join(line for line in lines if line)
