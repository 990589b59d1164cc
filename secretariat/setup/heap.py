"""What a process keeps of the memory it has had: matters to long-lived servers, on Linux with glibc alone.

Elsewhere nothing happens, and nothing is needed.
"""

import ctypes
from functools import cache
from typing import Any

_MAX_HEAPS = -8  # glibc's M_ARENA_MAX


@cache
def _library() -> Any:
    """The C library, if it is glibc."""
    try:
        found = ctypes.CDLL(None)
    except (OSError, TypeError):  # a system that has no such thing
        return None
    return found if hasattr(found, "gnu_get_libc_version") else None


def share() -> None:
    """One heap for all threads, before they begin.

    glibc gives each thread its own, and what one of them drew a PDF in no other may use: 20 to 40 MB in a server of
    four threads. Python lets one thread at a time ask for memory, so that none waits for another.
    """
    if library := _library():
        library.mallopt(_MAX_HEAPS, 1)


def give_back() -> None:
    """Let the system have what is free, also between what is in use. A few milliseconds after a large job."""
    if library := _library():
        library.malloc_trim(0)
