"""The year as a wheel, with its list before it in the document (E3); and the wheel as files (I4)."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from secretariat.lib import pdf
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page
from secretariat.yearwheel.actions import wheel_files
from secretariat.yearwheel.actions.collecting import Collected
from secretariat.yearwheel.drawing import Look, svg_of, swatch_of
from secretariat.yearwheel.legend import parts_of

from .clashes import clash_counts
from .frame import around, collected_for
from .year_files import file_answer


@requires(Permission.YEAR_READ)
@require_GET
def year_wheel(request: Request) -> HttpResponse:
    """The wheel and what its keys stand for; a number in it leads to the list of its week."""
    collected = collected_for(request)
    year, query = collected.year, collected.choice.query()
    look = Look(week_address=f"{reverse('yearwheel:year-list')}{query}#v{{week}}")
    context = around(collected, "yearwheel:year-wheel") | {
        "wheel": svg_of(year, look),
        "parts": [(part, swatch_of(part.ring, f"prov{n}")) for n, part in enumerate(parts_of(year))],
        **clash_counts(collected),
    }
    return page(request, "yearwheel/year_wheel.html", context)


@requires(Permission.YEAR_READ)
@require_GET
def wheel_svg(request: Request) -> HttpResponse:
    """A picture that can be enlarged, with its legend."""
    collected = collected_for(request)
    return file_answer(wheel_files.svg(collected.year), collected, "svg", of="image/svg+xml")


@requires(Permission.YEAR_READ)
@require_GET
def wheel_pdf(request: Request) -> HttpResponseBase:
    """A3 to print. Where none can be made it says why."""
    return _rendered(request, "pdf", "application/pdf", _pdf)


@requires(Permission.YEAR_READ)
@require_GET
def wheel_png(request: Request) -> HttpResponseBase:
    """A picture for a slide. Where none can be made it says why."""
    return _rendered(request, "png", "image/png", _png)


def _pdf(collected: Collected) -> bytes:
    return wheel_files.render_pdf(collected.year, today=collected.today)


def _png(collected: Collected) -> bytes:
    return wheel_files.render_png(collected.year, today=collected.today)


def _rendered(request: Request, kind: str, of: str, render: Callable[[Collected], bytes]) -> HttpResponseBase:
    collected = collected_for(request)
    try:
        content = render(collected)
    except pdf.NotAvailable as no:
        messages.error(request, str(no))
        return redirect(reverse("yearwheel:year-wheel") + collected.choice.query())
    return file_answer(content, collected, kind, of=of)
