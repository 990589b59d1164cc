"""An electronic seal on finished PDF files, and what signatures a PDF from elsewhere has (C14).

The key is a file outside the database. Another way of sealing, such as a service, is another function that takes and
gives bytes, named in SEAL_PROVIDER. The library that knows signatures takes a second to load, so it is fetched when
needed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.utils.module_loading import import_string


class NotSealed(Exception):
    """The seal could not be put on. The message says what is wrong with the settings, never a secret."""


@dataclass(frozen=True)
class Signature:
    """One signature in a file, as it was found. `when` is what the signer says, `stamped` what a service of time does,
    both ISO 8601; `stamped` is empty where none has, or what it says does not hold.
    """

    name: str
    issuer: str
    when: str
    is_intact: bool
    is_trusted: bool
    covers_all: bool
    stamped: str = ""
    is_time_trusted: bool = False


def is_on() -> bool:
    """Whether finished papers are sealed here."""
    return bool(settings.SEAL_PROVIDER)


def seal(content: bytes) -> bytes:
    """The same PDF with the office's seal; as it is where none is set. Raises NotSealed."""
    if not is_on():
        return content
    provider: Callable[[bytes], bytes] = import_string(settings.SEAL_PROVIDER)
    return provider(content)


def signatures_in(content: bytes) -> list[Signature]:
    """The signatures of a PDF, in their order. Raises ValueError where the file is no PDF that can be read."""
    found: list[Signature] = import_module("secretariat.lib.signatures").signatures_in(content)
    return found
