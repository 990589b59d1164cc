"""The words a set of minutes must share with its source: once each, and every extract (SCHEMA.md)."""

from collections.abc import Iterator
from typing import Any

Truth = dict[str, Any]


def listed(value: Any) -> Iterator[str]:
    """The texts of a value: none for null and empty texts; true and false as words."""
    if value is None or value == "" or value is False:
        return
    if isinstance(value, str | int | float):
        yield str(value)
    else:
        for one in value:
            yield from listed(one)


def canonical(truth: Truth) -> Iterator[str]:
    """Every word of a set once: what SCHEMA.md calls the canonical fields."""
    document = truth.get("document") or {}
    yield from listed([document.get("title")])
    letterhead = dict(document.get("letterhead") or {})
    footer = letterhead.pop("footer", None) or {}
    yield from listed([*letterhead.values(), *footer.values()])
    layout = truth.get("layout") or {}
    yield from listed([layout.get(name) for name in ("header_lines", "labels", "after_items")])
    yield from listed([one.get("line") for one in truth.get("attendance") or []])
    for item in truth.get("items") or []:
        yield from canonical_item(item)


def quoted(truth: Truth) -> Iterator[str]:
    """Every text of a set that must stand in its source: the canonical ones and all extracts."""
    yield from canonical(truth)
    yield from listed([truth.get(name) for name in ("bodies", "place", "chair", "secretary", "welcome")])
    yield from listed((truth.get("approval") or {}).get("approvers"))
    for row in truth.get("attendance") or []:
        yield from listed([row.get(name) for name in ("name", "title", "organisation", "substitute", "list")])
    for item in truth.get("items") or []:
        for part in (item, *(item.get("children") or [])):
            yield from listed(
                [part.get(name) for name in ("decisions", "inputs", "link_texts", "chair_change")]
            )
            yield from listed([one.get("text") for one in part.get("contributions") or []])
            yield from listed(
                [
                    one.get(name)
                    for one in part.get("actions") or []
                    for name in ("text", "responsible", "due")
                ]
            )
    yield from listed([one.get("points") for one in truth.get("handed_on") or []])
    yield from listed([truth.get("future_topics")])
    for name in ("dates", "facts", "reported_decisions"):
        yield from listed([one.get("text") for one in truth.get(name) or []])


def canonical_item(item: Truth) -> Iterator[str]:
    """Every word of an item with its sub-items: number, title, presenters, text."""
    yield from listed([item.get("number"), item.get("title"), item.get("presenters"), item.get("text")])
    for child in item.get("children") or []:
        yield from canonical_item(child)
