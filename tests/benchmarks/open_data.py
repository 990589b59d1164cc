"""What open data cost with 2,000 open meetings: lists, late pages, what is known, single things and Atom (M4)."""

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
from meetings.models import AgendaItem, Minutes, Publication
from tests import make

from . import registers
from .client import HOST, percentile
from .table import Fact

DECISIONS, POINTS, PERSONS, NAMED, TIMES = 10_000, 18, 200, 5, 7
SECONDS = 0.05  # of own CPU for a list


def facts() -> list[Fact]:
    """Made in bulk, measured, taken back."""
    with transaction.atomic():
        _published()
        client = Client(SERVER_NAME=HOST)
        found = [_fact(client, place) for place in KINDS]
        transaction.set_rollback(True)
    return found


def _published() -> None:
    """Finished meetings of eighteen points and five decisions, each published and naming five persons."""
    by = make.user(office_role="secretariat")
    bodies = [make.body() for _ in range(registers.BODIES)]
    persons = [make.person() for _ in range(PERSONS)]
    now = timezone.now()
    with pgtrigger.ignore():
        registers.make_decisions(bodies, by=by, count=DECISIONS)
        AgendaItem.objects.bulk_create(
            (
                AgendaItem(meeting_id=key, title=f"Punkt {n}", number=str(n), position=n)
                for key in Minutes.objects.filter(publications=None).values_list("meeting", flat=True)
                for n in range(2, POINTS + 1)
            ),
            batch_size=5000,
        )
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
    single = _cpu(client, _address_of_first(client, where))
    atom = _cpu(client, f"{where}flode.atom")
    value = (
        f"egen CPU {first * 1000:.0f} ms, sida 20 {late * 1000:.0f} ms, känd (304) {known * 1000:.0f} ms, "
        f"en {single * 1000:.0f} ms, Atom {atom * 1000:.0f} ms, {asked} frågor"
    )
    reached = max(first, late, single, atom) <= SECONDS and known <= SECONDS / 2
    return Fact(f"öppna data, {place}, {DECISIONS} beslut", value, f"≤ {SECONDS * 1000:.0f} ms", reached)


def _address_of_first(client: Client, where: str) -> str:
    """One thing of the list; the list itself where it is empty."""
    found = client.get(f"{where}?limit=1").json()["data"]
    return f"/{found[0]['id'].split('/', 3)[3]}" if found else where


def _cpu(client: Client, where: str, *, status: int = HTTPStatus.OK, **asked: Any) -> float:
    """Own CPU seconds of one answer, p50 of some."""
    took = []
    for _ in range(TIMES):
        began = time.process_time()
        assert client.get(where, **asked).status_code == status
        took.append(time.process_time() - began)
    return percentile(sorted(took), 50)
