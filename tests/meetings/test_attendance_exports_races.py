"""Two persons fetch attendance at once: no row is new in two files, so that nothing is paid twice (J4)."""

from functools import partial

import pytest

from meetings.actions import attendance_exports
from meetings.actions.attendance_exports import BUSY
from meetings.actions.attendance_rows import Selection
from meetings.models import AttendanceExport, ExportedRow
from secretariat.registry.models import User
from tests import make
from tests.races import meet, rounds

from .export_case import DAY, a_body, finish, held

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def fetch(selection: Selection, by: User) -> None:
    """As the page does: with how many rows it said were fetched before, none."""
    _, path = attendance_exports.export(selection, by=by, kind="xlsx", seen=0)
    assert path
    path.unlink()


def test_two_who_fetch_the_same_rows_at_once_get_them_as_new_once(secretary: User) -> None:
    """The lock is held outside the transactions, so the rounds are free; whoever is second is told why."""
    other = make.user(name="Frida Löneenhet", office_role="secretariat")
    body, said = a_body(), set()
    selection = Selection(DAY, DAY, (body,), (), with_unfinished=False, changes_only=False)
    meeting = held([body])
    for _ in range(40):
        make.attendee(of=meeting, person=make.person(), body=body)
    finish(meeting, by=secretary)
    for _ in rounds(20):
        ExportedRow.objects.all().delete()
        AttendanceExport.objects.all().delete()
        met = meet(partial(fetch, selection, secretary), partial(fetch, selection, other), commits=True)
        (reason,) = met.refused
        assert reason == BUSY or "hämtade rader ur samma urval" in reason, reason
        said.add(reason == BUSY)
        export = AttendanceExport.objects.get()
        assert (export.rows, export.fetched_before) == (40, 0)
        assert ExportedRow.objects.filter(export=export).count() == 40
    assert said


def test_the_lock_is_let_go_also_when_the_file_cannot_be_made(
    secretary: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = a_body()
    meeting = held([body])
    make.attendee(of=meeting, person=make.person(), body=body)
    finish(meeting, by=secretary)
    selection = Selection(DAY, DAY, (body,), (), with_unfinished=False, changes_only=False)

    def broken(*_: object) -> None:
        raise OSError("disken är full")

    with monkeypatch.context() as patched:
        patched.setattr(attendance_exports, "_make", broken)
        with pytest.raises(OSError, match="disken är full"):
            fetch(selection, secretary)
    assert not AttendanceExport.objects.exists()
    met = meet(partial(fetch, selection, secretary), partial(str, "väntar"), commits=True)
    assert met.refused == []
