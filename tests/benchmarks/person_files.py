"""What a register of 5,000 persons costs to look through, take in, fetch and look through again: seconds and memory.

Run as a module, with an errand's name and a number, it does that errand in a process of its own, as the worker does,
and prints its figures as JSON.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import django
from django.conf import settings

if __name__ == "__main__":
    django.setup()

from django.core.files import File
from django.utils import timezone

from secretariat.lib.registers import registers
from secretariat.lib.sheets import ExcelFile
from secretariat.registry.actions import register_exports, register_imports
from secretariat.registry.models import RegisterExport, RegisterImport, StoredFile, User
from tests import make

from .server import own_peak
from .table import Fact

PERSONS = 5000
LOOK, WRITE, FETCH = "gås igenom", "läses in", "hämtas"
TARGETS = {LOOK: 10.0, WRITE: 30.0, FETCH: 5.0}
MEGABYTES = 100  # above what the process has before it begins


def facts() -> list[Fact]:
    """New persons looked through and taken in; all fetched; the fetched file looked through again, all unchanged."""
    by = make.user(office_role="secretariat")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "personer.xlsx"
        _write_new(path)
        made = _upload(path, by)
        found = [_fact("nya", LOOK, made.pk)]
        RegisterImport.objects.filter(pk=made.pk, state="shown").update(state="taking")
        found.append(_fact("nya", WRITE, made.pk, by.pk))
        export = RegisterExport.objects.create(
            register="personer",
            kind="xlsx",
            rows=PERSONS,
            state="waiting",
            made_at=timezone.now(),
            made_by=by,
        )
        found.append(_fact("alla", FETCH, export.pk))
        export.refresh_from_db()
        assert export.file is not None
        again = _upload(Path(export.file.file.path), by)
        found.append(_fact("oförändrade", LOOK, again.pk))
    again.refresh_from_db()
    rest = again.new + again.changed + again.wrong
    found.append(Fact("personregister ut och in, rader som ändras", str(rest), "0", rest == 0))
    return found


def _fact(which: str, errand: str, *numbers: int) -> Fact:
    told = json.loads(
        subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.person_files", errand, *map(str, numbers)],
            cwd=settings.BASE_DIR, check=True, capture_output=True, text=True,
        ).stdout.splitlines()[-1]
    )  # fmt: skip
    value = (
        f"{told['seconds']:.1f} s (egen CPU {told['cpu']:.1f}), högst {told['peak']:.0f} MB "
        f"(varav {told['start']:.0f} före)"
    )
    target = TARGETS[errand]
    reached = told["seconds"] <= target and told["peak"] - told["start"] <= MEGABYTES
    words = f"personregister, {PERSONS} {which}, {errand}"
    return Fact(words, value, f"≤ {target:g} s, ≤ {MEGABYTES} MB till", reached)


def _write_new(path: Path) -> None:
    """As many persons as an office ever has, each with all that a file may say."""
    home = make.organisation(name="Registerprovets kommun")
    register = registers()["personer"]
    book = ExcelFile(path)
    sheet = book.sheet(register.name, [column.in_sheet for column in register.columns()])
    for n in range(PERSONS):
        told: dict[str, Any] = {
            "förnamn": f"Prov{n}", "efternamn": f"Registersson{n % 700}", "organisation": home.name,
            "titel": "handläggare", "e-post": f"prov{n}@exempel.se", "telefon": "019-602 70 00",
            "skrivs också": f"P. Registersson{n}",
        }  # fmt: skip
        sheet.add(
            [
                told.get(column.column_name, "" if column.column_name != "id" else None)
                for column in register.columns()
            ]
        )
    book.close()


def _upload(path: Path, by: User) -> RegisterImport:
    """A file that waits to be looked through, as an upload leaves it."""
    now = timezone.now()
    with path.open("rb") as content:
        stored = StoredFile.objects.create(
            file=File(content, name="personer.xlsx"), name="personer.xlsx", content_type="application/zip",
            size=path.stat().st_size, sha256=f"{time.time_ns():064x}", uploaded_by=by,
            circle=StoredFile.Circle.SECRETARIAT,
        )  # fmt: skip
    return RegisterImport.objects.create(
        register="personer", name="personer.xlsx", file=stored, total=PERSONS, uploaded_at=now, uploaded_by=by,
        expires_at=now + register_imports.KEPT,
    )  # fmt: skip


def main(errand: str, *numbers: str) -> None:
    """Do one errand, and say what it cost."""
    keys = [int(one) for one in numbers]
    User.objects.count()
    before, began, cpu = own_peak(), time.monotonic(), time.process_time()
    if errand == LOOK:
        register_imports.look_through.func(*keys)
    elif errand == WRITE:
        register_imports.write.func(*keys)
    else:
        register_exports.make_file.func(*keys)
    told = {
        "seconds": time.monotonic() - began,
        "cpu": time.process_time() - cpu,
        "start": before,
        "peak": own_peak(),
    }
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
