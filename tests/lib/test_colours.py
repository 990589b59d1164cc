"""The colours of the tokens stand out from what they lie on, and so does the sign of focus (E2). One scheme is all."""

import re
from itertools import product
from pathlib import Path

import pytest
from django.conf import settings

CSS = (Path(settings.BASE_DIR) / "static" / "css" / "app.css").read_text()
WORDS, EDGES = 4.5, 3.0


def tokens() -> dict[str, str]:
    """Name and colour, as six signs."""
    root = CSS[CSS.index("@layer tokens") : CSS.index("@media (max-width: 600px)")]
    found = dict(re.findall(r"--([a-z-]+): #([0-9a-f]{3,6});", root))
    return {
        name: value if len(value) == 6 else "".join(sign * 2 for sign in value)
        for name, value in found.items()
    }


def light(colour: str) -> float:
    """Relative luminance as WCAG counts it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 to 21."""
    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)


TINTS = ("paper", "ground", "green-tint", "amber-tint", "red-tint", "blue-tint", "draft-tint", "hit")
PAIRS = [
    *((words, on, WORDS) for words, on in product(("ink", "muted", "link"), TINTS)),
    *((words, "paper", WORDS) for words in ("primary", "primary-dark", "green", "amber", "red", "blue", "other")),
    *((words, "ground", WORDS) for words in ("primary", "green", "amber", "red", "blue")),
    *((words, f"{words}-tint", WORDS) for words in ("green", "amber", "red", "blue")),
    ("paper", "primary", WORDS), ("paper", "primary-dark", WORDS), ("paper", "red", WORDS),
    ("control", "paper", EDGES), ("control", "ground", EDGES),
    # The sign of focus is a yellow ring in a dark one: the dark is seen on light, the yellow on dark.
    ("ink", "paper", EDGES), ("ink", "ground", EDGES), ("focus", "ink", EDGES), ("focus", "primary-dark", EDGES),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "least"), PAIRS)
def test_a_colour_stands_out_from_what_it_lies_on(one: str, other: str, least: float) -> None:
    of = tokens()
    assert contrast(of[one], of[other]) >= least


def test_every_colour_that_carries_words_is_among_the_pairs() -> None:
    """A new token is weighed too; lines between rows carry nothing."""
    assert set(tokens()) - {name for pair in PAIRS for name in pair[:2]} == {"line"}


def test_the_ring_of_focus_is_of_both_colours() -> None:
    assert (
        ":focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; box-shadow: 0 0 0 5px var(--ink);"
        in CSS
    )


def test_contrast_is_counted_as_wcag_does() -> None:
    assert (round(contrast("000000", "ffffff"), 2), round(contrast("777777", "ffffff"), 2)) == (21, 4.48)
