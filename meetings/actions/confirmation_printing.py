"""The parties' decisions on one page, for the next meeting (F2, K3)."""

import datetime as dt

from django.template.loader import render_to_string

from meetings.models import Decision
from secretariat.inquiries.models import Inquiry
from secretariat.lib import pdf
from secretariat.lib.dates import day_in_words
from secretariat.registry.models import User

from .confirmation_tables import matrix_of
from .confirmations import words

_FITS = 22  # rows and notes that go on one page in the usual size


def render(decision: Decision, inquiry: Inquiry, *, user: User | None, today: dt.date) -> bytes:
    """The PDF of the table, as this user may see it. Raises lib.pdf.NotAvailable."""
    matrix = matrix_of(inquiry, user=user, today=today)
    rows = sum(1 + bool(any(line.notes)) for line in matrix.lines)
    body = decision.meeting.leading_body
    context = {
        "decision": decision,
        "words": words(decision),
        "bodies": [row.body.name for row in decision.meeting.meeting_bodies_in_order],
        "inquiry": inquiry,
        "matrix": matrix,
        "today": today,
        "is_dense": rows > _FITS,
    }
    return pdf.render(
        render_to_string("pdf/confirmations.html", context),
        title=f"Parternas beslut om {decision.number}, {day_in_words(today)}",
        stylesheet="matrix.css",
        author=body.letterhead.organisation.name if body and body.letterhead else "",
    )
