"""What was published of a version that has been unlocked: still open as it was, in no list (C8, C10)."""

import datetime as dt
from dataclasses import dataclass

from meetings.documents import from_bytes
from meetings.models import Correction, Minutes, Publication, Unlocking
from secretariat.lib.personnummer import find_personnummer
from secretariat.registry.models import StoredFile

from .reading import Shown, frozen, shown
from .superseded import OPENED, corrections_of


@dataclass(frozen=True)
class OpenCopy:
    """What was published of a version that has been unlocked, as everybody reads it meanwhile."""

    minutes: Minutes
    document: Shown
    version: int
    published_at: dt.datetime
    pdf: StoredFile | None
    corrections: tuple[Correction, ...]


def open_copy(meeting: int) -> OpenCopy | None:
    """The copy of an unlocked version that is still open; None where nothing is, or what stands now is."""
    rows = Publication.objects.superseded().filter(minutes__meeting=meeting)
    copy = rows.select_related("minutes__meeting", "minutes__word", "pdf").first()
    if copy is None:
        return None
    opened = Unlocking.objects.filter(minutes=copy.minutes, outcome=OPENED, ended_at__gte=copy.published_at)
    first = opened.select_related("version", "was_pdf", "minutes").order_by("ended_at").first()
    if first is None:
        return None
    corrections: tuple[Correction, ...] = ()
    if copy.is_masked:
        document, pdf = shown(from_bytes(bytes(copy.content or b""))), copy.pdf
    else:
        document, pdf = frozen(first.version_id, first.version.sha256), first.was_pdf
        rows_said = [(one, f"{one.old_text}\n{one.new_text}\n{one.reason}") for one in corrections_of(first)]
        corrections = tuple(one for one, said in rows_said if not find_personnummer(said))
    return OpenCopy(copy.minutes, document, first.version.number, copy.published_at, pdf, corrections)
