"""Saving the words of an item, block by block, so that two writers can never lose each other's (L2).

A save carries the changed blocks with the revision each was based on. A block nobody else has changed is saved;
one that somebody changed meanwhile is kept beside the other's as a TextConflict, until a person chooses. Revisions
are numbered per meeting, so that "what is new since n" is one comparison.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from meetings.actions import blocks
from meetings.actions import records as record_actions
from meetings.actions.blocks import STEP, Change
from meetings.actions.frozen import refused_when_frozen
from meetings.models import AgendaItem, BlockKind, ItemBlock, Meeting, Revision, TextConflict
from meetings.models.freeze import FROZEN
from secretariat.lib.personnummer import find_personnummer
from secretariat.lib.rules import NotAllowed
from secretariat.lib.text import plain
from secretariat.registry.models import User

__all__ = ["STEP", "Change", "Outcome", "Saved", "hold", "obstacles_to_saving", "save", "save_typed"]

LONGEST_BLOCK = 400_000


@dataclass(frozen=True)
class Saved:
    """What became of one block."""

    key: UUID
    revision: int
    state: Literal["saved", "conflict", "deleted"]
    html: str
    conflict: TextConflict | None = None
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Outcome:
    """What a save did: the meeting's revision now, when, and each block's fate."""

    revision: int
    saved_at: dt.datetime
    blocks: list[Saved]


def obstacles_to_saving(changes: Iterable[Change], *, is_frozen: bool) -> list[str]:
    """Why text cannot be saved now. The browser keeps it meanwhile."""
    if is_frozen:
        return [f"{FROZEN} Ta tillbaka dem till utkast för att skriva vidare."]
    too_long = [change for change in changes if len(change.html) > LONGEST_BLOCK]
    return (
        ["Ett stycke är längre än 400 000 tecken. Dela det, eller lägg texten som bilaga."]
        if too_long
        else []
    )


@dataclass(frozen=True)
class Held:
    """An item whose meeting is locked for this transaction, with the revision the save will carry."""

    item: AgendaItem
    revision: int
    is_frozen: bool


def hold(pk: int) -> Held:
    """Lock an item's meeting and count its revision up, in one statement. Raises AgendaItem.DoesNotExist.

    The meeting on the item knows who keeps it, so that `access` can be asked without another query.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [pk])
        row = cursor.fetchone()
    if row is None:
        raise AgendaItem.DoesNotExist
    meeting_id, secretary_id, revision, agenda_version, removed_at, frozen = row
    meeting = Meeting.from_db(
        "default", ["id", "secretary_id", "text_revision", "agenda_version"],
        [meeting_id, secretary_id, revision, agenda_version],
    )  # fmt: skip
    item = AgendaItem.from_db("default", ["id", "meeting_id", "removed_at"], [pk, meeting_id, removed_at])
    item.meeting = meeting
    return Held(item, revision, frozen)


_HOLD = """
    UPDATE meetings_meeting m SET text_revision = m.text_revision + 1 FROM meetings_agendaitem i
    WHERE i.id = %s AND m.id = i.meeting_id
    RETURNING m.id, m.secretary_id, m.text_revision, m.agenda_version, i.removed_at,
        EXISTS (SELECT 1 FROM meetings_minutes n WHERE n.meeting_id = m.id AND n.frozen_at IS NOT NULL)
"""


@refused_when_frozen()
def save(
    item: AgendaItem, changes: Sequence[Change], *, by: User, tab: UUID | None = None, origin: str = "typed"
) -> Outcome:
    """Save changed blocks of one item. Everything typed is kept, also what collides.

    Raises NotAllowed when the minutes are frozen or a block is too long.
    """
    return _save(hold(item.pk), changes, by=by, tab=tab, origin=origin)


@refused_when_frozen()
def save_typed(
    pk: int,
    changes: Sequence[Change],
    *,
    by: User,
    tab: UUID | None,
    allowed: Callable[[User, Meeting], bool],
) -> Outcome:
    """The same for what an editor sends every other second, in as few statements as can be.

    `allowed` is asked when the item is held. Raises PermissionDenied, NotAllowed, AgendaItem.DoesNotExist.
    """
    held = hold(pk)
    if not allowed(by, held.item.meeting):
        raise PermissionDenied
    return _save(held, changes, by=by, tab=tab, origin=Revision.Origin.TYPED)


def _save(held: Held, changes: Sequence[Change], *, by: User, tab: UUID | None, origin: str) -> Outcome:
    item, revision = held.item, held.revision
    if obstacles := obstacles_to_saving(changes, is_frozen=held.is_frozen):
        raise NotAllowed(obstacles)
    now = timezone.now()
    keys = [change.key for change in changes]
    standing = {block.pk: block for block in blocks.of_item(item, keys)}
    known_keys = set(standing)
    _refuse_strange_parents(item, changes, standing)
    outcome: list[Saved] = []
    written: list[ItemBlock] = []
    history: list[Revision] = []
    for change in changes:
        block = standing.get(change.key)
        html = blocks.cleaned(change)
        writer = change.tab or tab
        if block is not None and _collides(block, change, html, writer):
            outcome.append(_keep_both(block, change, html, writer=writer, by=by, history=history))
            continue
        if block is None:
            block = ItemBlock(pk=change.key, meeting_id=item.meeting_id, item=item)
            standing[change.key] = block
        elif block.item_id != item.pk:
            raise NotAllowed("Stycket hör till en annan punkt. Ladda om sidan.")
        if (
            blocks.is_same(block, change, html)
            and change.keeps_place
            and change.records is None
            and block.revision
        ):
            outcome.append(Saved(block.pk, block.revision, "saved", block.html, warnings=_warnings(html)))
            continue
        blocks.write(block, change, html, revision=revision, by=by, at=now, tab=writer)
        written.append(block)
        history.append(blocks.revision_of(block, change.records, origin=origin))
        outcome.append(
            Saved(
                block.pk,
                revision,
                "deleted" if change.removed else "saved",
                block.html,
                warnings=_warnings(html),
            )
        )
    moved = blocks.arrange(standing, changes)
    if written or moved:
        blocks.store({block.pk: block for block in (*moved, *written)}.values())
    record_actions.replace(item, _records_to_set(changes, standing, known_keys, outcome), by=by)
    Revision.objects.bulk_create(history)
    _bring_back(item)
    return Outcome(revision, now, outcome)


def _refuse_strange_parents(
    item: AgendaItem, changes: Sequence[Change], standing: dict[UUID, ItemBlock]
) -> None:
    """A paragraph may stand inside a contribution of the same item, and nowhere else."""
    coming = {change.key for change in changes if change.kind == BlockKind.CONTRIBUTION}
    there = {
        block.pk
        for block in standing.values()
        if block.item_id == item.pk and block.kind == BlockKind.CONTRIBUTION
    }
    if any(change.parent not in coming | there for change in changes if change.parent):
        raise NotAllowed("Ett stycke hör till ett inlägg som inte finns. Ladda om sidan, texten finns kvar.")


def _collides(block: ItemBlock, change: Change, html: str, tab: UUID | None) -> bool:
    """Somebody else changed the block since the text this change builds on; the two texts differ."""
    if change.base >= block.revision or (tab is not None and block.saved_tab == tab):
        return False
    if block.removed:
        return False  # what one removed and another goes on writing in comes back
    return block.html != html or change.removed


def _keep_both(
    block: ItemBlock, change: Change, html: str, *, writer: UUID | None, by: User, history: list[Revision]
) -> Saved:
    if (
        change.removed
    ):  # somebody wrote in it meanwhile: it stays, and the history tells that one wished it away
        stayed = TextConflict.objects.create(
            meeting_id=block.meeting_id,
            block=block,
            html="",
            base=change.base,
            tab=writer,
            arrived_from=by,
            settled_at=timezone.now(),
            settled_by=by,
            choice=TextConflict.Choice.THEIRS,
        )
        return Saved(block.pk, block.revision, "conflict", block.html, stayed)
    conflict = (
        TextConflict.objects.filter(block=block, tab=writer, settled_at=None).first() if writer else None
    )
    conflict = conflict or TextConflict(meeting_id=block.meeting_id, block=block, tab=writer, arrived_from=by)
    conflict.html, conflict.base = html, change.base
    conflict.save()
    note = blocks.revision_of(block, None, origin=Revision.Origin.CONFLICT)
    note.html, note.saved_by = html, by
    history.append(note)
    return Saved(block.pk, block.revision, "conflict", block.html, conflict, _warnings(html))


def _records_to_set(
    changes: Sequence[Change], standing: dict[UUID, ItemBlock], known: set[UUID], outcome: Sequence[Saved]
) -> dict[UUID, Sequence[dict[str, Any]]]:
    """Blocks whose records have to be looked at: some came with the change, or some may have to go."""
    fate = {saved.key: saved.state for saved in outcome}
    wanted: dict[UUID, Sequence[dict[str, Any]]] = {}
    for change in changes:
        if fate[change.key] not in {"saved", "deleted"}:
            continue
        records = [] if change.removed else change.records
        if records is None:
            continue
        if records or (change.key in known and getattr(standing[change.key], "has_records", False)):
            wanted[change.key] = records
    return wanted


def _warnings(html: str) -> list[str]:
    """What the writer should look at, without being stopped (B11)."""
    if found := find_personnummer(plain(html)):
        return [
            f"Texten innehåller något som ser ut som ett personnummer ({found[0]}). Ta bort det före utskick."
        ]
    return []


def _bring_back(item: AgendaItem) -> None:
    """Text written in an item that somebody took off the agenda meanwhile puts the item back (L1)."""
    if item.removed_at is not None:
        item.removed_at = None
        item.save(update_fields=["removed_at"])
        Meeting.objects.filter(pk=item.meeting_id).update(agenda_version=item.meeting.agenda_version + 1)
