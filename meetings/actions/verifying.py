"""Is this paper the one? A Kontrollkod or a file, held against what was frozen and stored (C5, C6).

Of published minutes the answer tells title, day, approvers, versions and rättelser. Of all others it tells no more than
that an uploaded file is, or is not, what this system gave out: the code of what is not published answers like a code
that does not exist. Nothing that is uploaded is kept.
"""

import logging
import re
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from meetings.documents import checksum, from_bytes
from meetings.models import ImmediateApproval, Minutes, MinutesVersion, Publication, Unlocking
from secretariat.lib import hiding, reading

from . import immediate_papers, masked_copies, printing, publications, superseded
from . import minutes as life
from .standing import Standing, standing_of

logger = logging.getLogger(__name__)

CHANGED = "Stämmer inte. Filen bär en kontrollkod härifrån, men den är inte den fil som lämnades ut."
MASKED = "Stämmer. Filen är en maskad version som systemet har lämnat ut."
UNKNOWN = "Stämmer inte. Filen är inte en som systemet har lämnat ut, eller så har den ändrats."
BROKEN = "Stämmer inte. Det som är sparat här har ändrats sedan det låstes. Hör av dig till sekretariatet."
LARGEST = 20 * 1024 * 1024
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISTAKEN = str.maketrans("OIL", "011")  # signs that the code does not have, as they are read by mistake
_PRINTED = re.compile(r"SHA-256\s+([0-9a-f](?:\s?[0-9a-f]){63})")


@dataclass(frozen=True)
class Published:
    """Published minutes, as whoever verifies them is told of them."""

    minutes: Minutes
    title: str
    standing: Standing
    is_intact: bool
    version: int
    versions: int
    replaced: str = ""

    @property
    def is_latest(self) -> bool:
        """Whether the paper is of the version that stands now."""
        return self.version == self.standing.version


@dataclass(frozen=True)
class Answer:
    """What is said of a file."""

    matches: bool
    words: str
    published: Published | None = None


def read_code(typed: str) -> str:
    """A Kontrollkod as somebody types it, or nothing where it is none.

    >>> read_code(" o4hm asw9 "), read_code("04HM-ASW9"), read_code("04HM")
    ('04HM-ASW9', '04HM-ASW9', '')
    """
    signs = re.sub(r"[\s–-]", "", typed).upper().translate(_MISTAKEN)
    if len(signs) != 8 or set(signs) - set(_ALPHABET):
        return ""
    return f"{signs[:4]}-{signs[4:]}"


def published_by_code(code: str) -> Published | None:
    """The published minutes one of whose versions has the code; None for all else, whatever the reason (C6)."""
    number = 0
    for sign in code.replace("-", ""):
        number = number << 5 | _ALPHABET.index(sign)
    version = (
        MinutesVersion.objects.filter(
            sha256__startswith=f"{number:010x}", minutes__in=publications.open_minutes().values("pk")
        )
        .select_related("minutes")
        .first()
    )
    if version is None:
        copies = Publication.objects.standing().masked().filter(sha256__startswith=f"{number:010x}")
        rows = MinutesVersion.objects.filter(pk__in=copies.values("minutes__current_version"))
        version = rows.select_related("minutes").first()
    return _published(version) if version else None


def verify(content: bytes) -> Answer:
    """Whether a file is one that this system gave out, and still is as it was."""
    digest = checksum(content)
    if said := _of_a_point(content, digest) or _replaced(content, digest):
        return said
    if minutes := Minutes.objects.finished().filter(pdf__sha256=digest).first():
        return _answer(minutes, minutes.current_version)
    if version := MinutesVersion.objects.filter(sha256=digest).select_related("minutes").first():
        return _answer(version.minutes, version)
    if shown := _copies().filter(pdf__sha256=digest).first():
        return _answer_of_copy(shown)
    for printed in _printed_sums(content):
        if copy := _copies().filter(sha256=printed).first():
            is_same = masked_copies.pdf_in(copy, copy.minutes) == content
            return _answer_of_copy(copy) if is_same else Answer(False, CHANGED)
        found = MinutesVersion.objects.filter(sha256=printed).select_related("minutes__meeting").first()
        if found is None:
            continue
        # Minutes with a rättelse are printed anew, and the same tree and standing give the same bytes.
        if not life.is_intact(found.minutes):
            return Answer(False, BROKEN)
        is_ours = printing.pdf_of(found.minutes.meeting) == content or _is_before_the_seal(content, found)
        if found.minutes.is_finished and is_ours:
            return _answer(found.minutes, found)
        return Answer(False, CHANGED)
    return Answer(False, UNKNOWN)


def _is_before_the_seal(content: bytes, version: MinutesVersion) -> bool:
    """Whether a file is the stored PDF as it was given out while its seal was waited for: the seal only adds."""
    minutes = version.minutes
    if minutes.pdf is None or minutes.current_version_id != version.pk:
        return False
    return content.rstrip().endswith(b"%%EOF") and printing.original_of(minutes).startswith(content)


def _copies() -> QuerySet[Publication]:
    """Masked copies, those that have been taken back too, latest first."""
    return Publication.objects.masked().select_related(
        "minutes__meeting", "minutes__word", "minutes__current_version", "pdf"
    )


def _answer_of_copy(copy: Publication) -> Answer:
    """What is said of a masked PDF."""
    if not _is_whole(copy):
        return Answer(False, BROKEN)
    if (
        not Publication.objects.standing()
        .filter(pk=copy.pk, minutes__in=publications.open_minutes())
        .exists()
    ):
        return Answer(True, f"{MASKED} Den är inte publicerad längre.")
    version = copy.minutes.current_version
    return Answer(True, MASKED, _published(version) if version else None)


def _is_whole(copy: Publication) -> bool:
    """Whether a masked copy's bytes and PDF still are what they were."""
    if checksum(bytes(copy.content or b"")) != copy.sha256:
        return False
    if copy.pdf is None:
        return True
    with copy.pdf.file.open("rb") as stored:
        return checksum(stored.read()) == copy.pdf.sha256


def note_broken() -> int:
    """Hold every stored version and PDF against its checksum; the log is told of each that differs. How many differ."""
    broken = 0
    for minutes in (
        Minutes.objects.exclude(frozen_at=None, unlocked_at=None)
        .select_related("meeting", "word", "pdf")
        .iterator()
    ):
        if not life.is_intact(minutes):
            broken += 1
            logger.error("Det som låstes i möte %s stämmer inte med sin kontrollsumma.", minutes.meeting_id)
    for copy in _copies().iterator():
        if not _is_whole(copy):
            broken += 1
            logger.error("Publicering %s stämmer inte med sin kontrollsumma.", copy.pk)
    return broken


def _answer(minutes: Minutes, version: MinutesVersion | None) -> Answer:
    if version is None or not life.is_intact(minutes):
        return Answer(False, BROKEN)
    is_open = publications.open_minutes().filter(pk=minutes.pk).exists()
    if not is_open:
        return Answer(True, "Stämmer. Filen är den som systemet har lämnat ut. Den är inte publicerad.")
    return Answer(True, "Stämmer. Filen är den som systemet har lämnat ut.", _published(version))


def _published(version: MinutesVersion) -> Published:
    minutes = Minutes.objects.select_related("meeting", "word", "current_version", "pdf").get(
        pk=version.minutes_id
    )
    standing, is_intact = standing_of(minutes), life.is_intact(minutes)
    copy = Publication.objects.standing().masked().filter(minutes=minutes).first()
    # What has been changed behind our back may not even be possible to read.
    if copy:
        is_intact = is_intact and _is_whole(copy)
        standing = masked_copies.standing_in(copy, minutes)
        title = printing.printed_of(masked_copies.tree_in(copy), standing).file_title
    else:
        title = (
            printing.printed_of(printing.tree_of(minutes), standing).file_title if is_intact else str(minutes)
        )
    return Published(
        minutes=minutes,
        title=title,
        standing=standing,
        is_intact=is_intact,
        version=version.number,
        versions=minutes.versions.count(),
    )


def replaced_by_code(code: str) -> Published | None:
    """A version that was published and has been unlocked since, with nothing newer open; told as it was (C8)."""
    first = f"{_first_bits(code):010x}"
    opened = (
        Unlocking.objects.filter(outcome=superseded.OPENED, version__sha256__startswith=first)
        .filter(minutes__in=Publication.objects.superseded().filter(sha256="").values("minutes"))
        .select_related("minutes__meeting", "minutes__word", "minutes__current_version", "version")
        .first()
    )
    if opened is None:
        return None
    standing = superseded.standing_then(opened)
    document = from_bytes(bytes(opened.version.content))
    return Published(
        minutes=opened.minutes,
        title=printing.printed_of(document, standing).file_title,
        standing=standing,
        is_intact=life.is_intact(opened.minutes),
        version=opened.version.number,
        versions=opened.minutes.versions.count(),
        replaced=superseded.words_of(opened),
    )


def _first_bits(code: str) -> int:
    number = 0
    for sign in code.replace("-", ""):
        number = number << 5 | _ALPHABET.index(sign)
    return number


def _of_a_point(content: bytes, digest: str) -> Answer | None:
    """What is said of the paper of a point that was approved at once (C12); None for all else. Never its title."""
    sums = [digest, *_printed_sums(content)]
    found = (
        ImmediateApproval.objects.filter(Q(pdf__sha256=digest) | Q(sha256__in=sums))
        .select_related("meeting", "pdf")
        .first()
    )
    if found is None:
        return None
    is_given_out = digest == found.sha256 or immediate_papers.pdf_of(found) == content
    if checksum(bytes(found.content)) != found.sha256:
        return Answer(False, BROKEN)
    if not is_given_out:
        return Answer(False, CHANGED)
    state = "är omedelbart justerad" if found.approved_at else "är inte justerad av alla"
    words = "är tillbakatagen" if found.withdrawn_at else state
    return Answer(True, f"Stämmer. Filen är en som systemet har lämnat ut. Punkten {words}.")


def _replaced(content: bytes, digest: str) -> Answer | None:
    """What is said of a file of a version that was finished and has been unlocked since (C8); None for all else."""
    opened = Unlocking.objects.filter(outcome=superseded.OPENED).select_related(
        "minutes__meeting", "minutes__current_version", "version"
    )
    found = opened.filter(Q(was_pdf__sha256=digest) | Q(version__sha256=digest)).first()
    for printed in _printed_sums(content) if found is None and opened.exists() else ():
        if found := opened.filter(version__sha256=printed).first():
            tree = from_bytes(bytes(found.version.content))
            with hiding.by(None):  # it is held against what was given out, word for word
                printed_anew = printing.render(tree, superseded.standing_then(found))
            if printed_anew != content:
                return Answer(False, CHANGED)
            break
    if found is None:
        return None
    if not life.is_intact(found.minutes):
        return Answer(False, BROKEN)
    return Answer(True, f"Stämmer. Filen är den som systemet har lämnat ut. {superseded.words_of(found)}.")


def _printed_sums(content: bytes) -> list[str]:
    """The checksums that a PDF of ours prints at its end; of anything else none.

    Anybody may send a file here, so it is read by a process of its own with limits of time and memory.
    """
    if not content.startswith(b"%PDF"):
        return []
    try:
        text = reading.end_of_pdf(content)
    except reading.Unreadable:
        return []
    return [re.sub(r"\s", "", found) for found in _PRINTED.findall(text)]
