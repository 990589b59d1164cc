"""All records of a meeting in one query, whatever their kind."""

from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Model

from .decisions import (
    Action,
    Decision,
    ForNextMeeting,
    HandOn,
    Input,
    InterestConflict,
    NotedDate,
    Statement,
)


class RecordRow(NamedTuple):
    """What the tree needs of a record. Columns a kind does not have are empty."""

    kind: str
    key: UUID
    item: int
    block: UUID
    last_block: UUID | None
    position: int
    number: str
    subkind: str
    is_own: bool
    by: str
    as_proposed: bool
    who: str
    due: str
    to: str


# Per kind: the model and which of its columns answers for which of the row's.
SOURCES: dict[str, tuple[type[Model], dict[str, str]]] = {
    "decision": (
        Decision,
        {
            "number": "number",
            "subkind": "kind",
            "is_own": "is_own",
            "by": "taken_by",
            "as_proposed": "as_proposed",
        },
    ),
    "action": (Action, {"who": "who", "due": "due"}),
    "input": (Input, {}),
    "for_next_meeting": (ForNextMeeting, {"subkind": "when"}),
    "hand_on": (HandOn, {"to": "to"}),
    "statement": (Statement, {"subkind": "kind", "who": "name"}),
    "interest_conflict": (InterestConflict, {"who": "name"}),
    "noted_date": (NotedDate, {"who": "what", "due": "date"}),
}


def records_of(meeting_id: int, *, item_id: int | None = None) -> list[RecordRow]:
    """Records of a meeting, or of one item, in the order they were made. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT, {"meeting": meeting_id, "item": item_id})
        return [RecordRow._make(row) for row in cursor.fetchall()]


_CONSTANTS = {"is_own": "true", "as_proposed": "false"}
_KEYS = {
    "key": "id",
    "item": "item_id",
    "block": "block_id",
    "last_block": "last_block_id",
    "position": "position",
}


def _select(kind: str) -> str:
    model, columns = SOURCES[kind]
    own = {**_KEYS, **columns}
    words = [
        f'"{own[name]}"' if name in own else _CONSTANTS.get(name, "''") for name in RecordRow._fields[1:]
    ]
    return (
        f"SELECT '{kind}', {', '.join(words)} FROM {model._meta.db_table}"  # noqa: S608 – our own names
        " WHERE meeting_id = %(meeting)s AND (%(item)s::bigint IS NULL OR item_id = %(item)s)"
    )


# Composed once: through the models it takes ten times as long to put together as to ask.
_STATEMENT = " UNION ALL ".join(_select(kind) for kind in SOURCES) + " ORDER BY 6"
