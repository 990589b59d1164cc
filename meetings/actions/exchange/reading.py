"""Read a file in the exchange format: whole, in the right shape, and with keys that lead somewhere."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from meetings.actions.loading.read import LoadError
from secretariat.lib.dates import day_in_words
from secretariat.lib.schemas import faults

from .record_fields import day_of, time_of
from .writing import FORMAT, VERSION

Json = dict[str, Any]
MOST_BYTES = 20_000_000
_NOT_SAVED = re.compile(r"\\u0000|[\ud800-\udfff]")
_SCHEMA = Path(settings.BASE_DIR) / "docs" / "exchange.schema.json"


@dataclass(frozen=True)
class Exchanged:
    """A file that has been read and found in order."""

    content: Json
    sha256: str
    name: str

    @property
    def heading(self) -> str:
        """What meeting it is, in one line, for a page that asks before it takes the file in."""
        day = day_of(self.content["meeting"]["date"])
        title = self.content["meeting"]["printed_title"] or self.content["word"]["indefinite"]
        return f"{title}, {day_in_words(day)}" if day else str(title)


def is_exchange(raw: bytes) -> bool:
    """Whether a JSON file says that it is in the exchange format; it may still be refused."""
    try:
        content = json.loads(raw)
    except (ValueError, RecursionError):
        return False
    return isinstance(content, dict) and content.get("format") == FORMAT


def read(raw: bytes, name: str) -> Exchanged:
    """The meeting in a file. Raises LoadError with one Swedish sentence that says what is wrong, and where."""
    content = _json(raw)
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise LoadError("Filen är inget möte i utbytesformatet: format ska vara ”sekretariatet-mote”.")
    if content.get("version") != VERSION:
        told = str(content.get("version"))[:20]
        raise LoadError(
            f"Filen har utbytesformatets version {told}; det här systemet läser version {VERSION}."
        )
    try:
        wrong = next(faults(content, schema()), None) or next(_broken(content), None)
    except RecursionError as error:
        raise LoadError("Filen har fel form: den har för många nivåer i varandra.") from error
    if wrong:
        raise LoadError(f"Filen har fel form: {wrong}.")
    canonical = json.dumps(content, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return Exchanged(content, hashlib.sha256(canonical.encode()).hexdigest(), name[:200])


@cache
def schema() -> Json:
    """The format's own schema, which the documentation gives out too."""
    found: Json = json.loads(_SCHEMA.read_text())
    return found


def _json(raw: bytes) -> Any:
    if len(raw) > MOST_BYTES:
        raise LoadError(f"Filen är för stor; ett möte får vara högst {MOST_BYTES // 1_000_000} MB.")
    try:
        content = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise LoadError("Filen är inte skriven i UTF-8; spara om den med den teckenkodningen.") from error
    except json.JSONDecodeError as error:
        raise LoadError(
            f"Filen är inte giltig JSON (rad {error.lineno}); kontrollera att hela filen kom med."
        ) from error
    except (ValueError, RecursionError) as error:
        raise LoadError("Filen är inte giltig JSON; kontrollera att hela filen kom med.") from error
    return content


# What a schema cannot say


def every_item(content: Json) -> list[Json]:
    """Items and sub-items, as they are written."""
    return [one for item in content["items"] for one in (item, *item["items"])]


def every_block(item: Json) -> list[Json]:
    """Blocks of an item in reading order, those inside contributions too."""
    return [one for block in item["blocks"] for one in (block, *block["blocks"])]


def _broken(content: Json) -> Iterator[str]:
    # Half signs and NUL can be written in JSON, and nowhere else.
    if _NOT_SAVED.search(json.dumps(content, ensure_ascii=False)):
        yield "den innehåller tecken som inte går att spara (NUL eller halva tecken)"
        return
    yield from _deep(content)
    yield from _days_and_times(content, "")
    items = every_item(content)
    yield from _twice("items", (one["id"] for one in items))
    yield from _twice("attendance", (one["id"] for one in content["attendance"]))
    yield from _twice("blocks", (one["id"] for item in items for one in every_block(item)))
    yield from _twice("records", (one["id"] for item in items for one in item["records"]))
    for kind, rows in content["registers"].items():
        yield from _twice(f"registers.{kind}", (one["id"] for one in rows))
    yield from _twice("bodies", (one["id"] for one in content["bodies"]))
    yield from _loose(content, items)


def _deep(content: Json) -> Iterator[str]:
    """What stands inside what: two levels of items, and blocks in contributions alone."""
    for item in content["items"]:
        for child in item["items"]:
            if child["items"]:
                yield f"underpunkten {child['number'] or child['title'][:40]} har egna underpunkter"
    for item in every_item(content):
        for block in item["blocks"]:
            if block["blocks"] and block["kind"] != "contribution":
                yield f"blocket {block['id']} har block i sig utan att vara ett inlägg"
            for inner in block["blocks"]:
                if inner["blocks"] or inner["kind"] == "contribution":
                    yield f"blocket {inner['id']} står i ett inlägg och kan inte vara ett"


def _days_and_times(value: object, key: str) -> Iterator[str]:
    """A 31 February has the right form, and so has 25:00."""
    if isinstance(value, dict):
        for name, inside in value.items():
            yield from _days_and_times(inside, name)
    elif isinstance(value, list):
        for one in value:
            yield from _days_and_times(one, key)
    elif isinstance(value, str) and value and key in _WHEN:
        try:
            _WHEN[key](f"{value}-01" if len(value) == 7 else value)
        except ValueError:
            yield f"{key} är ”{value[:20]}”, som inte finns i kalendern eller på klockan"


_WHEN = {
    **dict.fromkeys(("date", "end_date", "due_on", "effective_on", "sent_on", "noted_on"), day_of),
    **dict.fromkeys(("joint_start", "joint_end", "planned_start", "from_time", "to_time", "start", "end"), time_of),
}  # fmt: skip


def _twice(where: str, keys: Iterable[object]) -> Iterator[str]:
    for key, count in Counter(keys).items():
        if count > 1:
            yield f"{where} har id {key} på mer än ett ställe"


def _loose(content: Json, items: list[Json]) -> Iterator[str]:
    """Keys that lead nowhere."""
    registers = {kind: {one["id"] for one in rows} for kind, rows in content["registers"].items()}
    keys = {one["id"] for one in items}
    rows = {one["id"] for one in content["attendance"]}
    for key in (one["id"] for one in content["bodies"] if one["id"] not in registers["bodies"]):
        yield f"grupp {key} står inte i registers.bodies"
    for item in items:
        blocks = {one["id"] for one in every_block(item)}
        for record in item["records"]:
            if not {record["block"], record["last_block"] or record["block"]} <= blocks:
                yield f"posten {record['id']} pekar på ett block som inte står i punkten"
    for row in content["attendance"]:
        if not {one for one in (row["from_item"], row["to_item"], *row["items"]) if one is not None} <= keys:
            yield f"närvaroraden {row['name'] or 'Vakant'} pekar på en punkt som inte finns"
        if row["serves_for"] is not None and row["serves_for"] not in rows:
            yield f"närvaroraden {row['name']} tjänstgör för en rad som inte finns"
        if not row["name"] and (row["state"] != "unknown" or row["person"] is not None):
            yield "en vakant plats i närvaron har en person eller är markerad som närvarande"
    start, end = content["meeting"]["start"], content["meeting"]["end"]
    if start and end and end <= start:
        yield "mötet slutar innan det börjar"
    yield from _unknown(content, registers)


_KINDS = {
    "person": "persons", "organisation": "organisations", "body": "bodies", "taken_by_body": "bodies",
    "comes_back_to": "bodies", "parties": "organisations",
}  # fmt: skip


def _unknown(value: object, registers: dict[str, set[int]], key: str = "") -> Iterator[str]:
    """Persons, organisations and bodies that are mentioned and not told of."""
    if isinstance(value, dict):
        for name, inside in value.items():
            yield from _unknown(inside, registers, name)
    elif isinstance(value, list):
        for one in value:
            told = "body" if key == "bodies" and isinstance(one, int) else key
            yield from _unknown(one, registers, told)
    elif key in _KINDS and isinstance(value, int) and value not in registers[_KINDS[key]]:
        yield f"{key} {value} står inte i registers.{_KINDS[key]}"
