"""What a kallelse costs: everything that one press does, from the frozen tree to the letters and the PDF (A10)."""

import datetime as dt
import time

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from meetings.actions import notices
from meetings.models import Meeting
from tests import make

from .table import Fact

RECEIVERS = 60
POINTS = 15
TARGET_SECONDS = 2.0


def facts() -> list[Fact]:
    """One kallelse to few and one to many, taken back afterwards. The first in a process loads what PDFs need."""
    with transaction.atomic():
        by = make.user(office_role="secretariat")
        told = [_sent(by, receivers) for receivers in (2, RECEIVERS)]
        transaction.set_rollback(True)
    (_, few), (seconds, many) = told
    value = f"{seconds:.2f} s, {many} frågor (till 2: {few})"
    target = f"≤ {TARGET_SECONDS:.0f} s, lika många frågor"
    reached = seconds <= TARGET_SECONDS and many <= few
    return [Fact(f"kallelse till {RECEIVERS}, med PDF och brev", value, target, reached)]


def _sent(by: make.User, receivers: int) -> tuple[float, int]:
    """Seconds and statements of one kallelse."""
    body = make.body()
    for _ in range(receivers):
        person = make.member(of=body).person
        person.email = f"ledamot{person.pk}@exempel.se"
        person.save()
    meeting: Meeting = make.meeting(
        bodies=[body], date=timezone.localdate() + dt.timedelta(days=30), start_time=dt.time(9), place="Salen"
    )
    for number in range(POINTS):
        make.item(
            of=meeting, title=f"Punkt {number}", purpose="decision", proposal="Gruppen antar förslaget."
        )
    began = time.perf_counter()
    with CaptureQueriesContext(connection) as queries:
        notices.send(meeting, by=by)
    return time.perf_counter() - began, len(queries)
