"""What was loaded can be said again from rows alone, word for word (K14, M2). Real sets are read where they exist."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from meetings.actions.exporting import export
from meetings.actions.loading import read, write
from secretariat.lib.text import unwrap_link
from tests.minutes.words import expected_words, words_of

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[2]
OWN = sorted((ROOT / "tests" / "minutes").glob("*.json"))
REAL = ROOT.parent / "shared" / "minutes"
PLAIN_FIELDS = (
    "source", "document", "bodies", "date", "start", "end", "place", "mode", "joint_part", "chair", "secretary",
    "welcome", "approval",
)  # fmt: skip
ITEM_FIELDS = (
    "number", "title", "presenters", "links", "link_texts", "decisions", "actions", "inputs", "attachments",
    "chair_change",
)  # fmt: skip
_SAFE = re.compile(r"https?://[\w.-]*safelinks\.protection\.outlook\.com/\S*[^\s.,;:)\]»”]")


def real_sets() -> list[Any]:
    found = sorted(REAL.glob("*.json"))
    reason = f"de verkliga anteckningarna finns inte i {REAL.parent.name}/{REAL.name}"
    return list(found) or [pytest.param(None, marks=pytest.mark.skip(reason=reason))]


@cache
def tidy_text(value: str) -> str:
    text = _SAFE.sub(lambda link: unwrap_link(link[0]), value)
    return re.sub(r"\s+([,.;:!?)\]»”…])", r"\1", re.sub(r"\s+", " ", text)).strip()


def tidy(value: Any) -> Any:
    """Evens out what rows do not keep: space before clinging signs, kinds of white space, wrapped links."""
    if isinstance(value, str):
        return tidy_text(value)
    if isinstance(value, list):
        return [tidy(one) for one in value]
    if isinstance(value, dict):
        return {key: tidy(one) for key, one in value.items()}
    return value


def paragraphs(text: str, parties: list[str]) -> list[str]:
    """Paragraphs and list items; the sign between a contribution's label and its words is layout."""
    lines = [line for line in re.split(r"\n+", text) if line.strip()]
    labels = "|".join(map(re.escape, sorted(parties, key=len, reverse=True)))
    sign = re.compile(rf"^({labels})\s*([:–—-]\s*|$)") if labels else None
    return [tidy(sign.sub(r"\1: ", line) if sign else line) for line in lines]


def assert_same_item(rebuilt: dict[str, Any], truth: dict[str, Any]) -> None:
    for key in ITEM_FIELDS:
        assert tidy(rebuilt[key]) == tidy(truth[key]), key
    parties = [one["party"] for one in truth["contributions"]]
    assert paragraphs(rebuilt["text"], parties) == paragraphs(truth["text"], parties)
    assert [(one["party"], paragraphs(one["text"], [])) for one in rebuilt["contributions"]] == [
        (one["party"], paragraphs(one["text"], [])) for one in truth["contributions"]
    ]
    assert len(rebuilt["children"]) == len(truth["children"])
    for child, other in zip(rebuilt["children"], truth["children"], strict=True):
        assert_same_item(child, other)


def in_reading_order(handed_on: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(handed_on, key=lambda one: int(re.match(r"\d+", one["where_item"] or "999")[0]))  # type: ignore[index]


def assert_same(rebuilt: dict[str, Any], truth: dict[str, Any]) -> None:
    for key in PLAIN_FIELDS:
        assert tidy(rebuilt[key]) == tidy(truth[key]), key
    assert rebuilt.get("bodies_inferred", False) == truth.get("bodies_inferred", False)
    assert len(rebuilt["attendance"]) == len(truth["attendance"])
    for row, other in zip(rebuilt["attendance"], truth["attendance"], strict=True):
        line, other_line = row["line"], other["line"]
        assert {**row, "line": ""} == {**other, "line": ""}
        assert words_of(line) == words_of(other_line)
        assert (line[:1] == "✓", line[:2] == "~~") == (other_line[:1] == "✓", other_line[:2] == "~~")
    assert len(rebuilt["items"]) == len(truth["items"])
    for item, other in zip(rebuilt["items"], truth["items"], strict=True):
        assert_same_item(item, other)
    assert tidy(rebuilt["handed_on"]) == tidy(in_reading_order(truth["handed_on"]))
    assert tidy(rebuilt["future_topics"]) == tidy(truth["future_topics"])
    assert tidy(rebuilt["dates"]) == tidy(truth["dates"])
    for key in ("header_lines", "after_items"):
        assert tidy(rebuilt["layout"][key]) == tidy(truth["layout"][key]), key
    taken = [one for one in truth["reported_decisions"] if one["in_decisions"]]
    assert tidy(rebuilt["reported_decisions"]) == tidy(taken)
    assert expected_words(rebuilt) == expected_words(tidy(truth))


def load(path: Path) -> write.Loaded:
    return write.load(*read.read_file(path))


@pytest.mark.parametrize("path", [*OWN, *real_sets()], ids=lambda path: path.stem if path else "")
def test_what_was_loaded_can_be_said_again_word_for_word(path: Path) -> None:
    assert_same(export(load(path).meeting), json.loads(path.read_text()))


def test_sets_loaded_one_after_the_other_do_not_mix() -> None:
    """The registers are shared, the words are not."""
    paths = [*OWN, *sorted(REAL.glob("*.json"))]
    meetings = [load(path).meeting for path in (*paths[1::2], *paths[0::2])]
    for meeting, path in zip(meetings, (*paths[1::2], *paths[0::2]), strict=True):
        assert_same(export(meeting), json.loads(path.read_text()))


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    if not isinstance(value, dict | list):
        yield path
    for key, one in pairs:
        yield from leaves(one, (*path, key))


def changed(value: Any, path: tuple[Any, ...]) -> Any:
    """The value with one leaf that says something else; the rest is not copied."""
    if not path:
        return not value if isinstance(value, bool) else f"{value or ''} tillägg"
    made = value.copy()
    made[path[0]] = changed(value[path[0]], path[1:])
    return made


@pytest.mark.parametrize("name", ["officials", "joint_councils"])
def test_the_comparison_misses_no_field(name: str) -> None:
    """Each single value that is changed makes the comparison fail; else it would prove nothing."""
    path = ROOT / "tests" / "minutes" / f"{name}.json"
    truth, rebuilt = json.loads(path.read_text()), export(load(path).meeting)
    missed = []
    for leaf in leaves(rebuilt):
        try:
            assert_same(changed(rebuilt, leaf), truth)
        except AssertionError:
            continue
        missed.append(leaf)
    assert missed == []
