"""Attendance that was fetched in the demo: each half-year that has passed, so that nothing is paid twice."""

import datetime as dt

from meetings.actions import attendance_exports
from meetings.actions.attendance_rows import Selection
from secretariat.lib.periods import half_year_of

from .meetings import Region

_AFTER = dt.timedelta(days=12)  # an office waits for the last minutes


def make(region: Region) -> None:
    """The two half-years before this one, fetched some days after they ended."""
    last = half_year_of(half_year_of(region.today).first - dt.timedelta(days=1))
    before = half_year_of(last.first - dt.timedelta(days=1))
    for period in (before, last):
        fetched_at = region.now - (region.today - period.last - _AFTER)
        _, path = attendance_exports.export(
            Selection(period.first, period.last),
            by=region.keeper("CF"),
            kind="xlsx",
            at=min(fetched_at, region.now),
        )
        if path:
            path.unlink()
