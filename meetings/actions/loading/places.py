"""Where lines and links of a file belong: the headed lists after the items, and the words of a link."""

import re
from collections.abc import Callable

from .blocks import Text
from .shapes import Source


def sections_of(source: Source) -> list[tuple[str, list[str]]]:
    """Lines after the items as headed lists. A heading is one that the dates name, that a list item follows, or
    that ends with a colon and is not itself a date."""
    headings = {one.heading for one in source.dates if not one.item and one.heading}
    dates = {one.text for one in source.dates if not one.item}
    lines = source.after_items
    sections: list[tuple[str, list[str]]] = []
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        is_plain = not line.startswith("- ") and line not in dates and not any(one in line for one in dates)
        if line in headings or (
            is_plain and following and (following.startswith("- ") or line.endswith(":"))
        ):
            sections.append((line, []))
            continue
        if not sections:
            sections.append(("", []))
        sections[-1][1].append(line)
    return sections


def anchor_of(text: Text, link: str) -> tuple[int, int] | None:
    """Where the words of a link stand: the address, without its scheme, or the beginning of a mail address."""
    bare = re.sub(r"^(mailto:|tel:|https?://)", "", link)
    ways: list[Callable[[], str]] = [lambda: link, lambda: bare, lambda: bare.rstrip("/")]
    for way in ways:
        if place := text.find(way(), by="link"):
            return place
    if link.startswith("mailto:") and "@" in bare:
        name, _, host = bare.partition("@")
        for found in re.finditer(rf"(?<!\S){re.escape(name)}@([\w.-]+)", text.flat):
            if host.startswith(found[1].rstrip(".")):
                return found.start(), found.start() + len(name) + 1 + len(found[1].rstrip("."))
    return None
