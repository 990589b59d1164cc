"""The words of files, read once for each file's bytes by a process of its own, which a bad file may break."""

import logging
from collections.abc import Iterable

from secretariat.lib.reading import Unreadable, readable, text_of
from secretariat.registry.models import FileText, StoredFile

logger = logging.getLogger(__name__)


def texts_of(files: Iterable[StoredFile]) -> dict[str, str]:
    """The words of files by checksum. Those not read before are read now; one that cannot be read has none."""
    by_sum = {stored.sha256: stored for stored in files if readable(stored.name)}
    known = {row.sha256: row.text for row in FileText.objects.filter(sha256__in=by_sum)}
    for sha256, stored in by_sum.items():
        if sha256 not in known:
            known[sha256] = _read(stored)
    return known


def _read(stored: StoredFile) -> str:
    try:
        with stored.file.open("rb") as opened:
            text = text_of(opened.read(), stored.name)
    except OSError:
        logger.warning("Filen %s finns inte på disken; sökningen är utan dess text.", stored.pk)
        return ""  # asked again next time: it may come back
    except Unreadable as problem:
        logger.warning("Filen %s gick inte att läsa för sökningen: %s", stored.pk, problem)
        FileText.objects.get_or_create(sha256=stored.sha256, defaults={"state": FileText.State.BROKEN})
        return ""
    state = FileText.State.READ if text else FileText.State.EMPTY
    FileText.objects.get_or_create(sha256=stored.sha256, defaults={"state": state, "text": text})
    return text
