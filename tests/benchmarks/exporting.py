"""What an attendance file of 100,000 rows costs: seconds and memory, each in a process of its own as the worker's (J1).

Run as a module, with the number of an export, it makes that file and prints its figures as JSON.
"""

import datetime as dt
import json
import subprocess
import sys
import time

import django
from django.conf import settings

if __name__ == "__main__":
    django.setup()

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from meetings.actions import attendance_checks, attendance_exports
from meetings.actions.attendance_rows import Selection
from meetings.models import Attendance, AttendanceExport, Meeting, MeetingBody, Minutes, MinutesVersion
from secretariat.registry.models import Person, User
from tests import make

from .server import own_peak
from .table import Fact

ROWS, PER_MEETING = 100_000, 30
FIRST = dt.date(2001, 1, 8)
TARGETS = {"xlsx": (25.0, "XLSX"), "csv": (5.0, "CSV")}
MEGABYTES = 200


def facts() -> list[Fact]:
    """Both kinds of file, the second time with all rows fetched before, and the page that shows them first."""
    selection, by = _data()
    found = []
    for kind, (target, name) in TARGETS.items():
        told = _made(selection, by, kind)
        size, before = told["bytes"] / 1_000_000, told["before"]
        value = (
            f"{told['seconds']:.1f} s (egen CPU {told['cpu']:.1f}), högst {told['peak']:.0f} MB "
            f"(varav {told['start']:.0f} före), fil {size:.1f} MB, {before} rader hämtade förut"
        )
        reached = told["seconds"] <= target and told["peak"] <= MEGABYTES
        found.append(
            Fact(f"närvaro {ROWS} rader till {name}", value, f"≤ {target:g} s, ≤ {MEGABYTES} MB", reached)
        )
    began = time.perf_counter()
    with CaptureQueriesContext(connection) as queries:
        attendance_checks.checked(selection)
    value = f"{time.perf_counter() - began:.2f} s, {len(queries)} frågor"
    return [*found, Fact(f"närvaro {ROWS} rader: antal, prov och varningar", value)]


def _data() -> tuple[Selection, User]:
    """Meetings of one body on days of their own, each with thirty people, all minutes finished."""
    by = make.user(office_role="secretariat")
    body, party = make.body(), make.organisation(municipality_code="")
    people = Person.objects.bulk_create(
        Person(given_name="Asta", family_name=f"Prov {n}", organisation=party) for n in range(300)
    )
    count = -(-ROWS // PER_MEETING)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL session_replication_role = replica"
        )  # no triggers: a row each would take minutes
        meetings = Meeting.objects.bulk_create(
            [
                Meeting(
                    date=FIRST + dt.timedelta(days=n),
                    start_time=dt.time(9),
                    end_time=dt.time(12),
                    place="Örebro",
                )
                for n in range(count)
            ]
        )
        MeetingBody.objects.bulk_create(MeetingBody(meeting=one, body=body) for one in meetings)
        Attendance.objects.bulk_create(
            (
                Attendance(
                    meeting=one, body=body, organisation=party, person=person, name=person.name, state="present",
                    affiliation=party.short_name, position=place,
                )
                for n, one in enumerate(meetings)
                for place, person in enumerate(people[(n * 7) % 270 :][:PER_MEETING])
            ),
            batch_size=2000,
        )  # fmt: skip
        _finish(meetings, by)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return Selection(FIRST, FIRST + dt.timedelta(days=count)), by


def _finish(meetings: list[Meeting], by: User) -> None:
    now, word = timezone.now(), make.minutes_word()
    rows = Minutes.objects.bulk_create(Minutes(meeting=one, word=word) for one in meetings)
    MinutesVersion.objects.bulk_create(
        MinutesVersion(minutes=one, number=1, format=1, content=b"{}", sha256="", frozen_at=now, frozen_by=by)
        for one in rows
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE meetings_minutes m SET current_version_id = v.id, frozen_at = v.frozen_at, state = 'approved', "
            "finished_at = v.frozen_at, finished_by_id = v.frozen_by_id FROM meetings_minutesversion v "
            "WHERE v.minutes_id = m.id AND m.id = ANY(%s)",
            [[one.pk for one in rows]],
        )


def _made(selection: Selection, by: User, kind: str) -> dict[str, float]:
    """The worker's errand in a fresh process."""
    export = AttendanceExport.objects.create(
        starts_on=selection.starts_on, ends_on=selection.ends_on, kind=kind, rows=ROWS, made_at=timezone.now(),
        made_by=by, state=AttendanceExport.State.WAITING,
    )  # fmt: skip
    said = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.exporting", str(export.pk)],
        cwd=settings.BASE_DIR, check=True, capture_output=True, text=True,
    )  # fmt: skip
    told: dict[str, float] = json.loads(said.stdout.splitlines()[-1])
    export.refresh_from_db()
    return told | {"before": export.fetched_before, "bytes": export.file.size if export.file else 0}


def main() -> None:
    """Make one file, and say what it took."""
    connection.ensure_connection()
    start, began, used = own_peak(), time.perf_counter(), time.process_time()
    attendance_exports.make_file.func(int(sys.argv[1]))
    told = {
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - used,
        "peak": own_peak(),
        "start": start,
    }
    print(json.dumps(told))  # noqa: T201


if __name__ == "__main__":
    main()
