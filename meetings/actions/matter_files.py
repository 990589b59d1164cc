"""Documents kept with a matter itself."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from meetings.models import Matter, MatterFile
from secretariat.registry.actions import files, log
from secretariat.registry.models import StoredFile, User


@transaction.atomic
def add(matter: Matter, *, by: User, upload: UploadedFile, title: str = "") -> StoredFile:
    """Keep a file with a matter, for all who may read matters. Raises NotAllowed where the file is refused."""
    stored = files.store(upload, by=by, title=title)
    MatterFile.objects.create(matter=matter, file=stored)
    log.write("lade till dokument", by=by, about=matter, file=str(stored))
    return stored
