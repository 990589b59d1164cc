"""A tree without those whose data are protected, for what is given out; stored bytes stay as they are (D7)."""

from collections.abc import Callable, Collection
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from meetings.documents import Attendee, Name
from secretariat.registry.models import Person

from .search import HIDDEN, hiding

_T = TypeVar("_T")
_NOT_WORDS = {"key", "sha256", "file", "kind", "url", "date", "meeting", "layout", "form"}


class Mask:
    """What hides the persons who are protected now. Two queries, whatever is masked."""

    def __init__(self) -> None:
        self._keys = frozenset(Person.objects.filter(protected_identity=True).values_list("pk", flat=True))
        self._hide: Callable[[str], str] = hiding()

    @property
    def is_needed(self) -> bool:
        """Whether anybody is protected at all."""
        return bool(self._keys)

    def words(self, text: str) -> str:
        """A text without their names."""
        return self._hide(text)

    def tree(self, document: _T) -> _T:
        """A tree of dataclasses without them: by the person's id where a name carries one, else by the words."""
        return masked(document, self._keys, self._hide) if self._keys else document


def masked(thing: Any, keys: Collection[int], hide: Callable[[str], str]) -> Any:
    """`thing` with names hidden; the same object where there was nothing to hide."""
    if isinstance(thing, str):
        return hide(thing)
    if isinstance(thing, Name) and thing.person in keys:
        return Name(HIDDEN)
    if isinstance(thing, Attendee) and thing.name.person in keys:
        bare = replace(thing, name=Name(HIDDEN), title="", party="", substitute=hide(thing.substitute))
        return replace(bare, serves_for=hide(bare.serves_for))
    if isinstance(thing, tuple):
        made = tuple(masked(one, keys, hide) for one in thing)
        return thing if made == thing else made
    if is_dataclass(thing) and not isinstance(thing, type):
        told = {one.name: getattr(thing, one.name) for one in fields(thing) if one.name not in _NOT_WORDS}
        changed = {name: new for name, old in told.items() if (new := masked(old, keys, hide)) != old}
        return replace(thing, **changed) if changed else thing
    return thing
