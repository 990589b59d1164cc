"""Files and links that belong to an item."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max

from meetings.models import AgendaItem, ItemAttachment, Meeting
from secretariat.lib.text import unwrap_link
from secretariat.registry.actions import files, log
from secretariat.registry.models import StoredFile, User

from .agenda import note_change
from .attendance import open_for_change


@transaction.atomic
def attach_link(item: AgendaItem, *, by: User | None, title: str, url: str) -> ItemAttachment:
    """Attach a link; what Outlook wrapped around the address is taken away (K14)."""
    meeting = open_for_change(item.meeting)
    url = unwrap_link(url)
    return _attach(meeting, item, by, kind=ItemAttachment.Kind.LINK, title=title or url, url=url)


@transaction.atomic
def attach_file(item: AgendaItem, *, by: User | None, upload: UploadedFile, title: str) -> ItemAttachment:
    """Attach a file. Raises NotAllowed with the reason when the file is of a kind or size that is refused."""
    meeting = open_for_change(item.meeting)
    stored = files.store(upload, by=by, title=title)
    return _attach(meeting, item, by, kind=ItemAttachment.Kind.FILE, title=title or stored.name, file=stored)


@transaction.atomic
def attach_stored(item: AgendaItem, stored: StoredFile, *, by: User | None) -> ItemAttachment:
    """Attach a file that is kept already."""
    meeting = open_for_change(item.meeting)
    return _attach(meeting, item, by, kind=ItemAttachment.Kind.FILE, title=str(stored), file=stored)


def _attach(meeting: Meeting, item: AgendaItem, by: User | None, **facts: Any) -> ItemAttachment:
    last = item.attachments.aggregate(last=Max("position"))["last"]
    facts["title"] = facts["title"][:300]
    made = ItemAttachment.objects.create(
        meeting=meeting, item=item, position=0 if last is None else last + 1, **facts
    )
    note_change(meeting)
    log.write("lade till bilaga", by=by, about=meeting, title=made.title, item=item.label)
    return made


@transaction.atomic
def detach(attachment: ItemAttachment, *, by: User | None) -> None:
    """Take an attachment off an item. The stored file stays, since it may be attached elsewhere."""
    meeting = open_for_change(attachment.meeting)
    title, label = attachment.title, attachment.item.label
    attachment.delete()
    note_change(meeting)
    log.write("tog bort bilaga", by=by, about=meeting, title=title, item=label)
