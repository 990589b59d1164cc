"""All records of a meeting in one query, whatever their kind."""

from typing import NamedTuple
from uuid import UUID

from django.db.models import BooleanField, CharField, F, Model, QuerySet, Value
from django.db.models.expressions import Combinable

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

_FLAGS = {"is_own": True, "as_proposed": False}
_WORDS = ("number", "subkind", "by", "who", "due", "to")
_COLUMNS = [f"c_{name}" for name in RecordRow._fields]


def records_of(meeting_id: int, *, item_id: int | None = None) -> list[RecordRow]:
    """Records of a meeting, or of one item, in the order they were made. One query."""
    queries = [_query(kind, meeting_id, item_id) for kind in SOURCES]
    return [RecordRow._make(row) for row in queries[0].union(*queries[1:], all=True).order_by("c_position")]


def _query(kind: str, meeting_id: int, item_id: int | None) -> "QuerySet[Model, tuple[object, ...]]":
    model, columns = SOURCES[kind]
    rows = model._default_manager.filter(meeting=meeting_id)
    if item_id is not None:
        rows = rows.filter(item=item_id)
    chosen: dict[str, Combinable] = {
        "kind": Value(kind, output_field=CharField()),
        "key": F("id"),
        "item": F("item_id"),
        "block": F("block_id"),
        "last_block": F("last_block_id"),
        "position": F("position"),
    }
    for name in _WORDS:
        chosen[name] = F(columns[name]) if name in columns else Value("", output_field=CharField())
    for name, otherwise in _FLAGS.items():
        chosen[name] = F(columns[name]) if name in columns else Value(otherwise, output_field=BooleanField())
    # Not every name may be an alias, since some are the model's own fields: hence the prefix.
    return (
        rows.order_by()
        .annotate(**{f"c_{name}": chosen[name] for name in RecordRow._fields})
        .values_list(*_COLUMNS)
    )
