"""From blocks back to words: lines of a text, what a record says, what stands in a date mark."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from html.parser import HTMLParser
from uuid import UUID

from meetings.models import ItemBlock
from secretariat.lib.text import joined, plain

Line = tuple[str, str]  # kind of block, words


def in_order(blocks: Iterable[ItemBlock]) -> list[ItemBlock]:
    """Blocks in reading order: what stands in a contribution comes right after it."""
    inside: defaultdict[UUID | None, list[ItemBlock]] = defaultdict(list)
    for block in blocks:
        inside[block.parent_id].append(block)
    return [block for top in inside[None] for block in (top, *inside[top.pk])]


def lines_of(blocks: Sequence[ItemBlock]) -> list[Line]:
    """Kind and words of each paragraph, list item and table; runs joined."""
    lines: list[Line] = []
    for number, block in enumerate(blocks):
        add_run(lines, block, fresh=number == 0)
    return lines


def add_run(lines: list[Line], block: ItemBlock, *, fresh: bool = False) -> None:
    words = plain(block.html)
    if block.runs_on and lines and not fresh:
        kind, before = lines[-1]
        lines[-1] = (kind, joined([before, words]))
    else:
        lines.append((block.kind, words))


def written(lines: Sequence[Line]) -> str:
    """Lines as the exchange format writes them: paragraphs parted by an empty line, list items under each other."""
    text, before, number = "", "", 0
    for kind, words in lines:
        number = number + 1 if kind == before == "numbered" else 1
        sign = "- " if kind == "bullet" else f"{number}. " if kind == "numbered" else ""
        gap = "\n" if kind == before and kind in {"bullet", "numbered"} else "\n\n"
        text += f"{gap if text else ''}{sign}{words}"
        before = kind
    return text


class _Times(HTMLParser):
    """Collects the words inside each date mark."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: defaultdict[str, str] = defaultdict(str)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "time":
            self.open.append(dict(attrs).get("data-date") or "")
        elif tag == "br":
            self.handle_data("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "time" and self.open:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        for key in set(self.open):
            self.words[key] += data


def date_words(blocks: Iterable[ItemBlock]) -> dict[UUID, str]:
    """The words each date mark holds, by the date's key; a date that runs over several blocks is put together."""
    parts: defaultdict[UUID, list[str]] = defaultdict(list)
    for block in blocks:
        if "<time" not in block.html:
            continue
        times = _Times()
        times.feed(block.html)
        times.close()
        for key, words in times.words.items():
            parts[UUID(key)].append(words.strip())
    return {key: joined(words) for key, words in parts.items()}
