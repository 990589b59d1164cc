"""A version's parties on one page, for the next meeting (F2)."""

import datetime as dt

from django.template.loader import render_to_string

from agreements.models import AgreementVersion
from secretariat.lib import pdf
from secretariat.lib.dates import day_in_words
from secretariat.registry.models import User

from .lists import period_in_words
from .matrices import matrix_of, signing_words

_FITS = 22  # rows and notes that go on one page in the usual size


def render(version: AgreementVersion, *, user: User | None, today: dt.date) -> bytes:
    """The PDF of the table, as this user may see it. Raises lib.pdf.NotAvailable."""
    matrix = matrix_of(version, user=user, today=today)
    agreement = version.agreement
    rows = sum(1 + bool(any(line.notes)) for line in matrix.lines)
    context = {
        "version": version,
        "agreement": agreement,
        "matrix": matrix,
        "period": period_in_words(version),
        "signing": signing_words(version, matrix),
        "today": today,
        "is_dense": rows > _FITS,
    }
    letterhead = agreement.body.letterhead if agreement.body else None
    return pdf.render(
        render_to_string("pdf/agreement.html", context),
        title=f"Parternas beslut om {version}, {day_in_words(today)}",
        stylesheet="matrix.css",
        author=letterhead.organisation.name if letterhead else "",
    )
