"""What surveys give to the shared year: when answers are collected, buffer weeks, and milestones (I1, H1)."""

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q

from secretariat.lib.access import Permission, may
from secretariat.lib.events import Event, InYear, Precision

from .models import Milestone, SurveyRound

if TYPE_CHECKING:
    from secretariat.registry.models import User

Span = tuple[dt.date, dt.date]
CATEGORY = "undersokningar"
_PERIODS = (
    ("insamling", "svaren samlas in", "collected_from", "collected_to"),
    ("buffert", "buffert för sena svar", "buffer_from", "buffer_to"),
)


def events(span: Span, user: "User") -> list[Event]:
    """All of rounds that are not called off, between two days, both included. Two queries, however many."""
    if not may(user, Permission.SURVEY_READ):
        return []
    return [*_collected(span), *_milestones(span)]


def _collected(span: Span) -> Iterator[Event]:
    touched = Q()
    for _, _, first, last in _PERIODS:
        touched |= Q(**{f"{first}__lte": span[1], f"{last}__gte": span[0]})
    rows = SurveyRound.objects.filter(touched).exclude(state=SurveyRound.State.CANCELLED)
    for one in rows.select_related("survey", "responsible").order_by("survey__name", "period"):
        for key, words, first, last in _PERIODS:
            starts, ends = getattr(one, first), getattr(one, last)
            if starts and ends and starts <= span[1] and ends >= span[0]:
                yield _event(one, f"undersokning-{one.pk}-{key}", f"{one}: {words}", (starts, ends))


def _milestones(span: Span) -> Iterator[Event]:
    rows = Milestone.objects.filter(starts_on__lte=span[1], ends_on__gte=span[0])
    rows = rows.exclude(round__state=SurveyRound.State.CANCELLED)
    for one in rows.select_related("round__survey", "round__responsible").order_by("starts_on", "pk"):
        words = f"{one.round}: {one.title[:1].lower()}{one.title[1:]}"
        yield _event(one.round, f"milstolpe-{one.pk}", words, (one.starts_on, one.ends_on), one.note)


def _event(round: SurveyRound, uid: str, title: str, days: Span, text: str = "") -> Event:
    survey, person = round.survey, round.responsible
    first, last = days
    is_weeks = first.weekday() == 0 and last.weekday() == 6
    return Event(
        uid=f"{uid}@sekretariatet",
        title=title,
        start=first,
        end=last,
        url=f"{settings.BASE_URL}{round.get_absolute_url()}",
        text=text,
        changed_at=round.created_at,
        leaves_time_free=True,
        in_year=InYear(
            series=survey.name,
            category=CATEGORY,
            precision=Precision.WEEK if is_weeks else Precision.DAY,
            bodies=frozenset({survey.body_id} if survey.body_id else ()),
            responsible=person.name if person and not person.protected_identity else "",
        ),
    )
