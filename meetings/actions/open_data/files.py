"""Open files in OParl's shape: the minutes as PDF, and what was cleared when a meeting was published (M4)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from meetings.actions import masked_copies, papers
from meetings.models import ItemAttachment, Meeting, Minutes, Publication
from secretariat.lib.dates import day_in_words
from secretariat.registry.models import StoredFile

from . import moments
from .things import Json, address, full, head, key_of

MINUTES = "anteckningar-"  # before a meeting's number: the key of its minutes' PDF


def minutes_files(rows: Sequence[Any]) -> list[Json]:
    """The PDF of each meeting's minutes. After a rättelse it is printed when it is fetched: then no size is known."""
    found = (
        Minutes.objects.filter(meeting__in=[row.pk for row in rows])
        .select_related("meeting", "word", "pdf")
        .prefetch_related("corrections")
    )
    of = {one.meeting_id: one for one in found}
    copies = Publication.objects.standing().masked().filter(minutes__meeting__in=of)
    masked = {one.minutes_id: one for one in copies.defer("content", "words").select_related("pdf")}
    return [_minutes_file(row, of[row.pk], masked.get(of[row.pk].pk)) for row in rows]


def _minutes_file(row: Any, minutes: Minutes, copy: Publication | None) -> Json:
    paper = copy.pdf if copy else minutes.pdf
    stored = paper if paper and not minutes.corrections_that_hold else None
    day = f" {day_in_words(row.date)}" if row.date else ""
    where = address("public-pdf", row.pk)
    return full(
        head("File", f"{MINUTES}{row.pk}", row)
        | {
            "name": f"{str(minutes.word).capitalize()}{day}{', maskad version' if copy else ''}",
            "fileName": masked_copies.file_name(minutes) if copy else papers.file_name(minutes),
            "mimeType": "application/pdf",
            "date": row.date.isoformat() if row.date else None,
            "size": stored.size if stored else None,
            "sekretariatet:sha256": stored.sha256 if stored else None,
            "accessUrl": where,
            "downloadUrl": where,
            "meeting": [key_of("Meeting", row.pk)],
            "web": address("public-meeting", row.pk),
        }
    )


def pdfs_of(meetings: Iterable[int]) -> dict[int, Json]:
    """The PDF of each open meeting by its number, as it stands inside a decision."""
    found = Meeting.objects.filter(pk__in=meetings).filter(pk__in=moments.open_meetings())
    rows = moments.note_meetings(list(found))
    return {row.pk: one for row, one in zip(rows, minutes_files(rows), strict=True)}


def stored_files(rows: Sequence[Any]) -> list[Json]:
    """Cleared files, with the meetings and points they are open with."""
    keys = [row.pk for row in rows]
    pairs = (
        Publication.objects.standing()
        .filter(files__in=keys)
        .order_by("minutes__meeting")
        .values_list("files", "minutes__meeting")
    )
    meetings: defaultdict[int, list[int]] = defaultdict(list)
    for file, meeting in pairs:
        meetings[file].append(meeting)
    attached = ItemAttachment.objects.filter(file__in=keys, item__removed_at=None).order_by("item")
    items: defaultdict[int, list[int]] = defaultdict(list)
    for file, meeting, item in attached.values_list("file", "meeting", "item"):
        if meeting in meetings[file] and item not in items[file]:
            items[file].append(item)
    return [_stored_file(row, meetings[row.pk], items[row.pk]) for row in rows]


def _stored_file(row: Any, meetings: Sequence[int], items: Sequence[int]) -> Json:
    where = address("public-file", meetings[0], row.pk)
    return full(
        head("File", row.pk, row)
        | {
            "name": str(row),
            "fileName": row.name,
            "mimeType": row.content_type,
            "date": row.first_opened.date().isoformat(),
            "size": row.size,
            "sekretariatet:sha256": row.sha256,
            "accessUrl": where,
            "downloadUrl": where,
            "meeting": [key_of("Meeting", key) for key in meetings],
            "agendaItem": [key_of("AgendaItem", key) for key in items],
            "web": address("public-meeting", meetings[0]),
        }
    )


@dataclass(frozen=True)
class Cleared:
    """Cleared files of some meetings and of their points, each as it is told."""

    of_meeting: dict[int, list[Json]]
    of_item: dict[int, list[Json]]


def cleared_of(meetings: Iterable[int]) -> Cleared:
    """Cleared files of each meeting and of each of its points."""
    keys = set(meetings)
    pairs = list(
        Publication.objects.standing()
        .filter(minutes__meeting__in=keys, files__isnull=False)
        .order_by("files")
        .values_list("minutes__meeting", "files")
    )
    told = _told({file for _, file in pairs})
    found = Cleared(defaultdict(list), defaultdict(list))
    for meeting, file in pairs:
        if file in told:
            found.of_meeting[meeting].append(told[file])
    if told:
        attached = ItemAttachment.objects.filter(meeting__in=keys, file__in=told).order_by("position", "pk")
        for item, file in attached.values_list("item", "file"):
            if told[file] not in found.of_item[item]:
                found.of_item[item].append(told[file])
    return found


def _told(keys: set[int]) -> dict[int, Json]:
    if not keys:
        return {}
    every = moments.note_files(list(StoredFile.objects.filter(pk__in=keys)))
    rows = [row for row in every if row.opened is not None]
    return {row.pk: one for row, one in zip(rows, stored_files(rows), strict=True)}
