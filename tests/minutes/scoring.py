"""How well minutes were read: precision and recall per field of SCHEMA.md, against a truth made by hand (M1).

- Texts are compared after white space is collapsed, upper and lower case evened out, and a last `.,:;` dropped.
- Lists are multisets. A text of eight words or more also counts as found when it shares at least nine tenths of its
  words (Dice over both multisets) with one that is still free: where a sentence is cut is a matter of taste, what it
  says is not. Shorter texts must be equal.
- Attendance rows are paired by name and body, then by name, vacant seats by party and list. Items are paired in
  reading order so that the sum of likeness (number, title, words) is the largest; sub-items inside paired items.
- What stands in an item (decisions, actions and so on) must be found in that item or in one of its sub-items.
- Dates are cut out of running text, wider or narrower: they also count when one text stands within the other and the
  day and the item are the same. Facts and reported decisions have no such ease.
- Item texts are scored by words, so an item that lost a paragraph has that much less recall.
- `words` are all words of the canonical fields; `invented` holds, as precision, the share of the result's words that
  the source has. What is null or empty on both sides scores 1 and weighs nothing when documents are added up.

`python -m tests.minutes.scoring TRUTH.json FOUND.json` prints the table of one set;
`python -m tests.minutes.scoring [--misses] [real|changed|dev|held|dev_changed|held_changed]` that of every set of the
kinds named, read by `manage.py read_minutes`; with what was lost and what was false, except of held sets. `--into FILE`
writes the table between the marks of that file.
"""

import json
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tests.minutes.canonical import canonical, canonical_item, listed, quoted
from tests.minutes.likeness import (
    Score,
    Sheet,
    closeness,
    even,
    in_order,
    likeness,
    pairs,
    same,
    stands_within,
)
from tests.minutes.words import words_of

Truth = dict[str, Any]


def score(expected: Truth, found: Truth, source: str | None = None) -> dict[str, Score]:
    """Scores of each field. `source` is the text that was read; without it the truth's own words stand for it."""
    return sheet(expected, found, source).scores


def sheet(expected: Truth, found: Truth, source: str | None = None) -> Sheet:
    """The scores of each field with what was missed."""
    result = Sheet()
    _score_document(result, expected, found)
    _score_attendance(result, expected.get("attendance") or [], found.get("attendance") or [])
    _score_items(result, expected.get("items") or [], found.get("items") or [])
    _score_lists(result, expected, found)
    _score_words(result, expected, found, source)
    return result


def _score_document(result: Sheet, expected: Truth, found: Truth) -> None:
    mine, yours = expected.get("document") or {}, found.get("document") or {}
    result.texts("document.title", mine.get("title"), yours.get("title"))
    result.texts(
        "document.letterhead",
        _said(mine.get("letterhead") or {}),
        _said(yours.get("letterhead") or {}),
        "document",
    )
    for name in ("bodies", "date", "start", "end", "place", "mode", "chair", "secretary", "welcome"):
        result.texts(name, expected.get(name), found.get(name))
    for name in ("joint_part", "approval"):
        result.texts(name, _said(expected.get(name) or {}), _said(found.get(name) or {}))


def _said(values: Truth, before: str = "") -> list[str]:
    """A small object as texts "key: value", one per value."""
    said = []
    for key, value in values.items():
        if isinstance(value, dict):
            said += _said(value, f"{before}{key}.")
        else:
            said += [f"{before}{key}: {one}" for one in listed(value)]
    return said


PERSON_FIELDS = (
    "name",
    "title",
    "organisation",
    "role",
    "status",
    "mode",
    "items",
    "substitute",
    "body",
    "list",
    "line",
)


def _score_attendance(result: Sheet, expected: list[Truth], found: list[Truth]) -> None:
    hits = pairs(expected, found, _same_person)
    lost = [one.get("line") for i, one in enumerate(expected) if i not in {i for i, _ in hits}]
    false = [one.get("line") for j, one in enumerate(found) if j not in {j for _, j in hits}]
    result.add("attendance", Score(len(hits), len(found), len(expected)), lost, false)
    for name in PERSON_FIELDS:
        pair = dict(hits)
        result.scores.setdefault(f"attendance.{name}", Score())
        for i, one in enumerate(expected):
            other = found[pair[i]].get(name) if i in pair else None
            if name == "line":  # commas between the cells of a row are nobody's words
                result.texts(
                    "attendance.line", _no_commas(one.get(name)), _no_commas(other), str(one.get("line"))
                )
                continue
            result.texts(f"attendance.{name}", one.get(name), other, str(one.get("line")))
        for j in range(len(found)):
            if j not in pair.values():
                result.texts(f"attendance.{name}", None, found[j].get(name), str(found[j].get("line")))


def _no_commas(line: str | None) -> str:
    return re.sub(r"\s*[,;\t]\s*", " ", line or "")


def _same_person(one: Truth, other: Truth) -> float:
    name, yours = one.get("name"), other.get("name")
    if (name is None) != (yours is None) or (name is not None and even(name) != even(yours)):
        return 0.0
    if name is None and even(one.get("organisation")) != even(other.get("organisation")):
        return 0.0
    same_body = even(one.get("body")) == even(other.get("body"))
    same_list = even(one.get("list")) == even(other.get("list"))
    return 1.0 + 2.0 * same_body + 1.0 * same_list


def item_likeness(one: Truth, other: Truth) -> float:
    """How alike two items are: number, title and words; 0 when nothing speaks for it."""
    number = bool(one.get("number")) and even(one.get("number")) == even(other.get("number"))
    title = (
        likeness(one.get("title") or "", other.get("title") or "")
        if one.get("title") or other.get("title")
        else 0
    )
    text = likeness(" ".join(canonical_item(one)), " ".join(canonical_item(other)))
    value = 1.0 * number + title + text
    return value if value >= 0.6 else 0.0


def _score_items(
    result: Sheet, expected: list[Truth], found: list[Truth], of: str = "items", above: str = ""
) -> None:
    hits = in_order(expected, found, item_likeness)
    names = [f"{above}{one.get('number') or (one.get('title') or '?')[:30]}" for one in expected]
    lost = [name for i, name in enumerate(names) if i not in {i for i, _ in hits}]
    false = [one.get("title") for j, one in enumerate(found) if j not in {j for _, j in hits}]
    result.add(of, Score(len(hits), len(found), len(expected)), lost, false, above)
    result.scores.setdefault("items.children", Score())
    pair = dict(hits)
    couples = [(one, found[pair[i]] if i in pair else {}, names[i]) for i, one in enumerate(expected)]
    couples += [({}, one, f"{above}+") for j, one in enumerate(found) if j not in pair.values()]
    for one, other, where in couples:
        for name in ("number", "title", "presenters", "chair_change"):
            result.texts(f"items.{name}", one.get(name), other.get(name), where)
        result.words("items.text", listed(one.get("text")), listed(other.get("text")), where)
        _score_items(
            result, one.get("children") or [], other.get("children") or [], "items.children", f"{where}/"
        )
        if not above:
            _score_inside(result, one, other, where)


def _score_inside(result: Sheet, one: Truth, other: Truth, where: str) -> None:
    """What stands in one item or its sub-items: contributions, decisions, actions, inputs, attachments, links."""
    mine, yours = [one, *(one.get("children") or [])], [other, *(other.get("children") or [])]
    for name in ("decisions", "inputs", "attachments", "links", "link_texts"):
        result.texts(name, _gathered(mine, name), _gathered(yours, name), where)
    _score_records(result, "contributions", _gathered(mine, "contributions"), _gathered(yours, "contributions"),
                   ("party",), where)  # fmt: skip
    _score_records(result, "actions", _gathered(mine, "actions"), _gathered(yours, "actions"),
                   ("responsible", "due"), where)  # fmt: skip


def _gathered(items: list[Truth], name: str) -> list[Any]:
    return [entry for item in items for entry in item.get(name) or []]


def _score_records(
    result: Sheet, name: str, expected: list[Any], found: list[Any], fields: Sequence[str], where: str = "",
    key: str = "text", wider: Sequence[str] = (),
) -> None:  # fmt: skip
    """Records paired by their text; then each further field of the pairs, and of those that have no pair.

    With `wider` fields that agree, one text may also stand within the other.
    """
    others = [*fields]

    def alike(one: Truth, other: Truth) -> float:
        mine, yours = str(one.get(key) or ""), str(other.get(key) or "")
        agree = bool(wider) and all(even(one.get(each)) == even(other.get(each)) for each in wider)
        if not same(mine, yours) and not (agree and one.get(wider[0]) and stands_within(mine, yours)):
            return 0.0
        return (
            closeness(mine, yours) + sum(even(one.get(each)) == even(other.get(each)) for each in others) / 10
        )

    hits = pairs(expected, found, alike)
    pair = dict(hits)
    lost = [one.get(key) for i, one in enumerate(expected) if i not in pair]
    false = [one.get(key) for j, one in enumerate(found) if j not in pair.values()]
    result.add(name, Score(len(hits), len(found), len(expected)), lost, false, where)
    for each in fields:
        result.scores.setdefault(f"{name}.{each}", Score())
        for i, one in enumerate(expected):
            other = found[pair[i]] if i in pair else {}
            result.texts(f"{name}.{each}", one.get(each), other.get(each), where or str(one.get(key))[:60])
        for j, other in enumerate(found):
            if j not in pair.values():
                result.texts(f"{name}.{each}", None, other.get(each), where or str(other.get(key))[:60])


def _score_lists(result: Sheet, expected: Truth, found: Truth) -> None:
    def both(name: str) -> tuple[list[Any], list[Any]]:
        return expected.get(name) or [], found.get(name) or []

    _score_records(result, "handed_on", *map(_points, both("handed_on")), ("to", "where_item"))
    result.texts("future_topics", *both("future_topics"))
    dates = (
        "what",
        "date",
        "end_date",
        "start",
        "end",
        "place_or_mode",
        "tentative",
        "where_item",
        "heading",
    )
    _score_records(result, "dates", *both("dates"), dates, wider=("date", "where_item"))
    _score_records(result, "contacts", *both("contacts"), ("area", "dates", "where_item"), key="name")
    _score_records(result, "facts", *both("facts"), ("kind", "amount_sek", "where_item"))
    _score_records(
        result,
        "reported_decisions",
        *both("reported_decisions"),
        ("by", "status", "where_item", "in_decisions"),
    )
    mine, yours = expected.get("layout") or {}, found.get("layout") or {}
    for name in ("header_lines", "labels", "after_items"):
        result.texts(f"layout.{name}", mine.get(name), yours.get(name))


def _points(handed_on: list[Truth]) -> list[Truth]:
    return [
        {"text": point, "to": one.get("to"), "where_item": one.get("where_item")}
        for one in handed_on
        for point in one.get("points") or []
    ]


def _score_words(result: Sheet, expected: Truth, found: Truth, source: str | None) -> None:
    result.words("words", canonical(expected), canonical(found))
    known = set(words_of(source)) if source is not None else set()
    known |= {word for text in quoted(expected) for word in words_of(text)}
    said = [word for text in quoted(found) for word in words_of(text)]
    invented = [word for word in said if word not in known]
    result.add("invented", Score(len(said) - len(invented), len(said), 0), false=invented)


# --- tables -------------------------------------------------------------------------------------------------------


def added(sheets: Iterable[dict[str, Score]]) -> dict[str, Score]:
    """Many documents' scores in one: right, found and expected added up per field."""
    total: dict[str, Score] = {}
    for scores in sheets:
        for name, one in scores.items():
            total[name] = total.get(name, Score()) + one
    return total


def table(columns: dict[str, dict[str, Score]]) -> str:
    """A table in Markdown: a field per row, a group of sets per column as "precision / recall (expected)"."""
    names = list(dict.fromkeys(name for scores in columns.values() for name in scores))
    rows = ["| field | " + " | ".join(columns) + " |", "|---|" + "---|" * len(columns)]
    for name in names:
        cells = [_cell(name, scores.get(name, Score())) for scores in columns.values()]
        rows.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(rows)


def _cell(name: str, one: Score) -> str:
    if not one.found and not one.expected:
        return "–"
    if name == "invented":
        return f"{one.found - one.right} of {one.found} words"
    return f"{one.precision:.3f} / {one.recall:.3f} ({one.expected})"


def misses_of(one: Sheet) -> str:
    """What was lost and what was false, a line each."""
    lines = []
    for name, misses in one.misses.items():
        lines += [f"  {name} – lost [{where}] {text}" for where, text in misses.lost]
        lines += [f"  {name} + false [{where}] {text}" for where, text in misses.false]
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Prints scores: of two JSON files, or of all sets of the kinds named."""
    if len(arguments) == 2 and all(Path(one).suffix == ".json" for one in arguments):
        expected, found = (json.loads(Path(one).read_text("utf-8")) for one in arguments)
        one = sheet(expected, found)
        sys.stdout.write(f"{table({Path(arguments[1]).name: one.scores})}\n{misses_of(one)}\n")
        return 0
    from tests.minutes.measuring import measured  # noqa: PLC0415 - it needs this module whole

    into = arguments[arguments.index("--into") + 1] if "--into" in arguments else None
    kinds = [one for one in arguments if one not in ("--misses", "--into", into)] or [
        "real",
        "changed",
        "dev",
        "held",
    ]
    columns, missed = measured(kinds)
    if "--misses" in arguments:
        sys.stdout.write("".join(f"== {name}\n{text}\n" for name, text in missed.items() if text))
    sys.stdout.write(f"{table(columns)}\n")
    if into:
        text, mark = Path(into).read_text("utf-8"), "<!-- scores -->"
        before, _, after = text.split(mark)
        Path(into).write_text(f"{before}{mark}\n{table(columns)}\n{mark}{after}", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
