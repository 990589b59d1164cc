"""Meetings as their list shows them, in words: two or three queries, whatever the number."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from meetings.models import Meeting

from .decisions import body_names
from .turnout import tallies_of

COMING = "coming"  # where no notes are to be expected yet


class _Row(NamedTuple):
    pk: int
    title: str
    date: dt.date | None
    place: str
    form: str
    state: str
    stage: str


@dataclass(frozen=True)
class ListedMeeting:
    """A meeting in a row of the list."""

    key: int
    heading: str
    date: dt.date | None
    place: str
    form: str
    state: str
    stage: str
    answers: str


def listed(rows: QuerySet[Any], *, with_answers: bool = False) -> list[ListedMeeting]:
    """A page of meetings in the order they have; `stage` of each has been worked out.

    With answers, what those called to coming meetings have said: one query more where there is such a meeting.
    """
    found: Sequence[_Row] = [
        _Row._make(row) for row in rows.values_list("pk", "title", "date", "place", "form", "state", "stage")
    ]
    bodies = body_names({row.pk for row in found})
    today = timezone.localdate()
    coming = [row for row in found if with_answers and row.date and row.date >= today]
    tallies = tallies_of(coming) if coming else {}  # type: ignore[arg-type]  # asks for pk alone
    return [
        ListedMeeting(
            key=row.pk,
            heading=row.title or " och ".join(bodies.get(row.pk, ())) or "Möte utan namngiven grupp",
            date=row.date,
            place=row.place,
            form=str(Meeting.Form(row.form).label),
            state=row.state,
            stage=row.stage,
            answers=tallies[row.pk].in_words if row.pk in tallies else "",
        )
        for row in found
    ]
