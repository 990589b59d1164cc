"""Long files: small ones while one waits, large ones by the worker, who tells how far it has come (J1, B5).

What stands in the file is its owner's; here is what every such file has in common.
"""

import datetime as dt
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import InterfaceError, OperationalError
from django.utils import timezone

from secretariat.registry.models import FetchedFile, StoredFile

from . import files

SMALL = 5000  # rows that are written while one waits
NEWS_EVERY = 2000  # rows between two words of how far it has come
KEPT = dt.timedelta(days=1)


def temporary() -> Path:
    """A file of one's own, outside what is kept."""
    with tempfile.NamedTemporaryFile(prefix="hamtad-", delete=False) as file:
        return Path(file.name)


@contextmanager
def written_by_worker(fetched: FetchedFile) -> Iterator[Path]:
    """A file to write, gone afterwards. Where writing a waiting one fails, its page says so.

    A database that went away is no failure: the errand is done again (`errands`).
    """
    path = temporary()
    waiting = type(fetched)._default_manager.filter(pk=fetched.pk, state=FetchedFile.State.WAITING)
    try:
        yield path
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        waiting.update(state=FetchedFile.State.FAILED)
        raise
    finally:
        path.unlink(missing_ok=True)


def note(fetched: FetchedFile, number: int) -> None:
    """How many rows there are by now, told now and then."""
    if number % NEWS_EVERY == 0:
        type(fetched)._default_manager.filter(pk=fetched.pk).update(written=number)


def keep(fetched: FetchedFile, path: Path, *, name: str, content_type: str) -> None:
    """Keep the worker's file until it is fetched. Its owner's page decides for whom; besides them the office."""
    stored = files.store_written(path, name=name, title=str(fetched), content_type=content_type)
    stored.circle = StoredFile.Circle.SECRETARIAT
    stored.uploaded_by = fetched.made_by
    stored.save(update_fields=["circle", "uploaded_by"])
    type(fetched)._default_manager.filter(pk=fetched.pk).update(file=stored, written=fetched.rows)


def forget(kind: type[FetchedFile], *, at: dt.datetime | None = None) -> int:
    """Take away files a day after they were made: they can be made again. Returns how many (D7).

    One that still waits has been given up; its page says so, and it can be asked for anew.
    """
    before = (at or timezone.now()) - KEPT
    kind._default_manager.filter(state=FetchedFile.State.WAITING, made_at__lt=before).update(
        state=FetchedFile.State.FAILED
    )
    old = StoredFile.objects.filter(
        pk__in=kind._default_manager.exclude(file=None).values("file"),
        uploaded_at__lt=before,
    )
    count = 0
    for stored in old:
        if not StoredFile.objects.filter(sha256=stored.sha256).exclude(pk=stored.pk).exists():
            stored.file.delete(save=False)
        stored.delete()
        count += 1
    return count
