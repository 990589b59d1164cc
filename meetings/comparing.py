"""What changed between two trees, word by word: the new tree with <ins> and <del> in its words, and sentences beside.

The marked tree is arranged and printed as any other, so a reader sees changes in the text as it will stand.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from .documents import Attendee, Block, Contribution, Document, Item, Name, Paragraph, Run

_PART = re.compile(r"<[^>]*>|&[#\w]+;|\w+|\s+|[^\w\s<&]|[<&]")
TEXT_CHANGED = "Texten är ändrad"
_STATES = {
    "present": "närvarande",
    "apology": "anmält förhinder",
    "absent": "frånvarande",
    "unknown": "ej registrerad",
}


@dataclass(frozen=True)
class Comparison:
    """`document` is the new tree, marked. `items` tells how each changed item differs, by its key."""

    document: Document
    items: dict[int, tuple[str, ...]]
    facts: tuple[str, ...] = ()

    @property
    def places(self) -> int:
        """In how many places something changed: items, and facts of the meeting."""
        return len(self.items) + len(self.facts)


def compare(old: Document, new: Document) -> Comparison:
    """Compare an earlier tree with a later one of the same meeting."""
    before = {item.key: item for item in every_item(old)}
    items: dict[int, tuple[str, ...]] = {}

    def marked(item: Item) -> Item:
        earlier = before.get(item.key)
        children = tuple(map(marked, item.children))
        if earlier is None:
            items[item.key] = ("Ny punkt",)
            return replace(item, blocks=tuple(_all_new(item.blocks)), children=children)
        blocks, words = _compared(earlier, item)
        if words:
            items[item.key] = words
        return replace(item, blocks=blocks, children=children)

    document = replace(
        new,
        before=tuple(map(marked, new.before)),
        items=tuple(map(marked, new.items)),
        after=tuple(map(marked, new.after)),
    )
    kept = {item.key for item in every_item(new)}
    gone = [f"{_label(item)} är borttagen" for key, item in before.items() if key not in kept]
    return Comparison(document, items, (*_facts(old, new), *gone))


def every_item(document: Document) -> Iterator[Item]:
    """Items in reading order, a sub-item after its point."""
    for item in (*document.before, *document.items, *document.after):
        yield item
        yield from item.children


def _label(item: Item) -> str:
    return f"Punkt {item.number}, {item.title}".rstrip(", ") if item.number else f"Avsnittet {item.title}"


# Items


def _compared(old: Item, new: Item) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """Blocks of the new item, marked, and sentences about it. No sentences: nothing differs."""
    said = []
    if old.number != new.number:
        said.append(f"Hade nummer {old.number or '–'}")
    if (old.title, old.subtitle) != (new.title, new.subtitle):
        said.append(f"Rubriken var ”{old.title}”")
    if _names(old.presenters) != _names(new.presenters):
        said.append(f"Föredragande var {_names(old.presenters) or 'ingen'}")
    if old.chair != new.chair:
        said.append(f"Ordförande härifrån var {old.chair.text if old.chair else 'densamma'}")
    if [one.title for one in old.attachments] != [one.title for one in new.attachments]:
        said.append("Bilagorna är ändrade")
    if old.blocks == new.blocks:
        return new.blocks, tuple(said)
    earlier, later = _runs(old.blocks), _runs(new.blocks)
    if _records(earlier.values()) != _records(later.values()):
        said.append("Beslut eller uppdrag är ändrade")
    marks = _marks(earlier, later)
    if any(marks[key] != later[key].html for key in later) or len(earlier) != len(later):
        said.insert(0, TEXT_CHANGED)
    blocks = tuple(_with(block, marks) for block in new.blocks)
    if not later and earlier:
        rest = " ".join(f"<del>{run.html}</del>" for run in earlier.values() if run.html)
        blocks = (*blocks, Paragraph("paragraph", (Run("", rest),)))
    return blocks, tuple(said) or ("Styckena står i en annan ordning",)


def _names(names: Iterable[Name]) -> str:
    return ", ".join(name.text for name in names)


def _records(runs: Iterable[Run]) -> list[tuple[object, ...]]:
    return [
        (one.kind, one.who, one.due, one.to, one.is_own, one.by, one.subkind)
        for run in runs
        for one in run.records
    ]


def _runs(blocks: Iterable[Block]) -> dict[str, Run]:
    """Runs by key, in order. The label of a contribution is not among them: it names a party."""
    found: dict[str, Run] = {}
    for block in blocks:
        if isinstance(block, Contribution):
            found |= _runs(block.blocks)
        else:
            found |= {run.key: run for run in block.runs}
    return found


def _marks(earlier: dict[str, Run], later: dict[str, Run]) -> dict[str, str]:
    """New words of each run by key. What stood in a run that is gone is shown struck after the run before it."""
    marks = {
        key: _diff(earlier[key].html, run.html) if key in earlier else added(run.html)
        for key, run in later.items()
    }
    anchor: str | None = None
    lost: list[str] = []
    for key, run in earlier.items():
        if key in later:
            if lost:
                marks[key] = f"{' '.join(lost)} {marks[key]}"
                lost = []
            anchor = key
        elif run.html and "<t" not in run.html:
            struck = f"<del>{_bare(run.html)}</del>"
            if anchor:
                marks[anchor] = f"{marks[anchor]} {struck}"
            else:
                lost.append(struck)
    if lost and later:
        first = next(iter(later))
        marks[first] = f"{' '.join(lost)} {marks[first]}"
    return marks


def _with(block: Block, marks: dict[str, str]) -> Block:
    if isinstance(block, Contribution):
        return replace(block, blocks=tuple(_marked(one, marks) for one in block.blocks))
    return _marked(block, marks)


def _marked(paragraph: Paragraph, marks: dict[str, str]) -> Paragraph:
    return replace(paragraph, runs=tuple(replace(run, html=marks[run.key]) for run in paragraph.runs))


def _all_new(blocks: Iterable[Block]) -> Iterator[Block]:
    marks = {key: added(run.html) for key, run in _runs(blocks).items()}
    return (_with(block, marks) for block in blocks)


# Words


def added(html: str) -> str:
    """Words that were not there, marked as such; the markup around them is kept."""
    return _diff("", html)


def _bare(html: str) -> str:
    return re.sub(r"<[^>]*>", " ", html).strip()


def _diff(old: str, new: str) -> str:
    """The new markup with its new words in <ins>, and in <del> the old words that are gone.

    >>> _diff("Nora avstår.", "Nora vill vänta.")
    'Nora <del>avstår</del> <ins>vill vänta</ins>.'
    """
    if old == new:
        return new
    before = [part for part in _PART.findall(old) if not part.startswith("<")]
    parts = _PART.findall(new)
    words = [part for part in parts if not part.startswith("<")]
    is_table = "<table" in new or "<td" in new
    inserted: set[int] = set()
    struck: dict[int, str] = {}
    for kind, i, j, k, stop in SequenceMatcher(None, before, words, autojunk=False).get_opcodes():
        if kind != "equal":
            inserted |= set(range(k, stop))
            gone = "".join(before[i:j])
            if core := gone.strip():
                lead, _, tail = gone.partition(core)
                struck[k] = f"{lead}<del>{core}</del>{tail or (' ' if stop > k else '')}"
    return _written(parts, inserted, {} if is_table else struck)


def _written(parts: list[str], inserted: set[int], struck: dict[int, str]) -> str:
    """Markup as it was, words wrapped where they are new; a wrapper never crosses a tag."""
    out: list[str] = []
    run: list[str] = []
    place = 0

    def close() -> None:
        text = "".join(run)
        run.clear()
        if core := text.strip():
            lead, _, tail = text.partition(core)
            out.append(f"{lead}<ins>{core}</ins>{tail}")
        else:
            out.append(text)

    for part in parts:
        if part.startswith("<"):
            close()
            out.append(part)
            continue
        if place in struck:
            close()
            out.append(struck[place])
        if place in inserted:
            run.append(part)
        else:
            close()
            out.append(part)
        place += 1
    close()
    if place in struck:
        out.append(struck[place])
    return "".join(out)


# The meeting


def _facts(old: Document, new: Document) -> Iterator[str]:
    pairs = (
        ("Rubriken", old.title, new.title),
        ("Dagen", old.date, new.date),
        ("Tiden", f"{old.start}–{old.end}", f"{new.start}–{new.end}"),
        ("Platsen", old.place, new.place),
        ("Ordförande", _name(old.chair), _name(new.chair)),
        ("Sekreterare", _name(old.secretary), _name(new.secretary)),
    )
    for what, before, after in pairs:
        if before != after:
            yield f"{what} är ändrad: {before or '–'} → {after or '–'}"
    yield from _attendance(old, new)


def _name(name: Name | None) -> str:
    return name.text if name else ""


def _attendance(old: Document, new: Document) -> Iterator[str]:
    before, after = _attendees(old), _attendees(new)
    for key, row in after.items():
        earlier = before.get(key)
        if earlier is None:
            yield f"Närvaro: {row.name.text} är ny i listan"
        elif earlier.state != row.state:
            yield f"Närvaro: {row.name.text} är {_STATES.get(row.state, '')}, var {_STATES.get(earlier.state, '')}"
        elif earlier != row:
            yield f"Närvaro: uppgifterna om {row.name.text} är ändrade"
    for key, row in before.items():
        if key not in after:
            yield f"Närvaro: {row.name.text} är borttagen ur listan"


def _attendees(document: Document) -> dict[tuple[str, str], Attendee]:
    return {
        (
            f"{listing.body.text if listing.body else ''}|{listing.heading}",
            row.name.text or row.affiliation,
        ): row
        for listing in document.attendance
        for row in listing.rows
    }
