"""What each kind of record tells in the exchange format, out of its row and into a row again."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Model

from meetings.models import (
    Action,
    Decision,
    ForNextMeeting,
    HandOn,
    Input,
    InterestConflict,
    NotedDate,
    Statement,
)

from .parties import Parties
from .register_rows import Registers

Json = dict[str, Any]

MODELS: dict[str, type[Model]] = {
    "decision": Decision, "action": Action, "input": Input, "for_next_meeting": ForNextMeeting, "hand_on": HandOn,
    "statement": Statement, "interest_conflict": InterestConflict, "noted_date": NotedDate,
}  # fmt: skip
_MANY = {"decision": ("parties", "dispatches"), "hand_on": ("bodies",)}


def records_of(meetings: Iterable[int]) -> list[tuple[str, Any]]:
    """Every record of some meetings with its kind, in the order they were made: eleven queries, whatever the size."""
    keys = list(meetings)
    found = [
        (kind, row)
        for kind, model in MODELS.items()
        for row in model._default_manager.filter(meeting__in=keys)
        .prefetch_related(*_MANY.get(kind, ()))
        .order_by("pk")
    ]
    return sorted(found, key=lambda one: one[1].position)


def fields_of(row: Any, registers: Registers) -> Json:
    """What is told of a record beside its kind, its key and its blocks."""
    return _TELLERS[type(row)](row, registers)


def _decision(row: Decision, registers: Registers) -> Json:
    series = None
    if row.series_body_id is not None:
        series = {"body": registers.body(row.series_body_id), "year": row.year, "running": row.running}
    return {
        "number": row.number,
        "series": series,
        "decision_kind": row.kind,
        "as_proposed": row.as_proposed,
        "is_own": row.is_own,
        "taken_by": row.taken_by,
        "taken_by_body": registers.body(row.taken_by_body_id),
        "effective_on": _day(row.effective_on),
        "parties": sorted(registers.organisation(one.pk) or 0 for one in row.parties.all()),
        "dispatches": [
            {"recipient": one.recipient, "channel": one.channel, "sent_on": _day(one.sent_on)}
            for one in sorted(row.dispatches.all(), key=lambda one: one.pk)
        ],
    }


def _action(row: Action, registers: Registers) -> Json:
    return {
        "who": row.who,
        "person": registers.person(row.person_id),
        "organisation": registers.organisation(row.organisation_id),
        "body": registers.body(row.body_id),
        "due": row.due,
        "due_on": _day(row.due_on),
        "comes_back_to": registers.body(row.comes_back_to_id),
        "state": row.state,
        "outcome": row.outcome,
    }


def _noted_date(row: NotedDate, registers: Registers) -> Json:
    return {
        "what": row.what,
        "date": row.date,
        "end_date": row.end_date,
        "start": _clock(row.start_time),
        "end": _clock(row.end_time),
        "place": row.place,
        "tentative": row.tentative,
        "list": row.heading,
    }


_TELLERS: dict[type[Model], Callable[[Any, Registers], Json]] = {
    Decision: _decision,
    Action: _action,
    Input: lambda row, registers: {},
    ForNextMeeting: lambda row, registers: {"when": row.when},
    HandOn: lambda row, registers: {
        "to": row.to,
        "bodies": sorted(registers.body(one.pk) or 0 for one in row.bodies.all()),
    },
    Statement: lambda row, registers: {
        "statement_kind": row.kind,
        "by": row.name,
        "person": registers.person(row.person_id),
    },
    InterestConflict: lambda row, registers: {"who": row.name, "person": registers.person(row.person_id)},
    NotedDate: _noted_date,
}


def columns_of(told: Json, parties: Parties) -> Json:
    """The columns of a record's row, from what a file tells. Numbers and what is many are settled elsewhere."""
    return _READERS[told["kind"]](told, parties)


_READERS: dict[str, Callable[[Json, Parties], Json]] = {
    "decision": lambda told, parties: {
        "kind": told["decision_kind"],
        "as_proposed": told["as_proposed"],
        "is_own": told["is_own"],
        "taken_by": told["taken_by"],
        "taken_by_body": parties.body(told["taken_by_body"]),
        "effective_on": day_of(told["effective_on"]),
    },
    "action": lambda told, parties: {
        "who": told["who"],
        "person": parties.person(told["person"]),
        "organisation": parties.organisation(told["organisation"]),
        "body": parties.body(told["body"]),
        "due": told["due"],
        "due_on": day_of(told["due_on"]),
        "comes_back_to": parties.body(told["comes_back_to"]),
        "state": told["state"],
        "outcome": told["outcome"],
    },
    "input": lambda told, parties: {},
    "for_next_meeting": lambda told, parties: {"when": told["when"]},
    "hand_on": lambda told, parties: {"to": told["to"]},
    "statement": lambda told, parties: {
        "kind": told["statement_kind"],
        "name": told["by"],
        "person": parties.person(told["person"]),
    },
    "interest_conflict": lambda told, parties: {
        "name": told["who"],
        "person": parties.person(told["person"]),
    },
    "noted_date": lambda told, parties: {
        "what": told["what"],
        "date": told["date"],
        "end_date": told["end_date"],
        "start_time": time_of(told["start"]),
        "end_time": time_of(told["end"]),
        "place": told["place"],
        "tentative": told["tentative"],
        "heading": told["list"],
    },
}


def day_of(text: str) -> dt.date | None:
    """A day of the file, which has been read once already."""
    return dt.date.fromisoformat(text) if text else None


def time_of(text: str) -> dt.time | None:
    """A time of the file, which has been read once already."""
    return dt.time.fromisoformat(text) if text else None


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def _clock(time: dt.time | None) -> str:
    return time.strftime("%H:%M") if time else ""
