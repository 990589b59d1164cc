"""Documents given out: chosen by a person, packed with an index, logged (D2)."""

import csv
import datetime as dt
import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, cast

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django_tasks import task

from meetings.models import Disclosure, Matter, Meeting, Notice
from secretariat.lib.packing import Packed, ZipPackage, parts, safe_name
from secretariat.lib.pdf import NotAvailable
from secretariat.lib.rules import NotAllowed
from secretariat.lib.sheets import guarded
from secretariat.registry.actions import fetching, log
from secretariat.registry.models import StoredFile, User

from . import disclosure_letters, notice_printing, printing
from .disclosures import Found, Record, of_matter, of_meeting
from .masking import Mask
from .notice_trees import sent_tree
from .standing import standing_of

ZIP = "application/zip"
LARGE = 50_000_000  # bytes that are packed while one waits
RENDERED = 2  # documents that are printed anew while one waits
State = Disclosure.State
_HIDDEN = "Namn på personer med skyddade personuppgifter är dolda i den här kopian."


@dataclass(frozen=True)
class Line:
    """A row of the index: a document that is in the ZIP, or one that is held back."""

    record: Record
    packed: Packed | None = None


def found_for(about: Meeting | Matter) -> Found:
    """What there is of a meeting or a matter."""
    return of_meeting(about) if isinstance(about, Meeting) else of_matter(about)


def obstacles_to_disclosing(found: Found, *, released: Collection[int], examined: str) -> list[str]:
    """Why the documents cannot be given out now."""
    may_be = {one.key for one in found.withheld if one.may_be_released}
    if wrong := set(released) - may_be:
        return [
            f"Något har ändrats sedan du öppnade sidan: {len(wrong)} val gäller inte längre. Gå igenom listan igen."
        ]
    if released and not examined.strip():
        return ["Skriv vem som har prövat det som hålls tillbaka, när, och varför det lämnas ut."]
    if not found.given and not released:
        return ["Det finns inga allmänna handlingar att lämna ut än."]
    return []


def disclose(
    about: Meeting | Matter, *, by: User, released: Collection[int] = (), examined: str = ""
) -> tuple[Disclosure, Path | None]:
    """Give out the documents, and those in `released` after examination: a temporary file, or the worker's errand.

    The caller removes the file. Raises NotAllowed with `obstacles_to_disclosing`.
    """
    found = found_for(about)
    if obstacles := obstacles_to_disclosing(found, released=released, examined=examined):
        raise NotAllowed(obstacles)
    chosen = _chosen(found, released)
    made = Disclosure(
        meeting=about if isinstance(about, Meeting) else None,
        matter=about if isinstance(about, Matter) else None,
        released=sorted(released), examined=examined.strip(), rows=len(chosen), made_by=by, made_at=timezone.now(),
        state=State.WAITING,
    )  # fmt: skip
    log.write(
        "lämnade ut handlingar",
        by=by,
        about=about,
        handlingar=[one.title for one in chosen],
        efter_prövning=[one.title for one in found.withheld if one.key in released],
        prövning=made.examined,
        inte_utlämnade=[one.title for one in found.withheld if one.key not in released],
    )
    if sum(one.size for one in chosen) > LARGE or found.masks > RENDERED:
        with transaction.atomic():
            made.save()
            make_file.enqueue(made.pk)
        return made, None
    path = fetching.temporary()
    try:
        write(path, made, found)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return made, path


@task()
def make_file(pk: int) -> None:
    """The worker's errand: pack what takes long, keep it until the night."""
    made = Disclosure.objects.select_related("made_by__person", "meeting", "matter").get(pk=pk)
    about = made.meeting or made.matter
    if made.state != State.WAITING or about is None:
        return
    with fetching.written_by_worker(made) as path:
        write(path, made, found_for(about))
        fetching.keep(made, path, name=file_name(made), content_type=ZIP)
        Disclosure.objects.filter(pk=pk).update(state=State.MADE)


def forget_files(*, at: dt.datetime | None = None) -> int:
    """Take away packed documents a day after they were given out. Returns how many files (D7)."""
    count = fetching.forget(Disclosure, at=at)
    Disclosure.objects.filter(file=None, made_at__lt=(at or timezone.now()) - fetching.KEPT).delete()
    return count


def name_of(made: Disclosure) -> str:
    """What the folder is called: handlingar-mote-12-2026-03-18, handlingar-ä-2026-4."""
    if made.meeting:
        day = f"-{made.meeting.date.isoformat()}" if made.meeting.date else ""
        return f"handlingar-mote-{made.meeting.pk}{day}"
    number = made.matter.number.lower().replace(" ", "-") if made.matter else ""
    return safe_name(f"handlingar-{number}")


def file_name(made: Disclosure) -> str:
    """What the file is called."""
    return f"{name_of(made)}.zip"


def _chosen(found: Found, released: Collection[int]) -> list[Record]:
    return [*found.given, *(one for one in found.withheld if one.key in released)]


def write(path: Path, made: Disclosure, found: Found) -> list[Line]:
    """Pack the documents with their index. What has been held back since stays out. Returns the index."""
    mask, package, root = Mask(), ZipPackage(path, made_at=timezone.localtime(made.made_at)), name_of(made)
    lines: list[Line] = []
    try:
        for number, record in enumerate(_chosen(found, made.released), 1):
            name = f"{number:02}-{_file_name(record, mask)}"
            try:
                packed = package.add(f"{root}/{name}", _content(record, mask))
                lines.append(Line(record, Packed(name, packed.size, packed.sha256)))
            except (OSError, NotAvailable) as why:
                lines.append(Line(_missing(record, why)))
            if made.pk:
                Disclosure.objects.filter(pk=made.pk).update(written=number)
        lines += [Line(one) for one in found.withheld if one.key not in made.released]
        package.add(f"{root}/index.html", _as_html(made, found, lines, mask).encode())
        package.add(f"{root}/index.csv", _as_csv(lines))
    finally:
        package.close()
    return lines


def _missing(record: Record, why: Exception) -> Record:
    words = (
        "PDF går inte att göra på den här datorn."
        if isinstance(why, NotAvailable)
        else "Filen finns inte kvar."
    )
    return replace(record, why=words)


def _file_name(record: Record, mask: Mask) -> str:
    if record.stored:
        return safe_name(mask.words(record.stored.name))
    if record.letters:
        return f"{safe_name(f'e-brev {record.title}')[:80].strip()}.txt"
    kind = "kallelse" if record.notice else safe_name(record.kind)
    return f"{kind}.pdf"


def _content(record: Record, mask: Mask) -> Iterator[bytes] | bytes:
    """Stored bytes; or printed anew from the frozen tree where a name has to be hidden (D7)."""
    if record.stored:
        return _read(record)
    if record.letters:
        return disclosure_letters.text_of(record.letters, mask)
    if record.minutes:
        if not record.is_masked:
            return printing.pdf_of(record.minutes.meeting)
        standing = mask.tree(standing_of(record.minutes))
        standing = replace(standing, text=f"{standing.text}. {_HIDDEN}")
        return printing.render(mask.tree(printing.tree_of(record.minutes)), standing)
    notice = cast("Notice", record.notice)
    if not record.is_masked:
        return notice_printing.pdf_of(notice)
    tree = mask.tree(sent_tree(notice))
    tree = replace(tree, message="\n\n".join(filter(None, (tree.message, _HIDDEN))))
    return notice_printing.render(tree, sha256=notice.sha256, sent_at=notice.sent_at)


def _read(record: Record) -> Iterator[bytes]:
    opened = cast("StoredFile", record.stored).file.open("rb")

    def content() -> Iterator[bytes]:
        with opened as file:
            yield from parts(cast("BinaryIO", file))

    return content()


_COLUMNS = (
    "fil", "titel", "handlingstyp", "status", "datum", "diarienummer", "hör till", "utlämnad", "skäl", "byte", "sha256",
)  # fmt: skip


def _as_csv(lines: list[Line]) -> bytes:
    """The index for a spreadsheet: semicolons, a mark of UTF-8, no cell that is calculated."""
    told = io.StringIO()
    writer = csv.writer(told, delimiter=";")
    writer.writerow(_COLUMNS)
    for one in lines:
        record, packed = one.record, one.packed
        cells = (
            packed.path if packed else "", record.title, record.kind, record.status,
            record.day.isoformat() if record.day else "", record.case_number, record.where,
            "ja" if packed else "nej", _reason(one), str(packed.size) if packed else "",
            packed.sha256 if packed else "",
        )  # fmt: skip
        writer.writerow([guarded(cell) for cell in cells])
    return told.getvalue().encode("utf-8-sig")


def _reason(line: Line) -> str:
    """Why it is held back, or what whoever reads it must know."""
    if line.packed and line.record.is_masked:
        return _HIDDEN
    if line.packed:
        return f"Utlämnad efter prövning. {line.record.why}" if line.record.why else ""
    return line.record.why


def _as_html(made: Disclosure, found: Found, lines: list[Line], mask: Mask) -> str:
    context = {
        "title": mask.words(str(found.about)),
        "made_at": made.made_at,
        "given": [(one.record, one.packed, _reason(one)) for one in lines if one.packed],
        "withheld": [one.record for one in lines if not one.packed],
    }
    return render_to_string("meetings/disclosure_index.html", context)
