"""What a year's plan costs: proposed with clashes and days without, saved, and read (A13, A17)."""

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from meetings.actions import plans, year_plans
from meetings.models import Body
from tests import make

from .client import HOST
from .table import Fact

BODIES, MONTHS = 15, (1, 2, 3, 4, 5, 9, 10, 11)
FEW = 3
MEMBERS = 12
YEAR = timezone.localdate().year + 1


def facts() -> list[Fact]:
    """The same for few bodies and for many, taken back afterwards; the first of three only warms up."""
    with transaction.atomic():
        _, few, many = (_planned(count) for count in (FEW, FEW, BODIES))
        transaction.set_rollback(True)
    meetings = BODIES * len(MONTHS)
    targets = {"föreslagen": 1.0, "sparad": 4.0, "läst": 0.5}
    found = []
    for name, target in targets.items():
        (_, alike), (seconds, statements) = few[name], many[name]
        value = f"{seconds:.2f} s, {statements} frågor ({FEW} grupper: {alike})"
        grows = name == "sparad"
        aim = f"≤ {target:g} s" + ("" if grows else ", lika många frågor")
        reached = seconds <= target and (grows or statements <= alike)
        found.append(Fact(f"mötesplan {name}, {BODIES} grupper, {meetings} möten", value, aim, reached))
    return found


def _planned(count: int) -> dict[str, tuple[float, int]]:
    bodies = [_body(place) for place in range(count)]
    user = make.user(office_role="secretariat")
    client = Client(SERVER_NAME=HOST)
    client.force_login(user)
    rule: dict[str, Any] = {
        "bodies": [one.pk for one in bodies], "year": YEAR, "way": "veckodag", "nth": 3, "weekday": 2,
        "months": MONTHS, "visa": "1",
    }  # fmt: skip
    told = {"föreslagen": _timed(lambda: client.post("/moten/plan/foresla/", rule))}
    proposals = [
        plans.Proposal((body.pk,), dt.date(YEAR, month, 2 + place))
        for place, body in enumerate(bodies)
        for month in MONTHS
    ]
    told["sparad"] = _timed(lambda: plans.save_tentative(proposals, by=user))
    told["läst"] = _timed(lambda: year_plans.plan_of(user, YEAR, today=timezone.localdate()))
    return told


def _body(place: int) -> Body:
    """A body where every other member also sits in the one before."""
    body = make.body()
    for _ in range(MEMBERS):
        make.member(of=body)
    before = Body.objects.filter(pk__lt=body.pk).order_by("pk").last()
    if place and before:
        for seat in before.seats.prefetch_related("memberships").order_by("pk")[: MEMBERS // 2]:
            for held in seat.memberships.all():
                own = make.seat(of=body, organisation=seat.organisation)
                make.membership(seat=own, person=held.person)
    return body


def _timed(act: Callable[[], object]) -> tuple[float, int]:
    began = time.perf_counter()
    with CaptureQueriesContext(connection) as queries:
        act()
    return time.perf_counter() - began, len(queries)
