"""The words of records outside the text they stand in: those of `block` up to and with `last_block`."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from meetings.models import ItemBlock
from secretariat.lib.text import join_space, plain

_LABEL = re.compile(r"^(?:beslut(?:et)?|uppdrag(?:et)?)\s*[:–-]\s*", re.IGNORECASE)
_LISTED = ("bullet", "numbered")


@dataclass(frozen=True)
class Span:
    """Where a record's words stand, with the markup of the first block."""

    key: UUID
    item: int
    block: UUID
    last_block: UUID | None
    html: str

    @property
    def is_long(self) -> bool:
        """More than one block."""
        return self.last_block is not None and self.last_block != self.block


def words_of(spans: Iterable[Span]) -> dict[UUID, str]:
    """Plain words of each record, without a label that only says what it is. At most one query, whatever the number.

    Paragraphs are parted by new lines, list items begin with "– ".
    """
    spans = list(spans)
    blocks = _blocks_of({span.item for span in spans if span.is_long})
    return {span.key: _LABEL.sub("", _words(span, blocks.get(span.item, ()))) for span in spans}


def _blocks_of(items: set[int]) -> dict[int, list[ItemBlock]]:
    """Standing blocks of the items in reading order: a contribution's own after it."""
    if not items:
        return {}
    inside: defaultdict[tuple[int, UUID | None], list[ItemBlock]] = defaultdict(list)
    rows = ItemBlock.objects.standing().filter(item__in=items).order_by("position", "pk")
    for block in rows.only("pk", "item", "parent", "kind", "runs_on", "html"):
        inside[block.item_id, block.parent_id].append(block)
    return {
        item: [block for top in inside[item, None] for block in (top, *inside.get((item, top.pk), ()))]
        for item in items
    }


def _words(span: Span, blocks: Sequence[ItemBlock]) -> str:
    keys = [block.pk for block in blocks]
    if not span.is_long or span.block not in keys or span.last_block not in keys:
        return plain(span.html)
    words = ""
    for block in blocks[keys.index(span.block) : keys.index(span.last_block) + 1]:
        part = plain(block.html)
        if block.kind in _LISTED:
            part = part if block.runs_on else f"– {part}"
        words += (join_space(part) if block.runs_on else "\n") + part if words and part else part
    return words
