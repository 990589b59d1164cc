"""Blocks as the editor wants them: with their records, their places, and what has changed since a revision."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from meetings.actions import records as record_actions
from meetings.models import ItemBlock
from meetings.models.records import records_of


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
    blocks = ItemBlock.objects.filter(meeting=meeting_id, item__in=item_ids)
    blocks = blocks.filter(revision__gt=since) if since else blocks.standing()
    for block in blocks.order_by("position", "pk"):
        found[block.item_id].append(
            {
                "id": str(block.pk),
                "revision": block.revision,
                "kind": block.kind,
                "level": block.level,
                "runs_on": block.runs_on,
                "parent": str(block.parent_id) if block.parent_id else None,
                "label": block.label,
                "html": block.html,
                "removed": block.removed,
                "records": records.get(block.pk, []),
            }
        )
    return found


def with_places(chosen: Sequence[dict[str, Any]], blocks: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Blocks for the editor that say which block they stand after."""
    before = {block["id"]: (blocks[place - 1]["id"] if place else None) for place, block in enumerate(blocks)}
    return [{**block, "after": before[block["id"]]} for block in chosen]
