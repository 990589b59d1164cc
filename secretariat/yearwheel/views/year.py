"""The same year in several views, all of them made of one `Year` (I1, E3)."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page
from secretariat.yearwheel import grid_markup, list_markup, middle, strip
from secretariat.yearwheel.actions import collecting, year_grids, year_lists
from secretariat.yearwheel.choices import Choice

from .clashes import clash_counts
from .feeds import feed_context
from .frame import around, collected_for


@requires(Permission.YEAR_READ)
@require_GET
def year_list(request: Request) -> HttpResponse:
    """All by month and week, with what is known of each."""
    collected = collected_for(request)
    context = around(collected, "yearwheel:year-list") | {
        "months": list_markup.months(year_lists.months_of(collected), today=collected.today),
        "count": len(collected.listed.entries),
        **clash_counts(collected),
    }
    return page(request, "yearwheel/year_list.html", context)


@requires(Permission.YEAR_READ)
@require_GET
def year_table(request: Request) -> HttpResponse:
    """Months by groups."""
    collected = collected_for(request)
    grid = year_grids.table_of(collected)
    context = around(collected, "yearwheel:year-table") | {
        "grid": grid,
        "rows": grid_markup.table(grid),
        "today": collected.today,
    }
    return page(request, "yearwheel/year_table.html", context)


@requires(Permission.YEAR_READ)
@require_GET
def year_timeline(request: Request) -> HttpResponse:
    """Weeks as columns."""
    collected = collected_for(request)
    grid = year_grids.timeline_of(collected)
    context = around(collected, "yearwheel:year-timeline") | {
        "rows": grid_markup.timeline(grid),
        "weeks": len(grid.weeks),
    }
    return page(request, "yearwheel/year_timeline.html", context)


@requires(Permission.YEAR_READ)
@require_GET
def year_strip(request: Request) -> HttpResponse:
    """The calendar year as a strip, which the start page asks for when it is shown."""
    today = timezone.localdate()
    shown = collecting.collect(Choice(today.year), request.user, today=today)
    context = {"year": shown, "strip": strip.strip_of(shown), "words": middle.described(shown)}
    return page(request, "yearwheel/year_strip.html", context, part="year-strip")


@requires(Permission.YEAR_READ)
@require_GET
def year_calendar(request: Request) -> HttpResponse:
    """How to have the year in a calendar of one's own."""
    collected = collected_for(request)
    context = around(collected, "yearwheel:year-calendar") | feed_context(request, collected)
    response = page(request, "yearwheel/year_calendar.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response
