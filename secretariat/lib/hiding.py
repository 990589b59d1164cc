"""Names that must not stand in what is being made for somebody: every file and page is passed through here (D7).

This room knows no persons. `registry.protected` says, for each request, what is hidden from whoever asks; what makes
files asks `shown`. Outside a request nothing is hidden: bytes that are frozen and stored keep their words.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.db import transaction

View = TypeVar("View", bound=Callable[..., Any])
_hide: ContextVar[Callable[[str], str] | None] = ContextVar(
    "what is hidden from whoever is answered", default=None
)


def shown(text: str) -> str:
    """The text as whoever is being answered may read it."""
    hide = _hide.get()
    return hide(text) if hide and text else text


@contextmanager
def by(hide: Callable[[str], str] | None) -> Iterator[None]:
    """Pass all that is made inside through `hide`; None hides nothing, as for bytes that are stored for ever."""
    before = _hide.set(hide)
    try:
        yield
    finally:
        _hide.reset(before)


def open_to_writers(view: View) -> View:
    """A page on which minutes are written: hidden there, a name would be lost when the text is saved."""
    view.is_written_on = True  # type: ignore[attr-defined]
    return view


# All processes of the office's computer share the folder of files. A file there says when the persons with protected
# data were last changed, so that each process may remember them without asking the database for every page.


def _mark() -> Path:
    return Path(settings.MEDIA_ROOT) / ".skyddade"


def changed() -> None:
    """Say to every process that who is protected, or what they are called, has changed: now, and once committed."""
    _touch()
    transaction.on_commit(_touch)


def _touch() -> None:
    with suppress(OSError):  # then the processes learn of it when they next ask anyway
        _mark().parent.mkdir(parents=True, exist_ok=True)
        _mark().touch()


def changed_at() -> int:
    """When it was last said, in nanoseconds; 0 where it never was."""
    try:
        return _mark().stat().st_mtime_ns
    except OSError:
        return 0
