"""The year's follow-ups for the uppföljningskonferens: table, screen, paper and file (F5)."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from agreements.actions import conference
from agreements.resources import CONFERENCE, conference_row
from secretariat.lib import pdf
from secretariat.lib.access import Permission, requires
from secretariat.lib.downloads import download, fetched_in_words
from secretariat.lib.pages import Request, page, query_string
from secretariat.registry.actions import log

from .agreements import FILES, trail_of


@dataclass(frozen=True)
class Choice:
    """What the address asks for: `?ordna=` and one `visa=` for each column."""

    order: str
    columns: list[str]

    @property
    def headings(self) -> list[tuple[str, str]]:
        """The chosen columns in their fixed order: key and name."""
        return [(key, conference.COLUMNS[key]) for key in self.columns]


def _choice(request: Request) -> Choice:
    order = request.GET.get("ordna", "")
    asked = request.GET.getlist("visa")
    columns = [key for key in conference.COLUMNS if key in asked] or list(conference.COLUMNS)
    return Choice(order if order in conference.ORDERS else conference.BY_AGREEMENT, columns)


def _context(request: Request, year: int) -> dict[str, Any]:
    choice = _choice(request)
    found = conference.years()
    if found and year not in found:
        raise Http404
    return {
        "year": year,
        "years": found,
        "choice": choice,
        "groups": conference.groups_of(year, order=choice.order, today=timezone.localdate()),
        "address": query_string(request, nr=None),
    }


@requires(Permission.AGREEMENT_READ)
@require_GET
def conference_latest(request: Request) -> HttpResponse:
    """The latest year that is followed up."""
    found = conference.years()
    return redirect("agreements:conference", found[0] if found else timezone.localdate().year)


@requires(Permission.AGREEMENT_READ)
@require_GET
def conference_table(request: Request, year: int) -> HttpResponse:
    """One page for the year. `?ordna= visa=`"""
    context = _context(request, year) | {
        "orders": [
            (words, key == _choice(request).order, query_string(request, ordna=key))
            for key, words in conference.ORDERS.items()
        ],
        "columns": conference.COLUMNS.items(),
        "trail": trail_of(("Uppföljningskonferens", "")),
    }
    return page(request, "agreements/conference.html", context)


@requires(Permission.AGREEMENT_READ)
@require_GET
def conference_screen(request: Request, year: int) -> HttpResponse:
    """One heading at a time in large type and without menus. `?nr=` counts from 1."""
    context = _context(request, year)
    groups: list[conference.Group] = context["groups"]
    number = request.GET.get("nr", "")
    place = min(max(int(number) if number.isdecimal() and len(number) < 5 else 1, 1), max(len(groups), 1))
    context |= {
        "group": groups[place - 1] if groups else None,
        "place": place,
        "before": query_string(request, nr=place - 1) if place > 1 else "",
        "after": query_string(request, nr=place + 1) if place < len(groups) else "",
        "back": reverse("agreements:conference", args=[year]) + context["address"],
    }
    return page(request, "agreements/conference_screen.html", context)


@requires(Permission.AGREEMENT_READ)
@require_GET
def conference_export(request: Request, year: int, kind: str) -> HttpResponse:
    """The same rows as xlsx or csv, with the figures as numbers."""
    if kind not in FILES:
        raise Http404
    groups = _context(request, year)["groups"]
    rows = [conference_row(one, year) for group in groups for one in group.rows]
    log.write("exporterade uppföljning", by=request.user, år=year, antal=len(rows))
    return download(
        CONFERENCE, rows, kind=kind, name=f"uppfoljning-{year}", facts=[fetched_in_words(request)]
    )


@requires(Permission.AGREEMENT_READ)
@require_GET
def conference_pdf(request: Request, year: int) -> HttpResponse:
    """The table on lying pages."""
    context = _context(request, year)
    try:
        content = pdf.render(
            render_to_string("pdf/conference.html", context),
            title=f"Uppföljning av överenskommelser {year}",
            stylesheet="matrix.css",
        )
    except pdf.NotAvailable as missing:
        messages.error(request, str(missing))
        return redirect("agreements:conference", year)
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="uppfoljning-{year}.pdf"'},
    )
