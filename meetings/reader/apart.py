"""Read a file of old minutes in a process of its own, which a bad file may break: limits of time and memory (M1).

Run as a program it takes the file from its input and writes what was read as JSON; `read_apart` starts it so.
"""

import json
import subprocess
import sys
from typing import Any

from .lines import Line, Source, Unreadable
from .reading import Reading, read
from .sources import open_source

SECONDS = 240
_MEMORY = 2 * 1024**3
_TOO_LONG = "Filen tog för lång tid att läsa. Dela den, eller spara den på nytt som DOCX, och försök igen."
_STOPPED = "Läsningen av filen stannade. Spara den på nytt, helst som DOCX, och försök igen."


def read_apart(content: bytes, name: str, *, seconds: int = SECONDS) -> dict[str, Any]:
    """What was read, as `as_json` says. Raises Unreadable, also where the file took too long or broke the reader."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", __name__, name],
            input=content,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unreadable(_TOO_LONG) from None
    if done.returncode == 2:
        raise Unreadable(done.stderr.decode("utf-8", "replace").strip().splitlines()[-1])
    if done.returncode:
        raise Unreadable(_STOPPED)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


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
        source = open_source(sys.stdin.buffer.read(), sys.argv[1])
    except Unreadable as problem:
        sys.stderr.write(str(problem))
        raise SystemExit(2) from None
    sys.stdout.write(json.dumps(as_json(source, read(source))))


if __name__ == "__main__":
    main()
