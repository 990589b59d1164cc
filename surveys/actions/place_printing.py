"""A place's results on paper (kommunrapport): what stands out, each survey's table, and a plot for each indicator."""

from django.template.loader import render_to_string
from django.utils import timezone

from secretariat.lib import pdf

from .place_pages import PlacePage


def render(shown: PlacePage) -> bytes:
    """The PDF. Raises lib.pdf.NotAvailable."""
    parts = [
        (part, [(one.name, drawn) for one in part.measures if (drawn := one.plot(for_paper=True))])
        for part in shown.parts
    ]
    context = {"shown": shown, "place": shown.place, "parts": parts, "today": timezone.localdate()}
    return pdf.render(
        render_to_string("pdf/place_report.html", context),
        title=f"Resultat av undersökningar, {shown.place.geo_name}",
        stylesheet="place_report.css",
    )
