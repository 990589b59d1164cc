"""The exchange file without persons whose data are protected, for whoever may not see them (D7)."""

from collections.abc import Collection
from typing import Any

from secretariat.registry.protected import HIDDEN

_ALSO = ("title", "party", "affiliation")  # what else tells who somebody is


def without(told: dict[str, Any], seen: Collection[int] | None) -> dict[str, Any]:
    """The file with other words for protected persons than those in `seen`; the same file where there is none.

    By the person's id wherever one stands, so that a given name alone is hidden too. Names in running text are hidden
    on the way out, as in every answer (`registry.gate`). `seen` is None for those who see all.
    """
    if seen is None:
        return told
    persons = told["registers"]["persons"]
    hidden = {one["id"] for one in persons if one["is_protected"]} - set(seen)
    return _without(told, hidden) if hidden else told


def _without(thing: Any, hidden: Collection[int]) -> Any:
    if isinstance(thing, list):
        return [_without(one, hidden) for one in thing]
    if not isinstance(thing, dict):
        return thing
    made = {name: _without(one, hidden) for name, one in thing.items()}
    if "family_name" in made and made["id"] in hidden:
        return made | {"given_name": "", "family_name": HIDDEN, "organisation": None}
    if made.get("person") in hidden:
        made |= {name: HIDDEN for name in ("text", "name") if isinstance(made.get(name), str)}
        made |= {name: "" for name in _ALSO if isinstance(made.get(name), str)}
    return made
