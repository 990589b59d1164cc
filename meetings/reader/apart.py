"""Read a file of old minutes in a process of its own, which a bad file may break: limits of time and memory (M1)."""

import json
import subprocess
import sys
from typing import Any

from .lines import Unreadable

SECONDS = 240
UNREADABLE = 2
_TOO_LONG = "Filen tog för lång tid att läsa. Dela den, eller spara den på nytt som DOCX, och försök igen."
_STOPPED = "Läsningen av filen stannade. Spara den på nytt, helst som DOCX, och försök igen."


def read_apart(content: bytes, name: str, *, seconds: int = SECONDS) -> dict[str, Any]:
    """What was read, as `as_json` says. Raises Unreadable, also where the file took too long or broke the reader."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", __package__, name],
            input=content,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unreadable(_TOO_LONG) from None
    if done.returncode == UNREADABLE:
        raise Unreadable(done.stderr.decode("utf-8", "replace").strip().splitlines()[-1])
    if done.returncode:
        raise Unreadable(_STOPPED)
    found: dict[str, Any] = json.loads(done.stdout)
    return found
