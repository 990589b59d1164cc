"""Blocks: what one change makes of a row, where the row stands among the others, and its note in the history."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from meetings.models import AgendaItem, BlockKind, ItemBlock, Revision
from meetings.models.records import SOURCES
from secretariat.lib.text import clean, without_control_characters
from secretariat.registry.models import District, Organisation, User

STEP = 10
_TEXTLESS = {BlockKind.CONTRIBUTION}


@dataclass(frozen=True)
class Change:
    """One block as a browser wants it. `base` is the revision its text was built on, 0 for a new block.

    `after` names the block it stands after among its siblings (None: first); `keeps_place` leaves it where it is.
    `records` None leaves the records as they are.
    """

    key: UUID
    base: int = 0
    kind: str = BlockKind.PARAGRAPH
    html: str = ""
    level: int = 0
    runs_on: bool = False
    parent: UUID | None = None
    label: str = ""
    after: UUID | None = None
    keeps_place: bool = False
    removed: bool = False
    records: Sequence[dict[str, Any]] | None = None
    tab: UUID | None = None


def of_item(item: AgendaItem, keys: Sequence[UUID]) -> list[ItemBlock]:
    """All blocks of the item, and those named by key wherever they stand, told which have records."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_ITEM, [item.pk, list(keys)])
        rows = cursor.fetchall()
    found = []
    for *values, has_records in rows:
        block = ItemBlock.from_db("default", _COLUMNS, values)
        block.has_records = has_records  # type: ignore[attr-defined]
        found.append(block)
    return found


# Composed once: an editor saves every other second, and Django takes longer to put this together than to ask it.
_COLUMNS = [field.attname for field in ItemBlock._meta.concrete_fields]
_HAS_RECORDS = " OR ".join(
    f"EXISTS (SELECT 1 FROM {model._meta.db_table} r WHERE r.block_id = b.id)"  # noqa: S608 – our own names
    for model, _columns in SOURCES.values()
)
_OF_ITEM = f"""
    SELECT {", ".join(f"b.{column}" for column in _COLUMNS)}, {_HAS_RECORDS} FROM meetings_itemblock b
    WHERE b.item_id = %s OR b.id = ANY(%s) ORDER BY b.position, b.id
"""  # noqa: S608 – our own names


def cleaned(change: Change) -> str:
    """The words that may be kept of what came; a contribution has none of its own."""
    if change.kind in _TEXTLESS:
        return ""
    return clean(change.html, table=change.kind == BlockKind.TABLE)


def is_same(block: ItemBlock, change: Change, html: str) -> bool:
    """Whether the row already says what the change says, place and records apart."""
    return (
        block.html,
        block.kind,
        block.label,
        block.removed,
        block.level,
        block.runs_on,
        block.parent_id,
    ) == (
        html,
        change.kind,
        change.label,
        change.removed,
        change.level,
        change.runs_on,
        change.parent,
    )


def write(
    block: ItemBlock, change: Change, html: str, *, revision: int, by: User, at: dt.datetime, tab: UUID | None
) -> None:
    """Put a change on a row, which is not stored yet."""
    block.kind, block.html, block.level = change.kind, html, change.level
    block.runs_on, block.removed = change.runs_on, change.removed
    if change.label != block.label:
        block.label = block.party_name = without_control_characters(change.label)[:160]
        _name_contributor(block)
    block.parent_id = change.parent
    block.revision, block.saved_at, block.saved_by, block.saved_tab = revision, at, by, tab


def _name_contributor(block: ItemBlock) -> None:
    """The party or länsdel whose name the label is, so that one party's contributions can be read over time (K10)."""
    name = block.label.strip().removesuffix(":")
    block.organisation = Organisation.objects.filter(
        Q(short_name__iexact=name) | Q(name__iexact=name) | Q(aliases__contains=[name])
    ).first()
    block.district = None if block.organisation else District.objects.filter(name__iexact=name).first()


def revision_of(block: ItemBlock, records: Sequence[dict[str, Any]] | None, *, origin: str) -> Revision:
    """The row as it is now, as a line of the history (L3)."""
    return Revision(
        meeting_id=block.meeting_id,
        item_id=block.item_id,
        block=block,
        number=block.revision,
        position=block.position,
        parent_key=block.parent_id,
        kind=block.kind,
        level=block.level,
        runs_on=block.runs_on,
        label=block.label,
        html=block.html,
        records=list(records or []),
        removed=block.removed,
        origin=origin,
        saved_by=block.saved_by,
    )


def arrange(blocks: dict[UUID, ItemBlock], changes: Sequence[Change]) -> list[ItemBlock]:
    """Give positions so that each changed block stands after the one it names. Returns blocks that moved."""
    order = sorted(blocks.values(), key=lambda block: (block.position or 10**9, str(block.pk)))
    old = {block.pk: block.position for block in order}
    for change in changes:
        block = blocks.get(change.key)
        if block is None or change.keeps_place:
            continue
        order.remove(block)
        order.insert(_index_after(order, change), block)
    for place, block in enumerate(order, 1):
        if block.position != place * STEP:
            block.position = place * STEP
    return [block for block in order if old[block.pk] != block.position]


def _index_after(order: list[ItemBlock], change: Change) -> int:
    at = {block.pk: place for place, block in enumerate(order)}
    if change.after in at:
        place = at[change.after] + 1
        while place < len(order) and order[place].parent_id == change.after:
            place += 1  # past what stands inside a contribution
        return place
    if change.parent in at:
        return at[change.parent] + 1
    return 0


def store(blocks: Iterable[ItemBlock]) -> None:
    """Write the rows, new and old, in one statement; contributions before what stands inside them."""
    columns = (
        "position", "kind", "level", "runs_on", "html", "label", "party_name", "organisation", "district",
        "parent", "revision", "removed", "saved_at", "saved_by", "saved_tab",
    )  # fmt: skip
    ItemBlock.objects.bulk_create(
        sorted(blocks, key=lambda block: block.parent_id is not None),
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=columns,
    )
