"""What passes between the demo's meetings: medskick that some have answered, and words for the next laget runt."""

import datetime as dt

from django.utils import timezone

from meetings.actions import contributions, handons
from meetings.models import AgendaItem, HandOn, HandOnAnswer, ItemRole, Meeting, Reported, StandingItem

from .letters import dated
from .meetings import Region
from .plan import DAY

# Which group each body's standing report item is about.
_REPORTS = {"SRF": "CF", "SRU": "BU", "CS": "AU"}
_ANSWERS = (
    "Vi har talat om det och är beredda att pröva under våren.",
    "Gruppen tycker att frågan hör hemma i parternas egna budgetar. Vi återkommer om det ändras.",
    "Två av våra kommuner gör redan så. De delar gärna med sig av sina erfarenheter.",
)
_OLD = 120
_WAITS = "SRF"  # what was handed to it still stands beside its next agenda (backlog.py)
_WORDS = (
    "Det nya biblioteket öppnar i mars.\n\n- Lokalen kan lånas av föreningar.\n- Invigningen är öppen för alla.",
    "",
    "Vi söker en ny samordnare för det förebyggande arbetet.",
)


def make(region: Region) -> None:
    """Answer what is old, half of what is newer, and let three parties write before the next laget runt."""
    _reports(region)
    _answers(region)
    _contributions(region)


def _reports(region: Region) -> None:
    for code, about in _REPORTS.items():
        if code in region.bodies and about in region.bodies:
            facts = {"role": ItemRole.REPORT}
            StandingItem.objects.filter(body=region.bodies[code], **facts).update(
                reports_from=region.bodies[about]
            )
            items = AgendaItem.objects.filter(meeting__bodies=region.bodies[code], **facts)
            items.filter(meeting__minutes__frozen_at=None).update(reports_from=region.bodies[about])


def _answers(region: Region) -> None:
    told: dict[int, list[HandOnAnswer]] = {}
    points = HandOn.objects.filter(meeting__minutes__finished_at__isnull=False).prefetch_related("bodies")
    for place, point in enumerate(points.select_related("meeting").order_by("meeting__date", "pk")):
        day = point.meeting.date or region.today
        is_old = day < region.today - DAY * _OLD
        for turn, body in enumerate(point.bodies.order_by("sort_key")):
            if not is_old and (turn % 4 == 3 or body.code == _WAITS):
                continue
            at = min(region.moment(day + DAY * (30 + turn), 10), region.now - dt.timedelta(days=1))
            text = _ANSWERS[(place + turn) % len(_ANSWERS)]
            with dated(at):
                row = handons.answer(point, body, by=region.keeper(body.code), text=text)
            HandOnAnswer.objects.filter(pk=row.pk).update(answered_at=at)
            if is_old and point.meeting.leading_body:
                told.setdefault(point.meeting.leading_body.pk, []).append(row)
    for origin, rows in told.items():
        _note_told(origin, rows)


def _note_told(body: int, rows: list[HandOnAnswer]) -> None:
    """What was answered long ago has been told at meetings that have been."""
    items = AgendaItem.objects.filter(
        role=ItemRole.REPORT, meeting__minutes__finished_at__isnull=False,
        meeting__meeting_bodies__body=body, meeting__meeting_bodies__position=0,
    )  # fmt: skip
    if item := items.order_by("-meeting__date", "pk").first():
        Reported.objects.bulk_create(Reported(item=item, answer=row, skipped=True) for row in rows)


def _contributions(region: Region) -> None:
    """In the next meeting with a laget runt that has not been written about."""
    item = (
        AgendaItem.objects.standing()
        .filter(role=ItemRole.ROUND_TABLE, meeting__date__gt=timezone.localdate(region.now))
        .filter(meeting__minutes__frozen_at=None, blocks=None)
        .exclude(meeting__state=Meeting.State.CANCELLED)
        .select_related("meeting")
        .order_by("meeting__date", "pk")
        .first()
    )
    persons = contributions.to_ask(item.meeting) if item else []
    left = list(_WORDS)
    written: set[int] = set()
    for person in persons:
        party = next(iter(contributions.parties_of(person, item.meeting)), None) if item else None
        if item and party and left and party.pk not in written:
            text = left.pop(0)
            written.add(party.pk)
            contributions.write(item, party=party, person=person, by=None, text=text, nothing_new=not text)
