"""What Word's styles say of a paragraph or a run: its look, its level as a heading, its list."""

import re
from dataclasses import dataclass, replace
from typing import Any

from .counting import W, value
from .runs import Run

_LOOKS = (("bold", ("b",)), ("italic", ("i",)), ("struck", ("strike", "dstrike")))
_OFF = {"0", "false", "none", "off"}


@dataclass(frozen=True)
class Style:
    """A style with what it has from those it builds upon."""

    look: Run
    heading: int = 0
    number_id: str = ""
    depth: int = 0


PLAIN = Style(Run(""))


class Styles:
    """The styles of a document by their id."""

    def __init__(self, root: Any) -> None:
        nodes = root.iter(f"{W}style") if root is not None else ()
        self._nodes = {node.get(f"{W}styleId"): node for node in nodes}
        self._known: dict[str, Style] = {}

    def style(self, key: str | None, deep: int = 0) -> Style:
        """The style of this id; a plain one where there is none."""
        node = self._nodes.get(key)
        if key is None or node is None or deep > 20:
            return PLAIN
        if key not in self._known:
            base = self.style(value(node, "basedOn"), deep + 1)
            number, depth = value(node, "pPr/numPr/numId"), value(node, "pPr/numPr/ilvl")
            self._known[key] = Style(
                look_of(node.find(f"{W}rPr"), base.look),
                _heading(node) or base.heading,
                base.number_id if number is None else number,
                int(depth) if depth else _depth(node) or base.depth,
            )
        return self._known[key]


def _heading(node: Any) -> int:
    name = (value(node, "name") or "").casefold()
    if hit := re.fullmatch(r"(?:heading|rubrik) ?([1-9])", name):
        return int(hit[1])
    outline = value(node, "pPr/outlineLvl")
    if outline and outline.isdigit() and int(outline) < 9:
        return int(outline) + 1
    return 1 if name in {"title", "rubrik"} else 0


def _depth(node: Any) -> int:
    """The depth in the names of Word's own styles for lists: List Bullet 2 is the second."""
    hit = re.fullmatch(r"list (?:bullet|number|paragraph)? ?([2-5])", (value(node, "name") or "").casefold())
    return int(hit[1]) - 1 if hit else 0


def look_of(properties: Any, look: Run) -> Run:
    """The look with what these properties of a run say."""
    if properties is None:
        return look
    for mark, names in _LOOKS:
        found = [node for name in names if (node := properties.find(f"{W}{name}")) is not None]
        if found:
            is_on = any((node.get(f"{W}val") or "true") not in _OFF for node in found)
            look = _with(look, mark, is_on)
    underline = value(properties, "u")
    return look if underline is None else replace(look, underlined=underline not in _OFF)


def _with(look: Run, mark: str, is_on: bool) -> Run:
    if mark == "bold":
        return replace(look, bold=is_on)
    return replace(look, italic=is_on) if mark == "italic" else replace(look, struck=is_on)
