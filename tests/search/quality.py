"""How well the search does on the test set: recall, precision among the first five, traps sprung. Prints a table."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from meetings.models import AgendaItem, Body, Decision, ItemAttachment, ItemBlock
from secretariat.registry.actions.searching import Hit, Result, hits_of, search
from secretariat.registry.models import Person

QUERIES = Path(__file__).with_name("queries.json")
REAL = ("001 ", "002 ", "003 ")


@dataclass(frozen=True)
class Measured:
    """One query's outcome. Recall and precision are None where they mean nothing."""

    query: str
    sort: str
    recall: float | None
    precision: float | None
    traps: int
    sprung: int
    missed: tuple[str, ...]
    wrong: tuple[str, ...]


def queries(*, with_real: bool) -> list[dict[str, Any]]:
    """The test set; without the real minutes their keys are left out, and the queries that then expect nothing."""
    found: list[dict[str, Any]] = json.loads(QUERIES.read_text("utf-8"))
    if with_real:
        return found
    for one in found:
        for name in ("expected", "either way", "trap"):
            if name in one:
                one[name] = [key for key in one[name] if not key.startswith(REAL)]
    return [one for one in found if one["expected"] or one["sort"] == "nothing"]


class Keys:
    """The set's keys of entries."""

    def __init__(self) -> None:
        self._items: dict[int, str] = {}
        by_meeting: dict[int, list[AgendaItem]] = {}
        rows = (
            AgendaItem.objects.standing()
            .select_related("meeting")
            .prefetch_related("meeting__meeting_bodies__body")
        )
        for item in rows.order_by("meeting", "position", "pk"):
            by_meeting.setdefault(item.meeting_id, []).append(item)
        for items in by_meeting.values():
            self._number(items)

    def _number(self, items: Sequence[AgendaItem]) -> None:
        meeting = items[0].meeting
        body = meeting.leading_body
        start = (
            meeting.source.split(".")[0] if meeting.source else f"{body.code if body else ''} {meeting.date}"
        )
        numbers: dict[int, str] = {}
        tops = [item for item in items if item.parent_id is None]
        for place, item in enumerate(tops, 1):
            numbers[item.pk] = item.number or f"-{place}"
        inside: dict[int, int] = {}
        for item in items:
            if item.parent_id:
                inside[item.parent_id] = inside.get(item.parent_id, 0) + 1
                numbers[item.pk] = f"{numbers[item.parent_id]}.{inside[item.parent_id]}"
        for pk, number in numbers.items():
            self._items[pk] = f"{start} {number}"

    def of(self, entry: Hit) -> set[str]:
        """Every key that the entry answers to."""
        if entry.kind == "item":
            return {self._items[int(entry.key.removesuffix("-agenda"))]}
        if entry.kind == "decision":
            decision = Decision.objects.get(pk=entry.key)
            return {self._items[decision.item_id], f"decision {decision.number}"}
        if entry.kind == "contribution":
            return {self._items[ItemBlock.objects.get(pk=entry.key).item_id]}
        if entry.kind == "file":
            attached = ItemAttachment.objects.get(pk=entry.key)
            named = {f"file {attached.file.name}"} if attached.file else set()
            return {self._items[attached.item_id], *named}
        if entry.kind == "body":
            return {f"body {Body.objects.get(pk=entry.key).code}"}
        if entry.kind == "person":
            return {f"person {Person.objects.get(pk=entry.key).name}"}
        return {f"{entry.kind} {entry.key}"}


def measure(one: dict[str, Any], keys: Keys, audiences: Sequence[str]) -> Measured:
    """Ask one query of the set."""
    result: Result = search(one["query"], audiences)
    hits = [hit for rows in result.rows.values() for hit in hits_of(rows)]
    expected, either = set(one["expected"]), set(one.get("either way", ()))
    trap = set(one.get("trap", ()))
    found: set[str] = set()
    judged: list[bool] = []
    wrong: list[str] = []
    for hit in hits:
        of_hit = keys.of(hit)
        found |= of_hit
        if of_hit & expected:
            judged.append(True)
        elif not of_hit & either and hit.kind in ("decision", "item", "contribution", "file"):
            judged.append(False)
            wrong.append(f"{hit.kind} {' '.join(sorted(of_hit))}")
    first = judged[:5]
    return Measured(
        one["query"], one["sort"],
        len(expected & found) / len(expected) if expected else None,
        (sum(first) / len(first) if first else 0.0) if expected else (0.0 if hits else None),
        len(trap), len(trap & found), tuple(sorted(expected - found)), tuple(wrong),
    )  # fmt: skip


def summary(measured: Sequence[Measured]) -> dict[str, float]:
    """Means over the queries, and the share of traps sprung."""
    recalls = [one.recall for one in measured if one.recall is not None]
    precisions = [one.precision for one in measured if one.precision is not None and one.sort != "nothing"]
    traps = sum(one.traps for one in measured)
    return {
        "recall": sum(recalls) / len(recalls),
        "precision at 5": sum(precisions) / len(precisions),
        "traps sprung": sum(one.sprung for one in measured) / traps if traps else 0.0,
        "found where nothing is": sum(
            one.sort == "nothing" and one.precision is not None for one in measured
        ),
    }


def table(measured: Sequence[Measured]) -> str:
    """For people."""
    lines = [f"{'query':36}{'sort':12}{'recall':>7}{'p@5':>6}{'traps':>9}"]
    for one in measured:
        recall = "" if one.recall is None else f"{one.recall:.2f}"
        precision = "" if one.precision is None else f"{one.precision:.2f}"
        traps = f"{one.sprung}/{one.traps}" if one.traps else ""
        lines.append(f"{one.query[:35]:36}{one.sort:12}{recall:>7}{precision:>6}{traps:>9}")
        if one.missed:
            lines.append(f"    missed {len(one.missed)}: {', '.join(one.missed[:6])}")
        if one.wrong:
            lines.append(f"    beside {len(one.wrong)}: {', '.join(one.wrong[:4])}")
    lines += [f"{name}: {value:.3f}" for name, value in summary(measured).items()]
    return "\n".join(lines)
