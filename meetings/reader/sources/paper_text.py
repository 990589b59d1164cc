"""Lines on paper as paragraphs again: a line is broken on purpose where the next word would have had room."""

import itertools
import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

from meetings.reader.lines import Line, LineKind

from .paper_words import Strip, Word
from .runs import Run, line_of, trimmed

BULLETS = set("•·▪◦‣●○■□➢➤\uf0b7\uf0a7")
_DASHES = {"-", "–", "—", "\u2010"}
_NUMBER = re.compile(r"(?:\d{1,3}(?:\.\d{1,2})*[.)]|[a-zåäö]\))$")
_AND = {"och", "eller", "samt", "respektive", "resp.", "till"}
WIDER = 1.28
"""How much more than the usual distance between lines parts two paragraphs."""


@dataclass(frozen=True)
class Measure:
    """What is usual in the document: the size of its text, the distance of lines for a size, sizes of headings."""

    size: float
    leading: float
    headings: tuple[float, ...] = ()

    def level(self, strip: Strip) -> int:
        """The level of a heading by its size; 0 for text."""
        return next((at + 1 for at, size in enumerate(self.headings) if abs(size - strip.size) < 0.3), 0)


def measure_of(strips: Sequence[Strip]) -> Measure:
    """What is usual among these lines. Sizes a sixth larger than the text's are headings."""
    letters: dict[float, int] = {}
    for strip in strips:
        letters[round(strip.size, 1)] = letters.get(round(strip.size, 1), 0) + len(strip.text)
    size = max(letters, key=lambda one: letters[one]) if letters else 11.0
    distances = [
        (below.top - above.top) / size
        for above, below in itertools.pairwise(strips)
        if abs(above.size - size) < 0.5
        and abs(below.size - size) < 0.5
        and 0.8 < (below.top - above.top) / size < 2.2
    ]
    leading = statistics.quantiles(distances, n=4)[0] if len(distances) > 1 else 1.3
    return Measure(size, leading, tuple(sorted((one for one in letters if one > size * 1.16), reverse=True)))


@dataclass
class _Paragraph:
    strips: list[Strip] = field(default_factory=list)
    kind: LineKind = "text"
    level: int = 0
    text_x0: float = 0.0


def paragraphs_of(strips: Sequence[Strip], right: float, measure: Measure, page: int) -> list[Line]:
    """The paragraphs of a column that ends at `right`, blank lines where it is wider between them."""
    found: list[Line] = []
    now: _Paragraph | None = None
    left = min((strip.x0 for strip in strips), default=0.0)
    longest = max((strip.x1 for strip in strips), default=right)
    right = longest if longest > right - 0.08 * (right - left) else right
    for strip in strips:
        if now and _goes_on(now, strip, right, measure):
            now.strips.append(strip)
            continue
        if now:
            found.append(_line(now, page))
            if _is_apart(now.strips[-1], strip, measure):
                found.append(Line("", "blank"))
        now = _begun(strip, measure, left)
    if now:
        found.append(_line(now, page))
    return trimmed(_without_gaps_in_lists(found))


def _begun(strip: Strip, measure: Measure, left: float) -> _Paragraph:
    first = strip.words[0].text
    if level := measure.level(strip):
        return _Paragraph([strip], "heading", level, strip.x0)
    if len(strip.words) > 1:
        depth = min(max(int((strip.x0 - left) / (measure.size * 1.5)), 0), 6)
        if first in BULLETS or first in _DASHES:
            return _Paragraph([strip], "bullet", depth, strip.words[1].x0)
        if _NUMBER.match(first):
            return _Paragraph([strip], "numbered", depth, strip.words[1].x0)
    return _Paragraph([strip], "text", 0, strip.x0)


def _goes_on(now: _Paragraph, strip: Strip, right: float, measure: Measure) -> bool:
    """Whether a line belongs to the paragraph so far."""
    last, first = now.strips[-1], strip.words[0]
    if abs(last.size - strip.size) > 0.6 or _is_apart(last, strip, measure):
        return False
    if _is_hyphenated(last.words[-1].text, first.text) and now.kind != "heading":
        return True
    if first.text in BULLETS or (_NUMBER.match(first.text) and now.kind != "text"):
        return False
    if now.kind in {"bullet", "numbered"} and strip.x0 < now.text_x0 - measure.size * 0.4:
        return False
    if now.kind == "text" and strip.x0 > last.x0 + measure.size * 0.8 and len(now.strips) > 1:
        return False
    return last.x1 + _space(last) + first.x1 - first.x0 > right - 1


def _space(strip: Strip) -> float:
    gaps = [b.x0 - a.x1 for a, b in zip(strip.words, strip.words[1:], strict=False) if b.x0 > a.x1]
    return min([*gaps, strip.size * 0.35])


def _is_apart(above: Strip, below: Strip, measure: Measure) -> bool:
    size = max(above.size, below.size)
    return below.top - above.top > measure.leading * size * WIDER


def _without_gaps_in_lists(lines: list[Line]) -> list[Line]:
    return [
        line
        for at, line in enumerate(lines)
        if line.kind != "blank"
        or not 0 < at < len(lines) - 1
        or lines[at - 1].kind != lines[at + 1].kind
        or lines[at - 1].kind not in {"bullet", "numbered"}
    ]


def _line(now: _Paragraph, page: int) -> Line:
    words = [list(strip.words) for strip in now.strips]
    if now.kind == "bullet":
        words[0] = words[0][1:]
    return line_of(_runs(words), now.kind, now.level, page=page)


def _runs(lines: Sequence[Sequence[Word]]) -> list[Run]:
    """The words with what stands between them; a word broken at the end of a line made whole."""
    runs: list[Run] = []
    before: Word | None = None
    for line in lines:
        for place, word in enumerate(line):
            if before:
                runs = _tied(runs, before, word) if place == 0 else runs
                space = _between(before, word) if place else _at_break(before, word)
                look = before if before.link == word.link and _same_look(before, word) else None
                runs.append(_run(space, look))
            runs.append(_run(word.text, word))
            before = word
    return runs


def _tied(runs: list[Run], before: Word, word: Word) -> list[Run]:
    """The runs without the hyphen that only the end of the line called for."""
    if not _is_hyphenated(before.text, word.text):
        return runs
    return [*runs[:-1], _run(before.text[:-1], before)]


def _is_hyphenated(before: str, after: str) -> bool:
    if before[-1:] in {"\u00ad", "\u2010"}:
        return True
    return (
        len(before) > 2 and before.endswith("-") and after[:1].islower() and after.strip(".,;:") not in _AND
    )


def _at_break(before: Word, word: Word) -> str:
    return "" if before.text[-1:] in {"\u00ad", "\u2010"} or _joins(before.text, word.text) else " "


def _joins(before: str, after: str) -> bool:
    if len(before) > 1 and before.endswith(("-", "/")) and after.strip(".,;:") not in _AND:
        return True
    return (
        before.startswith(("http://", "https://", "www."))
        and bool(re.match(r"[\w/%?=&.#-]+$", after))
        and ("/" in after or before.endswith((".", "=", "&", "?")))
    )


def _between(before: Word, word: Word) -> str:
    return " " if word.x0 - before.x1 > 0.09 * word.size else ""


def _same_look(one: Word, other: Word) -> bool:
    return (one.bold, one.italic, one.struck, one.underlined) == (
        other.bold, other.italic, other.struck, other.underlined
    )  # fmt: skip


def _run(text: str, look: Word | None) -> Run:
    if look is None:
        return Run(text)
    return Run(text, look.bold, look.italic, look.struck, look.underlined, look.link)


def joined_over_pages(above: Line, below: Line) -> Line | None:
    """One paragraph of two, where a sentence goes on at the top of the next page; None where it does not."""
    if (
        above.kind not in {"text", "bullet", "numbered"}
        or below.kind != "text"
        or not above.text
        or not below.text
    ):
        return None
    if above.text[-1] in ".:!?" or not below.text[0].islower():
        return None
    words = above.text.split()[-1], below.text.split()[0]
    cut = 1 if _is_hyphenated(*words) else 0
    space = "" if cut or _joins(*words) else " "
    text = above.text[: len(above.text) - cut] + space + below.text
    by = len(text) - len(below.text)

    def both(
        one: tuple[tuple[int, int], ...], other: tuple[tuple[int, int], ...]
    ) -> tuple[tuple[int, int], ...]:
        return one + tuple((start + by, end + by) for start, end in other)

    return Line(
        text, above.kind, above.level, both(above.bold, below.bold), both(above.italic, below.italic),
        both(above.struck, below.struck), both(above.underlined, below.underlined),
        above.links + tuple((start + by, end + by, link) for start, end, link in below.links), page=above.page,
    )  # fmt: skip
