"""The paper of a point that was approved at once: its standing in words, and its PDF, rendered once (C12, C5)."""

import logging

from django.db import transaction
from django_tasks import task

from meetings.documents import from_bytes
from meetings.models import ImmediateApproval
from secretariat.lib import hiding, sealing
from secretariat.lib.dates import and_list, moment_in_words
from secretariat.lib.pdf import NotAvailable
from secretariat.registry.actions import files

from .printing import render
from .standing import PrintedApproval, Standing

logger = logging.getLogger(__name__)


def standing_of(approval: ImmediateApproval) -> Standing:
    """Where the paper is in its life, in the words that are printed."""
    rows = list(approval.answers.select_related("person"))
    approvals = tuple(
        PrintedApproval(
            row.person.name, row.capacity[:1].upper() + row.capacity[1:], f"{row.local_time}, {row.method}"
        )
        if row.answered_at
        else PrintedApproval(
            row.person.name, row.capacity[:1].upper() + row.capacity[1:], "Inte justerat än", "○"
        )
        for row in rows
    )
    if approval.withdrawn_at:
        term, text = "Status", f"Tillbakataget {moment_in_words(approval.withdrawn_at)}"
    elif approval.approved_at:
        names = and_list([row.person.name for row in rows])
        term, text = "Omedelbart justerat av", f"{names}, {moment_in_words(approval.approved_at)}"
    else:
        term, text = "Status", f"Uppläst {moment_in_words(approval.frozen_at)}, inte justerat av alla än"
    return Standing(
        is_finished=approval.approved_at is not None,
        term=term,
        text=text,
        approvals=approvals,
        version=1,
        sha256=approval.sha256,
        made_at=approval.approved_at or approval.frozen_at,
    )


def pdf_of(approval: ImmediateApproval) -> bytes:
    """The stored bytes where there are any, else as it is now. Raises lib.pdf.NotAvailable."""
    if approval.pdf:
        with approval.pdf.file.open("rb") as stored:
            return stored.read()
    return render(from_bytes(bytes(approval.content)), standing_of(approval))


@task()
def make_pdf(pk: int) -> None:
    """The worker's errand: render and store the PDF of one approved point."""
    store_pdf(pk)


def store_pdf(pk: int) -> bool:
    """Render and store the PDF of an approved point that has none. True when it is there."""
    approval = ImmediateApproval.objects.select_related("meeting").filter(pk=pk).first()
    if approval is None or approval.approved_at is None:
        return False
    if approval.pdf_id:
        return True
    try:
        with hiding.by(None):  # what is stored is what was read aloud, word for word
            content = sealing.seal(pdf_of(approval))
    except (NotAvailable, sealing.NotSealed) as missing:
        logger.warning("%s", missing)
        return False
    return _keep(approval, content)


def make_missing() -> int:
    """Render the PDFs that are missing. Returns how many were made."""
    rows = ImmediateApproval.objects.exclude(approved_at=None).filter(pdf=None).values_list("pk", flat=True)
    return sum(store_pdf(pk) for pk in rows)


@transaction.atomic
def _keep(approval: ImmediateApproval, content: bytes) -> bool:
    """Store the bytes, unless another worker has done so meanwhile."""
    approval = (
        ImmediateApproval.objects.select_for_update(of=("self",))
        .select_related("meeting")
        .get(pk=approval.pk)
    )
    if approval.pdf_id is None:
        approval.pdf = files.store_made(content, name=file_name(approval), title=str(approval))
        approval.save(update_fields=["pdf"])
    return True


def file_name(approval: ImmediateApproval) -> str:
    """What the file is called: omedelbar-justering-2026-03-18-1.pdf."""
    day = f"-{approval.meeting.date.isoformat()}" if approval.meeting.date else ""
    return f"omedelbar-justering{day}-{approval.number}.pdf"
