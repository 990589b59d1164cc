"""The program that `apart` starts: a file from its input, what was read of it as JSON to its output."""

import json
import sys
from typing import Any

from .apart import SECONDS, UNREADABLE
from .lines import Line, Source, Unreadable
from .own import read_own
from .own.placing import reading_of_own
from .reading import Reading, read
from .sources import open_source

_MEMORY = 2 * 1024**3


def read_file(content: bytes, name: str) -> dict[str, Any]:
    """What a file says: our own by its styles and tags, any other by what it looks like. Raises Unreadable."""
    source = open_source(content, name)
    reading = read(source)
    if own := read_own(content, name):
        reading = reading_of_own(source, own, reading)
    return as_json(source, reading)


def as_json(source: Source, reading: Reading) -> dict[str, Any]:
    """The lines with words, what each became, what became nothing, and the whole as truth."""
    return {
        "kind": source.kind,
        "lines": _lines(source.lines),
        "truth": reading.truth,
        "placed": {str(number): path for number, path in reading.placed.items()},
        "unplaced": [line.number for line in reading.unplaced],
    }


def _lines(lines: tuple[Line, ...], *, row: int = 0, column: int = 0) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for line in lines:
        if line.kind == "row":
            for place, cell in enumerate(line.cells):
                found += _lines(cell.lines, row=row or line.number, column=place)
        elif line.text:
            found.append(
                {"number": line.number, "text": line.text, "kind": line.kind, "row": row, "column": column,
                 "page": line.page, "struck": bool(line.struck)}
            )  # fmt: skip
    return found


def _limit() -> None:
    try:
        import resource  # noqa: PLC0415 – not there on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def main() -> None:
    """Read from the input, write to the output; what is wrong in one line, and 2."""
    _limit()
    try:
        found = read_file(sys.stdin.buffer.read(), sys.argv[1])
    except Unreadable as problem:
        sys.stderr.write(str(problem))
        raise SystemExit(UNREADABLE) from None
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
