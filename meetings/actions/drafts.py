"""What the drafting screen shows, asks for every few seconds, and does beside saving text."""

import datetime as dt
import difflib
from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from meetings import paper
from meetings.actions import editing, gaps, texts
from meetings.actions.trees import blocks_of
from meetings.models import (
    AgendaItem,
    ItemBlock,
    Meeting,
    Presence,
    Revision,
)
from meetings.models.records import records_of
from secretariat.lib.rules import NotAllowed
from secretariat.lib.text import plain
from secretariat.registry.models import User

PRESENT_FOR = dt.timedelta(seconds=20)
Progress = AgendaItem.Progress
Section = AgendaItem.Section


@transaction.atomic
def news(meeting: Meeting, *, since: int, by: User, item: int | None, label: str) -> dict[str, Any]:
    """What others have written since a revision, and who is there now. Notes that this user is there too (B2)."""
    now = timezone.now()
    Presence.objects.bulk_create(
        [Presence(meeting=meeting, user=by, item_id=_own_item(meeting, item), label=label, seen_at=now)],
        update_conflicts=True,
        unique_fields=["meeting", "user"],
        update_fields=["item", "label", "seen_at"],
    )
    changed = []
    if meeting.text_revision > since:
        touched = set(
            ItemBlock.objects.filter(meeting=meeting, revision__gt=since).values_list("item_id", flat=True)
        )
        fresh = editing.blocks_for_editor(list(touched), meeting.pk, since=since)
        orders = _orders(touched)
        changed = [
            {
                "item": pk,
                "blocks": [block for block in rows if not block["removed"]],
                "removed": [block["id"] for block in rows if block["removed"]],
                "order": orders[pk],
            }
            for pk, rows in fresh.items()
        ]
    others = (
        Presence.objects.filter(meeting=meeting, seen_at__gte=now - PRESENT_FOR)
        .exclude(user=by)
        .select_related("user__person")
    )
    return {
        "since": meeting.text_revision,
        "changed": changed,
        "writers": [{"name": one.user.name, "item": one.item_id, "label": one.label} for one in others],
        "attendance_changed": meeting.attendance_revision > since,
        "agenda_version": meeting.agenda_version,
        "locked": meeting.minutes.frozen_at is not None,
    }


def _own_item(meeting: Meeting, item: int | None) -> int | None:
    if item is None:
        return None
    return AgendaItem.objects.filter(pk=item, meeting=meeting).values_list("pk", flat=True).first()


def _orders(items: set[int]) -> dict[int, list[str]]:
    orders: dict[int, list[str]] = {pk: [] for pk in items}
    rows = ItemBlock.objects.standing().filter(item__in=items).order_by("position", "pk")
    for item, pk in rows.values_list("item_id", "pk"):
        orders[item].append(str(pk))
    return orders


def hall(meeting: Meeting) -> dict[str, Any]:
    """The item that goes on now (else the one written in last), in large text for the room."""
    items = list(AgendaItem.objects.standing().filter(meeting=meeting).order_by("position", "pk"))
    current = next((item for item in items if item.progress == Progress.CURRENT), None)
    if current is None:
        latest = (
            ItemBlock.objects.standing()
            .filter(meeting=meeting)
            .order_by("-revision")
            .values_list("item_id")
            .first()
        )
        current = next(
            (item for item in items if latest and item.pk == latest[0]), items[0] if items else None
        )
    blocks = ItemBlock.objects.standing().filter(item=current).order_by("position", "pk") if current else []
    records = records_of(meeting.pk, item_id=current.pk) if current else []
    points = [item for item in items if item.parent_id is None and item.section == AgendaItem.Section.ITEMS]
    return {
        "meeting": meeting,
        "item": current,
        "pieces": paper.arrange(blocks_of(blocks, records)),
        "points": len(points),
    }


def set_progress(item: AgendaItem, *, progress: str, by: User) -> None:
    """Where the meeting is. One item at a time goes on; starting one ends the one before (N2)."""
    if progress not in Progress.values:
        raise NotAllowed("Välj om punkten pågår, är klar eller är flyttad.")
    with transaction.atomic():
        Meeting.objects.filter(pk=item.meeting_id).update(agenda_version=F("agenda_version") + 1)
        if progress == Progress.CURRENT:
            AgendaItem.objects.filter(meeting=item.meeting_id, progress=Progress.CURRENT).update(
                progress=Progress.DONE
            )
            item.started_at = item.started_at or timezone.now()
        item.progress = progress
        item.save(update_fields=["progress", "started_at"])


def history(item: AgendaItem, number: str) -> dict[str, Any]:
    """Saved versions of an item's paragraphs, newest first, each marked against the version before it (L3)."""
    rows = Revision.objects.filter(item=item).select_related("saved_by__person").order_by("-number", "-pk")
    shown = Paginator(rows, 40).get_page(number)
    versions = list(shown)
    before: dict[UUID, list[Revision]] = defaultdict(list)
    for row in Revision.objects.filter(block__in={one.block_id for one in versions}).order_by("number", "pk"):
        before[row.block_id].append(row)
    return {
        "versions": [{"row": row, "changes": _changes(row, before[row.block_id])} for row in versions],
        "page": shown,
    }


def _changes(row: Revision, versions: Sequence[Revision]) -> list[tuple[str, str]]:
    """Words of a version, each as ("same" | "new" | "gone", words)."""
    at = next((place for place, one in enumerate(versions) if one.pk == row.pk), 0)
    old = plain(versions[at - 1].html).split() if at else []
    new = [] if row.removed else plain(row.html).split()
    found: list[tuple[str, str]] = []
    for what, i, j, k, m in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if what == "equal":
            found.append(("same", " ".join(old[i:j])))
            continue
        if i < j:
            found.append(("gone", " ".join(old[i:j])))
        if k < m:
            found.append(("new", " ".join(new[k:m])))
    return found


def restore(revision: Revision, *, by: User) -> None:
    """Put one version of a paragraph back, with the records it had. The text it replaces stays in the history (L3)."""
    block = ItemBlock.objects.get(pk=revision.block_id)
    change = texts.Change(
        key=block.pk,
        base=block.revision,
        kind=revision.kind,
        html=revision.html,
        level=revision.level,
        runs_on=revision.runs_on,
        parent=revision.parent_key,
        label=revision.label,
        keeps_place=True,
        records=revision.records or None,
    )
    texts.save(revision.item, [change], by=by, origin=Revision.Origin.RESTORED)


def left_to_do(meeting: Meeting) -> dict[str, Any]:
    """The list *Att göra före utskick*: what hinders, then what is worth a look, each with the place it is about."""
    hindering, worth = gaps.hindering(meeting.minutes), gaps.worth_knowing(meeting.minutes)
    return {
        "hindering": [_placed(gap) for gap in hindering],
        "worth_knowing": [_placed(gap) for gap in worth],
        "left": len(hindering) + len(worth),
    }


def _placed(gap: gaps.Gap) -> dict[str, str]:
    """ "Punkt 4: ingen text." as the place and the sentence."""
    where, colon, words = gap.text.partition(": ")
    return {"where": where if colon else "Mötet", "text": _with_capital(words or gap.text), "href": gap.href}


def forget_presences() -> int:
    """Take away signs of who had minutes open, once they say nothing. Returns how many."""
    return Presence.objects.filter(seen_at__lt=timezone.now() - dt.timedelta(days=1)).delete()[0]


def _with_capital(words: str) -> str:
    return words[:1].upper() + words[1:]
