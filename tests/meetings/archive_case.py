"""A finished meeting with everything an archive package may hold, and packages opened by another program."""

import datetime as dt
import io
import zipfile
from pathlib import Path

from meetings.actions import corrections, notices
from meetings.actions.archiving import packages
from meetings.models import ItemAttachment, Meeting, Minutes
from secretariat.registry.actions import files
from secretariat.registry.models import StoredFile

from .approval_case import Case, a_case
from .publishing_case import quick

PDF = b"%PDF-1.7 <pdfaid:part>2</pdfaid:part> anteckningar"
MADE = dt.datetime(2026, 4, 1, 8, 0, tzinfo=dt.UTC)
SECRET = "25 kap. 1 § OSL"


def attach(case: Case, title: str, content: bytes, **fields: object) -> StoredFile:
    """A file at the point Plan."""
    stored = files.store_made(content, name=f"{title}.txt", title=title, content_type="text/plain")
    StoredFile.objects.filter(pk=stored.pk).update(**fields)
    ItemAttachment.objects.create(
        meeting=case.meeting, item=case.item("Plan"), kind="file", title=title, file=stored
    )
    return StoredFile.objects.get(pk=stored.pk)


def with_pdf(meeting: Meeting, content: bytes = PDF) -> None:
    """Put the PDF in place that the worker would have made."""
    stored = files.store_made(
        content + str(meeting.pk).encode(), name="anteckningar.pdf", title="Anteckningar"
    )
    Minutes.objects.filter(meeting=meeting, pdf=None).update(pdf=stored)


def a_whole_case() -> Case:
    """Approved minutes with an attachment that is kept, one that is destroyed, a secret one, a kallelse."""
    case = a_case()
    Meeting.objects.filter(pk=case.meeting.pk).update(start_time=dt.time(9), place="Regionhuset")
    attach(case, "Underlag", b"originalet", case_number="20RS6891", record_kind="beslutsunderlag")
    attach(case, "Kladd", b"kladden", keeping="destroyed", destroy_on=dt.date(2027, 1, 1))
    attach(case, "Hemlig", b"hemligheten", secrecy=SECRET)
    notices.send(
        Meeting.objects.get(pk=case.meeting.pk),
        by=case.secretary,
        at=dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC),
    )
    case.approve()
    with_pdf(case.meeting)
    return case


def corrected(case: Case) -> None:
    """A rättelse after the fact."""
    corrections.correct(
        case.minutes, by=case.secretary, item=case.item("Plan"), old_text="Rådet antar planen.",
        new_text="Rådet antar planen för 2026.", reason="Året saknades.",
    )  # fmt: skip


def packed(path: Path, *meetings: Meeting) -> list[str]:
    """Write the package of some meetings. Returns what it complains of."""
    rows = Meeting.objects.filter(pk__in=[one.pk for one in meetings])
    return packages.write(path, rows, name="arkiv-prov", label="Arkivpaket prov", made_at=MADE)


def opened(path: Path | bytes) -> dict[str, bytes]:
    """Files of a package by their path inside its folder."""
    with zipfile.ZipFile(io.BytesIO(path) if isinstance(path, bytes) else path) as package:
        return {name.partition("/")[2]: package.read(name) for name in package.namelist()}


def repacked(path: Path, changes: dict[str, bytes | None], *, root: str = "arkiv-prov") -> Path:
    """The package with some files changed; None takes one away."""
    kept = {name: content for name, content in opened(path).items() if name not in changes}
    with zipfile.ZipFile(path, "w") as package:
        for name, content in (kept | changes).items():
            if content is not None:
                package.writestr(f"{root}/{name}", content)
    return path


def finish(**fields: object) -> Meeting:
    """A small fastställt meeting with its PDF."""
    meeting = quick(publish=False, **fields)  # type: ignore[arg-type]
    with_pdf(meeting)
    return meeting
