"""One party's contributions to laget runt, over time (K10)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from meetings import access
from meetings.actions.decisions import body_names
from meetings.models import BlockKind, ItemBlock
from secretariat.lib.text import plain
from secretariat.registry.models import Organisation, User


@dataclass(frozen=True)
class Said:
    """A contribution in words. `paragraphs` is empty where nothing was noted."""

    date: dt.date | None
    bodies: tuple[str, ...]
    item: str
    href: str
    paragraphs: tuple[str, ...]


def of_party(party: Organisation, user: User, q: str = "") -> QuerySet[ItemBlock]:
    """The party's contributions in finished minutes that this user may read, latest first; with `q` in the words."""
    rows = ItemBlock.objects.standing().filter(
        access.words_readable_by(user), kind=BlockKind.CONTRIBUTION, organisation=party,
        meeting__minutes__finished_at__isnull=False, item__removed_at=None,
    )  # fmt: skip
    if q:
        inside = ItemBlock.objects.standing().filter(
            parent=OuterRef("pk"), html__icontains=escape(q, quote=False)
        )
        rows = rows.filter(Exists(inside))
    return rows.select_related("item", "meeting").order_by("-meeting__date", "-meeting", "position", "pk")


def listed(rows: Iterable[ItemBlock]) -> list[Said]:
    """Contributions in words: two further queries, whatever the number."""
    found = list(rows)
    words: defaultdict[UUID | None, list[str]] = defaultdict(list)
    inside = ItemBlock.objects.standing().filter(parent__in=[one.pk for one in found])
    for block in inside.order_by("position", "pk"):
        words[block.parent_id].append(plain(block.html))
    bodies = body_names({one.meeting_id for one in found})
    return [
        Said(
            one.meeting.date, bodies.get(one.meeting_id, ()), one.item.first_line, one.item.get_absolute_url(),
            tuple([part for part in (plain(one.html), *words[one.pk]) if part]),
        )
        for one in found
    ]  # fmt: skip
