"""What a browser may send as changed text: JSON from the editor, or plain fields without script."""

import hashlib
import json
import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django.http import QueryDict

from meetings.actions.texts import Change
from meetings.models import BlockKind, ItemBlock
from secretariat.lib.text import from_plain, paragraphs_of, plain, without_control_characters

_KINDS = set(BlockKind.values)
MOST_BLOCKS = 2000
_HALF = re.compile(rb"\\u[dD][89a-fA-F]")


class BadText(ValueError):
    """The browser sent something that cannot be read. The message is Swedish."""


def changes_from_json(body: bytes, *, user: int) -> tuple[UUID | None, list[Change]]:
    """The tab's id and the changed blocks of an editor's save by the user with that id. Raises BadText.

    A page that was opened by one person and is sent after another has logged in must not be signed by the other.
    """
    try:
        data = json.loads(body)
        if _HALF.search(body):
            # Half a sign, which no database takes, is a ValueError.
            json.dumps(data, ensure_ascii=False).encode()
        if str(data.get("user") or user) != str(user):
            raise BadText(
                "Någon annan är inloggad i webbläsaren nu. Texten finns kvar. Logga in som dig själv."
            )
        blocks = data["blocks"]
        tab = UUID(data["tab"]) if data.get("tab") else None
        if not isinstance(blocks, list) or len(blocks) > MOST_BLOCKS:
            raise BadText("Texten kunde inte läsas. Ladda om sidan.")
        return tab, [_change(block) for block in blocks]
    except BadText:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as wrong:
        raise BadText("Texten kunde inte läsas. Ladda om sidan, texten finns kvar i webbläsaren.") from wrong


def _change(block: dict[str, Any]) -> Change:
    if block["kind"] not in _KINDS:
        raise BadText("Ett stycke är av ett okänt slag.")
    if block["kind"] == BlockKind.CONTRIBUTION and block.get("parent"):
        raise BadText(
            "Ett inlägg kan inte stå inne i ett annat. Ladda om sidan, texten finns kvar i webbläsaren."
        )
    records = block.get("records")
    return Change(
        key=UUID(block["id"]),
        base=int(block.get("base") or 0),
        kind=block["kind"],
        html=_text(block.get("html")),
        level=max(0, min(int(block.get("level") or 0), 3)),
        runs_on=bool(block.get("runs_on")),
        parent=UUID(block["parent"]) if block.get("parent") else None,
        label=str(block.get("label") or "")[:160],
        after=UUID(block["after"]) if block.get("after") else None,
        removed=bool(block.get("deleted")),
        records=None if records is None else [_record(record) for record in records],
    )


def _text(value: Any) -> str:
    if value is not None and not isinstance(value, str):
        raise BadText("Ett stycke är inte text.")
    return value or ""


def _record(record: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": str(UUID(str(record["id"]))),
        "type": without_control_characters(str(record["type"])),
        "fields": {str(name): _visible(value) for name, value in dict(record.get("fields") or {}).items()},
    }


def _visible(value: Any) -> Any:
    """A field's value without NUL and the like, however deep it stands."""
    if isinstance(value, str):
        return without_control_characters(value)
    if isinstance(value, list):
        return [_visible(one) for one in value]
    return {name: _visible(one) for name, one in value.items()} if isinstance(value, dict) else value


def mark(words: str) -> str:
    """A short mark of a field's words, so that a page need not send them twice to tell that they were left alone."""
    return hashlib.sha256(words.replace("\r\n", "\n").strip().encode()).hexdigest()[:16]


def changes_from_fields(data: QueryDict, blocks: Sequence[ItemBlock]) -> list[Change]:
    """Changed blocks of the plain page: one field per block, and one for what is added at the end.

    A field left as it was keeps its markup. An emptied field removes its block. Fields carry the revision they show.
    """
    found: list[Change] = []
    for block in blocks:
        name = f"block-{block.pk}"
        if name not in data or block.kind in (BlockKind.TABLE, BlockKind.CONTRIBUTION):
            continue
        typed = str(data[name]).replace("\r\n", "\n").strip()
        if typed == plain(block.html).strip() and data.get(f"base-{block.pk}") == str(block.revision):
            continue
        base = data.get(f"base-{block.pk}", "0")
        if mark(typed) == data.get(f"was-{block.pk}"):
            continue
        found.append(
            Change(
                key=block.pk,
                base=int(base) if base.isdecimal() else 0,
                kind=block.kind,
                html=from_plain(typed),
                level=block.level,
                runs_on=block.runs_on,
                parent=block.parent_id,
                label=block.label,
                keeps_place=True,
                removed=not typed,
            )
        )
    top = [block.pk for block in blocks if block.parent_id is None]
    after = top[-1] if top else None
    for kind, text in paragraphs_of(data.get("new", "")):
        change = Change(key=uuid4(), kind=kind, html=from_plain(text), after=after)
        found.append(change)
        after = change.key
    return found
