"""Each line of a source of old minutes with what became of it, for the page beside it (M1). Knows no database."""

import re
from dataclasses import dataclass
from typing import Any

from meetings.models import ItemRole, MinutesImport

from .import_corrections import PLAIN, STATUSES
from .import_plans import TO_NOTHING, TO_PERSON, Plan
from .loading.roles import role_of

_ICONS = {
    "done": "check-disc", "late": "triangle", "info": "info", "pending": "half-disc", "draft": "pencil",
    "planned": "ring",
}  # fmt: skip
_PLACE = re.compile(r"items\[(?P<item>\d+)\](?:\.children\[(?P<child>\d+)\])?(?:\.(?P<field>\w+))?")


@dataclass(frozen=True)
class ShownLine:
    """A line as printed, the mark of what it became (a kind and words), and where on the page that stands."""

    number: int
    text: str
    mark: str
    words: str
    href: str = ""
    is_struck: bool = False
    is_cell: bool = False

    @property
    def icon(self) -> str:
        """The picture beside the words."""
        return _ICONS[self.mark]


@dataclass(frozen=True)
class ShownItem:
    """A point as it was read, in short."""

    number: str
    title: str
    facts: str
    decisions: tuple[str, ...]
    tasks: tuple[str, ...]
    presenters: str
    """As one types them."""
    kind: str
    by_title: str
    """The kind that the title tells, in words."""


def shown_items(truth: dict[str, Any]) -> list[ShownItem]:
    """The points in their order, sub-points counted and their decisions and tasks taken up."""
    return [_shown_item(item) for item in truth.get("items") or []]


def _shown_item(item: dict[str, Any]) -> ShownItem:
    children = item.get("children") or []
    parts = [item, *children]
    facts: list[str] = []
    words = sum(len(str(part.get("text") or "").split()) for part in parts)
    facts.append(f"{words} ord")
    for count, one, many in (
        (len(children), "delpunkt", "delpunkter"),
        (sum(len(part.get("contributions") or []) for part in parts), "inlägg", "inlägg"),
        (sum(len(part.get("inputs") or []) for part in parts), "inspel", "inspel"),
    ):
        facts += [f"{count} {one if count == 1 else many}"] if count else []
    decisions = tuple(words for part in parts for words in part.get("decisions") or [])
    tasks = tuple(str(one.get("text") or "") for part in parts for one in part.get("actions") or [])
    presenters = ", ".join(item.get("presenters") or [])
    kind = "" if item.get("role") is None else item["role"] or PLAIN
    title = item.get("title") or ""
    by_title = ItemRole(role_of(title)).label
    return ShownItem(
        item.get("number") or "", title, ". ".join(facts), decisions, tasks, presenters, kind, by_title
    )


def shown_rows(truth: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of attendance in words. `place` is None for those a person has made of lines left over."""
    statuses = {**dict(STATUSES), "vacant": "vakant"}
    return [
        {"place": row.get("place"), "name": row.get("name") or "",
         "organisation": row.get("organisation") or row.get("title") or "", "role": row.get("role") or "",
         "status": row.get("status") or "", "words": statuses.get(row.get("status") or "", "")}
        for row in truth.get("attendance") or []
    ]  # fmt: skip


def shown_lines(imported: MinutesImport, planned: Plan) -> list[ShownLine]:
    """The lines in the order of the source."""
    put = {line.number: line for line in planned.loose}
    placed = imported.reading.get("placed", {})
    found = []
    for line in imported.lines:
        number, loose = line["number"], put.get(line["number"])
        if loose:
            mark, words, href = _of_loose(loose.to, bool(loose.fault), number)
        else:
            mark, words, href = _of_placed(placed.get(str(number), ""), line["text"], imported.truth)
        found.append(
            ShownLine(
                number,
                line["text"],
                mark,
                words,
                href,
                line["struck"],
                bool(line["row"]) and line["column"] > 0,
            )
        )
    return found


def _of_loose(to: str, is_wrong: bool, number: int) -> tuple[str, str, str]:
    href = f"#rad-{number}"
    if not to or is_wrong:
        return "late", "inte igenkänd", href
    if to == TO_NOTHING:
        return "planned", "hör inte dit", href
    return (
        "pending",
        "närvaro, av dig" if to == TO_PERSON else f"punkt {int(to[6:]) + 1} i ordning, av dig",
        href,
    )


def _of_placed(path: str, text: str, truth: dict[str, Any]) -> tuple[str, str, str]:
    if path.startswith("attendance"):
        return "done", "närvaro", "#narvaro"
    if hit := _PLACE.match(path):
        return _of_item(int(hit["item"]), hit["child"], hit["field"] or "", text, truth)
    return {
        "document.title": ("info", "rubrik", "#uppgifter"),
        "document.letterhead": ("info", "brevhuvud", "#uppgifter"),
        "layout.header_lines": ("info", "före punkterna", "#uppgifter"),
        "layout.labels": ("planned", "rubrik över en lista", ""),
        "layout.after_items": ("info", "efter punkterna", "#efter"),
        "furniture": ("planned", "upprepas på varje sida", ""),
    }.get(path, ("info", "uppgifter", "#uppgifter"))


def _of_item(
    place: int, child: str | None, field: str, text: str, truth: dict[str, Any]
) -> tuple[str, str, str]:
    items = truth.get("items") or []
    item = items[place] if place < len(items) else {}
    name = f"punkt {item.get('number') or place + 1}"
    children = item.get("children") or []
    part = children[int(child)] if child is not None and int(child) < len(children) else item
    href = f"#punkt-{place}"
    if field == "title":
        return "done", f"{name}, rubrik", href
    if _holds(part.get("decisions") or [], text):
        return "pending", f"{name}, beslut", href
    if _holds([one.get("text") or "" for one in part.get("actions") or []], text):
        return "draft", f"{name}, uppdrag", href
    return "done", f"{name}, delpunkt" if child is not None else name, href


def _holds(sentences: list[str], text: str) -> bool:
    """Whether a line has one of the sentences, or is a part of one."""
    words = " ".join(text.split())
    return any(one and (one in words or (len(words) > 15 and words in one)) for one in map(_even, sentences))


def _even(text: str) -> str:
    return " ".join(text.split())
