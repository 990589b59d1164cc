"""What an archive package of 2,000 meetings costs: seconds and memory, in a process of its own as the worker's (D3).

Run as a module, with a file to write, it makes the package of all finished meetings and prints its figures as JSON.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import django
from django.conf import settings

if __name__ == "__main__":
    django.setup()

from django.db import connection, transaction
from django.utils import timezone

from meetings.actions.archiving import checking, packages
from meetings.actions.archiving.gathering import finished
from meetings.models import AgendaItem, ItemAttachment, Meeting, Minutes
from secretariat.registry.actions import files
from secretariat.registry.models import StoredFile

from .server import own_peak
from .table import Fact

SECONDS, MEGABYTES = 180.0, 200
PDF, ATTACHMENT = 60_000, 40_000  # bytes of each


def facts() -> list[Fact]:
    """The package of all that is finished, and of a tenth of it: memory should not tell them apart."""
    _files()
    found = []
    for share in (10, 1):
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / "arkiv.zip"
            told = _made(target, share)
            began = time.perf_counter()
            checked = checking.check(target)
            looked, size = time.perf_counter() - began, target.stat().st_size / 1_000_000
        value = (
            f"{told['seconds']:.1f} s (egen CPU {told['cpu']:.1f}), högst {told['peak']:.0f} MB (varav "
            f"{told['start']:.0f} före), fil {size:.0f} MB; kontroll {looked:.1f} s, "
            f"{len(checked.deviations)} avvikelser"
        )
        reached = told["seconds"] <= SECONDS and told["peak"] <= MEGABYTES and not checked.deviations
        name = f"arkivpaket av {checked.meetings} möten"
        found.append(Fact(name, value, f"≤ {SECONDS:g} s, ≤ {MEGABYTES} MB", reached))
    return found


def _files() -> None:
    """A PDF and an attachment for every finished meeting, each with bytes of its own."""
    head = b"%PDF-1.7 <pdfaid:part>2</pdfaid:part>"
    rows = list(Minutes.objects.finished().filter(pdf=None).values_list("pk", "meeting"))
    first = dict(
        AgendaItem.objects.filter(meeting__minutes__finished_at__isnull=False).values_list("meeting", "pk")
    )
    attached = []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # the minutes are frozen
        for pk, meeting in rows:
            stored = files.store_made(head + os.urandom(PDF), name="anteckningar.pdf", title="Anteckningar")
            Minutes.objects.filter(pk=pk).update(pdf=stored)
            other: StoredFile = files.store_made(os.urandom(ATTACHMENT), name="bilaga.pdf", title="Bilaga")
            attached.append(
                ItemAttachment(
                    meeting_id=meeting, item_id=first[meeting], kind="file", title="Bilaga", file=other
                )
            )
        ItemAttachment.objects.bulk_create(attached, batch_size=2000)


def _made(target: Path, share: int) -> dict[str, float]:
    said = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.archiving", str(target), str(share)],
        cwd=settings.BASE_DIR, check=True, capture_output=True, text=True,
    )  # fmt: skip
    told: dict[str, float] = json.loads(said.stdout.splitlines()[-1])
    return told


def main() -> None:
    """Make the package, and say what it took."""
    connection.ensure_connection()
    target, share = Path(sys.argv[1]), int(sys.argv[2])
    keys = list(finished(Meeting.objects.all()).values_list("meeting", flat=True))
    meetings = Meeting.objects.filter(pk__in=keys[: len(keys) // share])
    start, began, used = own_peak(), time.perf_counter(), time.process_time()
    packages.write(target, meetings, name="arkiv", label="Arkivpaket", made_at=timezone.now())
    told = {
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - used,
        "peak": own_peak(),
        "start": start,
    }
    print(json.dumps(told))  # noqa: T201


if __name__ == "__main__":
    main()
