"""What the address of the list of agreements asks for, and the filters beside the list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from agreements.actions import lists
from agreements.models import Agreement, AgreementVersion
from meetings.views import facets
from meetings.views.facets import Facet
from secretariat.lib.pages import Request
from secretariat.registry.models import Organisation

KIND, THEME, STATE, PARTY = "slag", "tema", "lage", "part"
Test = Callable[[Agreement, str], bool]


@dataclass(frozen=True)
class Chosen:
    """The agreements asked for, in order, with their versions, and the filters for components/filters.html."""

    q: str
    rows: Sequence[Agreement]
    versions: dict[int, list[AgreementVersion]]
    facets: list[dict[str, Any]]


def chosen(request: Request) -> Chosen:
    """Read the address. Five queries, however many agreements there are: they are tens, and are counted here."""
    q = request.GET.get("q", "").strip()[:100]
    rows = list(
        lists.matching(request.user, q).select_related("body", "responsible").prefetch_related("themes")
    )
    keys = [one.pk for one in rows]
    versions, parties = lists.versions_of(keys), lists.parties_by_agreement(keys)
    tests: dict[str, Test] = {
        KIND: lambda one, value: one.kind == value,
        THEME: lambda one, value: any(theme.slug == value for theme in one.themes.all()),
        STATE: lambda one, value: _is_in(versions.get(one.pk, []), value),
        PARTY: lambda one, value: int(value) in parties.get(one.pk, ()),
    }
    offered = _offered(rows, parties)
    values = facets.chosen_values(request, offered)
    shown = facets.shown(
        request, offered, lambda facet, value: len(_left(rows, tests, {**values, facet.key: value}))
    )
    return Chosen(q, _left(rows, tests, values), versions, shown)


def _is_in(versions: Sequence[AgreementVersion], state: str) -> bool:
    covered = lists.STATES[state][1]
    if state == lists.OVER:
        return bool(versions) and all(one.state in covered for one in versions)
    return any(one.state in covered for one in versions)


def _left(rows: Sequence[Agreement], tests: dict[str, Test], values: dict[str, str]) -> list[Agreement]:
    return [one for one in rows if all(not value or tests[key](one, value) for key, value in values.items())]


def _offered(rows: Sequence[Agreement], parties: dict[int, set[int]]) -> list[Facet]:
    themes = {theme.slug: theme.name for one in rows for theme in one.themes.all()}
    used = {pk for found in parties.values() for pk in found}
    names = Organisation.objects.filter(pk__in=used).order_by("sort_key").values_list("pk", "short_name")
    kinds = [(str(value), str(words).capitalize()) for value, words in Agreement.Kind.choices]
    return [
        Facet("Läge", STATE, [(key, words) for key, (words, _) in lists.STATES.items()]),
        Facet("Slag", KIND, kinds),
        Facet("Tema", THEME, sorted(themes.items(), key=lambda pair: pair[1])),
        Facet("Part", PARTY, [(str(pk), name) for pk, name in names]),
    ]
