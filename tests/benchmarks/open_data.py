"""What the lists of open data cost with 4,000 open meetings: the first page, a late one, one that is known (M4)."""

import time
from http import HTTPStatus
from typing import Any

import pgtrigger
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from meetings.actions.open_data.kinds import KINDS
from meetings.models import Minutes, Publication
from tests import make

from . import registers
from .client import HOST, percentile
from .table import Fact

DECISIONS, PERSONS, NAMED, TIMES = 20_000, 200, 5, 7
SECONDS = 0.2  # of own CPU for a list


def facts() -> list[Fact]:
    """Made in bulk, measured, taken back."""
    with transaction.atomic():
        _published()
        client = Client(SERVER_NAME=HOST)
        found = [_fact(client, place) for place in KINDS]
        transaction.set_rollback(True)
    return found


def _published() -> None:
    """Finished meetings of five decisions, each published and naming five persons."""
    by = make.user(office_role="secretariat")
    bodies = [make.body() for _ in range(registers.BODIES)]
    persons = [make.person() for _ in range(PERSONS)]
    now = timezone.now()
    with pgtrigger.ignore():
        registers.make_decisions(bodies, by=by, count=DECISIONS)
        made = Publication.objects.bulk_create(
            (
                Publication(minutes_id=key, published_at=now, published_by=by)
                for key in Minutes.objects.filter(finished_at__isnull=False, publications=None).values_list(
                    "pk", flat=True
                )
            ),
            batch_size=5000,
        )
    link = Publication.persons.through
    link._default_manager.bulk_create(
        (
            link(publication_id=one.pk, person_id=persons[(n + more) % PERSONS].pk)
            for n, one in enumerate(made)
            for more in range(NAMED)
        ),
        batch_size=5000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _fact(client: Client, place: str) -> Fact:
    where = f"/oppna-data/{place}/"
    cache.clear()
    etag = client.get(where).headers["ETag"]
    with CaptureQueriesContext(connection) as queries:
        client.get(where)
    asked = len(queries)  # before the next request forgets them
    first, late = (_cpu(client, f"{where}?page={page}") for page in (1, 20))
    known = _cpu(client, where, headers={"If-None-Match": etag}, status=HTTPStatus.NOT_MODIFIED)
    value = (
        f"egen CPU {first * 1000:.0f} ms, sida 20 {late * 1000:.0f} ms, känd (304) {known * 1000:.0f} ms, "
        f"{asked} frågor"
    )
    reached = max(first, late) <= SECONDS and known <= SECONDS / 2
    return Fact(f"öppna data, {place}, {DECISIONS} beslut", value, f"≤ {SECONDS * 1000:.0f} ms", reached)


def _cpu(client: Client, where: str, *, status: int = HTTPStatus.OK, **asked: Any) -> float:
    """Own CPU seconds of one answer, p50 of some."""
    took = []
    for _ in range(TIMES):
        began = time.process_time()
        assert client.get(where, **asked).status_code == status
        took.append(time.process_time() - began)
    return percentile(sorted(took), 50)
