"""Whatever minutes look like, the reader answers and drops no word: each is in a field or among the unplaced (M1)."""

import random
from collections import Counter
from collections.abc import Iterable

import pytest

from meetings.reader.lines import Line, Source, Unreadable
from meetings.reader.reading import read
from meetings.reader.sources import open_source
from tests.minutes.canonical import canonical
from tests.minutes.layouts.make_layouts import layout, names
from tests.minutes.words import words_of

SEEDS = range(6)


def said(lines: Iterable[Line]) -> Counter[str]:
    """The words of lines with those in cells, however deep."""
    total: Counter[str] = Counter()
    for line in lines:
        total += Counter(words_of(line.text)) if not line.cells else Counter()
        for cell in line.cells:
            total += said(cell.lines)
    return total


def dropped(source: Source) -> list[str]:
    """Words that stand more often in the source than in the reading; what pages repeat may stand once.

    The two halves of a word divided at a line's end are found in the whole word.
    """
    reading = read(source)
    kept = Counter(word for text in canonical(reading.truth) for word in words_of(text)) + said(
        reading.unplaced
    )
    missing = [word for word in said(source.lines) if not kept[word] and not word.isdigit()]
    return sorted(
        word for word in missing if not any(one.startswith(word) or one.endswith(word) for one in kept)
    )


@pytest.mark.parametrize("name", names())
def test_every_word_of_a_file_is_among_its_lines(name: str) -> None:
    made = layout(name)
    repeated = set(words_of(made.furniture))
    known = said(open_source(made.data, made.name).lines)
    halves = " ".join(known)
    lost = [
        word
        for text in canonical(made.truth)
        for word in words_of(text)
        if not known[word] and word not in repeated
    ]
    assert [word for word in lost if not word.isdigit() and not _of_halves(word, halves)] == []


def _of_halves(word: str, known: str) -> bool:
    """Whether a line's end divides the word: its beginning and its end are known."""
    return any(
        f" {word[:cut]} " in f" {known} " and f" {word[cut:]} " in f" {known} "
        for cut in range(2, len(word) - 1)
    )


@pytest.mark.parametrize("name", names())
def test_no_word_of_a_layout_is_dropped(name: str) -> None:
    made = layout(name)
    repeated = set(words_of(made.furniture))
    assert [word for word in dropped(open_source(made.data, made.name)) if word not in repeated] == []


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", names("dev"))
def test_broken_minutes_are_read_without_dropping_a_word(name: str, seed: int) -> None:
    made = layout(name)
    source = open_source(made.data, made.name)
    repeated = set(words_of(made.furniture))
    luck = random.Random(f"{name}{seed}")  # noqa: S311 - not a secret
    broken = Source(source.name, source.kind, _broken(list(source.lines), luck), source.title)
    assert [word for word in dropped(broken) if word not in repeated] == []


def _broken(lines: list[Line], luck: random.Random) -> tuple[Line, ...]:
    """Lines taken away, doubled, moved in blocks or cut off at the end."""
    start, length = luck.randrange(len(lines)), luck.randint(1, max(1, len(lines) // 3))
    kind = luck.choice(("less", "double", "move", "end", "mixed"))
    if kind == "less":
        del lines[start : start + length]
    elif kind == "double":
        lines[start:start] = lines[start : start + length]
    elif kind == "move":
        block = lines[start : start + length]
        del lines[start : start + length]
        at = luck.randrange(len(lines) + 1)
        lines[at:at] = block
    elif kind == "end":
        del lines[start + 1 :]
    else:
        luck.shuffle(lines)
    return tuple(lines)


@pytest.mark.parametrize(
    "text",
    [
        "1.",
        "1. \n2. \n3.",
        "§",
        "\t\t\t",
        "Beslut:",
        "Deltagare:",
        "Närvarande:\n\n\n",
        "Ordförande",
        "8 a\n8 b",
        "Tid:\nPlats:",
    ],
)
def test_a_few_signs_are_read_or_refused_in_a_sentence(text: str) -> None:
    try:
        assert dropped(open_source(text.encode(), "anteckningar.txt")) == []
    except Unreadable as refusal:
        assert str(refusal).endswith(".")  # noqa: PT017 - either is right
