"""Filters of a list as plain links with counts. Each filter counts what the other filters leave."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from secretariat.lib.pages import Request, query_string


@dataclass(frozen=True)
class Group:
    """How many rows share these values. A joint meeting's rows stand in a group per body; one of them leads (N6)."""

    values: Mapping[str, str]
    count: int
    leads: bool = True


@dataclass(frozen=True)
class Facet:
    """One filter: its name in the address, its choices as (value, words), and which rows a value covers."""

    title: str
    key: str
    choices: Sequence[tuple[str, str]]
    default: str = ""
    everything: str = ""
    covers: Mapping[str, Collection[str]] = field(default_factory=dict)

    def chosen(self, request: Request) -> str:
        """The value the address asks for; the default where it asks for none or for one that is not offered."""
        value = request.GET.get(self.key, self.default)
        return value if value == self.everything or value in dict(self.choices) else self.default

    def agrees(self, group: Group, value: str) -> bool:
        """Whether a group's rows are covered by a value."""
        return value == self.everything or group.values[self.key] in self.covers.get(value, (value,))


BODY = "grupp"


def chosen_values(request: Request, facets: Iterable[Facet]) -> dict[str, str]:
    """What is asked for, by filter."""
    return {facet.key: facet.chosen(request) for facet in facets}


def count(groups: Iterable[Group], facets: Sequence[Facet], chosen: Mapping[str, str]) -> int:
    """How many rows the chosen values leave."""
    by_body = bool(chosen.get(BODY))
    return sum(
        group.count
        for group in groups
        if (by_body or group.leads) and all(facet.agrees(group, chosen[facet.key]) for facet in facets)
    )


def for_template(request: Request, facets: Sequence[Facet], groups: Sequence[Group]) -> list[dict[str, Any]]:
    """What components/filters.html shows, where the groups count."""
    chosen = chosen_values(request, facets)
    return shown(request, facets, lambda facet, value: count(groups, facets, {**chosen, facet.key: value}))


def shown(
    request: Request, facets: Sequence[Facet], number_of: Callable[[Facet, str], int]
) -> list[dict[str, Any]]:
    """What components/filters.html shows: only values that something is left of, and the chosen one."""
    chosen = chosen_values(request, facets)
    found = []
    for facet in facets:
        everything = (facet.everything, "Alla")
        choices = [*facet.choices, everything] if facet.default else [everything, *facet.choices]
        counted = [(value, words, number_of(facet, value)) for value, words in choices]
        found.append(
            {
                "title": facet.title,
                "choices": [
                    {
                        "words": words,
                        "href": query_string(
                            request, **{facet.key: value if value != facet.default else None}
                        ),
                        "count": number,
                        "chosen": value == chosen[facet.key],
                    }
                    for value, words, number in counted
                    if number or value in (chosen[facet.key], facet.everything, facet.default)
                ],
            }
        )
    return found
