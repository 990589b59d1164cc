"""When the night's duties are done, where nothing else starts them: once for each day in Sweden, never twice."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from secretariat.lib.dates import STOCKHOLM

# The hours from two to three are missing one night in March and come twice one night in October.
AT = dt.time(3, 15)
TRIES = 3
AGAIN_SECONDS = 3600.0  # after a night in which something failed, while tries are left
LOOK_SECONDS = 60.0  # so that a clock that is set right is soon followed


def is_due(now: dt.datetime, last: dt.date | None) -> bool:
    """Whether a day's duties are to be done now; `last` is the day they were done for.

    With nothing done yet it is, so that a computer that was off by night makes up for it. A clock that went back some
    hours does not do a day again; one that had been days ahead is not waited for.
    """
    local = now.astimezone(STOCKHOLM)
    if last is None:
        return True
    if local.date() < last:
        return last - local.date() > dt.timedelta(days=1)
    return local.date() > last and local.time() >= AT


@dataclass
class Nights:
    """The days one after the other. `duties` tells whether all went well; `wait` sleeps so many seconds."""

    duties: Callable[[], bool]
    now: Callable[[], dt.datetime]
    wait: Callable[[float], object]
    last: dt.date | None = None
    tries: int = 0

    def step(self) -> None:
        """Do what is due, then wait for a while. What failed is tried again within hours, not the whole day long."""
        now = self.now()
        if is_due(now, self.last):
            self.last, self.tries = now.astimezone(STOCKHOLM).date(), TRIES
        if self.tries:
            self.tries = 0 if self.duties() else self.tries - 1
        self.wait(AGAIN_SECONDS if self.tries else LOOK_SECONDS)
