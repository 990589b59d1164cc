"""What the decision register costs with a region's lifetime of decisions; a matter's page with 200 events (B5, K1)."""

import datetime as dt
import time
from collections.abc import Callable

import pgtrigger
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from meetings.actions import matters
from meetings.models import (
    AgendaItem,
    Body,
    Decision,
    ItemBlock,
    Matter,
    MatterStop,
    Meeting,
    MeetingBody,
    Minutes,
    MinutesVersion,
)
from secretariat.registry.models import Organisation, Theme, User
from tests import make

from .client import HOST, percentile
from .data import sentence
from .table import Fact

DECISIONS, PER_MEETING, TIMES = 100_000, 5, 12
EVENTS = 200
TODAY = dt.date(2026, 9, 24)
BODIES, THEMES, PARTIES = 16, 10, 14
KINDS = ("policy", "formal", "recommendation", "adoption", "")


def facts() -> list[Fact]:
    """Made in bulk, measured, taken back."""
    with transaction.atomic():
        reader, secretary = make.user(office_role="reader"), make.user(office_role="secretariat")
        member = make.user()
        bodies = [make.body() for _ in range(BODIES)]
        make.membership(seat=make.seat(of=bodies[0]), person=member.person)
        with pgtrigger.ignore():
            make_decisions(bodies, by=secretary)
        matter = _matter(bodies, by=secretary)
        _analyse()
        theme = Theme.objects.order_by("pk").first()
        party = Organisation.objects.order_by("pk").first()
        assert theme
        assert party
        pages: list[tuple[str, User, str, float]] = [
            ("beslut", reader, "/beslut/", 150),
            ("beslut, ledamot", member, "/beslut/", 150),
            ("beslut, grupp och år", reader, f"/beslut/?grupp={bodies[3].pk}&ar=2025", 150),
            ("beslut, tema och part", reader, f"/beslut/?tema={theme.slug}&part={party.pk}", 150),
            ("beslut, ersatta", reader, "/beslut/?galler=ersatt", 150),
            ("beslut, sida 400", reader, "/beslut/?sida=400", 250),
            ("ärenden", reader, "/arenden/", 100),
            (f"ärende med {EVENTS} händelser", reader, matter.get_absolute_url(), 100),
        ]
        found = [_fact(name, user, path, aim) for name, user, path, aim in pages]
        transaction.set_rollback(True)
    return found


def _fact(name: str, user: User, path: str, aim: float) -> Fact:
    client = Client(SERVER_NAME=HOST)
    client.force_login(user)
    assert client.get(path).status_code == 200
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    took = sorted(_timed(lambda: client.get(path)) for _ in range(TIMES))
    p50, p95 = percentile(took, 50), percentile(took, 95)
    value = f"p50 {p50:.0f} ms, p95 {p95:.0f} ms, {len(queries)} frågor"
    return Fact(f"{name}, {DECISIONS:,} beslut".replace(",", "\u00a0", 1) if name.startswith("b") else name, value,
                f"p50 ≤ {aim:g} ms", p50 <= aim)  # fmt: skip


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def make_decisions(bodies: list[Body], *, by: User, count: int = DECISIONS) -> None:
    """Finished meetings of five decisions each over 25 years; every tenth joint, every fiftieth decision replaced."""
    parties = [make.organisation() for _ in range(PARTIES)]
    themes = [Theme.objects.create(name=f"Tema {n}", slug=f"tema-{n}") for n in range(THEMES)]
    held = count // PER_MEETING
    meetings = Meeting.objects.bulk_create(
        (Meeting(date=TODAY - dt.timedelta(days=n * 9000 // held)) for n in range(held)), batch_size=5000
    )
    MeetingBody.objects.bulk_create(
        (
            MeetingBody(meeting=one, body=bodies[(n + place) % BODIES], position=place)
            for n, one in enumerate(meetings) for place in range(2 if n % 10 == 0 else 1)
        ),
        batch_size=5000,
    )  # fmt: skip
    word = bodies[0].minutes_word
    Minutes.objects.bulk_create((Minutes(meeting=one, word=word) for one in meetings), batch_size=5000)
    _analyse()
    items = AgendaItem.objects.bulk_create(
        (AgendaItem(meeting=one, title="Punkt", number="1", position=1) for one in meetings), batch_size=5000
    )
    blocks = ItemBlock.objects.bulk_create(
        (
            ItemBlock(meeting_id=item.meeting_id, item=item, html=sentence(), position=n)
            for item in items for n in range(PER_MEETING)
        ),
        batch_size=5000,
    )  # fmt: skip
    _analyse()
    made = Decision.objects.bulk_create(
        (
            Decision(
                meeting_id=block.meeting_id, item_id=block.item_id, block=block, kind=KINDS[n % 5],
                is_own=n % 23 != 0, position=n % PER_MEETING, theme=themes[n % THEMES] if n % 3 == 0 else None,
                **_number(n, bodies, count) if n % 23 else {},
            )
            for n, block in enumerate(blocks)
        ),
        batch_size=5000,
    )  # fmt: skip
    for n in range(0, len(made) - 60, 50):
        made[n].supersedes = made[n + 55]
    Decision.objects.bulk_update(made[::50], ["supersedes"], batch_size=1000)
    link = Decision.parties.through
    link._default_manager.bulk_create(
        (
            link(decision_id=one.pk, organisation_id=parties[n % PARTIES].pk)
            for n, one in enumerate(made)
            if n % 4 == 0
        ),
        batch_size=5000,
    )
    _finish(by)


def _analyse() -> None:
    """Else the triggers of every row go through whole tables, planned as for empty ones."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _number(n: int, bodies: list[Body], count: int) -> dict[str, object]:
    year = 2026 - n * 25 // count
    return {"series_body": bodies[0], "year": year, "running": n + 1, "number": f"X {year}-{n + 1}"}


def _finish(by: User) -> None:
    now = timezone.now()
    minutes = list(Minutes.objects.filter(current_version=None))
    versions = MinutesVersion.objects.bulk_create(
        (
            MinutesVersion(minutes=one, number=1, format=1, content=b"{}", sha256="0" * 64, frozen_at=now, frozen_by=by)
            for one in minutes
        ),
        batch_size=5000,
    )  # fmt: skip
    for one, version in zip(minutes, versions, strict=True):
        one.current_version, one.frozen_at, one.state = version, now, Minutes.State.FINALISED
        one.finished_at, one.finished_by = now, by
    Minutes.objects.bulk_update(
        minutes, ["current_version", "frozen_at", "state", "finished_at", "finished_by"], batch_size=2000
    )


def _matter(bodies: list[Body], *, by: User) -> Matter:
    """A matter with half its events as agenda items that were decided on, half as planned stops, and 400 others."""
    matter = matters.create(by=by, title="Ett långt ärende", body=bodies[0])
    chosen = list(AgendaItem.objects.order_by("pk").values_list("pk", flat=True)[: EVENTS // 2])
    AgendaItem.objects.filter(pk__in=chosen).update(matter=matter)
    Decision.objects.filter(item__in=chosen, position=0).update(matter=matter)
    others = [matters.create(by=by, title=f"Ärende {n}", body=bodies[n % BODIES]) for n in range(400)]
    MatterStop.objects.bulk_create(
        MatterStop(matter=one, body=bodies[n % BODIES], planned_on=TODAY + dt.timedelta(days=n * 3 - 100))
        for one, many in [(matter, EVENTS // 2), *((other, 3) for other in others)]
        for n in range(many)
    )
    return matter
