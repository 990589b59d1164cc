"""Two texts of one block that met: choosing between them, losing neither (L2)."""

from django.db import transaction
from django.utils import timezone

from meetings.actions.texts import Change, save
from meetings.models import ItemBlock, Revision, TextConflict
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import User


@transaction.atomic
def settle(conflict: TextConflict, *, choice: str, by: User) -> ItemBlock:
    """Choose between two texts of one block. The text not chosen stays in the history (L2).

    `choice` is "both" (the later text becomes a block of its own after the earlier), "mine" (the later replaces it) or
    "theirs". Raises NotAllowed where somebody already chose, or the choice is unknown.
    """
    conflict = (
        TextConflict.objects.select_for_update(of=("self",)).select_related("block__item").get(pk=conflict.pk)
    )
    if conflict.settled_at and conflict.choice == choice:
        return conflict.block
    if conflict.settled_at:
        raise NotAllowed("Någon har redan valt. Båda texterna finns i historiken.")
    if choice not in TextConflict.Choice.values:
        raise NotAllowed("Välj en av texterna, eller båda.")
    block = conflict.block
    if choice == TextConflict.Choice.MINE:
        save(
            block.item,
            [_as_change(block, html=conflict.html)],
            by=by,
            origin=Revision.Origin.SETTLED,
        )
    elif choice == TextConflict.Choice.BOTH:
        extra = Change(
            key=conflict.pk, kind=block.kind, html=conflict.html, level=block.level, parent=block.parent_id,
            after=block.pk,
        )  # fmt: skip
        save(block.item, [extra], by=by, origin=Revision.Origin.SETTLED)
    conflict.choice, conflict.settled_at, conflict.settled_by = choice, timezone.now(), by
    conflict.save(update_fields=["choice", "settled_at", "settled_by"])
    block.refresh_from_db()
    return block


def _as_change(block: ItemBlock, *, html: str) -> Change:
    return Change(
        key=block.pk,
        base=block.revision,
        kind=block.kind,
        html=html,
        level=block.level,
        runs_on=block.runs_on,
        parent=block.parent_id,
        label=block.label,
        keeps_place=True,
    )
