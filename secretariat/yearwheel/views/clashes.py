"""Krockar: what collides in the year, filtered by the address, and what of it is meant."""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page, paged
from secretariat.lib.rules import NotAllowed
from secretariat.yearwheel.actions import clashes as actions
from secretariat.yearwheel.actions.clashes import Found
from secretariat.yearwheel.actions.collecting import Collected
from secretariat.yearwheel.clashes import SORTS, Sort, YearClash

from .frame import around, collected_for

HERE = "yearwheel:clash-list"


@dataclass(frozen=True)
class Refused:
    """A reason that could not be noted: shown again where it was typed, with what was wrong."""

    key: str = ""
    reason: str = ""
    reasons: tuple[str, ...] = ()


_NOTHING = Refused()


def clash_counts(collected: Collected) -> dict[str, Any]:
    """What `yearwheel/_clashes.html` needs: how many of each kind, with links, on other pages of the year."""
    here = reverse(HERE) + collected.choice.query()
    return {
        "clash_counts": [
            {"words": words, "count": count, "href": f"{here}&krock={sort}"}
            for sort, words, count in actions.of(collected).counted
        ],
        "clash_page": here,
    }


@requires(Permission.YEAR_READ)
@require_GET
def clash_list(request: Request) -> HttpResponse:
    """Every clash from today on, by kind and kommun, and those that are meant."""
    return _page(request, collected_for(request))


def _page(request: Request, collected: Collected, *, refused: Refused = _NOTHING) -> HttpResponse:
    found = actions.of(collected)
    sort = _sort(request)
    shown = [one for one in found.open if not sort or one.sort == sort]
    context = around(collected, HERE) | {
        "clashes": paged(request, shown),
        "meant": [pair for pair in found.meant if not sort or pair[0].sort == sort],
        "facets": [_sorts(collected, found, sort), _parties(collected, found, sort)],
        "query": _query(collected, sort),
        "is_narrowed": bool(sort) or collected.choice.is_filtered,
        "is_past": collected.choice.last < collected.today,
        "refused": refused,
        "is_gone": bool(refused.reasons) and refused.key not in {one.key for one in shown},
        "trail": [("Årshjul", reverse("yearwheel:year-wheel") + collected.choice.query()), ("Krockar", "")],
    }
    return page(request, "yearwheel/clash_list.html", context, status=422 if refused.reasons else 200)


def _sort(request: Request) -> str:
    asked = request.GET.get("krock", "")
    return asked if asked in list(Sort) else ""


def _query(collected: Collected, sort: str, **changes: Any) -> str:
    """The page's own query: the choice of the year and the kind of clash."""
    return collected.choice.query(**changes) + (f"&krock={sort}" if sort else "")


def _sorts(collected: Collected, found: Found, chosen: str) -> dict[str, Any]:
    counts = Counter(one.sort for one in found.open)
    rows = [_row("Alla", _query(collected, ""), len(found.open), not chosen)]
    rows += [
        _row(words, _query(collected, sort), counts[sort], sort == chosen)
        for sort, words in SORTS.items()
        if counts[sort] or sort == chosen
    ]
    return {"title": "Krock", "choices": rows}


def _parties(collected: Collected, found: Found, sort: str) -> dict[str, Any]:
    """Parties that are hit, whichever of them is chosen now."""
    chosen = collected.choice.party
    wide = replace(collected, choice=replace(collected.choice, party=None))
    every = actions.of(wide).open if chosen else found.open
    left = [one for one in every if not sort or one.sort == sort]
    counts = Counter(pk for one in left for pk in one.parties)
    rows = [_row("Alla", _query(collected, sort, party=None), len(left), chosen is None)]
    rows += [
        _row(place.name, _query(collected, sort, party=pk), counts[pk], pk == chosen)
        for pk, place in collected.registers.parties.items()
        if counts[pk] or pk == chosen
    ]
    return {"title": "Part", "choices": rows}


def _row(words: str, href: str, count: int, chosen: bool) -> dict[str, Any]:
    return {"words": words, "href": href, "count": count, "chosen": chosen}


@requires(Permission.YEAR_EDIT)
@require_POST
def clash_accept(request: Request) -> HttpResponse:
    """Note that a clash is meant, and why."""
    collected = collected_for(request)
    key, reason = request.POST.get("krock", ""), request.POST.get("varfor", "")
    try:
        clash: YearClash = actions.accept(collected, key=key, reason=reason, by=request.user)
    except NotAllowed as no:
        return _page(request, collected, refused=Refused(key, reason, tuple(no.reasons)))
    messages.success(
        request, f"{clash.whole} Det är noterat som avsiktligt och visas inte igen om inget ändras."
    )
    return redirect(reverse(HERE) + _query(collected, _sort(request)))


@requires(Permission.YEAR_EDIT)
@require_POST
def clash_forget(request: Request, pk: int) -> HttpResponse:
    """Let a clash be told of again."""
    actions.forget(pk, by=request.user)
    messages.success(request, "Krocken visas igen.")
    return redirect(reverse(HERE) + _query(collected_for(request), _sort(request)))
