"""Blocks as the editor wants them: with their records, their places, and what has changed since a revision."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from meetings.actions import records as record_actions
from meetings.models import ItemBlock
from meetings.models.records import records_of
from secretariat.lib.statements import Statement


class _Row(NamedTuple):
    id: UUID
    item_id: int
    revision: int
    kind: str
    level: int
    runs_on: bool
    parent_id: UUID | None
    label: str
    html: str
    removed: bool


_STANDING = Statement(
    _Row, lambda meeting: ItemBlock.objects.standing().filter(meeting=meeting).order_by("position", "pk")
)


def blocks_for_editor(
    item_ids: Sequence[int], meeting_id: int, *, since: int = 0
) -> dict[int, list[dict[str, Any]]]:
    """Blocks of items as the editor wants them, records included; with `since`, only those changed after it."""
    found: dict[int, list[dict[str, Any]]] = {pk: [] for pk in item_ids}
    records: dict[UUID, list[dict[str, Any]]] = {}
    rows = [row for row in records_of(meeting_id) if row.kind != "noted_date"]
    receivers = record_actions.receivers_of(rows)
    for row in rows:
        records.setdefault(row.block, []).append(record_actions.for_editor(row, receivers.get(row.key, ())))
    for block in _changed(meeting_id, since) if since else _STANDING.of(meeting_id):
        if block.item_id in found:
            found[block.item_id].append(
                {
                    "id": str(block.id),
                    "revision": block.revision,
                    "kind": block.kind,
                    "level": block.level,
                    "runs_on": block.runs_on,
                    "parent": str(block.parent_id) if block.parent_id else None,
                    "label": block.label,
                    "html": block.html,
                    "removed": block.removed,
                    "records": records.get(block.id, []),
                }
            )
    return found


def _changed(meeting_id: int, since: int) -> list[_Row]:
    rows = ItemBlock.objects.filter(meeting=meeting_id, revision__gt=since).order_by("position", "pk")
    return [_Row._make(row) for row in rows.values_list(*_Row._fields)]


def with_places(chosen: Sequence[dict[str, Any]], blocks: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Blocks for the editor that say which block they stand after."""
    before = {block["id"]: (blocks[place - 1]["id"] if place else None) for place, block in enumerate(blocks)}
    return [{**block, "after": before[block["id"]]} for block in chosen]
