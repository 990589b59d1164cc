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
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from meetings.actions import records as record_actions
from meetings.actions.frozen import refused_when_frozen
from meetings.models import AgendaItem, BlockKind, ItemBlock, Meeting, Revision, TextConflict
from meetings.models.freeze import FROZEN
from meetings.models.records import SOURCES
from secretariat.lib.personnummer import find_personnummer
from secretariat.lib.rules import NotAllowed
from secretariat.lib.text import clean, plain, without_control_characters
from secretariat.registry.models import District, Organisation, User

LONGEST_BLOCK = 400_000
STEP = 10
_TEXTLESS = {BlockKind.CONTRIBUTION}


@dataclass(frozen=True)
class Change:
    """One block as a browser wants it. `base` is the revision its text was built on, 0 for a new block.

    `after` names the block it stands after among its siblings (None: first); MISSING leaves it where it is.
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
    standing = {block.pk: block for block in _blocks(item, keys)}
    known_keys = set(standing)
    _refuse_strange_parents(item, changes, standing)
    outcome: list[Saved] = []
    written: list[ItemBlock] = []
    history: list[Revision] = []
    for change in changes:
        block = standing.get(change.key)
        html = _cleaned(change)
        writer = change.tab or tab
        if block is not None and _collides(block, change, html, writer):
            outcome.append(_keep_both(block, change, html, writer=writer, by=by, history=history))
            continue
        if block is None:
            block = ItemBlock(pk=change.key, meeting_id=item.meeting_id, item=item)
            standing[change.key] = block
        elif block.item_id != item.pk:
            raise NotAllowed("Stycket hör till en annan punkt. Ladda om sidan.")
        if _same(block, change, html) and change.keeps_place and change.records is None and block.revision:
            outcome.append(Saved(block.pk, block.revision, "saved", block.html, warnings=_warnings(html)))
            continue
        _write(block, change, html, revision=revision, by=by, at=now, tab=writer)
        written.append(block)
        history.append(_revision_of(block, change.records, origin=origin))
        outcome.append(
            Saved(
                block.pk,
                revision,
                "deleted" if change.removed else "saved",
                block.html,
                warnings=_warnings(html),
            )
        )
    moved = _place(standing, changes)
    if written or moved:
        _store({block.pk: block for block in (*moved, *written)}.values())
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


def _blocks(item: AgendaItem, keys: Sequence[UUID]) -> Iterable[ItemBlock]:
    """All blocks of the item, and those named by key wherever they stand."""
    has_records = Q()
    for model, _columns in SOURCES.values():
        has_records |= Q(Exists(model._default_manager.filter(block=OuterRef("pk"))))
    return (
        ItemBlock.objects.filter(Q(item=item) | Q(pk__in=keys))
        .select_related("saved_by__person")
        .annotate(has_records=has_records)
        .order_by("position", "pk")
    )


def _cleaned(change: Change) -> str:
    if change.kind in _TEXTLESS:
        return ""
    return clean(change.html, table=change.kind == BlockKind.TABLE)


def _same(block: ItemBlock, change: Change, html: str) -> bool:
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
    note = _revision_of(block, None, origin=Revision.Origin.CONFLICT)
    note.html, note.saved_by = html, by
    history.append(note)
    return Saved(block.pk, block.revision, "conflict", block.html, conflict, _warnings(html))


def _write(
    block: ItemBlock, change: Change, html: str, *, revision: int, by: User, at: dt.datetime, tab: UUID | None
) -> None:
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


def _revision_of(block: ItemBlock, records: Sequence[dict[str, Any]] | None, *, origin: str) -> Revision:
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


def _place(blocks: dict[UUID, ItemBlock], changes: Sequence[Change]) -> list[ItemBlock]:
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


def _store(blocks: Iterable[ItemBlock]) -> None:
    columns = (
        "position", "kind", "level", "runs_on", "html", "label", "party_name", "organisation", "district",
        "parent", "revision", "removed",
        "saved_at", "saved_by", "saved_tab",
    )  # fmt: skip
    ItemBlock.objects.bulk_create(
        sorted(blocks, key=lambda block: block.parent_id is not None),
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=columns,
    )


def _records_to_set(
    changes: Sequence[Change], blocks: dict[UUID, ItemBlock], known: set[UUID], outcome: Sequence[Saved]
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
        if records or (change.key in known and getattr(blocks[change.key], "has_records", False)):
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
