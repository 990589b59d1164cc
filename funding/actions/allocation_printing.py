"""An allocation on one page, for the meeting's papers (G4)."""

from django.template.loader import render_to_string
from django.utils import timezone

from funding.models import Allocation
from secretariat.lib import pdf
from secretariat.lib.dates import local_day

from . import keys
from .allocation_proposals import basis_in_words
from .allocation_tables import table_of
from .allocations import shares_of

_FITS = 22  # parties and keys that go on one page in the usual size


def render(allocation: Allocation) -> bytes:
    """The PDF, with the keys' sources and every sum. Raises lib.pdf.NotAvailable."""
    used, people = list(allocation.keys.all()), keys.population()
    table = table_of(shares_of(allocation), [one.name for one in used], people)
    context = {
        "allocation": allocation,
        "pot": allocation.pot,
        "grant": allocation.pot.grant,
        "used": used,
        "basis": basis_in_words(allocation, used),
        "table": table,
        "people": people,
        "booked_on": local_day(allocation.booked_at) if allocation.booked_at else None,
        "today": timezone.localdate(),
        "is_dense": len(table.lines) + len(used) > _FITS,
    }
    body = allocation.pot.grant.fund.body
    return pdf.render(
        render_to_string("pdf/allocation.html", context),
        title=f"Fördelning: {allocation}",
        stylesheet="allocation.css",
        author=body.letterhead.organisation.name if body and body.letterhead else "",
    )
