"""What stands around every view of the year: its name, the other views, other years, and the filters as links."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils import timezone

from secretariat.lib.pages import Request
from secretariat.yearwheel.actions import collecting
from secretariat.yearwheel.actions.collecting import Collected
from secretariat.yearwheel.choices import FIRST_YEAR, LAST_YEAR, SCHOOL_YEAR, Choice, RingsBy, from_query
from secretariat.yearwheel.contents import Entry

VIEWS = (
    ("Lista", "yearwheel:year-list"),
    ("Tabell", "yearwheel:year-table"),
    ("Hjul", "yearwheel:year-wheel"),
    ("Tidslinje", "yearwheel:year-timeline"),
    ("Kalender", "yearwheel:year-calendar"),
)


def collected_for(request: Request) -> Collected:
    """The year the address asks for, as the user may see it."""
    today = timezone.localdate()
    return collecting.gather(from_query(request.GET, today=today), request.user, today=today)


def around(collected: Collected, at: str) -> dict[str, Any]:
    """Context of a page that shows the year; `at` is the view's address name."""
    choice = collected.choice
    query = choice.query()
    here = reverse(at)
    return {
        "collected": collected,
        "choice": choice,
        "year": collected.year,
        "query": query,
        "views": [
            {"words": words, "href": f"{reverse(name)}{query}", "current": name == at}
            for words, name in VIEWS
        ],
        "before": _other_year(here, choice, -1),
        "after": _other_year(here, choice, 1),
        "facets": facets(collected, here),
        "hidden": _hidden(choice),
        "everything": here + choice.unfiltered().query(),
    }


def _other_year(here: str, choice: Choice, step: int) -> dict[str, str] | None:
    if not FIRST_YEAR <= choice.year + step <= LAST_YEAR:
        return None
    other = replace(choice, year=choice.year + step)
    return {"words": other.name, "href": here + other.query()}


def _hidden(choice: Choice) -> list[tuple[str, str]]:
    """The choice as fields of the search form, without the words that are looked for."""
    fields = [("ar", str(choice.year))]
    fields += [("start", str(choice.start))] if choice.start != 1 else []
    fields += [("kategori", slug) for slug in choice.categories]
    ids = (("grupp", choice.body), ("part", choice.party), ("lansdel", choice.district))
    fields += [(name, str(pk)) for name, pk in ids if pk]
    return [*fields, ("ringar", choice.rings.value)] if choice.rings != RingsBy.CATEGORY else fields


# Filters


def facets(collected: Collected, here: str) -> list[dict[str, Any]]:
    """Each filter with how many the others leave for each value; values with none are left out, but for the chosen."""
    choice, registers = collected.choice, collected.registers
    kinds = [(slug, kind.name) for slug, kind in registers.kinds.items()]
    bodies = [(pk, place.name) for pk, place in registers.bodies.items()]
    parties = [(pk, place.name) for pk, place in registers.parties.items()]
    return [
        _kinds(collected, here, kinds),
        _facet(collected, here, "Grupp", "body", bodies, lambda entry: _about(entry).bodies),
        _facet(
            collected, here, "Länsdel", "district", list(registers.districts.items()),
            lambda entry: collecting.districts_of(_about(entry), registers),
        ),
        _facet(collected, here, "Part", "party", parties, lambda entry: _about(entry).parties),
        _plain("Ringar", [
            ("Efter slag", here + choice.query(rings=RingsBy.CATEGORY), choice.rings == RingsBy.CATEGORY),
            ("Efter grupp", here + choice.query(rings=RingsBy.BODY), choice.rings == RingsBy.BODY),
        ]),
        _plain("Året börjar", [
            ("I januari", here + _started(collected, 1), choice.start == 1),
            ("I augusti, läsår", here + _started(collected, SCHOOL_YEAR), choice.start == SCHOOL_YEAR),
        ]),
    ]  # fmt: skip


def _started(collected: Collected, month: int) -> str:
    """The query of the year that begins in another month and holds today, where that is inside what is shown."""
    choice, today = collected.choice, collected.today
    year = choice.year
    if choice.first <= today <= choice.last:
        year = today.year - (today.month < month)
    return choice.query(start=month, year=max(FIRST_YEAR, year))


def _about(entry: Entry) -> Any:
    return entry.event.in_year


def _left(collected: Collected, **without: Any) -> list[Entry]:
    """All entries that the other filters leave."""
    wide = replace(collected.choice, **without)
    return [
        entry
        for ring in collected.whole
        for entry in ring.entries
        if collecting.chosen(entry, wide, collected.registers)
    ]


def _facet(
    collected: Collected,
    here: str,
    title: str,
    field: str,
    values: list[tuple[int, str]],
    of: Callable[[Entry], Iterable[int]],
) -> dict[str, Any]:
    choice = collected.choice
    left = _left(collected, **{field: None})
    counted = Counter(pk for entry in left for pk in of(entry))
    chosen = getattr(choice, field)
    rows = [_row("Alla", here + choice.query(**{field: None}), len(left), chosen is None)]
    rows += [
        _row(words, here + choice.query(**{field: pk}), counted[pk], pk == chosen)
        for pk, words in values
        if counted[pk] or pk == chosen
    ]
    return {"title": title, "choices": rows}


def _kinds(collected: Collected, here: str, kinds: list[tuple[str, str]]) -> dict[str, Any]:
    """Several may be chosen: one more link adds, and a chosen one can be taken away."""
    choice = collected.choice
    left = _left(collected, categories=())
    counted = Counter(entry.kind.slug for entry in left)
    rows = [_row("Alla", here + choice.query(categories=()), len(left), not choice.categories)]
    for slug, words in kinds:
        if counted[slug] or slug in choice.categories:
            row = _row(words, here + choice.toggled(slug), counted[slug], slug in choice.categories)
            rows.append(row | {"drops": row["chosen"]})
    return {"title": "Slag", "choices": rows}


def _row(words: str, href: str, count: int, chosen: bool) -> dict[str, Any]:
    return {"words": words, "href": href, "count": count, "chosen": chosen, "drops": False}


def _plain(title: str, choices: list[tuple[str, str, bool]]) -> dict[str, Any]:
    rows = [_row(words, href, -1, chosen) for words, href, chosen in choices]
    return {"title": title, "choices": rows}
