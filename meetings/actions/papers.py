"""The finished minutes' PDF: rendered once by the worker, stored with its own checksum, served ever after (C5)."""

import logging

from django.db import transaction
from django_tasks import task

from meetings.documents import checksum
from meetings.models import Minutes
from secretariat.lib import hiding, sealing
from secretariat.lib.pdf import NotAvailable
from secretariat.registry.actions import files
from secretariat.registry.models import StoredFile

from .printing import pdf_of

logger = logging.getLogger(__name__)


@task()
def make_pdf(pk: int) -> None:
    """The worker's errand: render and store the PDF of one meeting's finished minutes."""
    store_pdf(pk)


def store_pdf(pk: int) -> bool:
    """Render and store the PDF of finished minutes that have none. True when it is there.

    It carries the office's seal, where there is one. Where this computer lacks what PDFs need, or the seal cannot be
    put on, nothing is stored and the page says so; the nightly run may try again.
    """
    minutes = Minutes.objects.finished().select_related("meeting", "word").filter(pk=pk).first()
    if minutes is None:
        return False
    if minutes.pdf_id:
        return True
    try:
        with hiding.by(None):  # what is stored is what was approved, word for word
            content = sealing.seal(pdf_of(minutes.meeting))
    except (NotAvailable, sealing.NotSealed) as missing:
        logger.warning("%s", missing)
        return False
    return _keep(minutes, content)


def make_missing() -> int:
    """Render the PDFs that are missing, as on a computer that got the libraries later. Returns how many were made."""
    rows = Minutes.objects.finished().filter(pdf=None).values_list("pk", flat=True)
    return sum(store_pdf(pk) for pk in rows)


@transaction.atomic
def _keep(minutes: Minutes, content: bytes) -> bool:
    """Store the bytes, unless another worker has done so meanwhile."""
    minutes = Minutes.objects.select_for_update(of=("self",)).get(pk=minutes.pk)
    if minutes.pdf_id is None:
        stored = files.store_made(content, name=file_name(minutes), title=str(minutes))
        minutes.pdf = stored
        minutes.save(update_fields=["pdf"])
    return True


def are_as_stored(minutes: Minutes) -> bool:
    """Whether the PDF, and those of versions that have been unlocked, still are the bytes that were hashed (C5)."""
    kept = StoredFile.objects.filter(superseded_minutes__minutes=minutes)
    try:
        for pdf in (*((minutes.pdf,) if minutes.pdf else ()), *kept):
            with pdf.file.open("rb") as stored:
                if checksum(stored.read()) != pdf.sha256:
                    return False
    except OSError:
        return False
    return True


def file_name(minutes: Minutes) -> str:
    """What the file is called: minnesanteckningar-2026-03-18.pdf."""
    day = f"-{minutes.meeting.date.isoformat()}" if minutes.meeting.date else ""
    return f"{minutes.word.indefinite.replace(' ', '-')}{day}.pdf"
