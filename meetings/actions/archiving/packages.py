"""Archive packages put together: of one meeting, or of a year, by the worker or by hand (D3)."""

import datetime as dt
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_tasks import task

from meetings.actions import papers, printing
from meetings.actions.publications import of_body
from meetings.models import ArchivePackage, Body, Meeting, Minutes
from secretariat.lib import pdf
from secretariat.lib.dates import day_in_words
from secretariat.lib.packing import Packed, ZipPackage, parts, safe_name
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import fetching, log
from secretariat.registry.models import Organisation, User

from . import metadata
from .gathering import Gathered, LeftOut, Source, finished, gathered
from .listing import MANIFEST, METS, Listing, Title
from .metadata import Kept

ZIP = "application/zip"
XSD = Path(__file__).with_name("arkiv.xsd")
State = ArchivePackage.State
_NAMED = 12  # unfinished meetings that are told by name
_DATA, _TOLD = "representations/rep1/data", "metadata"
_NEWS_EVERY = 0.5  # seconds between two words of how far it has come


class BrokenFileError(Exception):
    """A stored file that is gone, or is not what it was when it was stored. The message says which."""


def meetings_of(
    *, year: int | None = None, body: Body | None = None, meeting: Meeting | None = None
) -> QuerySet[Meeting]:
    """The meetings a package is asked for: one, or all that were held in a year; joint ones too (N6)."""
    if meeting:
        return Meeting.objects.filter(pk=meeting.pk)
    rows = Meeting.objects.filter(date__year=year)
    if body:
        rows = rows.filter(of_body(body))
    return rows.exclude(Q(state=Meeting.State.CANCELLED) & Q(minutes__finished_at=None))


def obstacles_to_archiving(meetings: QuerySet[Meeting], *, only_finished: bool = False) -> list[str]:
    """Why no package can be made: nothing is finished, or some meetings are not, each by its name (D3)."""
    if not meetings.filter(minutes__finished_at__isnull=False).exists():
        return [
            "Inget av mötena har färdiga anteckningar. De ska vara justerade eller fastställda för att arkiveras."
        ]
    return [] if only_finished else _unfinished(meetings)


def _unfinished(meetings: QuerySet[Meeting]) -> list[str]:
    rows = meetings.filter(minutes__finished_at=None).order_by("date", "pk")
    count = rows.count()
    shown = rows.select_related("minutes").prefetch_related("meeting_bodies__body")[:_NAMED]
    found = [
        f"{one.heading}, {day_in_words(one.date) if one.date else 'utan datum'}: anteckningarna är inte färdiga "
        f"({one.minutes.get_state_display()})."
        for one in shown
    ]
    return [*found, f"Och {count - _NAMED} möten till."] if count > _NAMED else found


@transaction.atomic
def order(
    *,
    by: User,
    year: int | None = None,
    body: Body | None = None,
    meeting: Meeting | None = None,
    only_finished: bool = False,
) -> ArchivePackage:
    """Have the worker make a package. One that waits already for the same person is not begun twice.

    Raises NotAllowed with `obstacles_to_archiving`.
    """
    rows = meetings_of(year=year, body=body, meeting=meeting)
    if obstacles := obstacles_to_archiving(rows, only_finished=only_finished):
        raise NotAllowed(obstacles)
    asked = {"year": year, "body": body, "meeting": meeting, "only_finished": only_finished}
    if waiting := ArchivePackage.objects.filter(made_by=by, state=State.WAITING, **asked).first():
        return waiting
    made = ArchivePackage.objects.create(
        **asked, rows=finished(rows).count(), made_by=by, made_at=timezone.now(), state=State.WAITING
    )
    log.write("beställde arkivpaket", by=by, about=meeting or body, år=year, möten=made.rows)
    make_package.enqueue(made.pk)
    return made


@task()
def make_package(pk: int) -> None:
    """The worker's errand: write the package, tell how far it has come, keep it until the night."""
    made = ArchivePackage.objects.select_related("made_by__person", "meeting", "body").get(pk=pk)
    if made.state != State.WAITING:
        return
    waiting = ArchivePackage.objects.filter(pk=pk)
    with fetching.written_by_worker(made) as path:
        rows = meetings_of(year=made.year, body=made.body, meeting=made.meeting)
        problems = write(
            path, rows, name=name_of(made), label=str(made), made_at=made.made_at,
            told=lambda count: waiting.update(written=count),
        )  # fmt: skip
        fetching.keep(made, path, name=file_name(made), content_type=ZIP)
        waiting.update(state=State.MADE, problems=problems)


def name_of(made: ArchivePackage) -> str:
    """What the package's outermost folder is called: arkiv-2025-CF, arkiv-mote-12."""
    if made.meeting_id:
        return f"arkiv-mote-{made.meeting_id}"
    return safe_name("-".join(filter(None, ("arkiv", str(made.year), made.body.code if made.body else ""))))


def file_name(made: ArchivePackage) -> str:
    """What the file is called."""
    return f"{name_of(made)}.zip"


def forget_files(*, at: dt.datetime | None = None) -> int:
    """Take away packages a day after they were made: they can be made again. Returns how many files (D7)."""
    count = fetching.forget(ArchivePackage, at=at)
    ArchivePackage.objects.filter(file=None, made_at__lt=(at or timezone.now()) - fetching.KEPT).delete()
    return count


def write(
    path: Path,
    meetings: QuerySet[Meeting],
    *,
    name: str,
    label: str,
    made_at: dt.datetime,
    told: Callable[[int], object] = int,
) -> list[str]:
    """The package as a ZIP. Returns sentences of what is not as it should be.

    `told` hears the number of meetings so far.
    Memory does not grow with the number of meetings, but for some hundred bytes a file that the ZIP itself needs.
    """
    owner = Organisation.objects.filter(is_own=True).first()
    writer = _Writer(path, Title(name, label, owner.name if owner else "", made_at))
    try:
        return writer.whole(finished(meetings), told)
    finally:
        writer.close()


class _Writer:
    """One package under way."""

    def __init__(self, path: Path, title: Title) -> None:
        self.title, self.root = title, title.key
        self.zip = ZipPackage(path, made_at=timezone.localtime(title.made_at))
        self.listing = Listing(title)
        self.problems: list[str] = []

    def whole(self, rows: QuerySet[Minutes], told: Callable[[int], object]) -> list[str]:
        count, news = 0, time.monotonic()
        for pk in rows.filter(pdf=None).values_list("pk", flat=True):
            papers.store_pdf(pk)
        for count, one in enumerate(gathered(rows), 1):
            self.meeting(one)
            if time.monotonic() - news > _NEWS_EVERY:
                news = time.monotonic()
                told(count)
        package = {"schema": metadata.SCHEMA, "id": self.root, "benamning": self.title.label,
                   "arkivbildare": self.title.owner, "skapat": timezone.localtime(self.title.made_at).isoformat(
                       timespec="seconds"), "antal_moten": count}  # fmt: skip
        keys = [
            self.listing.add_descriptive(
                self.put(f"{_TOLD}/descriptive/paket.json", metadata.as_json(package)), "application/json"
            ),
            self.listing.add_descriptive(
                self.put(f"{_TOLD}/descriptive/paket.xml", metadata.as_xml("paket", package)),
                "application/xml",
            ),
        ]
        self.listing.add_division("Paketet", described=keys, preserved="amd", files=[])
        schema = self.put("schemas/arkiv.xsd", XSD.read_bytes())
        self.listing.add_schema(schema, "application/xml")
        mets = self.put(METS, self.listing.mets())
        self.put(MANIFEST, self.listing.sums(mets))
        return self.problems

    def put(self, path: str, content: bytes | Iterator[bytes]) -> Packed:
        """A file by its path inside the package's folder."""
        packed = self.zip.add(f"{self.root}/{path}", content)
        return Packed(path, packed.size, packed.sha256)

    def meeting(self, one: Gathered) -> None:
        kept = [added for source in [*one.sources, *_made(one)] if (added := self.source(one, source))]
        self.problems += [
            f"{one.meeting}: {left.title} är inte med, {left.why}."
            for left in one.left_out
            if not left.is_by_rule
        ]
        facts = metadata.facts_of(one, kept)
        descriptive = f"{_TOLD}/descriptive/{one.folder}"
        described = [
            self.listing.add_descriptive(
                self.put(f"{descriptive}.json", metadata.as_json(facts)), "application/json"
            ),
            self.listing.add_descriptive(
                self.put(f"{descriptive}.xml", metadata.as_xml("mote", facts)), "application/xml"
            ),
        ]
        events = metadata.events_as_premis(one, kept, packed_at=self.title.made_at)
        preserved = self.listing.add_preservation(self.put(f"{_TOLD}/preservation/{one.folder}.xml", events))
        files = [self.listing.add_data(two.packed, metadata.type_of(two.source)) for two in kept]
        self.listing.add_division(one.folder, described=described, preserved=preserved, files=files)

    def source(self, one: Gathered, source: Source) -> Kept | None:
        """Pack a file. One that is gone, or is not the bytes that were stored, is told of."""
        path = f"{_DATA}/{one.folder}/{source.name}"
        try:
            packed = self.put(path, source.content or _stored(source))
        except BrokenFileError as why:
            one.left_out.append(LeftOut(source.title, str(why)))
            return None
        expected = source.stored.sha256 if source.stored else source.sha256
        if expected and packed.sha256 != expected:
            self.problems.append(
                f"{one.meeting}: {source.title} har en annan kontrollsumma än när den sparades."
            )
        return Kept(packed, source)

    def close(self) -> None:
        self.listing.close()
        self.zip.close()


def _stored(source: Source) -> Iterator[bytes]:
    if source.stored is None:
        raise BrokenFileError("den är tom")
    try:
        opened = source.stored.file.open("rb")
    except OSError as gone:
        raise BrokenFileError("filen finns inte i fillagret") from gone

    def read() -> Iterator[bytes]:
        with opened as file:
            yield from parts(cast("BinaryIO", file))

    return read()


def _made(one: Gathered) -> Iterator[Source]:
    """What is written for the archive of rows: the meeting in the exchange format, replies, rättelser."""
    since = one.minutes.finished_at or timezone.now()
    yield Source("mote.json", "Mötet i utbytesformatet", "metadata", "upprättad", since, content=one.exchange)
    made: list[tuple[str, str, metadata.Facts, dt.datetime]] = []
    if replies := metadata.approvals_of(one):
        made.append(("justering.json", "Svar från justerare", {"justering": replies}, since))
    if rows := metadata.corrections_of(one):
        latest = max(row.corrected_at for row in one.corrections)
        made.append(("rattelser.json", "Rättelser", {"rattelser": rows}, latest))
    for name, title, facts, moment in made:
        yield Source(name, title, "metadata", "upprättad", moment, content=metadata.as_json(facts))
    if one.minutes.corrections_that_hold and (content := _corrected(one)):
        name = "anteckningar-med-rattelser.pdf"
        latest = max(row.corrected_at for row in one.corrections)
        yield Source(
            name, "Anteckningarna med rättelser", str(one.minutes.word), "upprättad", latest, content=content
        )


def _corrected(one: Gathered) -> bytes:
    """The minutes as they are given out after a rättelse; nothing where this computer makes no PDFs."""
    try:
        return printing.pdf_of(one.meeting)
    except pdf.NotAvailable:
        one.left_out.append(
            LeftOut("Anteckningarna med rättelser", "PDF går inte att göra på den här datorn")
        )
        return b""
