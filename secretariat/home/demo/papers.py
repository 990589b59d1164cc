"""Files and links that belong to points of the demo's meetings, uploaded as in the office."""

from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from meetings.actions import attachments
from meetings.models import AgendaItem
from secretariat.registry.models import User

FOLDER = Path(__file__).parent / "files"
EXAMPLE = ("rakneexempel.pdf", "Räkneexempel, grundbelopp")
CHANGES = ("fem-andringar.docx", "Fem ändringar efter remissen")


def upload(item: AgendaItem, paper: tuple[str, str], *, by: User) -> None:
    """Put one of the files in the folder beside on a point."""
    name, title = paper
    attachments.attach_file(
        item, by=by, upload=SimpleUploadedFile(name, (FOLDER / name).read_bytes()), title=title
    )


def link(item: AgendaItem, title: str, address: str, *, by: User) -> None:
    """Put a link on a point. Addresses end in .exempel.se, where nobody lives."""
    attachments.attach_link(item, by=by, title=title, url=f"https://{address}.exempel.se/")
