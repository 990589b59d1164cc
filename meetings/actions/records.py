"""The records an item's blocks carry: set as the editor says, read as the editor wants them."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import F

from meetings.models import (
    Action,
    AgendaItem,
    Body,
    Decision,
    ForNextMeeting,
    HandOn,
    Input,
    InterestConflict,
    ItemBlock,
    Meeting,
    Statement,
)
from meetings.models.decisions import Record
from meetings.models.records import RecordRow
from secretariat.lib.dates import and_list, parse_day
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import Person, User

_MODELS: dict[str, type[Record]] = {
    "decision": Decision,
    "action": Action,
    "input": Input,
    "for_next_meeting": ForNextMeeting,
    "hand_on": HandOn,
    "statement": Statement,
    "interest_conflict": InterestConflict,
}


def replace(item: AgendaItem, wanted: dict[UUID, Sequence[dict[str, Any]]], *, by: User) -> None:
    """Make the records of the named blocks those that are wanted: add, change, take away.

    A record is a dict with id, type and fields. Raises NotAllowed for an unknown type.
    """
    if not wanted:
        return
    keys = {UUID(str(one["id"])) for records in wanted.values() for one in records}
    standing: dict[UUID, Record] = {}
    for model in _MODELS.values():
        for row in model._default_manager.filter(block__in=wanted):
            standing[row.pk] = row
    places = {block.pk: block.position for block in ItemBlock.objects.filter(pk__in=wanted)}
    for key, row in standing.items():
        if key not in keys:
            row.delete()
    if any(isinstance(row, InterestConflict) for row in standing.values()) or "interest_conflict" in {
        record.get("type") for records in wanted.values() for record in records
    }:
        Meeting.objects.filter(pk=item.meeting_id).update(attendance_revision=F("text_revision"))
    for block, records in wanted.items():
        for record in records:
            _set(item, block, record, standing.get(UUID(str(record["id"]))), places.get(block, 0))


def _set(item: AgendaItem, block: UUID, record: dict[str, Any], row: Record | None, position: int) -> None:
    model = _MODELS.get(record.get("type", ""))
    if model is None:
        raise NotAllowed("Ett slag av anteckning känns inte igen. Ladda om sidan.")
    row = row or model(id=record["id"])
    if row.meeting_id not in (None, item.meeting_id):
        raise NotAllowed("Anteckningen hör till ett annat möte. Ladda om sidan.")
    row.meeting_id, row.item, row.block_id, row.position = item.meeting_id, item, block, position
    fields = record.get("fields") or {}
    _FILL[record["type"]](row, fields)
    row.save()
    if isinstance(row, HandOn):
        bodies = Body.objects.filter(pk__in=[one for one in _list(fields.get("to")) if str(one).isdecimal()])
        row.bodies.set(bodies)
        row.to = and_list([body.list_name for body in bodies]) or str(fields.get("to_text") or "")[:300]
        row.save(update_fields=["to"])


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _decision(row: Decision, fields: dict[str, Any]) -> None:
    row.kind = fields.get("kind", "") if fields.get("kind", "") in Decision.Kind.values else ""
    row.as_proposed = bool(fields.get("as_proposed"))
    if fields.get("is_own") is False:  # a reported one that is brought back stays somebody else's (K5)
        row.is_own, row.taken_by = False, str(fields.get("by") or "")[:200]


def _action(row: Action, fields: dict[str, Any]) -> None:
    row.who = str(fields.get("who") or "").strip()[:200]
    row.due = str(fields.get("due") or "").strip()[:120]
    row.due_on = parse_day(row.due) if row.due else None
    row.person = _person(row.who)


def _statement(row: Statement, fields: dict[str, Any]) -> None:
    kind = fields.get("kind", "")
    row.kind = kind if kind in Statement.Kind.values else Statement.Kind.RESERVATION
    row.name = str(fields.get("person") or "").strip()[:200]
    row.person = _person(row.name)


def _interest_conflict(row: InterestConflict, fields: dict[str, Any]) -> None:
    row.name = str(fields.get("person") or "").strip()[:200]
    row.person = _person(row.name)


def _for_next(row: ForNextMeeting, fields: dict[str, Any]) -> None:
    when = fields.get("when", "")
    row.when = when if when in ForNextMeeting.When.values else ForNextMeeting.When.NEXT


def _nothing(row: Record, fields: dict[str, Any]) -> None:
    """Some kinds have no fields of their own."""


_FILL: dict[str, Callable[[Any, dict[str, Any]], None]] = {
    "decision": _decision,
    "action": _action,
    "statement": _statement,
    "interest_conflict": _interest_conflict,
    "for_next_meeting": _for_next,
    "input": _nothing,
    "hand_on": _nothing,
}


def _person(name: str) -> Person | None:
    """The one person of that full name; none where nobody or several have it."""
    given, _, family = name.partition(" ")
    if not family:
        return None
    found = list(Person.objects.filter(given_name__iexact=given, family_name__iexact=family)[:2])
    return found[0] if len(found) == 1 else None


def receivers_of(rows: Sequence[RecordRow]) -> dict[UUID, list[int]]:
    """The bodies that each medskick goes to, by the record's key. No query where there is no medskick."""
    keys = [row.key for row in rows if row.kind == "hand_on"]
    found: dict[UUID, list[int]] = {key: [] for key in keys}
    if keys:
        for key, body in HandOn.bodies.through._default_manager.filter(handon__in=keys).values_list(
            "handon", "body"
        ):
            found[key].append(body)
    return found


def for_editor(row: RecordRow, receivers: Sequence[int] = ()) -> dict[str, Any]:
    """A record as the editor's JSON has it. `receivers` are the bodies a medskick goes to."""
    fields: dict[str, dict[str, Any]] = {
        "decision": {
            "kind": row.subkind,
            "as_proposed": row.as_proposed,
            "number": row.number,
            "is_own": row.is_own,
            "by": row.by,
        },
        "action": {"who": row.who, "due": row.due},
        "statement": {"kind": row.subkind, "person": row.who},
        "interest_conflict": {"person": row.who},
        "for_next_meeting": {"when": row.subkind},
        "hand_on": {"to": list(receivers), "to_text": row.to},
    }
    return {
        "id": str(row.key),
        "type": row.kind,
        "spans_to": str(row.last_block or row.block),
        "fields": fields.get(row.kind, {}),
    }
