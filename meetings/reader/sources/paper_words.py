"""Words of a PDF page with their looks, and the lines they stand on."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

_BOLD = ("bold", "black", "heavy", "semib", "demi", "-bd", ",bd")
_ITALIC = ("italic", "oblique", "-it", "slanted")
_THIN = 2.5


@dataclass(frozen=True)
class Word:
    """A word where it stands: points from the left and the top of the page."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool = False
    italic: bool = False
    struck: bool = False
    underlined: bool = False
    link: str = ""

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True)
class Strip:
    """Words that stand on one line, from left to right."""

    words: tuple[Word, ...]

    @property
    def x0(self) -> float:
        return self.words[0].x0

    @property
    def x1(self) -> float:
        return max(word.x1 for word in self.words)

    @property
    def top(self) -> float:
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        return max(word.bottom for word in self.words)

    @property
    def size(self) -> float:
        return statistics.median(word.size for word in self.words)

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


def words_of(page: Any) -> list[Word]:
    """The words of a page; those that stand on their head or on the side are left out."""
    found = page.extract_words(
        extra_attrs=["fontname", "size"], keep_blank_chars=False, x_tolerance_ratio=0.2
    )
    rules = _rules(page)
    links = [link for link in page.hyperlinks if link.get("uri")]
    words = [_word(one, links) for one in found if one["upright"]]
    strips = strips_of([*words, *_dots(page, strips_of(words))])
    return [_ruled(word, strip, rules) for strip in strips for word in strip.words]


def _word(one: dict[str, Any], links: Sequence[dict[str, Any]]) -> Word:
    font = str(one["fontname"]).casefold()
    middle_x, middle_y = (one["x0"] + one["x1"]) / 2, (one["top"] + one["bottom"]) / 2
    link = next(
        (
            str(at["uri"])
            for at in links
            if at["x0"] - 1 <= middle_x <= at["x1"] + 1 and at["top"] - 1 <= middle_y <= at["bottom"] + 1
        ),
        "",
    )
    return Word(
        one["text"].replace("\u2011", "-"), one["x0"], one["x1"], one["top"], one["bottom"], one["size"],
        bold=any(sign in font for sign in _BOLD), italic=any(sign in font for sign in _ITALIC), link=link,
    )  # fmt: skip


def strips_of(words: Iterable[Word]) -> list[Strip]:
    """The words gathered by line: those whose middles stand within one another's height."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda one: (one.middle, one.x0)):
        row = rows[-1] if rows else []
        if row and row[0].top < word.middle < row[0].bottom and word.top < row[0].middle < word.bottom:
            row.append(word)
        else:
            rows.append([word])
    return [Strip(tuple(sorted(row, key=lambda one: one.x0))) for row in rows]


def _dots(page: Any, strips: Sequence[Strip]) -> list[Word]:
    """Signs of lists that are drawn and not written: a small round thing just before a line."""
    found: list[Word] = []
    for one in (*page.curves, *page.rects):
        width, height = one["x1"] - one["x0"], one["bottom"] - one["top"]
        if not (1.5 < width < 8 and abs(width - height) < 1.5):
            continue
        middle = (one["top"] + one["bottom"]) / 2
        for strip in strips:
            if strip.top < middle < strip.bottom and 0 < strip.x0 - one["x1"] < 2.5 * strip.size:
                found.append(Word("•", one["x0"], one["x1"], strip.top, strip.bottom, strip.size))
                break
    return found


@dataclass(frozen=True)
class _Rule:
    x0: float
    x1: float
    y: float


def _rules(page: Any) -> list[_Rule]:
    """Thin lines from left to right: they strike out or underline where they are as long as words."""
    return [
        _Rule(one["x0"], one["x1"], (one["top"] + one["bottom"]) / 2)
        for one in (*page.lines, *page.rects, *page.curves)
        if one["bottom"] - one["top"] <= _THIN and one["x1"] - one["x0"] > _THIN
    ]


def _ruled(word: Word, strip: Strip, rules: Sequence[_Rule]) -> Word:
    height = word.bottom - word.top
    struck = underlined = False
    for rule in rules:
        if not word.top < rule.y < word.bottom + height * 0.25 or not _fits(rule, word, strip):
            continue
        place = (rule.y - word.top) / height
        struck = struck or 0.3 <= place <= 0.72
        underlined = underlined or place > 0.72
    if not struck and not underlined:
        return word
    return Word(
        word.text, word.x0, word.x1, word.top, word.bottom, word.size, word.bold, word.italic, struck,
        underlined and not struck and not word.link, word.link,
    )  # fmt: skip


def _fits(rule: _Rule, word: Word, strip: Strip) -> bool:
    """Whether a rule covers the word, and begins and ends where words of the line do: no border of a table."""
    near = word.size * 0.7
    covered = min(rule.x1, word.x1) - max(rule.x0, word.x0)
    return (
        covered > 0.6 * (word.x1 - word.x0)
        and any(abs(one.x0 - rule.x0) < near for one in strip.words)
        and any(abs(one.x1 - rule.x1) < near for one in strip.words)
    )
