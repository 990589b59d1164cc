"""The overview of all money, with year, fund and party as filters in the address; and as a file."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from funding.actions import overview as reading
from funding.actions.overview import Chosen, Given
from funding.resources import OVERVIEW, overview_row
from meetings.views import facets
from meetings.views.facets import Facet
from secretariat.lib.access import Permission, requires
from secretariat.lib.downloads import download, fetched_in_words
from secretariat.lib.money import kronor
from secretariat.lib.pages import Request, page, query_string
from secretariat.lib.plots import Bar, bars
from secretariat.registry.actions import log

from .funds import trail_of

YEAR, FUND, PARTY, EVERY_YEAR = "ar", "medel", "part", "alla"


def _offered(found: Given) -> list[Facet]:
    """Years, funds and parties there are. The year is this one, or the latest before it, unless one is asked for."""
    years = sorted({one.year for one in found.grants}, reverse=True)
    now = timezone.localdate().year
    default = next((str(year) for year in years if year <= now), str(years[-1]) if years else "")
    funds = {one.fund.slug: one.fund.short_name or one.fund.name for one in found.grants}
    parties = [(str(key), one.short_name) for key, one in found.names.items()]
    return [
        Facet(
            "Bidragsår",
            YEAR,
            [(str(year), str(year)) for year in years],
            default=default,
            everything=EVERY_YEAR,
        ),
        Facet("Medel", FUND, list(funds.items())),
        Facet("Part", PARTY, parties),
    ]


def _chosen(found: Given, values: dict[str, str]) -> Chosen:
    funds = {one.fund.slug: one.fund_id for one in found.grants}
    year, party = values[YEAR], values[PARTY]
    return Chosen(
        year=int(year) if year.isdecimal() else None,
        fund=funds.get(values[FUND]),
        party=int(party) if party else None,
    )


def _asked(request: Request) -> tuple[Given, Chosen, list[dict[str, Any]]]:
    found = reading.given()
    offered = _offered(found)
    values = facets.chosen_values(request, offered)
    shown = facets.shown(
        request,
        offered,
        lambda facet, value: len(found.agreeing(_chosen(found, {**values, facet.key: value}))),
    )
    return found, _chosen(found, values), shown


@requires(Permission.FUNDING_READ)
@require_GET
def overview(request: Request) -> HttpResponse:
    """Per fund and party: decided, requested, paid, used, left; what must be used by when. `?ar= medel= part=`"""
    found, chosen, filters = _asked(request)
    shown = reading.overview_of(found, chosen, today=timezone.localdate())
    party = found.names[chosen.party] if chosen.party else None
    context = {
        "shown": shown,
        "year": chosen.year,
        "party": party,
        "party_links": [(row, query_string(request, part=row.href)) for row in shown.parties],
        "facets": filters,
        "fund_plot": _plot(shown.funds, "Kvar att använda per medel"),
        "party_plot": _plot(shown.parties, "Kvar att använda per part"),
        "trail": trail_of(("Översikt", "")),
    }
    return page(request, "funding/overview.html", context)


def _plot(rows: list[reading.Row], title: str) -> str:
    drawn = [Bar(row.name, row.left, kronor(row.left)) for row in rows if row.left]
    return bars(drawn, title=title)


@requires(Permission.FUNDING_READ)
@require_GET
def overview_export(request: Request) -> HttpResponse:
    """Each party's sums of each decision that is chosen, as xlsx with real numbers, and each column explained."""
    found, chosen, _ = _asked(request)
    rows = [overview_row(*one) for one in reading.account_rows(found, chosen)]
    log.write(
        "exporterade översikt över medel", by=request.user, antal=len(rows), urval=request.GET.urlencode()
    )
    facts = ["Hela kronor. Varje rad är en parts konto i ett beslut.", fetched_in_words(request)]
    return download(OVERVIEW, rows, kind="xlsx", name="medel-oversikt", facts=facts)
