"""However text is cut for its records, joining the parts gives the same words (architecture 7)."""

import re

from hypothesis import given
from hypothesis import strategies as st

from meetings.actions.loading.blocks import Mark, Span, Text, build, inline, text_of
from secretariat.lib.text import joined, plain

WORD = st.sampled_from(
    ["Norr", "24/9", "tre", "(fyra", "fem)", "”sex”", "–", "a&b", "<i>", "sju,", "åtta.", ":", "nio!", "x/y"]
)
LINE = st.lists(WORD, min_size=1, max_size=12).map(" ".join)
TEXT = st.lists(st.one_of(LINE, LINE.map("- {}".format)), min_size=1, max_size=5).map("\n\n".join)
PLACES = st.lists(st.tuples(st.integers(0, 200), st.integers(1, 40)), max_size=6)


def evened(words: str) -> str:
    return re.sub(r"\s+(?=[,.;:!?)\]»”…])", "", re.sub(r"\s+", " ", words)).strip()


def spans_of(text: Text, places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    last = len(text.flat)
    return [(start, min(start + length, last)) for start, length in places if start < last]


@given(TEXT, PLACES, PLACES)
def test_joined_parts_are_the_text(
    written: str, records: list[tuple[int, int]], dates: list[tuple[int, int]]
) -> None:
    text = text_of(written)
    marks = [Mark("action", n, *place) for n, place in enumerate(spans_of(text, records))]
    spans = [
        Span(*place, f'<time data-date="{n}">', "</time>") for n, place in enumerate(spans_of(text, dates))
    ]
    built = build(text, [], marks, spans)
    lines: list[list[str]] = []
    for piece in built.pieces:
        if piece.runs_on:
            lines[-1].append(piece.html)
        else:
            lines.append([piece.html])
    assert [evened(plain(joined(runs))) for runs in lines] == [
        evened(text.flat[line.start : line.end]) for line in text.lines
    ]
    for placed in built.placed:
        start, end = spans_of(text, records)[placed.index]
        words = "".join(plain(piece.html) for piece in built.pieces[placed.first : placed.last + 1])
        assert re.findall(r"\w", words) == re.findall(r"\w", text.flat[start:end])


@given(TEXT, PLACES)
def test_markup_is_always_well_formed(written: str, dates: list[tuple[int, int]]) -> None:
    text = text_of(written)
    spans = [
        Span(*place, f"<time data-date={n}>", "</time>") for n, place in enumerate(spans_of(text, dates))
    ]
    html = inline(text.flat, 0, len(text.flat), spans)
    depth = 0
    for tag in re.findall(r"</?time", html):
        depth += 1 if tag == "<time" else -1
        assert depth >= 0
    assert depth == 0
    assert plain(html) == text.flat.strip("\n ")
