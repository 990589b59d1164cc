"""Rättelse: a separate, dated act on finished minutes. What was approved stays readable as it was (C7)."""

from django.db import transaction
from django.utils import timezone

from meetings import notifications
from meetings.documents import Contribution, Document, Item, from_bytes
from meetings.models import AgendaItem, Correction, Minutes
from secretariat.lib.rules import NotAllowed
from secretariat.lib.text import joined, plain
from secretariat.registry.actions import log
from secretariat.registry.models import User

from .approvers import required
from .locks import locked
from .numbers import all_items


def frozen_document(minutes: Minutes) -> Document | None:
    """The tree of the version that is out or finished; None for a draft."""
    version = minutes.current_version
    return from_bytes(bytes(version.content)) if version else None


def text_of(minutes: Minutes, item: AgendaItem) -> str:
    """The words of an item as they stand now: as frozen, with earlier rättelser put in. A line for each paragraph."""
    document = frozen_document(minutes)
    found = next((one for one in all_items(document) if one.key == item.pk), None) if document else None
    text = words_of(found) if found else ""
    for earlier in minutes.corrections_that_hold:
        if earlier.item_id == item.pk:
            text = text.replace(earlier.old_text, earlier.new_text, 1)
    return text


def words_of(item: Item) -> str:
    """Title and paragraphs of an item in plain text, one line each, spaces made even."""
    lines = [item.title, item.subtitle]
    for block in item.blocks:
        if isinstance(block, Contribution):
            lines.append(block.label)
            paragraphs = block.blocks
        else:
            paragraphs = (block,)
        lines += [plain(joined(run.html for run in one.runs)) for one in paragraphs]
    return "\n".join(_even(line) for line in lines if line)


def _even(text: str) -> str:
    return " ".join(text.split())


def obstacles_to_correcting(
    minutes: Minutes, *, item: AgendaItem, old_text: str, new_text: str, reason: str
) -> list[str]:
    """Why this rättelse cannot be made. Each sentence says what to do."""
    if not minutes.is_finished:
        return ["Anteckningarna är inte färdiga. Ta tillbaka dem och ändra i texten i stället."]
    obstacles = []
    if item.meeting_id != minutes.meeting_id:
        obstacles.append("Punkten hör till ett annat möte.")
    if not old_text.strip():
        obstacles.append("Skriv av det som står fel.")
    if not new_text.strip():
        obstacles.append("Skriv vad som ska stå.")
    if not reason.strip():
        obstacles.append("Skriv varför det rättas.")
    if obstacles:
        return obstacles
    times = text_of(minutes, item).count(_even(old_text))
    if times == 0:
        return [f"{item.label}: orden ”{_even(old_text)}” finns inte där. Skriv av dem precis som de står."]
    if times > 1:
        return [
            f"{item.label}: orden finns på {times} ställen. Ta med fler ord, så att det framgår vilket du menar."
        ]
    if _even(old_text) == _even(new_text):
        return ["Det nya är likadant som det gamla."]
    return []


@transaction.atomic
def correct(
    minutes: Minutes, *, by: User, item: AgendaItem, old_text: str, new_text: str, reason: str
) -> Correction:
    """Make a rättelse. The frozen text, its checksum and the PDF stay; the act stands beside them, for good (C7).

    Raises NotAllowed when the minutes are not finished or the words do not stand exactly once in the item.
    """
    minutes = locked(minutes)
    if obstacles := obstacles_to_correcting(
        minutes, item=item, old_text=old_text, new_text=new_text, reason=reason
    ):
        raise NotAllowed(obstacles)
    made = Correction.objects.create(
        minutes=minutes, item=item, item_label=item.label, old_text=_even(old_text), new_text=_even(new_text),
        reason=reason.strip(), corrected_at=timezone.now(), corrected_by=by, corrected_name=by.name,
    )  # fmt: skip
    log.write(
        "rättade",
        by=by,
        about=minutes,
        item=item.label,
        old=made.old_text,
        new=made.new_text,
        reason=made.reason,
    )
    notifications.corrected(made, required(minutes), by=by)
    return made
